"""The store's own code 门店码: phones order without a table, for now or for a time, as the kitchen can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.errors import Refused
from domain.record.business_day import business_date, local_time, minute_of_day

DOCUMENT = "store_code"
PLACE = "@store"
"""Stands in a phone's request where another one names its table."""
QUARTER = 15 * 60_000  # milliseconds
DAY = 24 * 60  # minutes
LONGEST_BEFORE = 240  # minutes
MOST_IN_QUARTER = 500


@dataclass(frozen=True, slots=True)
class StoreCode:
    """How the house takes such orders. ``code`` is opaque and never turns; "" until one was made.

    ``hours`` as a dish's: minutes of the day, () for always. ``before``: so many minutes before the time that
    a guest wants, the kitchen begins. ``most``: orders of which the kitchen begins in one quarter of an hour,
    0 for as many as come. ``paused_until``: UTC milliseconds; what is to be begun before is not taken.
    ``confirm``: staff look at each order before the kitchen has it. ``cups``: what it makes are cups, and are
    counted as such; otherwise they are dishes.
    """

    version: int = 0
    code: str = ""
    on: bool = False
    here: bool = True
    to_go: bool = True
    ahead: bool = True
    confirm: bool = True
    hours: tuple[tuple[int, ...], ...] = ()
    before: int = 20
    most: int = 0
    paused_until: int = 0
    cups: bool = False

    def open_at(self, minute: int) -> bool:
        """Whether orders are made at a minute of the day; hours may run over midnight."""
        return not self.hours or any(
            start <= minute < end if start <= end else minute >= start or minute < end
            for start, end in self.hours
        )

    def opens_after(self, minute: int) -> int:
        """The minute of the day at which it opens next."""
        return min((start for start, _ in self.hours), key=lambda start: (start - minute) % DAY, default=0)

    def begins_at(self, wanted_at: int, now: int) -> int:
        """When the kitchen begins an order that is wanted then, 0: as soon as may be. UTC milliseconds."""
        return max(now, wanted_at - self.before * 60_000) if wanted_at else now


def check_setup(setup: StoreCode) -> None:
    """Raise Refused("store_code_unfit") for what no house can mean."""
    hours = all(len(one) == 2 and all(0 <= minute < DAY for minute in one) for one in setup.hours)
    fits = 0 <= setup.before <= LONGEST_BEFORE and 0 <= setup.most <= MOST_IN_QUARTER
    if not (hours and fits and (setup.here or setup.to_go)):
        raise Refused("store_code_unfit")


def quarter_of(at: int) -> int:
    """The number of the quarter of an hour that a moment (UTC milliseconds) is in."""
    return at // QUARTER


def check_order(
    setup: StoreCode, to_go: bool, wanted_at: int, now: int, zone: str, begun_in: Callable[[int], int]
) -> None:
    """Raise Refused unless an order may come now, wanted at ``wanted_at`` (UTC milliseconds, 0: at once).

    ``begun_in``: how many orders the kitchen begins in the quarter of an hour with this number.
    """
    if not (setup.on and setup.code and (setup.to_go if to_go else setup.here)):
        raise Refused("store_code_off")
    if wanted_at:
        today = business_date(wanted_at, zone) == business_date(now, zone)
        fits = setup.ahead and now < wanted_at and today and setup.open_at(minute_of_day(wanted_at, zone))
        if not fits:
            raise Refused("time_unfit")
    elif not setup.open_at(minute_of_day(now, zone)):
        opens = setup.opens_after(minute_of_day(now, zone))
        raise Refused("store_closed", time=f"{opens // 60:02d}:{opens % 60:02d}")
    begins = setup.begins_at(wanted_at, now)
    if begins < setup.paused_until:
        raise Refused("phones_paused", time=_clock(setup.paused_until, zone))
    if setup.most and begun_in(quarter_of(begins)) >= setup.most:
        raise Refused("kitchen_full", time=_clock(next_free(setup, begins, begun_in), zone))


def next_free(setup: StoreCode, after: int, begun_in: Callable[[int], int]) -> int:
    """When the next quarter of an hour begins in which the kitchen has room, within a day."""
    first = quarter_of(after) + 1
    free = (one for one in range(first, first + DAY // 15) if begun_in(one) < setup.most)
    return next(free, first) * QUARTER


def _clock(at: int, zone: str) -> str:
    return local_time(at, zone).strftime("%H:%M")
