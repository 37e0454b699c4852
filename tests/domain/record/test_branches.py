"""Tills go on from one history, each alone: whoever hears them, in whatever order, has the same."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.bills import Bill
from domain.money.shifts import Shift, shifts_of
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.recovery import next_version
from domain.record.rows import Counter, Document, last_number
from domain.record.tables import MemoryTables
from domain.selling.calls import HURRY, Call
from domain.selling.orders import Heard, Held, Order, OrderLine
from domain.selling.printing import ELSEWHERE, VOIDED, PrintJob
from domain.selling.ticket_numbers import as_told
from domain.supply.counted import COUNTS, Counted, Taken, counts_of, name_of_count, stock_of

DATE = "2026-11-23"
NOON = 1_795_500_000_000
TABLE = {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "1123-001"}
ITEMS = ("soup", "tea")
STATIONS = {"soup": "kitchen", "tea": "bar"}
SAME = (Call, Counter, Counted, Taken, Document, Order, OrderLine, PrintJob, Shift)


def line(item: str, quantity: int) -> dict[str, Any]:
    return {
        "dish": item,
        "spec": "one",
        "names": {},
        "price": 900,
        "station": STATIONS[item],
        "quantity": quantity,
    }


class Tables(MemoryTables):
    """Tables that note what is put."""

    def __init__(self) -> None:
        super().__init__()
        self.touched: list[object] = []

    def put(self, row: object) -> None:
        super().put(row)
        self.touched.append(row)


def set_up(*stations: dict[str, Any], version: int) -> dict[str, Any]:
    spare = {"id": "spare", "names": {"en": "Spare"}, "target": "tcp://10.0.0.9:9100"}
    return {"printers": [spare], "stations": list(stations), "version": version}


CUT = {"station": "kitchen", "printers": ["kitchen"], "cut": "dish"}
COPIED = {"station": "kitchen", "printers": ["spare", "kitchen"], "runner": True}
HOLDING = {"station": "kitchen", "printers": ["kitchen"], "held": "later"}
PASSING = {"station": "pass", "printers": ["spare"]}


class Till:
    """Makes facts as the till does, on what it knows. ``clock`` may stand anywhere, and jump."""

    tables: Tables
    seq: int

    def __init__(self, name: str, before: Till | None = None) -> None:
        self.name = name
        self.tables = copy.deepcopy(before.tables) if before else Tables()
        self.facts: list[Event] = []
        self.seq = before.seq if before else 0
        self.clock = NOON

    def tell(self, kind: str, body: dict[str, Any]) -> None:
        self.seq += 1
        event = Event(self.seq, kind, self.clock, DATE, "zhou", body)
        self.tables.touched.clear()
        apply(event, self.tables)
        jobs = [row for row in self.tables.touched if isinstance(row, PrintJob)]
        counters = [row for row in self.tables.touched if isinstance(row, Counter)]
        self.facts.append(as_told(event, self.tables, jobs, counters))

    def count(self, item: str, left: int | None) -> None:
        name = name_of_count(self.tables, [item], self.clock, self.name.encode().rjust(10))
        self.tell("stock.set", {"items": {item: left}, "count": name})

    def order(self, item: str, quantity: int) -> None:
        body: dict[str, Any] = {"opening": "o", "order": f"{self.name}{self.seq}", "round": 1}
        body["lines"] = [line(item, quantity)]
        self.tell("order.placed", {**body, COUNTS: counts_of(self.tables, [item])})

    def dishes(self, *items: str, held: bool = False) -> None:
        body: dict[str, Any] = {"opening": "o", "order": f"{self.name}{self.seq}", "round": 1}
        body["lines"] = [
            {**line(item, 1_000), "held": held and place > 0} for place, item in enumerate(items)
        ]
        self.tell("order.placed", {**body, COUNTS: {}})

    def at(self, opening: str, item: str) -> None:
        body: dict[str, Any] = {"opening": opening, "order": f"{self.name}{self.seq}", "round": 1}
        self.tell("order.placed", {**body, "lines": [line(item, 1_000)], COUNTS: {}})

    def hold(self, item: str, _: int) -> None:
        self.dishes(item, item, *ITEMS, held=True)

    def start(self, item: str, _: int) -> None:
        self._call("lines.started", [row for row in self.tables.where(OrderLine, dish=item) if row.held])

    def hurry(self, item: str, _: int) -> None:
        self._call("lines.hurried", [row for row in self.tables.where(OrderLine, dish=item) if row.awaited])

    def _call(self, kind: str, rows: Sequence[OrderLine]) -> None:
        if rows:
            act = f"{self.name}{self.seq}"
            self.tell(kind, {"act": act, "opening": "o", "lines": [row.id for row in rows]})

    def serve(self, item: str, _: int) -> None:
        rows = [row for row in self.tables.where(OrderLine, dish=item) if row.awaited]
        self.tell("lines.served", {"opening": "o", "lines": [row.id for row in rows]})

    def set_printers(self, item: str, number: int) -> None:
        ways: list[tuple[dict[str, Any], ...]] = [
            (),
            (CUT,),
            (COPIED, PASSING),
            (HOLDING,),
            (HOLDING, PASSING),
        ]
        row = self.tables.get(Document, "printers")
        stations = ways[number // 1000 - 1]
        self.tell("printers.published", set_up(*stations, version=row.version + 1 if row else 1))

    def take_paper(self, item: str, _: int) -> None:
        job = next((one for one in self.tables.where(PrintJob) if not one.attempts), None)
        if job:
            self.tell("print.started", {"job": job.id})

    def void(self, item: str, quantity: int) -> None:
        row = next((one for one in self.tables.where(OrderLine, dish=item) if one.quantity >= quantity), None)
        if row:
            body = {"act": f"{self.name}{self.seq}", "opening": "o", "line": row.id, "quantity": quantity}
            self.tell("line.voided", {**body, COUNTS: counts_of(self.tables, [item])})

    def reprint(self, item: str, _: int) -> None:
        job = next((one for one in self.tables.where(PrintJob, station=STATIONS[item])), None)
        if job:
            self.tell("print.asked", {"of": job.id, "job": f"{self.name}{self.seq}"})

    def take_drawer(self, _: str, start: int) -> None:
        number = last_number(self.tables, shifts_of(DATE)) + 1
        self.tell("shift.opened", {"shift": f"{self.name}{self.seq}", "start": start, "number": number})

    def publish(self, item: str, _: int) -> None:
        row = self.tables.get(Document, "menu")
        named = {"id": item, "names": {"en": self.name}}
        version = row.version + 1 if row else 1
        self.tell("menu.published", {"version": version, "categories": [named], "stations": [], "dishes": []})

    def make_key(self, item: str, _: int) -> None:
        public = f"{item}{self.name}{self.seq}"
        self.tell("backup.key_made", {"public": public, "version": next_version(self.tables)})

    def confirm_key(self, _: str, __: int) -> None:
        row = self.tables.get(Document, "recovery")
        if row:
            self.tell("backup.key_confirmed", {"public": row.body["public"], "version": row.version})


OTHERS = (
    *("order", "order", "void", "reprint", "take_drawer", "publish", "make_key", "confirm_key"),
    *("hold", "start", "hurry", "serve", "set_printers", "set_printers", "take_paper"),
)
items, portions = st.sampled_from(ITEMS), st.integers(1, 5).map(lambda number: number * 1_000)
acts = st.one_of(
    st.tuples(st.just("count"), items, st.none() | st.integers(0, 9).map(lambda number: number * 1_000)),
    st.tuples(st.sampled_from(OTHERS), items, portions),
)
clocks = st.integers(-90_000_000, 90_000_000)  # more than a day before and after
stories = st.lists(st.tuples(clocks, acts), max_size=5)


def told(till: Till, story: Sequence[tuple[int, tuple[str, str, Any]]]) -> Till:
    for clock, (act, *values) in story:
        till.clock = NOON + clock
        getattr(till, act)(*values)
    return till


def heard(before: Till, branches: Sequence[Till], turns: Sequence[int]) -> MemoryTables:
    """Fold the branches on what was before, each in its own order, mixed by ``turns``."""
    tables, left = copy.deepcopy(before.tables), [list(one.facts) for one in branches]
    for turn in turns:
        waiting = [one for one in left if one]
        apply(waiting[turn % len(waiting)].pop(0), tables)
    return tables


def every_order(*branches: Till) -> list[list[int]]:
    """Turns for each way in which the facts of some branches can be mixed; of many, a thousand of them."""
    found: list[list[int]] = []

    def mix(left: list[int], turns: list[int]) -> None:
        waiting = [place for place, number in enumerate(left) if number]
        if not waiting:
            found.append(turns)
        for turn, place in enumerate(waiting):
            mix([number - (at == place) for at, number in enumerate(left)], [*turns, turn])

    mix([len(one.facts) for one in branches], [])
    return found[:: max(1, len(found) // 1_000)]


def same(row: object) -> object:
    """All of a row; of a ticket not what became of it: that is as people and printers said last."""
    return replace(row, state="", open=0, note="", changed_at=0) if isinstance(row, PrintJob) else row


@given(before=stories, branches=st.lists(stories, min_size=2, max_size=3), data=st.data())
def test_branches_come_to_the_same_however_they_are_mixed(
    before: Any, branches: Any, data: st.DataObject
) -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    told(first, before)
    tills = [told(Till(name, first), story) for name, story in zip("bcd", branches, strict=False)]
    length = sum(len(till.facts) for till in tills)
    turns = st.lists(st.integers(0, 5), min_size=length, max_size=length)
    one, other = (heard(first, tills, data.draw(turns)) for _ in range(2))
    for kind in SAME:
        assert [same(row) for row in one.where(kind)] == [same(row) for row in other.where(kind)]
    assert stock_of(one, "") == stock_of(other, "")


def test_what_two_tills_sell_of_one_count_is_taken_from_it_once_each_and_a_new_count_knows_its_own() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.count("soup", 5_000)
    left, right = Till("b", first), Till("c", first)
    left.order("soup", 2_000)
    right.order("soup", 1_000)
    assert stock_of(heard(first, [left, right], [0, 0]), "").remaining == {"soup": 2_000}
    right.clock += 1
    right.count("soup", 9_000)
    right.order("soup", 1_000)
    left.order("soup", 3_000)  # of what it still knew
    for turns in ([0] * 5, [1] * 5):
        assert stock_of(heard(first, [left, right], turns), "").remaining == {"soup": 8_000}


def test_more_sold_than_there_was_reads_as_nothing_and_what_comes_back_pays_that_off_first() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.count("soup", 2_000)
    left, right = Till("b", first), Till("c", first)
    left.order("soup", 2_000)
    right.order("soup", 1_000)
    right.void("soup", 1_000)
    for turns in ([0] * 3, [1] * 3):
        assert stock_of(heard(first, [left, right], turns), "").remaining == {"soup": 0}


def test_what_was_taken_of_a_count_that_is_heard_of_later_is_taken_from_it() -> None:
    till = Till("a")
    till.tell("opening.started", TABLE)
    till.count("soup", 5_000)
    till.order("soup", 2_000)
    tables = MemoryTables()
    seated, counted, ordered = till.facts
    for fact in (seated, ordered, counted):
        apply(fact, tables)
    assert stock_of(tables, "").remaining == {"soup": 3_000}


def test_a_count_stands_behind_those_that_its_maker_knew_also_when_the_clock_was_set_back() -> None:
    till = Till("a")
    till.count("soup", 5_000)
    till.clock -= 86_400_000
    till.count("soup", 3_000)
    assert stock_of(till.tables, "").remaining == {"soup": 3_000}
    till.count("soup", None)
    assert stock_of(till.tables, "").remaining == {}


def test_counts_of_release_0_1_0_mean_what_they_meant() -> None:
    till = Till("a")
    till.tell("opening.started", TABLE)
    till.tell("stock.set", {"items": {"soup": 1_000}})
    till.clock -= 5_000
    till.tell("stock.set", {"items": {"soup": 2_000}})  # the later one stands, whatever the clock says
    till.tell("order.placed", {"opening": "o", "order": "x", "round": 1, "lines": [line("soup", 3_000)]})
    assert stock_of(till.tables, "").remaining == {"soup": 0}
    till.tell("line.voided", {"act": "v", "opening": "o", "line": "x.0", "quantity": 1_000})
    assert stock_of(till.tables, "").remaining == {"soup": 1_000}  # what was sold beyond nothing is forgotten
    till.tell("stock.set", {"items": {"soup": None}})
    assert stock_of(till.tables, "").remaining == {}


def test_tickets_of_two_tills_keep_the_numbers_that_stand_on_paper_also_if_they_are_the_same() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    left, right = Till("b", first), Till("c", first)
    left.order("soup", 1_000)
    left.order("soup", 1_000)
    right.order("soup", 1_000)
    for turns in ([0] * 3, [1] * 3, [0, 1, 0]):
        tables = heard(first, [left, right], turns)
        numbers = sorted((job.number, job.order[0]) for job in tables.where(PrintJob))
        assert numbers == [(1, "a"), (2, "b"), (2, "c"), (3, "b")]
        assert last_number(tables, f"print:kitchen:{DATE}") == 3


def test_a_ticket_that_two_tills_queued_and_a_request_that_both_answered_are_the_same_for_all() -> None:
    """A phone's order reached both halves of a copied disk."""
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    asked = {"order": "p" * 32, "digest": "d"}
    body = {**asked, "opening": "o", "round": 2, "lines": [line("soup", 1_000)], COUNTS: {}}
    left, right, third = Till("b", first), Till("c", first), Till("d", first)
    left.order("soup", 1_000)
    left.clock += 5_000
    left.tell("order.placed", {**body, "mark": "duplicate"})  # it had been set back, and doubted it
    right.tell("order.placed", body)
    third.clock -= 5_000
    third.tell("order.refused", {**asked, "code": "too_late"})
    for turns in ([0] * 4, [2, 1, 0, 0], [1] * 4):
        tables = heard(first, [left, right, third], turns)
        job, answer = tables.get(PrintJob, f"{'p' * 32}.kitchen"), tables.get(Heard, "p" * 32)
        assert job and (job.number, job.queued_at, job.mark) == (2, NOON, "duplicate")
        assert answer and (answer.verdict.state, answer.verdict.at) == ("accepted", NOON)


