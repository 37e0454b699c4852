"""Two tills that were one: what each does on what it knows, and the state after both, heard in some order."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from domain.floor.cleaning import Uncleaned
from domain.floor.leaving import TABLES as LEFT
from domain.floor.moves import told_of, what_joins
from domain.floor.openings import Opening, brought
from domain.money.bills import bill_row, bills_on
from domain.money.merging import TOOK, what_comes
from domain.money.payments import PAID, Payment, Settlement, current_bill, is_paid, open_bills, paid_so_far
from domain.money.settled import tellings, what_settles
from domain.money.shares import times
from domain.money.shifts import TURN, Shift, left_in_drawer, next_turn
from domain.money.split_facts import what_is_split
from domain.money.to_give_back import owing_on
from domain.record.envelope import Event
from domain.record.fold import ROWS, apply
from domain.record.latest import with_turn
from domain.record.rows import Counter, Document
from domain.record.tables import MemoryTables, key_of
from domain.selling.banquets import Banquet, what_changes
from domain.selling.order_rows import PLACES, Order, OrderLine, on_bill
from domain.selling.pieces import TOLD, as_it_is, piece_id
from domain.selling.printing import PrintJob
from domain.selling.serving import was_brought, what_is_taken_back, what_was_known
from domain.selling.ticket_numbers import as_told
from domain.supply.counted import COUNTS, counts_of

DATE, NOON = "2026-11-23", 1_795_500_000_000
TABLES = {"one": "A1", "two": "A2", "three": "A3"}
FEAST = "f"
BASE = {"spec": "one", "names": {}, "price": 900}
STATIONS = {"soup": "kitchen", "tea": "bar", "cake": "bar"}
OUT = {"two": ("soup",), "three": ("tea",)}


class Tables(MemoryTables):
    """Tables that note what is put."""

    def __init__(self) -> None:
        super().__init__()
        self.touched: list[object] = []

    def put(self, row: object) -> None:
        super().put(row)
        self.touched.append(row)


class Till:
    """Makes facts as the till does, on what it knows."""

    def __init__(self, name: str, before: Till | None = None) -> None:
        self.name = name
        self.tables: Tables = copy.deepcopy(before.tables) if before else Tables()
        self.facts: list[Event] = []
        self.seq: int = before.seq if before else 0
        self.clock: int = before.clock if before else NOON

    def tell(self, kind: str, body: Mapping[str, Any]) -> None:
        self.seq += 1
        self.clock += 7_000 + ord(self.name)
        self.tables.touched.clear()
        event = Event(self.seq, kind, self.clock, DATE, "zhou", {**body})
        apply(event, self.tables)
        put = list(self.tables.touched)
        jobs = [row for row in put if isinstance(row, PrintJob)]
        told = as_told(event, self.tables, jobs, [row for row in put if isinstance(row, Counter)])
        self.facts.append(with_turn(told, put))

    @property
    def act(self) -> str:
        return f"{self.name}{self.seq + 1}"

    def of(self, opening: str) -> Opening:
        found = self.tables.get(Opening, opening)
        assert found
        return found

    def seat(self, opening: str) -> None:
        place = {"opening": opening, "table": TABLES[opening], "guests": 2, "secret": "s", "number": opening}
        self.tell("opening.started", place)

    # what the workflows do, each only where it is possible

    def asked(self, where: str, _: str, portions: int) -> None:
        """A request of a phone that several servers hand over."""
        if self.tables.get(Order, f"asked{portions}") is None:
            self.order(where, f"asked{portions}", portions)

    def cart(self, where: str, other: str, number: int) -> None:
        """A request of several dishes that several servers hand over; one may be sold out here."""
        at, id, phone = self.of(where), f"cart{number}", f"phone{number}"
        if at.into or not at.live or self.tables.get(Order, id) is not None:
            return
        unsettled = open_bills(self.tables, at.id)
        body = {"opening": at.id, "order": id, "round": at.rounds + 1, "phone": phone, "digest": f"of {id}"}
        body |= unsettled[0].named if unsettled else {"bill": f"{self.act}.bill"}
        dishes = {"soup": number * 1_000, "tea": 1_000, "cake": 2_000}
        lines, refused = taken(dishes, OUT.get(other, ()))
        body |= {"guest": at.guest_number(phone), COUNTS: counts_of(self.tables, dishes)}
        self.tell("order.placed", {**body, **lines, **refused})

    def order(self, where: str, asked: str, portions: int) -> None:
        at = self.of(where)
        joined = {"placed_at": where} if at.into else {}
        at = self.of(at.into) if at.into else at
        if not at.live:
            return
        unsettled = open_bills(self.tables, at.id)
        more = unsettled[0].named if unsettled else {"bill": f"{self.act}.bill"}
        phone = f"phone{self.name}{portions}"
        lines = [{"dish": "soup", "spec": "one", "names": {}, "price": 900, "station": "kitchen"}]
        lines[0]["quantity"] = portions * 1_000
        id = asked if asked.startswith("asked") else self.act
        body = {"opening": at.id, "order": id, "round": at.rounds + 1, "phone": phone, COUNTS: {}}
        body |= {**joined, **more}
        self.tell("order.placed", {**body, "guest": at.guest_number(phone), "lines": lines})

    def join(self, where: str, other: str, _: int) -> None:
        head, one = self.of(where), self.of(other)
        joined = self.tables.where(Opening, into=other)
        own = [bill.id for bill in open_bills(self.tables, other)]
        over = one.paid_at or head.paid_at or not (one.live and head.live)
        if where != other and not (head.into or one.into or joined or over):
            went = [row.id for row in self.tables.where(OrderLine, opening=other)]
            body = {"move": self.act, "opening": where, "joined": other, **told_of(one, head, went)}
            body |= current_bill(self.tables, where).named
            if len(own) > 1:  # each stays one
                body["bills"] = {id: f"{self.act}.{place}" for place, id in enumerate(own)}
            told = what_joins(self.tables, head, one, body.get("bills", ()))
            self.tell("openings.joined", {**body, **told})

    def part(self, _: str, other: str, __: int) -> None:
        one = self.of(other)
        head = self.of(one.into) if one.into else None
        if head and not head.paid_at:
            left = {"guests": max(1, head.guests - one.guests)}
            left["brought"] = brought(self.tables, head.id) - one.brings
            rows = self.tables.where(OrderLine, opening=head.id)
            went = [row.id for row in rows if row.belongs_to == other]
            body = {"move": self.act, "opening": head.id, "parted": other, **told_of(head, one, went)}
            self.tell("openings.parted", {**body, **left, **current_bill(self.tables, other).named})

    def pay(self, where: str, other: str, _: int) -> None:
        one = self.of(where)
        if not one.paid_at and self.tables.where(OrderLine, bill=current_bill(self.tables, where).id):
            self.pay_part(where, other, 0)

    def split(self, where: str, _: str, portions: int) -> None:
        """Some portions of one dish, and a guest, stand on a bill of their own; or the whole dish does."""
        one = self.of(where)
        rows = [
            row
            for bill in ([] if one.into else open_bills(self.tables, where))
            for row in self.tables.where(OrderLine, bill=bill.id)
            if row.quantity
        ]
        if rows:
            row, act = rows[portions % len(rows)], self.act
            line: dict[str, Any] = {"line": row.id, "quantity": min(row.quantity, portions * 1_000)}
            if line["quantity"] < row.quantity:
                line |= {"piece": piece_id(row, act), TOLD: as_it_is(row)}
            bill = bill_row(self.tables, where, row.bill)
            body = {"opening": where, **bill.named, "to": act, "lines": [line], "guests": portions % 2}
            self.tell("bill.split", {**body, **what_is_split(one, bill, [row])})

    def merge(self, where: str, _: str, __: int) -> None:
        target, *others = open_bills(self.tables, where) or [bill_row(self.tables, where)]
        for bill in others:
            body = {"opening": where, **target.named, "merged": bill.id}
            self.tell("bills.merged", {**body, TOOK: what_comes(self.tables, bill)})

    def pay_part(self, where: str, _: str, place: int) -> None:
        bills = [] if self.of(where).into else open_bills(self.tables, where)
        for bill in bills[place % len(bills) : place % len(bills) + 1] if bills else ():
            total = sum(row.charged for row in self.tables.where(OrderLine, bill=bill.id))
            due = max(0, total - paid_so_far(self.tables, where, bill.id))
            settled: dict[str, Any] = {"receipt": self.seq + 100 * ord(self.name), "total": total}
            settled["over"] = max(0, paid_so_far(self.tables, where, bill.id) - total)
            rows = on_bill(self.tables.where(OrderLine, bill=bill.id))
            settled |= what_settles(self.tables, bill, [row.charged for row in rows])
            body = {"payment": self.act, "opening": where, **bill.named, **cash(due), "settled": settled}
            self.tell("payment.received", body)

    def some(self, where: str, _: str, portions: int) -> None:
        """A part of what the open bill comes to is paid, less than all of it."""
        for bill in [] if self.of(where).into else open_bills(self.tables, where)[:1]:
            total = sum(row.charged for row in self.tables.where(OrderLine, bill=bill.id))
            if total - paid_so_far(self.tables, where, bill.id) > 100 * portions:
                body = {"payment": self.act, "opening": where, **bill.named, **cash(100 * portions)}
                self.tell("payment.received", body)

    def voucher(self, where: str, _: str, __: int) -> None:
        """A code that is worth one unit is entered on the bill that is open."""
        for bill in [] if self.of(where).into else open_bills(self.tables, where)[:1]:
            money = {"tender": "group", "amount": 100, "tendered": 100, "change": 0}
            body = {"payment": self.act, "opening": where, **bill.named, **money}
            self.tell("payment.received", {**body, "voucher": {"code": self.act.upper(), "lines": {}}})

    def unvoucher(self, where: str, _: str, __: int) -> None:
        """It was a mistake."""
        for one in self.tables.where(Payment, opening=where):
            if one.voucher and self.tables.get(Settlement, one.bill) is None:
                body = {"act": self.act, "opening": where, "payment": one.id, "amount": one.amount}
                self.tell("voucher.voided", body)

    def clear(self, where: str, _: str, __: int) -> None:
        one = self.of(where)
        if one.paid_at and one.live:
            joined = self.tables.where(Opening, into=where, live=1)
            left = {"clean": True, LEFT: {other.id: other.table for other in (one, *joined)}}
            self.tell("opening.cleared", {"opening": where, "joined": [other.id for other in joined], **left})

    def leave(self, where: str, _: str, portions: int) -> None:
        """Guests who had nothing to pay, and perhaps nothing to clean up."""
        one = self.of(where)
        if one.live:
            flag = {"clean": True, LEFT: {where: one.table}} if portions > 1 else {}
            self.tell("opening.cleared", {"opening": where, "joined": [], **flag})

    def clean(self, where: str, _: str, __: int) -> None:
        if self.tables.get(Uncleaned, TABLES[where]):
            self.tell("table.cleaned", {"table": TABLES[where]})

    def come(self, where: str, _: str, __: int) -> None:
        """Others sit down where guests have left."""
        if not self.of(where).live:
            place = {"opening": self.act, "table": TABLES[where], "guests": 2, "secret": "s"}
            self.tell("opening.started", {**place, "number": self.act})

    def move(self, where: str, other: str, _: int) -> None:
        source, target = self.of(where), self.of(other)
        rows = [row for row in self.tables.where(OrderLine, opening=where) if row.quantity]
        if where != other and rows and not (source.into or target.into or source.paid_at or target.paid_at):
            lines = [{"line": rows[0].id, "quantity": rows[0].quantity}]
            if rows[0].quantity > 1_000:
                piece = piece_id(rows[0], self.act)
                lines = [{**lines[0], "quantity": 1_000, "piece": piece, TOLD: as_it_is(rows[0])}]
            body = {"move": self.act, "source": where, "opening": other, "lines": lines}
            body |= current_bill(self.tables, other).named
            went = [str(one.get("piece", one["line"])) for one in lines]
            self.tell("lines.moved", {**body, **told_of(source, target, went)})

    def void(self, where: str, _: str, portions: int) -> None:
        for row in self.tables.where(OrderLine, opening=where)[:1]:
            if row.quantity and row.bill == where and not self.of(where).paid_at:
                quantity = min(row.quantity, portions * 1_000)
                body = {"act": self.act, "opening": where, "line": row.id, "quantity": quantity, COUNTS: {}}
                self.tell("line.voided", body)

    def price(self, where: str, _: str, portions: int) -> None:
        for row in self.tables.where(OrderLine, opening=where)[:1]:
            body = {"act": self.act, "opening": where, "line": row.id, "price": 100 * portions}
            self.tell("line.repriced", body)

    def off(self, where: str, _: str, portions: int) -> None:
        for row in self.tables.where(OrderLine, opening=where)[:1]:
            body = {"act": self.act, "opening": where, "line": row.id, "discount": {"rate": 1_000 * portions}}
            self.tell("line.discounted", body)

    def guests(self, where: str, _: str, count: int) -> None:
        came = brought(self.tables, where)
        self.tell("opening.guests", {"opening": where, "guests": count, "brought": came})

    def given(self, where: str, _: str, portions: int) -> None:
        for row in self.tables.where(OrderLine, opening=where)[:1]:
            body = {"act": self.act, "opening": where, "line": row.id}
            self.tell("line.given", {**body, "quantity": min(row.quantity, portions * 1_000)})

    def serve(self, where: str, _: str, __: int) -> None:
        rows = [row for row in self.tables.where(OrderLine, opening=where) if row.awaited]
        body = {"opening": where, "lines": [row.id for row in rows]}
        self.tell("lines.served", {**body, **what_was_known(self.tables, rows)})

    def unserve(self, where: str, _: str, portions: int) -> None:
        """Some of them were ticked off by mistake."""
        here = self.tables.where(OrderLine, opening=where)
        rows = [row for row in here if was_brought(row, None)][:portions]
        body = {"opening": where, "lines": [row.id for row in rows]}
        self.tell("lines.unserved", {**body, **what_is_taken_back(self.tables, rows)})

    def sit(self, where: str, _: str, seat: int) -> None:
        rows = [row.id for row in self.tables.where(OrderLine, opening=where)]
        self.tell("lines.seated", {"opening": where, "lines": rows, "seat": seat})

    def time(self, where: str, _: str, minutes: int) -> None:
        rows = [row.id for row in self.tables.where(OrderLine, opening=where)]
        self.tell("lines.timed", {"opening": where, "lines": rows, "at": minutes * 60_000})

    def change(self, where: str, other: str, portions: int) -> None:
        one, where_else = self.of(where), TABLES[other] if portions == 1 else f"B{self.name}"
        there = replace(one, table=where_else)
        body = {"move": self.act, "opening": where, "table": there.table, "clean": True}
        self.tell("opening.moved", {**body, **told_of(one, there, ())})

    def later(self, where: str, _: str, __: int) -> None:
        """They go and pay another time."""
        one = self.of(where)
        told = told_of(one, replace(one, table="", party=0), ())
        body = {"move": self.act, "opening": where, "table": "", "later": f"guest of {self.name}"}
        self.tell("opening.moved", {**body, "amount": 1, "clean": True, **told})

    def call(self, where: str, _: str, __: int) -> None:
        self.tell("opening.called", {"opening": where, "what": "bill"})

    def answer(self, where: str, _: str, __: int) -> None:
        self.tell("opening.answered", {"opening": where})

    # the banquet

    def feast(self, tables: int, spare: int = 0) -> None:
        base = {"dish": "soup", "spec": "one", "names": {}, "price": 900, "station": "kitchen"}
        lines = [{**base, "quantity": tables * 1_000 * each} for each in (1, 2)]
        order = {"opening": "one", "order": FEAST, "round": 1, "lines": lines, COUNTS: {}}
        self.tell("order.placed", order)
        body = {"opening": "one", "banquet": FEAST, "tables": tables, "spare": spare}
        body["per_table"] = [1_000, 2_000]
        self.tell("banquet.begun", body)

    def _tables(self, more: int, **how: int) -> None:
        banquet = self.tables.get(Banquet, FEAST)
        if banquet and banquet.tables + more >= 1:
            told = what_changes(self.tables, banquet, more)
            body = {"act": self.act, "opening": "one", "banquet": FEAST, "tables": more, COUNTS: {}}
            self.tell("banquet.tables", {**body, **told, **how})

    def fewer(self, _: str, __: str, tables: int) -> None:
        self._tables(-tables)

    def more(self, _: str, __: str, tables: int) -> None:
        self._tables(tables)

    def out_of_reserve(self, _: str, __: str, tables: int) -> None:
        if tables <= self._feast.reserve:
            self._tables(tables, from_spare=tables)

    def reserve(self, _: str, __: str, spare: int) -> None:
        body = {"banquet": FEAST, "opening": "one", "spare": spare, "opened": self._feast.opened}
        self.tell("banquet.spare", body)

    @property
    def _feast(self) -> Banquet:
        found = self.tables.get(Banquet, FEAST)
        assert found
        return found

    # the drawer and the accounts

    def take(self) -> None:
        live = self.tables.where(Shift, live=1)
        if not live:
            self.tell("shift.opened", {"shift": self.act, "start": 0, "number": 1 + self.seq})

    def count(self, _: str, __: str, total: int) -> None:
        for shift in self.tables.where(Shift, live=1)[:1]:
            times = shift.count.get("times", 0) + 1
            self.tell("shift.counted", {"shift": shift.id, "sum": total, "expected": 0, "times": times})

    def hand_over(self, _: str, __: str, left: int) -> None:
        for shift in self.tables.where(Shift, live=1)[:1]:
            report = {"left": left, TURN: next_turn(self.tables)}
            self.tell("shift.closed", {"shift": shift.id, "report": report, "print": False})
        self.take()

    def account(self, _: str, name: str, limit: int) -> None:
        known = self.tables.get(Document, "accounts")
        others = [one for one in known.body["accounts"] if one["id"] != name] if known else []
        version = known.version + 1 if known else 1
        mine = {"id": name, "name": name, "limit": limit, "contact": self.name}
        body = {"version": version, "accounts": [*others, mine], "changed": [name]}
        self.tell("accounts.published", body)


def mixed(
    before: Till,
    left: Sequence[Event],
    right: Sequence[Event],
    places: Sequence[int],
    check: Callable[[Tables], None] | None = None,
) -> Any:
    """The state after both histories, the left one's facts at these places of all."""
    tables, one, other = copy.deepcopy(before.tables), iter(left), iter(right)
    for place in range(len(left) + len(right)):
        apply(next(one if place in places else other), tables)
    nothing_is_lost(tables)
    money_is_seen(tables)
    if check:
        check(tables)
    found = {kind: {key_of(row): seen(row) for row in tables.where(kind)} for kind in ROWS}
    return found, left_in_drawer(tables)


