"""The queue: who is next, where one comes back in that was passed over, and the same for whoever folds it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.queue import (
    QueueGroup,
    QueueNumber,
    QueueSetup,
    check_setup,
    in_turn,
    place_behind,
    with_those_before,
)
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.tables import MemoryTables

DAY = "2026-11-21"


def fold(*facts: tuple[str, dict[str, Any]]) -> MemoryTables:
    tables = MemoryTables()
    for place, (kind, body) in enumerate(facts, 1):
        apply(Event(place, kind, 1_000 * place, DAY, "zhou", body), tables)
    return tables


def joined(id: str, number: int, group: str = "A") -> tuple[str, dict[str, Any]]:
    body = {
        "queue": id,
        "day": DAY,
        "group": group,
        "number": number,
        "guests": 2,
        "ahead": 0,
        "place": 1_000 * number,
    }
    return "queue.joined", body


def line(tables: MemoryTables, group: str = "A") -> list[str]:
    return [one.text for one in in_turn(tables.where(QueueNumber, group=group))]


def passed(tables: MemoryTables, id: str, back: int) -> None:
    party = tables.get(QueueNumber, id)
    assert party
    place = place_behind(tables.where(QueueNumber), party, back)
    apply(Event(90, "queue.passed", 90_000, DAY, "zhou", {"queue": id, "place": place}), tables)


def test_each_party_has_one_class() -> None:
    setup = QueueSetup()
    assert [setup.group_of(guests).id for guests in (1, 2, 3, 4, 5, 8, 9, 30)] == list("AABBCCDD")
    assert [setup.most(group) for group in "ABCD"] == [2, 4, 8, 0]
    assert setup.names_of("B")["zh-Hans"] == "3–4 人桌"
    assert setup.names_of("D")["en"] == "Table for 9 or more"
    single = QueueSetup(groups=(QueueGroup("A", 1), QueueGroup("B", 2)))
    assert single.names_of("A")["en"] == "Table for 1"


@pytest.mark.parametrize(
    "groups",
    [
        (),
        (QueueGroup("A", 2),),
        (QueueGroup("A", 1), QueueGroup("B", 1)),
        (QueueGroup("A", 1), QueueGroup("A", 3)),
        (QueueGroup("", 1),),
    ],
)
def test_classes_that_leave_a_party_out_are_refused(groups: tuple[QueueGroup, ...]) -> None:
    with pytest.raises(Refused, match="queue_unfit"):
        check_setup(QueueSetup(groups=groups))


def test_one_that_was_passed_over_comes_after_the_next_three_of_its_class() -> None:
    tables = fold(*(joined(f"a{n}", n) for n in range(1, 7)), joined("b1", 1, "B"))
    passed(tables, "a1", 3)
    assert line(tables) == ["A002", "A003", "A004", "A001", "A005", "A006"]
    passed(tables, "a2", 3)
    assert line(tables) == ["A003", "A004", "A001", "A002", "A005", "A006"]
    a2 = tables.get(QueueNumber, "a2")
    assert a2 and a2.passes == 1
    before = {one.text: count for one, count in with_those_before(tables.where(QueueNumber))}
    assert (before["A002"], before["A003"], before["B001"]) == (3, 0, 0)
    passed(tables, "a3", 0)
    assert line(tables)[-1] == "A003"
    passed(tables, "a3", 3)  # nobody is behind it any more
    assert line(tables)[-1] == "A003" and line(tables, "B") == ["B001"]


def test_the_queue_is_the_same_in_whatever_order_two_histories_are_heard() -> None:
    first = [joined("a1", 1), ("queue.called", {"queue": "a1"}), ("queue.left", {"queue": "a1"})]
    passed_over: dict[str, Any] = {"queue": "a2", "place": 77}
    second = [joined("a2", 1), ("queue.passed", passed_over)]
    facts, seen = [*first, *second], set()
    for order in itertools.permutations(range(5)):
        tables = MemoryTables()
        for place in order:
            kind, body = facts[place]
            apply(Event(place + 1, kind, 1_000 * (place + 1), DAY, "zhou", body), tables)
        if order.index(1) < order.index(2):  # of one history facts keep their order
            seen.add(tuple(tables.where(QueueNumber)))
    assert len(seen) == 1


def test_who_sat_down_or_left_is_called_no_more() -> None:
    opening = {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "1121-001"}
    tables = fold(
        joined("a1", 1),
        ("opening.started", opening),
        ("queue.seated", {"queue": "a1", "opening": "o"}),
        ("queue.called", {"queue": "a1"}),
        ("queue.left", {"queue": "a1"}),
    )
    row = tables.get(QueueNumber, "a1")
    assert row and (row.state, row.opening, row.calls) == ("seated", "o", 0)
