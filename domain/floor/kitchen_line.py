"""The counter's line in the kitchen: how much is to be made before an order, and how quick the kitchen is.

What is counted are pieces: each portion of what goes to a station and is not served yet, of a combo each of
its dishes. What guests order at tables is not in this line; the time that it takes is in the pace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from domain.floor.openings import Opening
from domain.floor.store_code import quarter_of
from domain.record.tables import Tables
from domain.selling.order import Line
from domain.selling.order_rows import OrderLine

LOOKS_BACK = 8  # quarters of an hour
FEWEST = 3  # finished orders from which a pace is told
LATEST = 12  # finished orders that tell it


def pieces(line: Line) -> int:
    """How many the kitchen makes of a line: none of a bottle that nobody prepares."""
    each = sum(part.count for part in line.parts if part.station) if line.parts else bool(line.station)
    return -(-line.quantity // 1000) * each


def in_turn(live: Sequence[Opening]) -> list[Opening]:
    """What the kitchen has and is not called yet, first come first."""
    waiting = [one for one in live if one.waiting_since and not one.ready_at]
    return sorted(waiting, key=_turn)


@dataclass(frozen=True, slots=True)
class Standing:
    """``pieces`` to be made, and when they may be done, UTC milliseconds; 0: nobody knows."""

    pieces: int = 0
    about: int = 0


NO_LINE = Standing()


class KitchenLine:
    """The line at one moment (UTC milliseconds); of each order's dishes it reads once, and only if asked."""

    def __init__(self, tables: Tables, now: int) -> None:
        self._tables = tables
        self._rows: dict[str, list[OrderLine]] = {}
        live = [one for one in tables.where(Opening, live=1) if one.pickup and one.rounds]
        self.live, self.waiting = live, in_turn(live)
        self._lately = _lately(tables, now)

    def whole(self) -> Standing:
        """All of it."""
        return self.up_to(self.waiting[-1]) if self.waiting else NO_LINE

    def before(self, one: Opening) -> int:
        """Pieces to be made before those of an order."""
        return sum(self._left[other.id] for other in self.waiting if _turn(other) < _turn(one))

    def up_to(self, one: Opening) -> Standing:
        """All up to an order's own pieces; nothing if it does not wait."""
        if one.id not in self._left:
            return NO_LINE
        many = self.before(one) + self._left[one.id]
        return Standing(many, self._since + many * self.pace if self.pace else 0)

    @cached_property
    def _left(self) -> Mapping[str, int]:
        return {one.id: sum(pieces(row.line) for row in self._of(one) if row.awaited) for one in self.waiting}

    @cached_property
    def pace(self) -> int:
        """How long the kitchen takes for each piece in its line, milliseconds; 0: not known.

        Of each of the last orders that are ready: the time since it was begun, shared among its pieces and
        those that were before them then. Whatever else the kitchen cooks at the same time is in that time.
        """
        done = self._done
        return int(median(self._share(one) for one in done)) if len(done) >= FEWEST else 0

    @cached_property
    def _done(self) -> list[Opening]:
        return sorted((one for one in self._lately if one.ready_at), key=lambda one: one.ready_at)[-LATEST:]

    def _share(self, one: Opening) -> int:
        since = begun(one)
        there = (other for other in self._lately if not other.ready_at or other.ready_at > since)
        made = [other for other in there if _turn(other) <= _turn(one)]
        return max(0, one.ready_at - since) // max(1, sum(self._had(other, since) for other in made))

    def _had(self, one: Opening, at: int) -> int:
        """Pieces of an order that were still to be made at a moment, as far as is known."""
        rows = (row for row in self._of(one) if not row.held and not 0 < row.served_at <= at)
        return sum(pieces(row.line) for row in rows)

    @cached_property
    def _since(self) -> int:
        """From when on the kitchen works at what is first in the line."""
        served = [row.served_at for one in self.live for row in self._of(one)]
        return max([begun(self.waiting[0]), *served, *(one.ready_at for one in self._done)])

    def _of(self, one: Opening) -> list[OrderLine]:
        if one.id not in self._rows:
            self._rows[one.id] = self._tables.where(OrderLine, opening=one.id)
        return self._rows[one.id]


def begun(one: Opening) -> int:
    """When the kitchen had an order."""
    return one.begin_at or one.started_at


def _turn(one: Opening) -> tuple[int, int]:
    return begun(one), one.pickup


def _lately(tables: Tables, now: int) -> list[Opening]:
    here = quarter_of(now)
    found = [tables.where(Opening, quarter=here - back) for back in range(LOOKS_BACK)]
    return [one for some in found for one in some if one.rounds]
