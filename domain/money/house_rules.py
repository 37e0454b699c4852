"""The house's rules as an owner edits them: what may stand in them, and what one version changed of another.

Bills that are open are priced by the rules as they stand; a settled bill keeps the figures it was paid by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from domain.errors import Refused
from domain.floor.plan import Floor
from domain.money.fees import MAINLAND
from domain.selling.menu import Names
from domain.selling.price import Rules

MOST_SERVICE = 3_000  # basis points
MOST_TAX = 5_000  # basis points
MOST_AMOUNT = 10**9  # minor units: of a currency with large sums or without decimals too
MOST_ROUNDING = 10_000  # minor units
LIMITS: Mapping[str, tuple[int, int]] = {
    "wait_minutes": (1, 240),
    "keep_minutes": (0, 240),
    "stay_minutes": (15, 720),
    "pay_minutes": (3, 60),
}
"""Least and most minutes of a floor's waits."""
HABITS = (*LIMITS, "open_by_scan", "admit_phones", "pay_first")
"""What of a floor is a habit of the house and no matter of its plan."""
CHANGED = "changed"
"""Of a published document: what of the one before it this one changed, as ``changes`` tells it."""


def check_rules(rules: Rules) -> None:
    """Raise Refused unless a bill can be made by these rules, and everything in them has a name.

    ``field`` of the refusal says what is wrong: "cover", or "heads.0.price" of the first in a list.
    """
    if not 0 <= rules.service <= MOST_SERVICE:
        raise Refused("service_unfit", most=MOST_SERVICE // 100, field="service")
    for field, rate in _rates(rules):
        if not 0 <= rate <= MOST_TAX:
            raise Refused("tax_unfit", most=MOST_TAX // 100, field=field)
    for field, amount in _amounts(rules):
        if not 0 <= amount <= MOST_AMOUNT:
            raise Refused("amount_unfit", amount=MOST_AMOUNT, field=field)
    if not 0 <= rules.rounding <= MOST_ROUNDING:
        raise Refused("amount_unfit", amount=MOST_ROUNDING, field="rounding")
    if not (len(rules.region) == 2 and rules.region.isascii() and rules.region.isupper()):
        raise Refused("region_unfit", field="region")
    if rules.minimum and rules.region == MAINLAND:
        raise Refused("minimum_unlawful", field="minimum")
    for place, one in enumerate(rules.promotions):
        if not 0 < one.off <= one.reach:
            raise Refused("promotion_unfit", field=f"promotions.{place}.off")
    if not all(any(text.strip() for text in names.values()) for names in _names(rules)):
        raise Refused("rule_nameless")
    for ids in _ids(rules):
        if len(set(ids)) != len(ids):
            raise Refused("unreadable")


def check_habits(floor: Floor) -> None:
    """Raise Refused unless each wait lies within ``LIMITS``."""
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(floor, name) <= most:
            raise Refused("minutes_unfit", least=least, most=most, field=name)


def changes(before: object, after: object) -> Mapping[str, Any]:
    """What a version changed of another of its kind, by name: a number's [before, after], of a list None."""
    found: dict[str, Any] = {}
    for field in fields(after):  # type: ignore[arg-type]
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now and field.name != "version":
            plain = isinstance(was, int | str) and isinstance(now, int | str)
            found[field.name] = [was, now] if plain else None
    return found


def _rates(rules: Rules) -> Iterator[tuple[str, int]]:
    yield "tax", rules.tax
    for place, one in enumerate(rules.tax_classes):
        yield f"tax_classes.{place}.rate", one.rate


def _amounts(rules: Rules) -> Iterator[tuple[str, int]]:
    for name in ("cover", "packing", "minimum"):
        yield name, getattr(rules, name)
    for place, head in enumerate(rules.heads):
        yield f"heads.{place}.price", head.price
    for place, promotion in enumerate(rules.promotions):
        for name in ("reach", "off"):
            yield f"promotions.{place}.{name}", getattr(promotion, name)


def _names(rules: Rules) -> Iterator[Names]:
    for some in (rules.promotions, rules.tax_classes, rules.courses, rules.heads):
        yield from (one.names for one in some)


def _ids(rules: Rules) -> Iterator[list[object]]:
    for some in (rules.promotions, rules.tax_classes, rules.heads):
        yield [one.id for one in some]
    yield [one.number for one in rules.courses]
