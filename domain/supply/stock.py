"""Sold-out list 估清: what is counted today, and how much of it is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stock:
    """Portions left (thousandths) of each counted dish or option id; what is not listed is not counted.

    ``off`` 停售: what is not sold until somebody changes that; nothing is left of it either.
    """

    remaining: Mapping[str, int] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def left(self, item: str) -> int | None:
        """Thousandths left, or None if the item is not counted."""
        return self.remaining.get(item)

    def without(self, item: str, quantity: int) -> Stock:
        """The list after ``quantity`` thousandths of an item are sold; never below zero."""
        left = self.remaining.get(item)
        if left is None:
            return self
        return Stock({**self.remaining, item: max(0, left - quantity)}, self.off)
