"""One booking in two histories of a till: whichever is heard first, the same became of it."""

from itertools import permutations
from typing import Any

from domain.floor.booking import APPLIES, ARRIVED, CANCELLED, Booking
from domain.record.envelope import Event
from domain.record.tables import MemoryTables

Fact = tuple[str, dict[str, Any]]
MADE: Fact = ("booking.made", {"at": 9_000, "guests": 4, "tables": ["A1"], "sealed": "aa"})
MOVED: Fact = ("booking.made", {"at": 9_500, "guests": 6, "tables": ["A2"], "sealed": "bb"})
CAME: Fact = ("booking.arrived", {"opening": "o"})
CAME_TOO: Fact = ("booking.arrived", {"opening": "p"})
OFF: Fact = ("booking.ended", {"how": CANCELLED, "reason": "ill"})
MISSED: Fact = ("booking.ended", {"how": "no_show"})


def became(*facts: Fact) -> Booking:
    tables = MemoryTables()
    for seq, (kind, body) in enumerate(facts, 1):
        APPLIES[kind](Event(seq, kind, seq, "2026-11-23", "wang", {"booking": "b", **body}), tables)
    (found,) = tables.where(Booking)
    return found


def whatever_comes_first(*told: Fact) -> Booking:
    first, *others = [became(MADE, *one) for one in permutations(told)]
    assert others == [first] * len(others)
    return first


def test_guests_who_came_have_come_though_the_other_history_called_it_off() -> None:
    """Seed 2046 of the wider simulator."""
    for ended in (OFF, MISSED):
        found = whatever_comes_first(CAME, ended)
        assert (found.state, found.opening, found.open) == (ARRIVED, "o", 0)
    assert whatever_comes_first(CAME, CAME_TOO).opening == "o"
    assert whatever_comes_first(OFF, MISSED).state == CANCELLED


def test_what_one_history_changed_is_so_though_the_other_had_ended_it() -> None:
    found = whatever_comes_first(MOVED, OFF)
    assert (found.at, found.guests, found.tables, found.sealed) == (9_500, 6, ("A2",), "bb")
    assert (found.state, found.made_at, found.open) == (CANCELLED, 1, 0)