def test_a_request_that_one_till_cooked_does_not_wait_where_another_had_held_it() -> None:
    """Else staff, asked once more, would have it cooked twice. The other was restored, and doubted it."""
    before, request = Till("a"), {"id": "p" * 32, "table": "A1", "lines": [], "phone": "p"}
    before.tell("opening.started", TABLE)
    cooked, doubts, holds = Till("b", before), Till("c", before), Till("d", before)
    placed = {"order": "p" * 32, "digest": "d", "opening": "o", "round": 1, "lines": [line("soup", 1_000)]}
    cooked.tell("order.placed", placed)
    doubts.tell("order.held", {"request": request, "doubtful": True})
    holds.clock += 5_000
    holds.tell("order.held", {"request": request})
    for turns in ([0, 0, 0], [1, 0, 0], [1, 1, 0], [2, 1, 0], [2, 0, 0]):
        assert not heard(before, [cooked, doubts, holds], turns).where(Held)
    for turns in ([0, 0], [1, 0]):
        (waits,) = heard(before, [doubts, holds], turns).where(Held)
        assert (waits.at, waits.request["doubtful"]) == (NOON, True)


def test_shifts_and_keys_of_two_tills_are_the_same_for_all() -> None:
    first = Till("a")
    first.take_drawer("", 0)
    first.make_key("soup", 0)
    left, right = Till("b", first), Till("c", first)
    left.take_drawer("", 0)
    left.make_key("soup", 0)
    right.take_drawer("", 0)
    right.make_key("soup", 0)
    right.make_key("soup", 0)
    for turns in ([0] * 5, [1] * 5):
        tables = heard(first, [left, right], turns)
        assert sorted(shift.number for shift in tables.where(Shift)) == [1, 2, 2]
        assert tables.get(Document, "recovery") == right.tables.get(Document, "recovery")


