"""What a scale shows at one moment, whatever protocol told it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STABLE, MOVING, OVER, UNDER, UNREADY, UNIT = "stable", "moving", "over", "under", "unready", "unit"
SILENT, UNPLUGGED = "silent", "unplugged"
UNITS = {"kg": 1000, "g": 1}
"""Grams of the units that are understood; a scale that shows another one is not read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``grams`` on the plate, less the scale's own tare if ``net``; ``tare``: grams of that, 0: not told.

    state: stable | moving | over | under | unready | unit, and of the line silent | unplugged. Only what is
    stable may be sold by.
    """

    state: str
    grams: int = 0
    net: bool = False
    tare: int = 0

    @property
    def alive(self) -> bool:
        """Whether a scale speaks at all."""
        return self.state not in (SILENT, UNPLUGGED)


def grams_in(number: str, unit: str) -> int:
    """A number as a scale writes it, in whole grams; raises KeyError for a unit that is not understood."""
    return int((Decimal(number) * UNITS[unit.strip().lower()]).to_integral_value(ROUND_HALF_UP))


def shown(number: str, unit: str, negative: bool, moving: bool, net: bool = False, tare: int = 0) -> Reading:
    """What a display with this number means: nothing is sold by less than nothing."""
    try:
        grams = grams_in(number, unit)
    except KeyError:
        return Reading(UNIT)
    if moving:
        return Reading(MOVING, 0 if negative else grams, net, tare)
    return Reading(UNDER) if negative and grams else Reading(STABLE, grams, net, tare)
