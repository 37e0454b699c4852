"""What somebody changed of the house's rules and habits, in words: "Service 0 % → 10 %"."""

from collections.abc import Mapping
from typing import Any

from pos_app.language import _, pgettext
from pos_app.models.typed_numbers import as_typed
from pos_app.models.wording import Wording

RATES = ("service", "tax")  # basis points
AMOUNTS = ("cover", "packing", "minimum", "rounding")


def changed_words(changed: Mapping[str, Any], wording: Wording) -> str:
    """All changes of one act; "" for a fact that does not tell them."""
    return " · ".join(_one(name, values, wording) for name, values in changed.items())


def _one(name: str, values: Any, wording: Wording) -> str:
    word = setting_word(name)
    if not values:
        return word
    if name == "times":
        names_said = pgettext("list", ", ").join(wording.name(names) for names in values)
        return f"{word} {names_said}".strip()
    before, after = (_value(name, value, wording) for value in values)
    return f"{word} {before} → {after}"


def _value(name: str, value: Any, wording: Wording) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if name in RATES:
        return f"{as_typed(value, 100) or '0'} %"
    if name in AMOUNTS:
        return wording.money(value, short=True)
    return str(value)


def setting_word(name: str) -> str:
    """A setting, in a word or two."""
    return {
        "service": _("Service"),
        "cover": _("Cover charge"),
        "packing": _("Packing"),
        "minimum": _("Minimum spend"),
        "region": _("Region"),
        "tax": _("Tax"),
        "tax_inclusive": _("Prices include the tax"),
        "times": _("Menus for certain hours"),
        "stations": _("Stations of dishes"),
        "tax_classes": _("Taxes by class"),
        "rounding": _("Rounding"),
        "rounding_cash": _("Rounding of cash only"),
        "promotions": _("Promotions"),
        "heads": _("Charges by head"),
        "courses": _("Courses"),
        "wait_minutes": _("Waiting after, minutes"),
        "keep_minutes": _("Booked table kept, minutes"),
        "stay_minutes": _("Guests stay, minutes"),
        "open_by_scan": _("A scan opens a free table"),
        "admit_phones": _("A phone's first order is taken at once"),
    }.get(name, name)
