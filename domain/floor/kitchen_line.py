"""What the kitchen has before an order at the counter, station by station, and how quick each station is.

What is counted are pieces: each portion of what goes to a station and is not served yet, of a combo each of
its dishes. An order waits for the stations that make its own dishes and for no other: a tea does not stand
behind twenty woks. What tables have ordered is before it too, at stations where such dishes are ticked off
划菜; where nobody does that, all that was cooked this evening would seem to wait: there the time that it
takes is in the pace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from domain.floor.openings import Opening
from domain.floor.store_code import quarter_of
from domain.record.tables import Tables
from domain.selling.order import Line
from domain.selling.order_rows import Order, OrderLine
from domain.selling.unpaid import PayFirst, is_unpaid

LOOKS_BACK = 8  # quarters of an hour
FEWEST = 3  # finished orders from which a pace is told
LATEST = 12  # finished orders that tell it
Turn = tuple[int, int]  # when the kitchen had it (UTC milliseconds), and its number at the counter


def made_by(line: Line) -> Iterator[tuple[frozenset[str], int]]:
    """How many pieces of a line are made, and which stations work on them: none of a bottle that nobody
    prepares."""
    each = [(one, one.count) for one in line.parts] if line.parts else [(line, 1)]
    portions = -(-line.quantity // 1000)
    for made, count in each:
        if made.station and count * portions > 0:
            yield frozenset({made.station, *made.also}), count * portions


def in_turn(live: Sequence[Opening]) -> list[Opening]:
    """What the kitchen has of the counter and is not called yet, first come first."""
    waiting = [one for one in live if one.waiting_since and not one.ready_at]
    return sorted(waiting, key=_turn)


@dataclass(frozen=True, slots=True)
class Standing:
    """``pieces`` to be made, and when they may be done, UTC milliseconds; 0: nobody knows."""

    pieces: int = 0
    about: int = 0


NO_LINE = Standing()


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a station takes for a piece, milliseconds, 0: not known; from ``since`` on (UTC milliseconds,
    0: from now on) it works at what is first in its line."""

    each: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """``pieces`` that are to be made by ``stations``."""

    stations: tuple[str, ...]
    pieces: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """All that the kitchen has, as it is published: of each station its ``paces``."""

    waiting: tuple[Waiting, ...] = ()
    paces: Mapping[str, Pace] = field(default_factory=dict)

    def before(self, lines: Iterable[Line], now: int) -> Standing:
        """What is made before dishes that are ordered at a moment (UTC milliseconds), and when these may be
        done."""
        own = _by_station(made for line in lines for made in made_by(line))
        there = [(frozenset(one.stations), one.pieces) for one in self.waiting]
        return _standing(there, own, self.paces, now)


class KitchenLine:
    """The line at one moment (UTC milliseconds); it reads the dishes of what it needs once, and only if
    asked. ``tables`` of the state."""

    def __init__(self, tables: Tables, now: int) -> None:
        self._tables, self._now = tables, now
        everything = tables.where(Opening, live=1)
        self.live = [one for one in everything if one.pickup and one.rounds]
        self.waiting = in_turn(self.live)
        self._seated = [one for one in everything if one.table and one.rounds]

    def whole(self) -> Standing:
        """All of it."""
        stations = _by_station((one.stations, one.count) for one in self._left)
        abouts = [self._pace_of(one).since + many * self._pace_of(one).each for one, many in stations.items()]
        known = all(self._pace_of(one).each for one in stations)
        return Standing(sum(one.count for one in self._left), max(abouts, default=0) if known else 0)

    def backlog(self) -> Backlog:
        """All of it, for phones that are still to order."""
        pieces: dict[tuple[str, ...], int] = {}
        for one in self._left:
            key = tuple(sorted(one.stations))
            pieces[key] = pieces.get(key, 0) + one.count
        waiting = tuple(Waiting(stations, many) for stations, many in sorted(pieces.items()))
        return Backlog(waiting, {one: self._pace_of(one) for one in sorted(self._stations)})

    def before(self, one: Opening) -> Standing:
        """What is made before an order, by the stations that it needs, and when it may be ready."""
        mine = [work for work in self._left if work.of == one.id]
        if not mine:
            return NO_LINE
        there = [(work.stations, work.count) for work in self._left if work.turn < _turn(one)]
        own = _by_station((work.stations, work.count) for work in mine)
        return _standing(there, own, {station: self._pace_of(station) for station in own}, self._now)

    # ------------------------------------------------------------ what there is to be made, and was made

    @cached_property
    def _left(self) -> list[_Work]:
        return [one for one in self._works if not one.made_at]

    @cached_property
    def _stations(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.stations for one in self._works))

    @cached_property
    def _works(self) -> list[_Work]:
        """Of the counter and the tables, now and lately."""
        here = quarter_of(self._now)
        quarters = [self._tables.where(Opening, quarter=here - back) for back in range(LOOKS_BACK)]
        counter = {one.id: one for some in (*quarters, self.live) for one in some if one.rounds}
        found = [work for one in counter.values() for work in self._at_counter(one)]
        return found + [work for one in self._seated for work in self._at_table(one)]

    def _at_counter(self, one: Opening) -> Iterator[_Work]:
        waits, ended = bool(one.waiting_since), one.ready_at or one.cleared_at
        for row in self._of(one):
            made_at = row.served_at or ended
            if not row.held and (waits or made_at):
                yield from _works(row, one.id, _turn(one), made_at, row.served_at > 0)

    def _at_table(self, one: Opening) -> Iterator[_Work]:
        """At the stations where somebody ticks off what tables get."""
        ticked = self._ticked
        for row in self._of(one) if ticked else ():
            begun = row.started_at or self._begun(row)
            if begun and not row.held:
                for work in _works(row, row.order, (begun, 0), row.served_at, True):
                    if work.stations & ticked:
                        yield work

    @cached_property
    def _ticked(self) -> frozenset[str]:
        rows = (row for one in self._seated for row in self._of(one) if row.served_at)
        return frozenset[str]().union(*(stations for row in rows for stations, _ in made_by(row.line)))

    def _begun(self, row: OrderLine) -> int:
        """When the kitchen had a dish of a table's; 0: it waits for its money."""
        order, first = self._tables.get(Order, row.order), self._tables.get(PayFirst, row.order)
        if first is not None:
            return 0 if is_unpaid(self._tables, row) else first.at
        return order.at if order else 0

    def _of(self, one: Opening) -> list[OrderLine]:
        return self._tables.where(OrderLine, opening=one.id)

    # ------------------------------------------------------------ how quick a station is

    def _pace_of(self, station: str) -> Pace:
        if station not in self._paces:
            at = [one for one in self._works if station in one.stations]
            made = [one.made_at for one in at if one.made_at]
            first = min((one.turn[0] for one in at if not one.made_at), default=0)
            self._paces[station] = Pace(_each(at, self._works), max(first, *made, 0) if first else 0)
        return self._paces[station]

    @cached_property
    def _paces(self) -> dict[str, Pace]:
        return {}


