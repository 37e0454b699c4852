"""The queue 排队: parties that wait for a table, each with the number on its slip, called in their turn.

A party's class and number are told by the fact that gives them, and so is where one that was passed over
comes back in; so the queue is the same for everybody, in whatever order facts are heard.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from domain.errors import Refused
from domain.floor.pickup import SLIP
from domain.record.envelope import Event
from domain.record.latest import standing, stands
from domain.record.rows import Counter, last_number, take_number
from domain.record.tables import Tables
from domain.selling.menu import Names
from domain.selling.printing import queue_slips

DOCUMENT = "queue"
WAITING, CALLED, SEATED, CANCELLED = "waiting", "called", "seated", "cancelled"
MOST_GROUPS = 6
CALLS, PASSES = "calls", "passes"  # in facts: which time it was
LAST = 1_000  # by which a party comes behind the last one, so that others fit between
_COUNTER = "queue"


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """A class of parties, from ``least`` guests up to where the next begins; ``id`` leads its numbers."""

    id: str
    least: int
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueSetup:
    """How the house queues, one numbered version. ``back``: so many parties of its class are called before
    one that was passed over 过号 comes again; 0: it goes to the end.
    """

    version: int = 0
    groups: tuple[QueueGroup, ...] = (
        QueueGroup("A", 1),
        QueueGroup("B", 3),
        QueueGroup("C", 5),
        QueueGroup("D", 9),
    )
    back: int = 3

    def group_of(self, guests: int) -> QueueGroup:
        """The class of a party."""
        return [one for one in self.groups if one.least <= guests][-1]

    def most(self, group: str) -> int:
        """The largest party of a class; 0: there is no largest."""
        ids = [one.id for one in self.groups]
        after = self.groups[ids.index(group) + 1 :] if group in ids else ()
        return after[0].least - 1 if after else 0

    def names_of(self, group: str) -> Names:
        """What a class is called; {} for one that is no more."""
        one = next((one for one in self.groups if one.id == group), None)
        if one is None or one.names:
            return one.names if one else {}
        most = self.most(group)
        if not most:
            return {"en": f"Table for {one.least} or more", "zh-Hans": f"{one.least} 人以上"}
        span = f"{one.least}–{most}" if most > one.least else str(most)
        return {"en": f"Table for {span}", "zh-Hans": f"{span} 人桌"}


def check_setup(setup: QueueSetup) -> None:
    """Raise Refused("queue_unfit") unless each party has just one class, and each class its own letters."""
    ids, least = [one.id for one in setup.groups], [one.least for one in setup.groups]
    lettered = all(1 <= len(id) <= 2 and id.isalpha() for id in ids) and len(set(ids)) == len(ids)
    rising = least[:1] == [1] and all(low < high for low, high in pairwise(least))
    if not (lettered and rising and len(ids) <= MOST_GROUPS and 0 <= setup.back <= 99):
        raise Refused("queue_unfit")


@dataclass(frozen=True, slots=True)
class QueueNumber:
    """A party in the queue of a business ``day`` by the clock. state: waiting | called | seated | cancelled.

    ``ahead``: parties of its class before it when it came; ``place``: its turn, the lowest first, like the
    UTC milliseconds at which it came. ``calls``: since it came or was last passed over, 0 once it is
    over; ``passes``: how often it was. ``code``: what the code on its slip leads to; ``opening``: where it
    sat down.
    """

    id: str
    day: str
    group: str
    number: int
    guests: int
    state: str
    at: int
    by: str
    ahead: int
    place: int
    code: str = ""
    calls: int = 0
    called_at: int = 0
    passes: int = 0
    ended_at: int = 0
    opening: str = ""

    @property
    def open(self) -> bool:
        """Whether it still wants a table."""
        return self.state in (WAITING, CALLED)

    @property
    def text(self) -> str:
        """As it is called and printed."""
        return f"{self.group}{self.number:03d}"


def counter_of(group: str, day: str) -> str:
    """The name under which the numbers of a class are given out on a day."""
    return f"{_COUNTER}:{group}:{day}"


def in_turn(numbers: Iterable[QueueNumber]) -> list[QueueNumber]:
    """Those that still want a table, by their turn."""
    return sorted((one for one in numbers if one.open), key=lambda one: (one.place, one.at, one.id))


def with_those_before(numbers: Iterable[QueueNumber]) -> list[tuple[QueueNumber, int]]:
    """Those that still want a table, by their turn, each with how many of its class come before it."""
    before, found = Counts[str](), []
    for one in in_turn(numbers):
        found.append((one, before[one.group]))
        before[one.group] += 1
    return found


def place_at_end(numbers: Iterable[QueueNumber], now: int) -> int:
    """The turn of a party that comes now: behind all of the day, also if the clock was set back."""
    return max([now, *(one.place + LAST for one in numbers)])


def place_behind(numbers: Iterable[QueueNumber], party: QueueNumber, back: int) -> int:
    """The turn of a party that was passed over: behind the next ``back`` of its class, 0: behind all."""
    line = [one for one in in_turn(numbers) if one.group == party.group and one.id != party.id]
    passed = [one for one in line if (one.place, one.at, one.id) < (party.place, party.at, party.id)]
    rest = line[len(passed) :]
    if not rest:
        return party.place
    if not 0 < back < len(rest):
        return rest[-1].place + LAST
    return (rest[back - 1].place + rest[back].place) // 2


# ---------------------------------------------------------------- what facts do


def queue_joined(event: Event, tables: Tables) -> None:
    """A party takes a number; its slip comes if the fact names a station."""
    body = event.body
    number = take_number(tables, counter_of(body["group"], body["day"]), body["number"])
    party = QueueNumber(
        id=body["queue"],
        day=body["day"],
        group=body["group"],
        number=number,
        guests=body["guests"],
        state=WAITING,
        at=event.at,
        by=event.by,
        ahead=body["ahead"],
        place=body["place"],
        code=body.get("code", ""),
    )
    tables.put(party)
    if body.get("slip"):
        queue_slips(event, tables, f"{party.id}.{SLIP}", body["slip"], SLIP, "", party.id)


def queue_called(event: Event, tables: Tables) -> None:
    """It is called, so often since it came or was passed over. Of two histories one word stands, and what is
    over stays over."""
    party = tables.get(QueueNumber, event.body["queue"])
    if party and stands(event, tables, _word(party)) and party.open:
        calls = event.body.get(CALLS) or party.calls + 1  # facts of before do not tell it
        tables.put(replace(party, state=CALLED, calls=calls, called_at=event.at))


def queue_passed(event: Event, tables: Tables) -> None:
    """Nobody came 过号: it waits again, where the fact says."""
    party = tables.get(QueueNumber, event.body["queue"])
    if party is None:
        return
    said = standing(event, tables, (_word(party), place := f"place:{party.id}"))
    passes = max(party.passes, event.body.get(PASSES) or party.passes + 1)
    now = replace(party, passes=passes, place=event.body["place"] if place in said else party.place)
    if _word(party) in said and party.open:
        now = replace(now, state=WAITING, calls=0, called_at=0)
    tables.put(now)


def _word(party: QueueNumber) -> str:
    """What is said anew of a party: that it is called, or waits again."""
    return f"queue:{party.id}"


def queue_seated(event: Event, tables: Tables) -> None:
    _end(event, tables, SEATED, event.body["opening"])


def queue_left(event: Event, tables: Tables) -> None:
    """They have gone, or said that they will not wait."""
    _end(event, tables, CANCELLED)


def _end(event: Event, tables: Tables, state: str, opening: str = "") -> None:
    party = tables.get(QueueNumber, event.body["queue"])
    if party is None:
        return
    ended = replace(party, state=state, calls=0, called_at=0, ended_at=event.at, opening=opening)
    if party.open or _of_two(ended) < _of_two(party):
        tables.put(ended)


def _of_two(ended: QueueNumber) -> tuple[bool, int, str]:
    """Of two histories that both ended it: guests who sat down did, whatever the other said of them."""
    return ended.state != SEATED, ended.ended_at, ended.opening


def jumps(tables: Tables, setup: QueueSetup, day: str, skipped: int) -> Mapping[str, int]:
    """The last numbers of a day that ``skipped`` lost facts may have given out, by counter."""
    known = {row.name for row in tables.where(Counter) if row.name.startswith(f"{_COUNTER}:")}
    names = {counter_of(one.id, day) for one in setup.groups} | {n for n in known if n.endswith(f":{day}")}
    return {name: last_number(tables, name) + skipped for name in sorted(names)}


APPLIES = {
    "queue.joined": queue_joined,
    "queue.called": queue_called,
    "queue.passed": queue_passed,
    "queue.seated": queue_seated,
    "queue.left": queue_left,
}