def test_of_two_hand_overs_the_earlier_one_stands_and_its_slip_has_the_number_of_its_paper() -> None:
    """A rewound till, handed over again, hears what it had forgotten."""
    first = Till("a")
    first.take_drawer("", 0)
    shift = first.tables.where(Shift)[0].id
    left, right = Till("b", first), Till("c", first)
    left.tell("shift.closed", {"shift": shift, "report": {"left": 300}, "print": True})
    right.clock += 5_000
    right.take_drawer("", 0)
    other = next(one.id for one in right.tables.where(Shift) if one.id != shift)
    right.tell("shift.closed", {"shift": other, "report": {}, "print": True})
    right.tell("shift.closed", {"shift": shift, "report": {"left": 100}, "print": True})
    for turns in ([0] * 4, [1] * 4):
        tables = heard(first, [left, right], turns)
        closed, slip = tables.get(Shift, shift), tables.get(PrintJob, f"{shift}.shift")
        assert closed and (closed.live, closed.closed_at, closed.report) == (0, NOON, {"left": 300})
        assert slip and (slip.number, slip.queued_at) == (1, NOON)


def test_what_became_of_a_ticket_stands_over_the_doubt_of_a_till_that_had_forgotten_it() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    job = first.tables.where(PrintJob)[0].id
    left, right = Till("b", first), Till("c", first)
    left.tell("print.finished", {"job": job, "state": "expired", "note": "too old"})
    right.tell("print.finished", {"job": job, "state": "expired", "note": ELSEWHERE})
    for turns in ([0] * 2, [1] * 2):
        found = heard(first, [left, right], turns).get(PrintJob, job)
        assert found and (found.state, found.open, found.note) == ("expired", 0, "too old")


