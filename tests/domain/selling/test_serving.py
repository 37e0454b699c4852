"""What is told of a dish on its way to the table, heard in any order: the same stands."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.rows import Counter
from domain.record.tables import MemoryTables
from domain.selling.order_rows import OrderLine
from domain.selling.serving import KNEW, TIMES

DATE, NOON = "2026-11-23", 1_795_500_000_000
SOUP = {"dish": "soup", "spec": "one", "names": {}, "price": 900, "station": "kitchen", "quantity": 1_000}
SERVED = st.tuples(st.just("lines.served"), st.integers(0, 2), st.integers(0, 2) | st.none())
TAKEN_BACK = st.tuples(st.just("lines.unserved"), st.integers(1, 2), st.none())
Told = list[tuple[str, int, int | None]]


def heard(facts: list[Event]) -> dict[str, Any]:
    """The rows once they were heard so."""
    tables = MemoryTables()
    place = {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "o"}
    first = Event(1, "opening.started", NOON, DATE, "zhou", place)
    order = {"opening": "o", "order": "x", "round": 1, "lines": [SOUP]}
    for fact in (first, Event(2, "order.placed", NOON, DATE, "zhou", order), *facts):
        apply(fact, tables)
    line, opening = tables.get(OrderLine, "x.0"), tables.get(Opening, "o")
    assert line and opening
    counters = {row.name: row.value for row in tables.where(Counter)}
    return {"served": line.served_at, "waiting": opening.waiting_since, **counters}


def as_facts(told: Told) -> list[Event]:
    found = []
    for place, (kind, times, knew) in enumerate(told):
        body: dict[str, Any] = {"opening": "o", "lines": ["x.0"]}
        body |= {TIMES: {"x.0": times}} if times else {}
        body |= {} if knew is None else {KNEW: knew}
        found.append(Event(3 + place, kind, NOON + 1_000 * (1 + place), DATE, "zhou", body))
    return found


@given(told=st.lists(SERVED | TAKEN_BACK, max_size=6), data=st.data())
def test_the_same_stands_in_whatever_order_it_is_heard(told: Told, data: st.DataObject) -> None:
    facts = as_facts(told)
    feast = [fact for fact in facts if fact.kind == "lines.unserved" or KNEW in fact.body]
    plain = [fact for fact in facts if KNEW not in fact.body]
    for some in (feast, plain):  # of a banquet, and of none
        assert heard(some) == heard(data.draw(st.permutations(some)))


def test_a_serving_counts_until_it_is_taken_back_and_one_after_that_stands() -> None:
    served, back, anew = as_facts(
        [("lines.served", 0, None), ("lines.unserved", 1, None), ("lines.served", 1, None)]
    )
    assert (heard([served])["served"], heard([served])["waiting"]) == (served.at, 0)
    assert (heard([served, back])["served"], heard([served, back])["waiting"]) == (0, NOON)
    assert heard([served, back, anew])["served"] == heard([anew, back, served])["served"] == anew.at


def test_who_served_it_without_knowing_that_it_was_taken_back_says_it_once_more() -> None:
    served, back, elsewhere, same = as_facts(
        [
            ("lines.served", 0, None),
            ("lines.unserved", 1, None),
            ("lines.served", 0, None),
            ("lines.unserved", 1, None),
        ]
    )
    assert heard([served, back, elsewhere])["served"] == 0
    assert heard([served, back, same]) == heard([served, back])  # two found the same mistake