@dataclass(frozen=True, slots=True)
class _Work:
    """Pieces of one line at the stations that make them. ``of``: the order at the counter, or the round of a
    table; ``made_at``: UTC milliseconds, 0: not yet; ``ticked``: somebody said so of this line."""

    of: str
    turn: Turn
    stations: frozenset[str]
    count: int
    made_at: int
    ticked: bool


def _works(row: OrderLine, of: str, turn: Turn, made_at: int, ticked: bool) -> Iterator[_Work]:
    if row.quantity:
        for stations, count in made_by(row.line):
            yield _Work(of, turn, stations, count, made_at, ticked)


def _each(at: Sequence[_Work], every: Sequence[_Work]) -> int:
    """How long a station takes for each piece in its line, by those at it (``at``); 0: not known.

    Of each of the last orders that it has made: the time since it was begun, shared among its pieces and
    those that were before them then. Whatever else is made at the same time is in that time. An order of
    several stations is called when the slowest is done, and is asked only if no others tell.
    """
    groups: dict[str, list[_Work]] = {}
    for one in at:
        groups.setdefault(one.of, []).append(one)
    done = [some for some in groups.values() if all(one.made_at for one in some)]
    places: dict[str, set[frozenset[str]]] = {}
    for one in every:
        places.setdefault(one.of, set()).add(one.stations)
    telling = [some for some in done if all(one.ticked for one in some) or len(places[some[0].of]) == 1]
    asked = telling if len(telling) >= FEWEST else done
    if len(asked) < FEWEST:
        return 0
    latest = sorted(asked, key=_made)[-LATEST:]
    return int(median(_share(some, at) for some in latest))


def _made(some: Sequence[_Work]) -> int:
    return max(one.made_at for one in some)


def _share(some: Sequence[_Work], at: Sequence[_Work]) -> int:
    turn = some[0].turn
    there = (one for one in at if one.turn <= turn and not 0 < one.made_at <= turn[0])
    return max(0, _made(some) - turn[0]) // max(1, sum(one.count for one in there))


def _standing(
    there: Iterable[tuple[frozenset[str], int]], own: Mapping[str, int], paces: Mapping[str, Pace], now: int
) -> Standing:
    """Behind what is ``there``, by the stations that make ``own`` pieces; the slowest of them counts."""
    met = [(stations, many) for stations, many in there if stations & own.keys()]
    line = _by_station(met)
    abouts = []
    for station, many in own.items():
        pace = paces.get(station, Pace())
        if not pace.each:
            return Standing(sum(many for _, many in met), 0)
        abouts.append((pace.since or now) + (line.get(station, 0) + many) * pace.each)
    return Standing(sum(many for _, many in met), max(abouts, default=0))


def _by_station(made: Iterable[tuple[frozenset[str], int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for stations, many in made:
        for one in stations:
            found[one] = found.get(one, 0) + many
    return found


def begun(one: Opening) -> int:
    """When the kitchen had an order."""
    return one.begin_at or one.started_at


def _turn(one: Opening) -> Turn:
    return begun(one), one.pickup