def test_a_ticket_that_each_of_two_histories_moved_still_belongs_where_it_did() -> None:
    """Seed 26521: where it came out last is what became of it, told with the try that it goes with."""
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    job = first.tables.where(PrintJob)[0].id
    left, right = Till("b", first), Till("c", first)
    for till, to in ((left, "bar"), (right, "spare")):
        till.tell("print.moved", {"job": job, "to": to})
        till.tell("print.finished", {"job": job, "state": "failed", "note": f"{to} has no paper"})
    for turns in ([0] * 4, [1] * 4):
        found = heard(first, [left, right], turns).get(PrintJob, job)
        assert found and (found.meant_for, found.note) == ("kitchen", f"{found.printer} has no paper")


@pytest.mark.parametrize("early", [0, 5_000])
def test_slips_of_an_order_that_two_histories_took_stand_where_it_was_taken_first(early: int) -> None:
    """Seed 27155: one had its guests at an opening of its own, and took the dish off there."""
    first = Till("a")
    left, right = Till("b", first), Till("c", first)
    left.clock, right.clock = NOON + early, NOON + 5_000 - early
    right.tell("printers.published", set_up(COPIED, PASSING, version=1))
    for till in (left, right):
        till.tell("opening.started", {**TABLE, "opening": till.name, "number": till.name})
        order = {"order": "p" * 32, "opening": till.name, "digest": "d", "round": 1, COUNTS: {}}
        till.tell("order.placed", {**order, "lines": [line("soup", 1_000)]})
    for station in ("kitchen", "pass"):
        right.tell("print.started", {"job": f"{'p' * 32}.{station}"})
    right.tell("print.asked", {"of": f"{'p' * 32}.kitchen", "job": "again"})
    body = {"act": "v", "opening": "c", "line": f"{'p' * 32}.0", "quantity": 1_000}
    right.tell("line.voided", {**body, COUNTS: {}})
    for turns in every_order(left, right):
        slips = heard(first, [left, right], turns).where(PrintJob)
        assert {f"{'p' * 32}.pass", "again", "v.kitchen", "v.pass"} <= {slip.id for slip in slips}
        assert {slip.opening for slip in slips} == {"c" if early else "b"}


