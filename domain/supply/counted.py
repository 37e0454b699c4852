"""The sold-out list as facts: what is counted, set by staff, reduced by each order.

Nobody who folds may choose the order in which two histories arrive, so a count has a name, and who takes from
it says which one was meant. The count with the greatest name stands; what was taken from others stays with
those. Names sort by time, and always behind the counts that their maker knew, whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.record.envelope import Event
from domain.record.ids import uuid7
from domain.record.tables import Tables
from domain.supply.stock import Stock

COUNTS = "counts"  # in what takes or gives back: the count that was meant, by item; others are not counted


@dataclass(frozen=True, slots=True)
class Counted:
    """A dish or option as it was counted last: ``left`` thousandths, below zero if two histories sold more.

    ``count``: the count's name. ``counting``: 0 once the counting has ended. ``date``: the business day for
    which it holds, "": until somebody changes it. ``off`` 停售: 1 if nothing of it is sold, whatever is left.
    """

    item: str
    left: int
    count: str = ""
    counting: int = 1
    date: str = ""
    off: int = 0

    def holds(self, date: str) -> bool:
        """Whether it is counted on a business day: yesterday's 估清 is over by itself."""
        return bool(self.counting) and self.date in ("", date)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken of an item under one count, in thousandths; less than nothing if more came back."""

    id: str
    quantity: int


def name_of_count(tables: Tables, items: Iterable[str], now: int, randomness: bytes) -> str:
    """The name of a count of these items at a UTC time in milliseconds; it takes 10 random bytes."""
    return name_behind((row.count for item in items if (row := tables.get(Counted, item))), now, randomness)


def name_behind(known: Iterable[str], now: int, randomness: bytes) -> str:
    """A name that sorts behind those which are known."""
    return uuid7(max(now, *map(_stamp, known), 0), randomness)


def _stamp(count: str) -> int:
    """The first millisecond of a name behind this one."""
    return int(count[:12], 16) + 1 if count else 0


def counts_of(tables: Tables, items: Iterable[str]) -> dict[str, str]:
    """The counts that stand now of those items that are counted: what a fact that takes them has to tell."""
    rows = {item: tables.get(Counted, item) for item in items}
    return {item: row.count for item, row in rows.items() if row and row.counting}


def reduce(event: Event, tables: Tables, item: str, quantity: int) -> None:
    """Take a sold quantity off a counted item; what is not counted stays so. Only a fold may call this."""
    counts, row = event.body.get(COUNTS), tables.get(Counted, item)
    if counts is None:  # release 0.1.0 did not tell: from whichever stands here
        if row and row.counting:
            left = row.left - quantity
            tables.put(replace(row, left=max(0, left) if quantity > 0 else left))
    elif item in counts:
        take(tables, counts[item], item, quantity)


def take(tables: Tables, count: str, item: str, quantity: int) -> None:
    """Take a quantity (thousandths; less than nothing comes back) of an item under the count that was meant.
    Only a fold may call this."""
    id, row = _taken_id(count, item), tables.get(Counted, item)
    before = tables.get(Taken, id)
    taken = (before.quantity if before else 0) + quantity
    if taken:
        tables.put(Taken(id, taken))
    elif before:
        tables.remove(Taken, id)  # as if nobody had taken any
    if row and row.counting and row.count == count:
        tables.put(replace(row, left=row.left - quantity))


def give_back(event: Event, tables: Tables, item: str, quantity: int) -> None:
    """Put a quantity that was not cooked back to a counted item. Only a fold may call this."""
    reduce(event, tables, item, -quantity)


def _taken_id(count: str, item: str) -> str:
    return f"{count}/{item}"


def stock_set(event: Event, tables: Tables) -> None:
    """So much is left, wherever counts are told; a later one that came before stands."""
    for item, left in event.body["items"].items():
        row = tables.get(Counted, item)
        count = event.body.get("count") or _after(event, row)
        if row and row.count >= count:
            continue
        taken = tables.get(Taken, _taken_id(count, item))
        rest = 0 if left is None else left - (taken.quantity if taken else 0)
        date, off = event.body.get("date", ""), int(event.body.get("off", False))
        tables.put(Counted(item, rest, count, int(left is not None), date, off))


def _after(event: Event, row: Counted | None) -> str:
    """The name of a count of release 0.1.0, which gave none: it stands before what came before it here."""
    return f"{max(event.at, _stamp(row.count) if row else 0):012x}".ljust(32, "0")


def stock_of(tables: Tables, date: str) -> Stock:
    """The sold-out list of a business day as the ordering rules take it."""
    rows = [row for row in tables.where(Counted, counting=1) if row.holds(date)]
    left = {row.item: 0 if row.off else max(0, row.left) for row in rows}
    return Stock(left, frozenset(row.item for row in rows if row.off))


APPLIES = {"stock.set": stock_set}
