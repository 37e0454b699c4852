"""What the till publishes of orders at the counter: how far each phone's is, from the kitchen's own pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.floor.kitchen_line import Backlog, KitchenLine
from domain.floor.openings import Opening
from domain.floor.pickup import number_text
from domain.floor.seen import SeenOpening, see_opening
from domain.floor.store_code import StoreCode, quarter_of
from domain.record.tables import Tables

PICKUP = "pickup/"  # before the opening of a phone's order at the counter, where it is published


@dataclass(frozen=True, slots=True)
class SeenPickup:
    """A phone's order at the counter; times in UTC milliseconds, 0 for none or not known.

    ``before``: pieces that the kitchen makes before, -1 as long as an older till tells none; ``about``: when
    it may be ready; ``begun``: the kitchen has it. ``phone`` owns it.
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
    before: int = -1
    about: int = 0
    paid: bool = False


@dataclass(frozen=True, slots=True)
class SeenCounter:
    """All phones' orders that are open; ``full``: quarters of an hour in which no more may begin; ``pieces``:
    all that the kitchen has in its line, ``about``: when it may have made them, 0: not known; ``backlog``:
    the same by its stations, None as long as an older till tells."""

    orders: tuple[SeenPickup, ...] = ()
    full: tuple[int, ...] = ()
    pieces: int = 0
    about: int = 0
    backlog: Backlog | None = None


def see_counter(tables: Tables, setup: StoreCode, now: int) -> SeenCounter:
    """What is to be published of the counter at a moment (UTC milliseconds)."""
    line = KitchenLine(tables, now)
    full = tuple(_full(tables, setup, line.live, now))
    if not (setup.on or line.live):
        return SeenCounter(full=full)  # nobody asks how long it takes
    orders, all_of_it = tuple(_see(one, line) for one in line.live if one.phones), line.whole()
    return SeenCounter(orders, full, all_of_it.pieces, all_of_it.about, line.backlog())


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


def _see(one: Opening, line: KitchenLine) -> SeenPickup:
    standing = line.before(one)
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
        before=standing.pieces,
        about=standing.about,
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