def test_a_slip_of_which_all_was_taken_off_is_none_in_doubt_wherever_a_rewound_till_hears_of_it() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    first.hurry("soup", 0)
    (slip,) = (job.id for job in first.tables.where(PrintJob) if job.kind == HURRY)
    left, right = Till("b", first), Till("c", first)
    left.void("soup", 1_000)
    right.tell("print.finished", {"job": slip, "state": "expired", "note": ELSEWHERE})
    for turns in every_order(left, right):
        found = heard(first, [left, right], turns).get(PrintJob, slip)
        assert found and (found.state, found.open, found.note) == ("cancelled", 0, VOIDED)


def test_a_printer_that_the_other_till_had_not_set_up_gets_no_ticket_of_its_orders() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    left, right = Till("b", first), Till("c", first)
    spare = {"id": "spare", "names": {"en": "Spare"}, "target": "tcp://10.0.0.9:9100"}
    cooks = {"station": "kitchen", "printers": ["kitchen", "spare"]}
    passing = {"station": "pass", "printers": ["spare"]}
    left.tell("printers.published", {"printers": [spare], "stations": [cooks, passing], "version": 1})
    left.order("soup", 1_000)
    right.order("soup", 1_000)
    for turns in ([0] * 3, [1] * 3):
        tables = heard(first, [left, right], turns)
        tickets = sorted((job.order[0], job.at_printer, job.number) for job in tables.where(PrintJob))
        assert tickets == [("b", "kitchen", 1), ("b", "spare", 1), ("b", "spare", 2), ("c", "kitchen", 1)]


