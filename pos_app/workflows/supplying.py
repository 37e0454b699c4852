"""The sold-out list 估清."""

from __future__ import annotations

from collections.abc import Mapping

from domain.supply.counted import Counted, name_of_count
from pos_app.workflows.book import Entry


def set_stock(entry: Entry, item: str, left: int | None, by: str) -> None:
    """Say how many thousandths of a dish or option are left; None ends the counting."""
    counted = entry.tables.get(Counted, item)
    if (counted.left if counted and counted.counting else None) != left:
        count_items(entry, {item: left}, by)


def count_items(entry: Entry, items: Mapping[str, int | None], by: str) -> None:
    """A new count of these items, as one fact."""
    count = name_of_count(entry.tables, items, entry.now, entry.clock.randomness(10))
    entry.record("stock.set", {"items": dict(items), "count": count}, by)
