"""Currencies and time zones as people call them, for the first start: "人民币 CNY", "上海 UTC+8"."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from PySide6.QtCore import QTimeZone

from domain.money.currency import NOTES

Choices = list[tuple[str, str]]
"""What is kept, and what is read."""

USUAL_ZONE = "Asia/Shanghai"
USUAL_CURRENCY = "CNY"


def currency_choices(tag: str) -> Choices:
    """Every currency that is money somewhere today: those whose notes the till knows, then the others."""
    names = Locale.parse(tag, sep="-").currencies
    others = sorted(
        _in_use() - set(NOTES), key=lambda code: (code not in names, names.get(code, code).casefold())
    )
    return [(code, f"{names[code]} {code}" if code in names else code) for code in [*NOTES, *others]]


def zone_choices(tag: str) -> Choices:
    """Every zone by its city, from west to east, once each."""
    locale, now, other_names = Locale.parse(tag, sep="-"), datetime.now(UTC), get_global("zone_aliases")
    zones = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    zones = (zone for zone in zones if zone not in other_names)
    offsets = {zone: now.astimezone(ZoneInfo(zone)).strftime("%z") for zone in zones}
    cities = {zone: str(get_timezone_location(zone, locale=locale, return_city=True)) for zone in offsets}
    ordered = sorted(offsets, key=lambda zone: (int(offsets[zone]), cities[zone].casefold()))
    return [(zone, f"{cities[zone]} UTC{offsets[zone][:3]}:{offsets[zone][3:5]}") for zone in ordered]


def likely_zone() -> str:
    """The computer's own zone, where it is set to a place; else the house's."""
    told = QTimeZone.systemTimeZoneId().toStdString()
    own = str(get_global("zone_aliases").get(told, told))
    return own if "/" in own and not own.startswith("Etc/") and _known(own) else USUAL_ZONE


def likely_currency(zone: str) -> str:
    """What is paid with where that zone is."""
    territory = str(get_global("zone_territories").get(zone, ""))
    return next((code for code in _of(territory)), USUAL_CURRENCY)


def _in_use() -> set[str]:
    return {code for territory in get_global("territory_currencies") for code in _of(territory)}


def _of(territory: str) -> list[str]:
    told = get_global("territory_currencies").get(territory, ())
    return [code for code, _begins, ends, tender in told if tender and not ends]


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True