def test_tickets_are_those_of_the_printers_with_which_a_fact_was_made_whichever_are_heard_of_first() -> None:
    """Each half of a copied disk sets its printers up anew, and goes on cooking."""
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    left, right, third = Till("b", first), Till("c", first), Till("d", first)
    left.tell("printers.published", set_up(CUT, version=1))
    left.dishes("soup", "soup")
    left.tell("printers.published", set_up(COPIED, PASSING, version=2))
    left.dishes("soup", "tea")
    right.tell("printers.published", set_up(HOLDING, version=1))
    right.dishes("soup", "soup", held=True)
    right.tell("lines.started", {"act": "s", "opening": "o", "lines": [f"c{right.seq}.1"]})
    right.dishes("soup", "tea")
    third.dishes("soup", "soup", held=True)
    third.void("soup", 1_000)
    all_jobs = [job for till in (left, right, third) for job in till.tables.where(PrintJob)]
    made = {job.id: (job.at_printer, job.lines, job.sheet, job.sheets, job.number) for job in all_jobs}
    for turns in every_order(left, right, third):
        tables = heard(first, [left, right, third], turns)
        tickets = tables.where(PrintJob)
        assert made == {
            job.id: (job.at_printer, job.lines, job.sheet, job.sheets, job.number) for job in tickets
        }
        assert tickets == heard(first, [left, right, third], [0] * len(turns)).where(PrintJob)


def test_a_fact_waits_for_the_printers_with_which_it_was_made() -> None:
    till = Till("a")
    till.tell("opening.started", TABLE)
    till.tell("printers.published", set_up(CUT, version=1))
    till.dishes("soup", "soup")
    seated, published, ordered = till.facts
    tables = MemoryTables()
    apply(seated, tables)
    apply(ordered, tables)
    assert not tables.where(PrintJob) and not tables.where(Order)
    apply(published, tables)
    assert tables.where(PrintJob) == till.tables.where(PrintJob)
    assert len(tables.where(PrintJob)) == 2


def test_facts_of_release_0_1_0_print_at_the_printers_that_stand() -> None:
    till = Till("a")
    till.tell("opening.started", TABLE)
    till.tell("printers.published", set_up(CUT, version=1))
    till.dishes("soup", "soup")
    fact = till.facts[-1]
    old = replace(
        fact, body={name: fact.body[name] for name in fact.body if name not in ("setup", "tickets")}
    )
    tables = MemoryTables()
    for event in (till.facts[0], till.facts[1], old):
        apply(event, tables)
    assert tables.where(PrintJob) == till.tables.where(PrintJob)


