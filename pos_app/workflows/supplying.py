"""The sold-out list 估清."""

from __future__ import annotations

from domain.supply.counted import Counted
from pos_app.workflows.book import Entry


def set_stock(entry: Entry, item: str, left: int | None, by: str) -> None:
    """Say how many thousandths of a dish or option are left; None ends the counting."""
    counted = entry.tables.get(Counted, item)
    if (counted.left if counted else None) != left:
        entry.record("stock.set", {"items": {item: left}}, by)