def nothing_is_lost(tables: Tables) -> None:
    """A settled bill has what it paid and nothing else; what is not paid stands on an open bill of a table
    that is in use, and reads so."""
    for row in tables.where(OrderLine):
        settled, opening = tables.get(Settlement, row.bill), tables.get(Opening, row.opening)
        assert opening and (row.quantity == 0 or settled is None or is_paid(tables, row)), row.id
        if row.quantity and settled is None:
            assert row.bill in [bill.id for bill in bills_on(tables, opening.id)], row.id
            assert opening.live and not opening.paid_at, row.id
    for settled in tables.where(Settlement):
        paid = sum(one.amount for one in tables.where(Payment, bill=settled.id))
        assert paid == settled.total + settled.over, settled.id
        for order, places in (one for told in tellings(settled) for one in told[PAID].items()):
            for id in (f"{order}.{place}" for place in places):
                line = tables.get(OrderLine, id)
                assert line and tables.get(Settlement, line.bill), id


def money_is_seen(tables: Tables) -> None:
    """What was taken stands on a settled bill that counts it, or on an open one of a table that is in use."""
    for payment in tables.where(Payment):
        settled, opening = tables.get(Settlement, payment.bill), tables.get(Opening, payment.opening)
        assert opening is not None
        if settled is None:
            assert payment.bill in [bill.id for bill in bills_on(tables, opening.id)], payment.id
            assert opening.live and not opening.paid_at, payment.id
        else:
            assert settled.opening == payment.opening, payment.id


