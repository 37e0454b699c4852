"""The sold-out list as facts: what is counted, set by staff, reduced by each order."""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.supply.stock import Stock


@dataclass(frozen=True, slots=True)
class Counted:
    """A dish or option that is counted, and the thousandths of it that are left."""

    item: str
    left: int


def reduce(tables: Tables, item: str, quantity: int) -> None:
    """Take a sold quantity off a counted item; what is not counted stays so."""
    counted = tables.get(Counted, item)
    if counted:
        tables.put(Counted(item, max(0, counted.left - quantity)))


def give_back(tables: Tables, item: str, quantity: int) -> None:
    """Put a quantity that was not cooked back to a counted item; what is not counted stays so."""
    counted = tables.get(Counted, item)
    if counted:
        tables.put(Counted(item, counted.left + quantity))


def stock_set(event: Event, tables: Tables) -> None:
    for item, left in event.body["items"].items():
        if left is None:
            tables.remove(Counted, item)
        else:
            tables.put(Counted(item, left))


def stock_of(tables: Tables) -> Stock:
    """The sold-out list as the ordering rules take it."""
    return Stock({row.item: row.left for row in tables.where(Counted)})


APPLIES = {"stock.set": stock_set}
