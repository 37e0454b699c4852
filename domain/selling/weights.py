"""What is sold by weight: its units, the weight as typed on any of them, and the net of gross and tare.

A weight is an integer of thousandths of the dish's unit, as all quantities are; each can say a whole gram.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import Refused, _m

GRAMS: Mapping[str, int] = {"kg": 1000, "jin": 500, "liang": 50, "g": 1}
"""Grams of each unit that a dish may be priced by: kilogram, 斤, 两, gram."""

UNIT_WORDS: Mapping[str, str] = {"kg": _m("kg"), "jin": _m("jin"), "liang": _m("liang"), "g": _m("g")}

MOST_GRAMS = 999_000


def thousandths(grams: int, unit: str) -> int:
    """Whole grams as thousandths of a unit."""
    return grams * 1000 // GRAMS[unit]


def grams_of(weight: int, unit: str) -> int:
    """Thousandths of a unit in grams, rounded half up."""
    return (weight * GRAMS[unit] + 500) // 1000


def weight_text(weight: int) -> str:
    """Thousandths of a unit as a number: "1.25"."""
    return f"{weight / 1000:.3f}".rstrip("0").rstrip(".")


def checked_weight(weight: int, tare: int, unit: str, names: Mapping[str, str]) -> None:
    """Raises Refused unless a net weight and its tare (thousandths of the unit) are possible."""
    most = thousandths(MOST_GRAMS, unit) if unit in GRAMS else 0
    if not (0 < weight <= most and 0 <= tare <= most):
        raise Refused("bad_weight", dish=names)
