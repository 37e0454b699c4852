"""What the till publishes of orders at the counter: how far each phone's is, from the kitchen's own pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from domain.floor.openings import Opening
from domain.floor.pickup import number_text
from domain.floor.seen import SeenOpening, see_opening
from domain.floor.store_code import StoreCode, quarter_of
from domain.record.tables import Tables

LOOKS_BACK = 8  # quarters of an hour
FEWEST = 3  # finished orders from which a pace is told
LATEST = 12  # finished orders that tell it
PICKUP = "pickup/"  # before the opening of a phone's order at the counter, where it is published


@dataclass(frozen=True, slots=True)
class SeenPickup:
    """A phone's order at the counter; times in UTC milliseconds, 0 for none or not known.

    ``ahead``: orders that the kitchen has had for longer; ``about``: when it may be ready; ``begun``: the
    kitchen has it. ``phone`` owns it.
    """

    id: str
    number: str
    phone: str
    to_go: int = 0
    wanted_at: int = 0
    begin_at: int = 0
    begun: bool = False
    ready_at: int = 0
    called_at: int = 0
    ahead: int = 0
    about: int = 0
    paid: bool = False


@dataclass(frozen=True, slots=True)
class SeenCounter:
    """All phones' orders that are open; ``full``: quarters of an hour in which no more may begin."""

    orders: tuple[SeenPickup, ...] = ()
    full: tuple[int, ...] = ()


def see_counter(tables: Tables, setup: StoreCode, now: int) -> SeenCounter:
    """What is to be published of the counter at a moment (UTC milliseconds)."""
    live = [one for one in tables.where(Opening, live=1) if one.pickup and one.rounds]
    waiting = in_turn(live)
    ready = pace_and_last(_lately(tables, now))
    orders = tuple(_see(one, waiting, *ready) for one in live if one.phones)
    return SeenCounter(orders, tuple(_full(tables, setup, live, now)))


def see_pickup(tables: Tables, opening: str, at_payment: Collection[str] = ()) -> SeenOpening | None:
    """An order at the counter with its dishes; None once it is handed over. ``at_payment``: see
    ``see_table``."""
    found = tables.get(Opening, opening)
    if not found or not found.live or not found.pickup:
        return None
    return see_opening(tables, found, found.id in at_payment)


def waits_for_its_time(one: Opening) -> bool:
    """Whether the kitchen has not begun an order, for it is wanted later."""
    return bool(one.wanted_at and one.rounds and not one.waiting_since and not one.ready_at)


def in_turn(live: Sequence[Opening]) -> list[Opening]:
    """What the kitchen has and is not called yet, first come first."""
    waiting = [one for one in live if one.waiting_since and not one.ready_at]
    return sorted(waiting, key=_turn)


def pace_and_last(lately: Sequence[Opening]) -> tuple[int, int]:
    """How long the kitchen takes for each order in its line, and when it last finished one; 0, 0: not known.

    Of each of the last orders that are ready: the time since it was begun, shared among it and those that
    were before it then. Whatever else the kitchen cooks at the same time is in that time, too.
    """
    done = sorted((one for one in lately if one.ready_at), key=lambda one: one.ready_at)[-LATEST:]
    if len(done) < FEWEST:
        return 0, 0
    return int(median(_share(one, lately) for one in done)), done[-1].ready_at


def _share(one: Opening, lately: Sequence[Opening]) -> int:
    since = _begun(one)
    there = (other for other in lately if not other.ready_at or other.ready_at > since)
    before = sum(_turn(other) < _turn(one) for other in there)
    return max(0, one.ready_at - since) // (before + 1)


def _begun(one: Opening) -> int:
    return one.begin_at or one.started_at


def _turn(one: Opening) -> tuple[int, int]:
    return _begun(one), one.pickup


def _lately(tables: Tables, now: int) -> list[Opening]:
    here = quarter_of(now)
    found = [tables.where(Opening, quarter=here - back) for back in range(LOOKS_BACK)]
    return [one for some in found for one in some if one.rounds]


def _see(one: Opening, waiting: Sequence[Opening], pace: int, last: int) -> SeenPickup:
    ahead = waiting.index(one) if one in waiting else 0
    about = 0
    if one in waiting and pace:
        about = max(last, _begun(waiting[0])) + (ahead + 1) * pace
    return SeenPickup(
        id=one.id,
        number=number_text(one.pickup),
        phone=one.phones[0],
        to_go=one.to_go,
        wanted_at=one.wanted_at,
        begin_at=one.begin_at if one.wanted_at else 0,
        begun=not waits_for_its_time(one),
        ready_at=one.ready_at,
        called_at=one.called_out_at,
        ahead=ahead,
        about=about,
        paid=bool(one.paid_at),
    )


def _full(tables: Tables, setup: StoreCode, live: Sequence[Opening], now: int) -> list[int]:
    if not setup.most:
        return []
    here = quarter_of(now)
    begun = Counter(one.quarter for one in live if one.quarter > here)
    begun[here] = begun_in(tables, here)
    return sorted(one for one, count in begun.items() if count >= setup.most)


def begun_in(tables: Tables, quarter: int) -> int:
    """How many orders at the counter the kitchen begins in a quarter of an hour: none that ended unpaid."""
    found = tables.where(Opening, quarter=quarter) if quarter else ()
    return sum(bool(one.live or one.paid_at) for one in found)