def test_what_printed_nothing_where_it_happened_prints_nothing_elsewhere() -> None:
    """A dish is taken off before its ticket went out; the other half had printed it."""
    first = Till("a")
    first.tell("opening.started", TABLE)
    first.order("soup", 1_000)
    job = first.tables.where(PrintJob)[0].id
    left, right = Till("b", first), Till("c", first)
    left.tell("print.started", {"job": job})
    right.void("soup", 1_000)
    for turns in every_order(left, right):
        assert [row.id for row in heard(first, [left, right], turns).where(PrintJob)] == [job]
    right = Till("c", first)
    right.tell("print.started", {"job": job})
    right.void("soup", 1_000)
    left.tell("print.finished", {"job": job, "state": "failed"})
    for turns in every_order(left, right):
        kinds = sorted(row.kind for row in heard(first, [left, right], turns).where(PrintJob))
        assert kinds == ["cancel", "kitchen"]


def seated(*tables: str) -> Till:
    till = Till("a")
    for number, opening in enumerate(tables, 1):
        till.tell(
            "opening.started", {**TABLE, "opening": opening, "table": opening, "number": f"1123-{number:03d}"}
        )
    return till


def join(till: Till, head: str, other: str, bill: str = "", bills: Mapping[str, str] | None = None) -> None:
    named: dict[str, object] = {"bill": bill} if bill else {}
    named |= {"bills": bills} if bills else {}
    till.tell(
        "openings.joined", {"move": f"{till.name}{till.seq}", "opening": head, "joined": other, **named}
    )


def part(till: Till, head: str, other: str) -> None:
    till.tell("openings.parted", {"move": f"{till.name}{till.seq}", "opening": head, "parted": other})


def stand(tables: MemoryTables) -> dict[str, tuple[str, str, str]]:
    """Where each dish stands, on which bill, and where it was ordered."""
    orders = {order.id: order.opening for order in tables.where(Order)}
    return {row.id: (row.opening, row.bill, orders[row.order]) for row in tables.where(OrderLine)}


def test_an_order_of_a_table_that_another_history_joined_goes_back_with_it() -> None:
    first = seated("o", "p")
    first.at("p", "soup")
    left, right = Till("b", first), Till("c", first)
    join(left, "o", "p")
    left.at("o", "tea")
    right.at("p", "soup")
    right.at("o", "tea")
    right.void("soup", 1_000)
    for turns in every_order(left, right):
        tables = heard(first, [left, right], turns)
        assert {where for where, _, _ in stand(tables).values()} == {"o"}
        assert stand(tables)["c3.0"] == ("o", "o", "p")
        assert {kind: tables.where(kind) for kind in (Order, OrderLine)} == {
            kind: heard(first, [left, right], [0] * 5).where(kind) for kind in (Order, OrderLine)
        }
    part(left, "o", "p")
    for turns in every_order(left, right):
        found = stand(heard(first, [left, right], turns))
        assert found == {
            "a2.0": ("p", "p", "p"),
            "b4.0": ("o", "o", "o"),
            "c3.0": ("p", "p", "p"),
            "c4.0": ("o", "o", "o"),
        }


def test_a_dish_that_another_history_moved_goes_where_its_new_table_goes() -> None:
    first = seated("o", "p", "q")
    first.at("p", "soup")
    first.at("q", "tea")
    left, right = Till("b", first), Till("c", first)
    join(left, "o", "p", bill="o2")
    for source, opening, line_ in (("p", "q", "a3.0"), ("q", "p", "a4.0")):
        moved = [{"line": line_, "quantity": 1_000}]
        right.tell(
            "lines.moved", {"move": f"c{right.seq}", "source": source, "opening": opening, "lines": moved}
        )
    for turns in every_order(left, right):
        found = stand(heard(first, [left, right], turns))
        assert found == {"a3.0": ("q", "q", "p"), "a4.0": ("o", "o2", "q")}
    part(left, "o", "p")
    for turns in every_order(left, right):
        found = stand(heard(first, [left, right], turns))
        assert found == {"a3.0": ("q", "q", "p"), "a4.0": ("p", "p", "q")}


