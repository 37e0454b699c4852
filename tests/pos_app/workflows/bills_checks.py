"""What must be so after every step of the machine of all bills, and at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.billing import figures_of
from domain.money.bills import bill_row, bills_on
from domain.money.day_figures import figures_of as day_of
from domain.money.dish_sums import dishes_of
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from domain.record.plain import from_plain
from domain.selling.calls import START
from domain.selling.menu import Menu
from domain.selling.orders import OrderLine
from domain.selling.price import Rules
from domain.selling.printing import CANCEL, PrintJob
from pos_app.workflows.bill_slips import cancel_slip
from pos_app.workflows.call_slips import fire_slip
from pos_app.workflows.kitchen_slips import kitchen_slip
from printers.slips.words import SlipForm
from printers.ticket import Width
from sync_server.workflows.reporting import Reporting
from tests.pos_app.shop import ZONE, Hand, Shop, scratch
from tests.pos_app.workflows.bills_model import COVER, Dish, House, Slip, Visit
from tests.pos_app.workflows.test_thousand_carts import journal_of
from tests.sync_server.running import ServerHere

FORM = SlipForm(Width.MM_80, "en", None)
DAY = "2026-11-23"


class Checked(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.kept = ExitStack()
        self.shop = Shop(self.kept.enter_context(scratch()) / "store", Hand())
        self.shop.publish("rules", promotions=[], cover=COVER)
        self.shop.till.shifts.open(self.shop.time.new_id(), 10_000, {}, "zhou").result()
        self.house = House()
        self.frozen: dict[str, Settlement] = {}
        self.paper: Counter[str] = Counter()  # what the kitchen has on paper, less what was called off
        self.begun: Counter[str] = Counter()  # and what of it cooks were told to make
        self.told: set[str] = set()  # acts whose start slip is out

    # ------------------------------------------------------------------ what must always be so

    @invariant()
    def each_bill_comes_to_what_stands_on_it(self) -> None:
        self.house.nobody_pays_for_nothing()
        for visit in self.house.visits:
            if visit.into:
                continue
            for slip in visit.open:
                expected = self.house.total(visit, slip)
                assert expected is None or self._shown(visit, slip) == expected, (visit, slip)
            for slip in visit.open:
                family = visit.family(slip)
                if all(one.open for one in family):  # what was split is the whole, to the last unit
                    parts = sum(self._shown(visit, one) for one in family)
                    assert parts == self.house.family_total(visit, slip)
                still = self.house.open_total(visit, slip)
                if still is not None:
                    assert still == sum(self._shown(visit, one) for one in family if one.open)

    @invariant()
    def bills_and_dishes_stand_where_they_should(self) -> None:
        live = {one.id: one for one in self.shop.rows(Opening, live=1)}
        assert {(one.id, one.table) for one in live.values()} == {(v.id, v.table) for v in self.house.visits}
        for visit in self.house.visits:
            row = live[visit.id]
            assert row.into == (visit.into.id if visit.into else "")
            assert visit.into or row.guests == visit.guests
            assert bool(row.paid_at) == visit.paid
            assert self._bills(visit.id) == {slip.id for slip in visit.slips}
        rows = {row.id: row for row in self.shop.rows(OrderLine)}
        assert {id: (row.opening, row.bill, row.quantity) for id, row in rows.items()} == {
            id: (dish.table.id, dish.bill.id, dish.quantity) for id, dish in self.house.dishes.items()
        }
        for order, sent in self.house.sent.items():
            left = sum(dish.quantity for dish in self.house.dishes.values() if dish.order == order)
            assert left + self.house.voided[order] == sent

    @invariant()
    def no_paid_bill_changes(self) -> None:
        settled = {one.id: one for one in self.shop.rows(Settlement)}
        assert all(settled[id] == one for id, one in self.frozen.items())
        self.frozen = settled
        assert {id: one.total for id, one in settled.items()} == {
            slip.id: slip.settled for slip in self.house.settled
        }
        assert all(slip.paid == slip.settled + settled[slip.id].over for slip in self.house.settled)
        assert sorted(one.receipt for one in settled.values()) == list(range(1, len(settled) + 1))

    @invariant()
    def money_is_in_the_drawer_or_was_given_back(self) -> None:
        (shift,) = self.shop.rows(Shift)
        drawer = self.shop.read(lambda tables: drawer_of(tables, shift))
        assert drawer.expected == 10_000 + self.house.drawer["cash"]
        by_tender = {name: amount for name, (_, amount) in drawer.tenders.items() if amount}
        assert by_tender == {name: amount for name, amount in self.house.drawer.items() if amount}

    @invariant()
    def the_dishes_of_the_day_are_its_bills(self) -> None:
        menu = from_plain(Menu, self.shop.read_document("menu"))
        dishes = self.shop.read(lambda tables: dishes_of(tables, DAY, menu))
        settled, gone = self.shop.rows(Settlement), self.shop.rows(Reversal)
        amount = sum(one.bill["subtotal"] for one in settled) - sum(one.of("subtotal") for one in gone)
        assert sum(one.amount for one in dishes) == amount
        paid = sum(one.total - one.bill["cover"] for one in settled)
        paid -= sum(one.of("total") - one.of("cover") for one in gone)
        assert sum(one.paid for one in dishes) == paid
        assert all(one.quantity >= one.given >= 0 and one.amount >= 0 for one in dishes)

    @invariant()
    def the_kitchen_cooks_what_is_on_the_bills(self) -> None:
        cooking = Counter(self.paper)
        for job in self.shop.rows(PrintJob, open=1):
            if job.kind == "kitchen":
                cooking.update(self._on_slip(job))
        wanted: Counter[str] = Counter()
        for row in self._ordered():
            for names, count in [(one.names, one.count) for one in row.line.parts] or [(row.line.names, 1)]:
                wanted[names["en"]] += count * row.quantity
        assert +cooking == +wanted and all(count >= 0 for count in cooking.values())

    @invariant()
    def what_is_held_is_made_once_when_it_is_started_and_not_before(self) -> None:
        rows = [row for row in self._ordered() if row.quantity]
        assert {row.id for row in rows if row.held} == {
            dish.id for dish in self.house.dishes.values() if dish.held and dish.quantity
        }
        begun = Counter(self.begun)
        for job in self.shop.rows(PrintJob, open=1):
            begun.update(self._to_begin(job))
        wanted: Counter[str] = Counter()
        made = [row for row in rows if row.order not in self.house.copied]
        for row in (row for row in made if not self.house.dishes[row.id].held):
            for names, count in [(one.names, one.count) for one in row.line.parts] or [(row.line.names, 1)]:
                wanted[names["en"]] += count * row.quantity
        assert +begun == +wanted and all(count >= 0 for count in begun.values())

    def teardown(self) -> None:
        try:
            rebuilt = self.shop.rebuilt()
            assert (rebuilt.different, rebuilt.broken) == ((), "")
            paid = sum(one.amount - one.reduction for one in self.shop.rows(Payment))
            back = sum(one.amount - one.reduction for one in self.shop.rows(Refund))
            tips = sum(self.house.tips.values())
            assert paid - back + tips == sum(self.house.drawer.values())
            if self.house.settled:
                self._server_agrees()
        finally:
            self.shop.close()
            self.kept.close()

    def _server_agrees(self) -> None:
        """A server that hears all facts counts the same day."""
        identity = self.shop.read_document("store")
        ours = self.shop.read(lambda tables: day_of(tables, DAY, ZONE))
        with scratch() as folder, closing(ServerHere(folder)) as server:
            till = server.till(**{name: identity[name] for name in ("brand", "store", "device")})
            assert till.send("01" * 16, journal_of(self.shop)).json()["refused"] == []
            server.folded()
            day = Reporting(server.database, server.time.clock).day(till.store, DAY, ZONE)
        assert (day.figures.receivable, day.figures.takings) == (ours.receivable, ours.takings)
        assert (day.figures.bills, day.figures.guests) == (ours.bills, ours.guests)
        assert {one.id: one.amount for one in day.tenders} == {one.id: one.amount for one in ours.tenders}

    # ------------------------------------------------------------------ inside

    def _ordered(self) -> list[OrderLine]:
        """All lines but the copies on correcting bills, of which no kitchen knows, and what nobody makes."""
        rows = [row for row in self.shop.rows(OrderLine) if not row.line.by_head]
        return [row for row in rows if row.order not in self.house.copied]

    def _visit(self, place: int) -> Visit:
        return self.house.visits[place % len(self.house.visits)]

    def _dish(self, place: int) -> Dish:
        """Mostly one that stands on an open bill."""
        every = list(self.house.dishes.values())
        still = [one for one in every if one.bill.open and one.quantity]
        some = still if still and place % 8 else every
        return some[place // 8 % len(some)]

    def _wanted(self, place: int, more: bool, quantity: int) -> dict[str, int]:
        """So much of a dish, and the whole of the next one that stands beside it."""
        first = self._dish(place)
        beside = [one for one in self.house.on(first.bill) if one is not first][:1] if more else []
        return {first.id: quantity} | {one.id: one.quantity for one in beside}

    def _live(self, table: str) -> str:
        (one,) = self.shop.rows(Opening, table=table, live=1)
        return one.id

    def _bills(self, opening: str) -> set[str]:
        return {bill.id for bill in self.shop.read(lambda tables: bills_on(tables, opening))}

    def _opening(self, id: str) -> Opening:
        (one,) = self.shop.rows(Opening, id=id)
        return one

    def _shown(self, visit: Visit, slip: Slip) -> int:
        """What the till says of an open bill."""
        opening = self._opening(visit.id)

        def look(tables: Any) -> int:
            rules = tables.document(Rules, "rules")
            return figures_of(tables, opening, bill_row(tables, opening.id, slip.id), rules).total

        return self.shop.read(look)

    def _total(self, visit: Visit, slip: Slip) -> int:
        known = self.house.total(visit, slip)
        return self._shown(visit, slip) if known is None else known

    def _due(self, visit: Visit, slip: Slip) -> int:
        return self._total(visit, slip) - slip.paid

    def _settled(self, visit: Visit) -> None:
        """After a change: a bill of which as much is paid as it comes to now is settled."""
        for slip in list(visit.open):
            known = self.house.total(visit, slip)
            if known is None:
                (row,) = self.shop.rows(Settlement, id=slip.id) or (None,)
                known = row.total if row else None
            if known is not None and slip.paid and known <= slip.paid and not slip.corrects:
                self.house.settle(visit, slip, known)

    def _does(self, code: str, verb: Callable[[], Any]) -> bool:
        """Run a verb that shall be refused with ``code``, "": not at all; whether it was done."""
        self.shop.time.later(seconds=1)
        try:
            verb()
        except Refused as no:
            assert code == no.code, (code, no.code)
            return False
        assert not code, f"not refused: {code}"
        return True

    def _on_slip(self, job: PrintJob) -> Counter[str]:
        make = cancel_slip if job.kind == CANCEL else kitchen_slip
        slip = self.shop.read(lambda tables: make(tables, job, FORM, self.shop.time.at))
        found: Counter[str] = Counter()
        for line in slip.lines:
            found[line.names["en"]] += line.quantity
        return found

    def _to_begin(self, job: PrintJob) -> Counter[str]:
        """What a cook begins who reads a slip: not what it says to hold, nor what another one starts."""
        found: Counter[str] = Counter()
        if job.kind not in ("kitchen", START):
            return found
        make = fire_slip if job.kind == START else kitchen_slip
        slip = self.shop.read(lambda tables: make(tables, job, FORM, self.shop.time.at))
        for line in slip.lines:
            found[line.names["en"]] += 0 if line.held else line.quantity
        return found

    def _call_off(self, act: str, line: str) -> None:
        """What the kitchen is told not to make, by slips of this act."""
        (row,) = self.shop.rows(OrderLine, id=line)
        tickets = self.shop.rows(PrintJob, order=row.order)
        out = {job.station for job in tickets if job.attempts and job.kind == "kitchen"}
        for job in self.shop.rows(PrintJob, order=act):
            off = self._on_slip(job)
            if job.station in out:
                self.paper.subtract(off)
            if not row.line.held or self.told & set(row.calls):
                self.begun.subtract(off)