def each_dish_is_paid_once(tables: Tables) -> None:
    """Of dishes that all cost the same: what stays of the money on paid bills once all has gone back that is
    due is what the dishes cost that somebody paid for. Of one that both divided less is there than they
    think: ``short``."""
    bills = tables.where(Settlement)
    money = sum(paid.amount for one in bills for paid in tables.where(Payment, bill=one.id))
    back = sum(owing_on(tables, one).amount for one in bills)
    rows = [row for row in tables.where(OrderLine) if is_paid(tables, row)]
    had = sum(row.amount - times(row.line.price, row.short) for row in rows)
    assert money - back == had, (money, back, had)


def taken(dishes: Mapping[str, int], out: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a fact tells of a request of these dishes (thousandths) of which some are sold out: the lines that
    are taken, and what only a request that is taken in part tells."""
    lines = [
        {"dish": dish, "quantity": many, "station": STATIONS[dish], **BASE} for dish, many in dishes.items()
    ]
    kept = [place for place, dish in enumerate(dishes) if dish not in out]
    refused = [{"index": place, "code": "sold_out"} for place in range(len(dishes)) if place not in kept]
    told = {"lines": [lines[place] for place in kept]}
    return told, {"refused": refused, PLACES: kept} if refused else {}


def cash(amount: int) -> dict[str, Any]:
    return {"tender": "cash", "amount": amount, "tendered": amount, "change": 0}


def seen(row: object) -> object:
    """A row but for what each machine counts by itself, and for what became of a ticket."""
    names = {Opening: {"version"}, PrintJob: {"state", "open", "note", "changed_at"}}.get(type(row), set())
    return {name: getattr(row, name) for name in type(row).__slots__ if name not in names}  # type: ignore[attr-defined]


def same_in_any_order(
    before: Till, left: Till, right: Till, check: Callable[[Tables], None] | None = None
) -> None:
    count = len(left.facts) + len(right.facts)
    ways = list(combinations(range(count), len(left.facts)))
    first = mixed(before, left.facts, right.facts, ways[0], check)
    for places in ways[1 :: max(1, len(ways) // 40)]:
        found = mixed(before, left.facts, right.facts, places, check)
        for kind in ROWS:
            assert found[0][kind] == first[0][kind], kind.__name__
        assert found[1] == first[1]


def evening() -> Till:
    till = Till("a")
    for opening in TABLES:
        till.seat(opening)
    return till


def told(before: Till, name: str, story: Sequence[tuple[str, str, str, int]]) -> Till:
    till = Till(name, before)
    till.facts = []
    for act, *values in story:
        getattr(till, act)(*values)
    return till


def stories(*acts: str, at: Sequence[str] = tuple(TABLES), most: int = 5) -> Any:
    """What a till does: acts ``at`` some of the tables, with others."""
    where, other, portions = st.sampled_from(at), st.sampled_from(list(TABLES)), st.integers(1, 3)
    return st.lists(st.tuples(st.sampled_from(acts), where, other, portions), max_size=most)