def test_what_another_history_ordered_on_a_split_bill_comes_along_with_that_and_goes_back() -> None:
    """``p`` has two bills when it is joined to ``o``, and each of them has one that stands for it there."""
    first = seated("o", "p")
    first.at("p", "soup")
    first.at("p", "tea")
    lines = [{"line": "a3.0", "quantity": 1_000}]
    first.tell("bill.split", {"opening": "p", "to": "p2", "lines": lines, "guests": 1})
    left, right = Till("b", first), Till("c", first)
    join(left, "o", "p", bills={"p": "o8", "p2": "o9"})
    left.at("o", "tea")
    right.at("p", "soup")
    right.at("o", "tea")
    for turns in every_order(left, right):
        tables = heard(first, [left, right], turns)
        bills = {id: bill for id, (_, bill, _) in stand(tables).items()}
        assert bills == {"a2.0": "o8", "a3.0": "o9", "b6.0": "o", "c5.0": "o8", "c6.0": "o"}
        assert {one.id: (one.root, one.came) for one in tables.where(Bill, opening="o")} == {
            "o8": ("o", "p"),
            "o9": ("o", "p2"),
        }
    left.tell(
        "openings.parted",
        {"move": "m", "opening": "o", "parted": "p", "bills": {"o8": "p", "o9": "p2"}, "rest": "o"},
    )
    for turns in every_order(left, right):
        tables = heard(first, [left, right], turns)
        bills = {id: bill for id, (_, bill, _) in stand(tables).items()}
        assert bills == {"a2.0": "p", "a3.0": "p2", "b6.0": "o", "c5.0": "p", "c6.0": "o"}
        assert {one.into for one in tables.where(Bill, opening="o")} == {"o"}


def test_tables_that_three_histories_joined_to_one_another_have_one_bill() -> None:
    first = seated("o", "p", "q")
    left, right, third = Till("b", first), Till("c", first), Till("d", first)
    join(left, "o", "p")
    join(right, "p", "q")
    third.at("q", "soup")
    third.at("p", "tea")
    for turns in every_order(left, right, third):
        found = stand(heard(first, [left, right, third], turns))
        assert {where for where, _, _ in found.values()} == {"o"} and len(found) == 2


def test_a_late_lower_version_replaces_no_higher_one_and_of_two_equal_ones_all_choose_the_same() -> None:
    first = Till("a")
    first.publish("soup", 0)
    left, right = Till("b", first), Till("c", first)
    left.publish("tea", 0)
    left.publish("soup", 0)
    right.publish("tea", 0)
    menus = [heard(first, [left, right], turns).get(Document, "menu") for turns in ([0] * 3, [1] * 3)]
    assert menus[0] == menus[1] == left.tables.get(Document, "menu")
    left = told(Till("b", first), [(0, ("publish", "tea", 0))])
    menus = [heard(first, [left, right], turns).get(Document, "menu") for turns in ([0] * 2, [1] * 2)]
    assert menus[0] == menus[1]


def test_documents_without_a_version_replace_those_like_them() -> None:
    till = Till("a")
    for words in ("zz", "aa", "mm"):
        till.tell("accounts.published", {"accounts": [{"id": words, "name": words}]})
    row = till.tables.get(Document, "accounts")
    assert row and row.body == {"accounts": [{"id": "mm", "name": "mm"}]}


def test_a_banquets_slip_of_a_table_more_is_there_for_all_though_another_till_had_its_bill_paid() -> None:
    first = Till("a")
    first.tell("opening.started", TABLE)
    feast = {"order": "feast", "opening": "o", "round": 1, "lines": [line("soup", 4_000)]}
    first.tell("order.placed", {**feast, COUNTS: {}})
    first.tell(
        "banquet.begun", {"banquet": "feast", "opening": "o", "tables": 4, "spare": 0, "per_table": [1_000]}
    )
    (job,) = first.tables.where(PrintJob)
    first.tell("print.started", {"job": job.id})
    left, right = Till("b", first), Till("c", first)
    left.tell("banquet.tables", {"act": "x", "banquet": "feast", "opening": "o", "tables": 1})
    paid = {"opening": "o", "payment": "p", "tender": "cash", "amount": 1, "tendered": 1, "change": 0}
    right.tell("payment.received", {**paid, "settled": {"total": 1, "receipt": 1}})
    found = [heard(first, [left, right], turns).where(PrintJob) for turns in ([0] * 2, [1] * 2)]
    assert [one.id for one in found[0]] == ["feast.kitchen", "x.kitchen"]
    assert found[0] == found[1]
