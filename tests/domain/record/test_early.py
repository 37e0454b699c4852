"""Branches of a history come in any order: what they come to is the same."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement
from domain.money.shifts import Shift
from domain.record.early import Early
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.proof import totals_of
from domain.record.rows import last_number
from domain.record.tables import MemoryTables
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import ELSEWHERE, VOIDED, PrintJob
from domain.supply.counted import stock_of

DATE = "2026-11-23"
SOUP = {"dish": "soup", "spec": "one", "names": {"en": "Soup"}, "price": 1200, "station": "kitchen"}
SEATED: tuple[str, dict[str, Any]] = (
    "opening.started",
    {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "1123-001"},
)
ORDERED = ("order.placed", {"opening": "o", "order": "first", "round": 1, "lines": [SOUP]})
PRINTED = ("print.finished", {"job": "first.kitchen", "state": "confirmed"})
SERVED = ("lines.served", {"opening": "o", "lines": ["first.0"]})
PAID = (
    "payment.received",
    {
        "opening": "o",
        "payment": "p",
        "tender": "cash",
        "amount": 1200,
        "tendered": 1200,
        "change": 0,
        "settled": {"total": 1200, "receipt": 7},
        "print": True,
    },
)
REPRINTED = ("print.asked", {"of": "o.receipt", "job": "again"})
EVENING: tuple[tuple[str, dict[str, Any]], ...] = (SEATED, ORDERED, PRINTED, SERVED, PAID, REPRINTED)


def folded(facts: Iterable[tuple[str, dict[str, Any]]]) -> MemoryTables:
    tables = MemoryTables()
    for kind, body in facts:
        at = 1_000 + next(place for place, fact in enumerate(EVENING) if fact[0] == kind)
        apply(Event(1, kind, at, DATE, "zhou", body), tables)
    return tables


def test_an_evening_comes_to_the_same_in_whatever_order_its_facts_arrive() -> None:
    wanted = folded(EVENING)
    assert last_number(wanted, "early") == 0  # in their order none has to wait
    for order in permutations(EVENING):
        found = folded(order)
        assert totals_of(found) == totals_of(wanted)
        for kind in (Order, OrderLine, Payment, Settlement, PrintJob):
            assert found.where(kind) == wanted.where(kind)
        assert found.where(Early) == []


def test_a_drawer_closed_before_it_was_opened_is_closed() -> None:
    tables = MemoryTables()
    apply(Event(9, "shift.closed", 9, DATE, "zhou", {"shift": "s", "report": {"taken": 1}}), tables)
    apply(Event(1, "shift.opened", 1, DATE, "zhou", {"shift": "s", "start": 20_000}), tables)
    shift = tables.get(Shift, "s")
    assert shift and (shift.live, shift.closed_at, shift.report) == (0, 9, {"taken": 1})


def test_those_that_waited_are_folded_in_the_order_in_which_they_came() -> None:
    tables = MemoryTables()
    for number in range(1, 13):
        body = {"opening": "o", "guests": number}
        apply(Event(number, "opening.guests", 1, DATE, "zhou", body), tables)
    apply(Event(13, SEATED[0], 1, DATE, "zhou", SEATED[1]), tables)
    opening = tables.get(Opening, "o")
    assert opening and opening.guests == 12


def test_a_fact_that_waited_and_cannot_be_folded_is_in_nobodys_way() -> None:
    tables = MemoryTables()
    apply(Event(1, "stock.set", 1, DATE, "zhou", {"items": {"soup": 5_000}}), tables)
    poison = {"opening": "o", "order": "bad", "round": 1, "lines": [SOUP, {"dish": 1}]}
    apply(Event(2, "order.placed", 2, DATE, "zhou", poison), tables)
    apply(Event(3, ORDERED[0], 3, DATE, "zhou", ORDERED[1]), tables)
    apply(Event(4, SEATED[0], 4, DATE, "zhou", SEATED[1]), tables)
    assert [order.id for order in tables.where(Order)] == ["first"]
    assert stock_of(tables, "").remaining == {"soup": 4_000}
    assert [(early.needs, early.event["seq"]) for early in tables.where(Early)] == [("", 2)], "not forgotten"


def test_a_ticket_that_came_out_did_so_whether_the_doubt_of_a_rewound_till_comes_before_or_after() -> None:
    doubt = ("print.finished", {"job": "first.kitchen", "state": "expired", "note": ELSEWHERE})
    for known in ((PRINTED, doubt), (doubt, PRINTED)):
        (job,) = folded((SEATED, ORDERED, *known)).where(PrintJob)
        assert (job.state, job.note, job.open) == ("confirmed", "", 0)


def test_a_ticket_that_nobody_needs_any_more_is_none_in_doubt_wherever_the_rewound_till_hears_of_it() -> None:
    """Seed 26452: the order came back first, then that its dish was taken off before anything printed."""
    doubt = ("print.finished", {"job": "first.kitchen", "state": "expired", "note": ELSEWHERE})
    voided = ("line.voided", {"opening": "o", "line": "first.0", "quantity": 1_000, "act": "x", "counts": {}})
    for known in ((voided, doubt), (doubt, voided)):
        tables = MemoryTables()
        for kind, body in (SEATED, ORDERED, *known):
            apply(Event(1, kind, 1, DATE, "zhou", body), tables)
        job = tables.get(PrintJob, "first.kitchen")
        assert job and (job.state, job.note, job.open) == ("cancelled", VOIDED, 0)


def test_a_try_of_which_nothing_left_counts_for_none_wherever_the_doubt_of_a_rewound_till_comes() -> None:
    doubt = ("print.finished", {"job": "first.kitchen", "state": "expired", "note": ELSEWHERE})
    started = ("print.started", {"job": "first.kitchen"})
    failed = ("print.finished", {"job": "first.kitchen", "state": "failed", "note": "no_answer"})
    story = (started, failed, started, PRINTED)
    for place in range(len(story) + 1):
        tables = MemoryTables()
        for kind, body in (SEATED, ORDERED, *story[:place], doubt, *story[place:]):
            apply(Event(1, kind, 1, DATE, "zhou", body), tables)
        (job,) = tables.where(PrintJob)
        assert (job.state, job.attempts) == ("confirmed", 1)


def test_a_correcting_bill_has_the_dishes_that_it_was_begun_with_whatever_another_history_ordered() -> None:
    """A till set back to noon sells at the same table before it hears what it had done before."""
    late = ("order.placed", {"opening": "o", "order": "late", "round": 1, "lines": [SOUP, SOUP]})
    back = [{"payment": "p", "tender": "cash", "amount": 1200}]
    said = {"act": "x", "opening": "o", "on": "o", "to": "new", "amount": 1200, "back": back, "reason": "r"}
    reversed_ = ("bill.reversed", {**said, "copied": ["first.0"]})
    for order in permutations((ORDERED, late, reversed_, PAID)):
        tables = MemoryTables()
        for at, (kind, body) in enumerate((SEATED, *order)):
            apply(Event(1, kind, 1_000 + at, DATE, "zhou", body), tables)
        assert [(row.id, row.quantity) for row in tables.where(OrderLine, bill="new")] == [("x.0", 1_000)]
        assert [one.event for one in tables.where(Early)] == []


def test_a_joined_table_is_left_with_the_other_also_where_its_guests_are_heard_of_last() -> None:
    there: dict[str, Any] = {**SEATED[1], "opening": "other", "table": "A2", "number": "1123-002"}
    joined: dict[str, Any] = {"move": "m", "opening": "o", "joined": "other", "brings": 2, "phones": {}}
    left: dict[str, Any] = {"opening": "o", "joined": ["other"]}
    facts = ((SEATED[0], there), ("openings.joined", joined), ("opening.cleared", left))
    for order in permutations(facts):
        tables = MemoryTables()
        for kind, body in (SEATED, *order):
            apply(Event(1, kind, 1_000, DATE, "zhou", body), tables)
        assert [(one.id, one.live, one.cleared_at) for one in tables.where(Opening)] == [
            ("o", 0, 1_000),
            ("other", 0, 1_000),
        ]
        assert tables.where(Early) == []


def test_what_was_paid_before_its_table_was_joined_stays_there_also_where_it_is_heard_last() -> None:
    """Seed 7369 --damage: a keeper that had lost the order heard it again when the guests had gone."""
    told: dict[str, Any] = {**PAID[1]}
    settled = {**told["settled"], "paid": {"first": [0]}, "bears": [1200], "counted": {}, "vouchers": []}
    paid = (PAID[0], {**told, "settled": settled})
    there: dict[str, Any] = {**SEATED[1], "opening": "other", "table": "A2", "number": "1123-002"}
    joined: dict[str, Any] = {"move": "m", "opening": "other", "joined": "o", "brings": 2, "phones": {}}
    facts = (ORDERED, paid, ("openings.joined", joined))
    found = []
    for order in (facts, (*facts[1:], facts[0])):
        tables = MemoryTables()
        for kind, body in (SEATED, (SEATED[0], there), *order):
            apply(Event(1, kind, 1_000, DATE, "zhou", body), tables)
        found.append([(row.opening, row.bill, row.quantity) for row in tables.where(OrderLine)])
    assert found == [[("o", "o", 1_000)]] * 2


def test_an_altered_copy_of_how_guests_sat_down_changes_nothing_of_their_evening() -> None:
    """Seed 7346 --damage: the copy is another fact, under another name, and says the same."""
    tables = MemoryTables()
    for kind, body in (SEATED, ORDERED):
        apply(Event(1, kind, 1_000, DATE, "zhou", body), tables)
    before = tables.where(Opening)
    apply(Event(1, SEATED[0], 1_000, DATE, "zhou", SEATED[1]), tables)
    assert tables.where(Opening) == before and before[0].waiting_since == 1_000
