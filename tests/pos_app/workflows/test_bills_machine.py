"""Whatever a cashier does with tables and bills: no money and no dish is lost, made or counted twice.

A machine of all verbs on the real till beside a plain model. After every step each bill, the drawer and the
kitchen's paper agree with it and no paid bill has changed; at the end a rebuild and a server say the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from domain.money.bills import Bill
from domain.money.discounts import Discount
from domain.selling.calls import HURRY, START
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.book import Entry
from tests.pos_app.shop import BEER, DRINK, RICE, SET_FOR_TWO, TOFU
from tests.pos_app.workflows.bills_model import FOLLOWS, Dish, Paid, Slip, Visit
from tests.pos_app.workflows.bills_ways import OtherWays

TABLES = ("A1", "A2", "B3")
PRICES = {"mapo-tofu": 2_800, "steamed-rice": 200, "lager": 1_000, "plum-drink": 2_200, "set-for-two": 9_800}
GOODS = (TOFU, RICE, BEER, DRINK, SET_FOR_TWO, replace(TOFU, quantity=3_000))
HELD = tuple(replace(line, held=True, course=2, seat=1) for line in (TOFU, SET_FOR_TWO, GOODS[-1]))
goods = st.sampled_from([*GOODS, *HELD])
pick = st.integers(0, 127)
tenders = st.sampled_from(["cash", "cash", "wechat", "voucher"])
more_cash = st.sampled_from([0, 50])
portions = st.sampled_from([1_000, 2_000, 3_000])


class Bills(OtherWays):
    # ------------------------------------------------------------------ tables and dishes

    @initialize()
    def the_evening_has_begun(self) -> None:
        for place, table in enumerate(TABLES):
            self.open(table, place + 1)
            self.add(place, (*GOODS[place:], RICE, HELD[-1], HELD[place]))

    @rule(table=st.sampled_from(TABLES), guests=st.integers(1, 4))
    def open(self, table: str, guests: int) -> None:
        taken = any(visit.table == table for visit in self.house.visits)
        if self._does("table_taken" if taken else "", lambda: self.shop.open(table, guests)):
            visit = Visit(self._live(table), table, guests)
            self.house.visits.append(visit)
            self._heads(visit, 0, guests)

    @precondition(lambda self: self.house.visits)
    @rule(place=pick, cart=st.lists(goods, min_size=1, max_size=4).map(tuple))
    def add(self, place: int, cart: tuple[Any, ...]) -> None:
        visit, order = self._visit(place), self.shop.time.new_id()
        self.shop.till.send_to_kitchen(visit.id, cart, "", "chen", order).result()
        head = visit.head
        rows = self.shop.rows(OrderLine, order=order)
        if head.paid:  # a new bill, for no paid one opens again
            assert rows[0].bill not in {slip.id for slip in head.slips}
            head.slips.append(Slip(rows[0].bill))
        for at, line in enumerate(cart):
            id, price = f"{order}.{at}", PRICES[line.dish]
            dish = Dish(id, order, line.dish, price, line.quantity, head, head.open[0], held=line.held)
            self.house.dishes[id] = dish
        self.house.sent[order] = sum(line.quantity for line in cart)

    @precondition(lambda self: self.house.visits)
    @rule(place=pick, guests=st.integers(1, 6))
    def guests_change(self, place: int, guests: int) -> None:
        visit = self._visit(place)
        change = self.shop.till.set_guests
        code = "opening_paid" if visit.head.paid else ""
        if self._does(code, lambda: change(visit.id, guests, "zhou").result()):
            before, visit.head.guests = visit.head.guests, guests
            if before != guests:
                self._heads(visit.head, before, guests)
                self._settled(visit.head)

    @precondition(lambda self: any(visit.head.paid for visit in self.house.visits))
    @rule(place=pick, owing=st.sampled_from([False, False, True]))
    def clear(self, place: int, owing: bool) -> None:
        visits = [one for one in self.house.visits if owing or one.head.paid]
        visit = visits[place % len(visits)]
        head = visit.head
        owed = any(self._due(head, slip) > 0 for slip in head.open)
        clear = self.shop.till.clear_table
        if self._does("table_unpaid" if owed else "", lambda: clear(visit.id, "zhou").result()):
            for slip in list(head.open):
                if slip.paid or self.house.on(slip):
                    self.house.settle(head, slip, self._total(head, slip))
            self.house.visits = [one for one in self.house.visits if one.head is not head]

    @precondition(lambda self: self.house.visits)
    @rule(place=pick, table=st.sampled_from(TABLES))
    def transfer(self, place: int, table: str) -> None:
        visit = self._visit(place)
        taken = any(one.table == table for one in self.house.visits if one is not visit)
        move = self.shop.till.tables.transfer
        if self._does("table_taken" if taken else "", lambda: move(visit.id, table, "chen").result()):
            visit.table, visit.later = table, False

    @precondition(lambda self: any(visit.table for visit in self.house.visits))
    @rule(place=pick, begun=st.sampled_from([True, True, False]))
    def pay_later(self, place: int, begun: bool) -> None:
        """They go; what they had is paid another time, and the table is free."""
        seated = [one for one in self.house.visits if one.table]
        visit = seated[place % len(seated)]
        if begun and self.house.held_at(visit.head):
            self.start(self.house.visits.index(visit), 0, only=False)
        due = sum(self._due(visit, slip) for slip in visit.open)
        joined = visit.into or any(one.into is visit for one in self.house.visits)
        waits = "later_nothing" if due <= 0 else "later_waits" if self.house.held_at(visit) else ""
        code = "opening_paid" if visit.head.paid else "tables_joined" if joined else waits
        verb = self.shop.till.tables.settle_later
        if self._does(code, lambda: verb(visit.id, "Mr Zhang", "wang").result()):
            visit.table, visit.later = "", True

    @precondition(lambda self: len(self.house.visits) > 1)
    @rule(place=pick, other=pick)
    def join(self, place: int, other: int) -> None:
        visit, guest = self._visit(place), self._visit(other)
        head = visit.head
        known = guest is head or guest.into is head
        paid = head.paid or guest.head.paid
        code = "opening_paid" if paid else "" if known else self._no_join(head, guest)
        join = self.shop.till.tables.join
        if self._does(code, lambda: join(visit.id, guest.id, "chen").result()) and not known:
            dishes = [dish for dish in self.house.dishes.values() if dish.table is guest and dish.bill.open]
            onto, wanted = self._bills_along(head, guest), sum(guest.charges(one) for one in guest.open)
            for dish in dishes:
                dish.table, dish.bill, dish.home = head, onto.get(dish.bill.id, onto[""]), guest
            head.slips += [slip for old, slip in onto.items() if old]
            head.guests += wanted
            guest.into = head

    def _bills_along(self, head: Visit, guest: Visit) -> dict[str, Slip]:
        """What stands on the common bill for each bill of a table that was split; "" for all others."""
        common = head.open[0]
        onto = {"": common}
        for old in guest.open if len(guest.open) > 1 else ():
            (row,) = (one for one in self.shop.rows(Bill, came=old.id) if not one.into)
            new = Slip(row.id, common.family, guest.charges(old), late=common.late, shared=common.shared)
            new.came, new.part_free = old, common.part_free
            onto[old.id] = new
        return onto

    def _no_join(self, head: Visit, guest: Visit) -> str:
        if not (head.table and guest.table):
            return "bill_corrects"
        if guest.into or any(one.into is guest for one in self.house.visits):
            return "tables_joined"
        if guest.begun:
            return "bill_begun"
        if any(slip.corrects for slip in guest.open):
            return "bill_corrects"
        kin = [one for slip in guest.open for one in guest.family(slip)]
        if any(one.free or one.part_free for one in kin):
            return "bill_agreed"
        return "bill_agreed" if any(one.rate or one.off or one.late != (0, 0) for one in kin) else ""

    @precondition(lambda self: any(one.into for one in self.house.visits))
    @rule(place=pick)
    def part(self, place: int) -> None:
        joined = [one for one in self.house.visits if one.into]
        guest = joined[place % len(joined)]
        head = guest.head
        theirs = [one for one in self.house.dishes.values() if one.table is head and one.home is guest]
        gone = any(not dish.bill.open for dish in theirs)
        code = "opening_paid" if head.paid else "bill_begun" if head.begun else "opening_paid" if gone else ""
        part = self.shop.till.tables.part
        if self._does(code, lambda: part(guest.id, "chen").result()):
            guest.into = None
            for dish in theirs:
                old = dish.bill.came if dish.bill.came in guest.open else None
                dish.table, dish.bill, dish.home = guest, old or guest.open[0], None
            came = [one for one in head.open if one.came in guest.open]
            wanted = sum(guest.charges(one) for one in guest.open)
            fixed = [one for one in head.slips if not (one.open and one.guests == FOLLOWS)]
            left = max(0, head.guests - sum(head.charges(one) for one in fixed))
            left += sum(one.guests for one in came)
            head.guests = max(1, head.guests - wanted)
            if left < wanted:  # nobody is charged twice
                others = sum(guest.charges(one) for one in guest.open[1:])
                guest.open[0].guests = max(0, left - others)
            self._bills_back(head, came)

    def _bills_back(self, head: Visit, came: list[Slip]) -> None:
        """What stood for a parted table's bill is over, unless something else was ordered on it."""
        stay = [one for one in head.open if one not in came or self.house.on(one)]
        rest = (stay or head.slips)[0]
        for slip in came:
            slip.guests, slip.came = 0, None
            if not self.house.on(slip):
                head.slips.remove(slip)
                for dish in self.house.dishes.values():
                    if dish.bill is slip:  # nothing is left of it
                        dish.bill = rest

    @precondition(lambda self: len(self.house.visits) > 1 and self.house.dishes)
    @rule(other=pick, dish=pick, more=st.booleans(), quantity=st.sampled_from([1_000, 2_000]))
    def move_dishes(self, other: int, dish: int, more: bool, quantity: int) -> None:
        source, target = self._dish(dish).table.head, self._visit(other).head
        wanted = self._wanted(dish, more, quantity)
        code = self._no_move(source, target, wanted)
        move = self.shop.till.tables.move_lines
        done = self._does(code, lambda: move(source.id, wanted, target.id, "chen").result())
        for id, count in wanted.items() if done and source is not target else ():
            part = self._taken("lines.moved", id, count)
            part.table, part.bill, part.home = target, target.open[0], None

    def _no_move(self, source: Visit, target: Visit, wanted: dict[str, int]) -> str:
        if source not in self.house.visits:
            return "opening_closed"
        if source.paid or target.paid:
            return "opening_paid"
        if source is target:
            return ""
        if source.begun:
            return "bill_begun"
        for id, count in wanted.items():
            dish = self.house.dishes[id]
            if dish.table is not source or count > dish.quantity:
                return "line_gone"
            if not dish.bill.open:
                return "opening_paid"
            if count < dish.quantity and (dish.given or dish.off):
                return "line_whole"
        return ""

    # ------------------------------------------------------------------ changing minds

    @precondition(lambda self: self.house.dishes)
    @rule(dish=pick, quantity=st.sampled_from([1_000, 2_000]), cooked=st.booleans())
    def void(self, dish: int, quantity: int, cooked: bool) -> None:
        row = self._dish(dish)
        code = self._no_change(row) or ("bad_quantity" if quantity > row.quantity else "")
        void = self.shop.till.bills.void_line
        act = self.shop.time.new_id()
        if self._does(code, lambda: void(row.id, quantity, cooked, "mistake", "wang", act).result()):
            void(row.id, quantity, cooked, "mistake", "wang", act).result()  # the answer was lost
            row.quantity -= quantity
            row.given = min(row.given, row.quantity)
            self.house.voided[row.order] += quantity
            self._call_off(act, row.id)
            self._settled(row.table)

    @precondition(lambda self: self.house.dishes)
    @rule(dish=pick, quantity=st.sampled_from([0, 1_000, 2_000]))
    def gift(self, dish: int, quantity: int) -> None:
        row = self._dish(dish)
        code = self._no_change(row) or ("bad_quantity" if quantity > row.quantity else "")
        give, act = self.shop.till.bills.give_line, self.shop.time.new_id()
        if self._does(code, lambda: give(row.id, quantity, "late", "wang", act).result()):
            row.given = quantity
            self._settled(row.table)

    @precondition(lambda self: self.house.dishes)
    @rule(dish=pick, off=st.sampled_from([0, 100, 9_999]))
    def discount_dish(self, dish: int, off: int) -> None:
        row, act = self._dish(dish), self.shop.time.new_id()
        discount = self.shop.till.bills.discount_line
        code = self._no_change(row)
        if self._does(code, lambda: discount(row.id, Discount(off=off), "late", "wang", act).result()):
            row.off = off
            self._settled(row.table)

    @precondition(lambda self: self.house.dishes)
    @rule(dish=pick, price=st.sampled_from([0, 1, 999]))
    def reprice(self, dish: int, price: int) -> None:
        row, act = self._dish(dish), self.shop.time.new_id()
        reprice = self.shop.till.bills.reprice_line
        if self._does(self._no_change(row), lambda: reprice(row.id, price, "late", "wang", act).result()):
            row.price = price
            self._settled(row.table)

    @precondition(lambda self: self.house.visits)
    @rule(place=pick, rate=st.sampled_from([0, 333, 10_000]), off=st.sampled_from([0, 0, 151]))
    def discount_bill(self, place: int, rate: int, off: int) -> None:
        visit, act = self._visit(place), self.shop.time.new_id()
        head, what = visit.head, Discount(off=off) if off else Discount(rate=rate)
        code = "opening_paid" if head.paid else self._no_discount(head.family(head.open[0]))
        discount = self.shop.till.bills.discount_bill
        if self._does(code, lambda: discount(visit.id, what, "late", "wang", act).result()):
            family = head.family(head.open[0])
            for slip in (one for one in family if one.open):  # of a split one all that is not paid
                slip.part_free = False
                if len(family) > 1:
                    slip.late, slip.shared = (what.rate, what.off), act
                else:
                    slip.free = False
                    slip.rate, slip.off, slip.late, slip.shared = what.rate, what.off, (0, 0), ""
            self._settled(head)

    def _no_change(self, dish: Dish) -> str:
        if not dish.bill.open:
            return "opening_paid"
        return "" if dish.table in self.house.visits else "opening_closed"

    # ------------------------------------------------------------------ bills

    @precondition(lambda self: self.house.dishes)
    @rule(dish=pick, more=st.booleans(), quantity=portions, guests=st.integers(0, 2))
    def split(self, dish: int, more: bool, quantity: int, guests: int) -> None:
        first = self._dish(dish)
        self._split(first.table, first.bill, self._wanted(dish, more, quantity), guests)

    @precondition(lambda self: any(self._divisible(one) for one in self.house.visits))
    @rule(place=pick, other=pick, guests=st.integers(0, 1), then=st.sampled_from(["stay", "go", "order, go"]))
    def a_table_with_two_bills_joins(self, place: int, other: int, guests: int, then: str) -> None:
        found = [one for one in self.house.visits if self._divisible(one)]
        guest = found[place % len(found)]
        dish = self.house.on(guest.open[0])[0]
        self._split(guest, guest.open[0], {dish.id: 1_000}, guests)
        self.join(other, self.house.visits.index(guest))
        if not guest.into or then == "stay":
            return
        if then == "order, go":  # others pay theirs, so that what they order next is on what came
            head = self.house.visits.index(guest.head)
            self.pay(head, 0, "wechat", 1, 0)
            self.add(head, (RICE,))
        self.part([one for one in self.house.visits if one.into].index(guest))

    def _divisible(self, visit: Visit) -> bool:
        """Whether some of its dishes may be split off, and it may join another table then."""
        if visit.into or visit.paid or visit.begun or visit.open[0].corrects:
            return False
        return any(one.quantity > 1_000 or place for place, one in enumerate(self.house.on(visit.open[0])))

    def _split(self, visit: Visit, slip: Slip, wanted: dict[str, int], guests: int) -> None:
        code = self._no_split(visit, slip, wanted, guests)
        to, split = self.shop.time.new_id(), self.shop.till.bills.split
        if self._does(code, lambda: split(visit.id, slip.id, wanted, guests, "zhou", to).result()):
            new = Slip(to, slip.family, guests, late=slip.late, shared=slip.shared)
            new.part_free = slip.part_free
            if slip.guests >= 0:
                slip.guests -= guests
            visit.slips.append(new)
            for id, count in wanted.items():
                self._taken("bill.split", id, count).bill = new

    def _taken(self, kind: str, id: str, count: int) -> Dish:
        """What the newest fact of a kind took of a line."""
        told = {one["line"]: one.get("piece", "") for one in self.shop.events(kind)[-1]["lines"]}
        return self.house.piece(self.house.dishes[id], count, told[id])

    def _no_split(self, visit: Visit, slip: Slip, wanted: dict[str, int], guests: int) -> str:
        if visit not in self.house.visits:
            return "opening_closed"
        if visit.paid or not slip.open:
            return "opening_paid"
        if slip.paid:
            return "bill_begun"
        for id, count in wanted.items():
            dish = self.house.dishes[id]
            if dish.bill is not slip or count > dish.quantity:
                return "line_gone"
            if count < dish.quantity and (dish.given or dish.off):
                return "line_whole"
        if all(wanted.get(dish.id) == dish.quantity for dish in self.house.on(slip)):
            return "split_all"
        return "bad_guests" if guests > visit.charges(slip) else ""

    @precondition(lambda self: self.house.visits)
    @rule(place=pick)
    def put_together(self, place: int) -> None:
        visit = self._visit(place)
        head = visit.head
        begun = any(slip.paid for slip in head.plain)
        code = "opening_paid" if head.paid else "bill_begun" if begun else ""
        if self._does(code, lambda: self.shop.till.bills.merge(visit.id, "zhou").result()) and head.plain:
            target, *others = head.plain
            for slip in others:
                for dish in self.house.dishes.values():
                    if dish.bill is slip:
                        dish.bill = target
                if target.guests >= 0:
                    target.guests += max(0, slip.guests)
                head.slips.remove(slip)

    @rule()
    def the_house_charges_a_dearer_cover(self) -> None:
        """Open bills follow; what was paid stays, and a dish of it goes back for what it bore."""
        known = {slip.id: self._lines(slip.id) for slip in self.house.settled if not slip.corrected}
        self.house.cover += 50
        self.shop.publish("rules", cover=self.house.cover)
        assert {id: self._lines(id) for id in known} == known

    def _lines(self, bill: str) -> list[tuple[str, int]]:
        found = self.shop.till.money.settled_bill(bill, "zhou").result()
        return [(line.id, line.total) for line in found.lines]

    # ------------------------------------------------------------------ money

    @precondition(lambda self: self.house.visits)
    @rule(place=pick, bill=pick, tender=tenders, share=st.sampled_from([1, 1, 2]), more=more_cash)
    def pay(self, place: int, bill: int, tender: str, share: int, more: int) -> None:
        head = self._visit(place).head
        slip = head.slips[bill % len(head.slips)]
        due = self._due(head, slip) if slip.open else 100
        tendered, code = max(0, due // share) + more, ""
        if not slip.open:
            code = "opening_paid"
        elif due <= 0:
            code = "nothing_to_pay"
        elif tendered <= 0:
            code = "not_enough_cash"
        elif tendered > due and tender != "cash":
            code = "too_much"
        version, payment = self._opening(head.id).version, self.shop.time.new_id()
        args = (head.id, tender, tendered, version, False, "zhou", payment, slip.id)
        if not self._does(code, lambda: self.shop.till.take_payment(*args).result()):
            return
        amount = min(due, tendered)
        again = self.shop.till.take_payment(*args).result()  # the answer was lost: the same once more
        assert (again.change, again.due) == (tendered - amount, due - amount)
        total = self._total(head, slip) if amount < due else slip.paid + amount
        slip.paid += amount
        slip.payments.append(Paid(payment, tender, amount, amount))
        self.house.drawer[tender] += amount
        if amount == due:
            self.house.settle(head, slip, total)

    @precondition(lambda self: self.house.visits)
    @rule(place=pick)
    def settle_for_nothing(self, place: int) -> None:
        head = self._visit(place).head
        slip = head.open[0] if head.open else None
        due = self._due(head, slip) if slip else 0
        code = "opening_paid" if slip is None else "bill_unpaid" if due > 0 else ""
        settle = self.shop.till.bills.settle_for_nothing
        if self._does(code, lambda: settle(head.id, "zhou").result()) and slip:
            self.house.settle(head, slip, self._total(head, slip))

    @precondition(lambda self: self.house.settled)
    @rule(bill=pick, amount=st.sampled_from([1, 500, 3_000, 99_999]))
    def refund_a_sum(self, bill: int, amount: int) -> None:
        slip = self.house.settled[bill % len(self.house.settled)]
        self._refund(slip, amount, {}, amount)

    @precondition(lambda self: any(not dish.bill.open for dish in self.house.dishes.values()))
    @rule(dish=pick, quantity=st.sampled_from([1_000, 2_000]))
    def refund_a_dish(self, dish: int, quantity: int) -> None:
        sold = [one for one in self.house.dishes.values() if not one.bill.open]
        row = sold[dish % len(sold)]
        slip = row.bill
        if quantity > row.quantity - slip.dishes_back[row.id]:
            code = "bad_quantity" if row.quantity else "refund_unpaid"
            act, give = self.shop.time.new_id(), self.shop.till.money.refund
            self._does(code, lambda: give(slip.id, 0, {row.id: quantity}, True, "x", "wang", act).result())
            return
        bill = self.shop.till.money.settled_bill(slip.id, "zhou").result()
        (line,) = [one for one in bill.lines if one.id == row.id]
        if not (slip.rate or slip.off or slip.shared or slip.root or slip.free):
            assert line.total == row.charged
        before = slip.dishes_back[row.id]
        part = line.total * (before + quantity) // row.quantity - line.total * before // row.quantity
        if self._refund(slip, min(part, slip.paid - slip.back), {row.id: quantity}, 0):
            slip.dishes_back[row.id] += quantity

    def _refund(self, slip: Slip, wanted: int, lines: dict[str, int], amount: int) -> bool:
        left = slip.paid - slip.back
        act, give = self.shop.time.new_id(), self.shop.till.money.refund
        code = "" if 0 < wanted <= left else "refund_too_much"
        done = self._does(code, lambda: give(slip.id, amount, lines, True, "complaint", "wang", act).result())
        if done:
            again = give(slip.id, amount, lines, True, "complaint", "wang", act).result()
            assert sum(one.amount for one in again) == wanted
            slip.back += wanted
            for payment in slip.giving_back:
                part = min(wanted, payment.left)
                self.house.drawer[payment.tender] -= payment.give(part)
                wanted -= part
        return done

    @precondition(lambda self: any(slip.payments for v in self.house.visits for slip in v.slips))
    @rule(place=pick, to=st.sampled_from(["cash", "card", "shells"]))
    def change_tender(self, place: int, to: str) -> None:
        found = [(one, slip) for v in self.house.visits for slip in v.slips for one in slip.payments]
        payment, _slip = found[place % len(found)]
        fixed = payment.left != payment.amount or payment.tender == "group"
        code = "unknown_tender" if to == "shells" else "tender_fixed" if fixed else ""
        act, change = self.shop.time.new_id(), self.shop.till.money.change_tender
        if self._does(code, lambda: change(payment.id, to, "wrong", "wang", act).result()):
            money = payment.amount + self.house.tips.get(payment.id, 0)  # what was too much came with it
            self.house.drawer[payment.tender] -= money
            self.house.drawer[to] += money
            payment.tender = to

    # ------------------------------------------------------------------ the kitchen

    @rule(kind=st.sampled_from(["kitchen", "kitchen", START, HURRY]))
    def the_kitchen_prints(self, kind: str) -> None:
        """All that waits of such slips comes out."""
        jobs = [job for job in self.shop.rows(PrintJob, open=1) if job.kind == kind]
        for job in jobs:
            if kind == "kitchen":
                self.paper.update(self._on_slip(job))
            self.begun.update(self._to_begin(job))
            self.told |= {job.order} if kind == START else set()
        self._came_out(jobs)

    @precondition(lambda self: self.house.visits)
    @rule(place=pick, dish=pick, only=st.booleans())
    def start(self, place: int, dish: int, only: bool) -> None:
        """A dish that waits for the word, or all of a table."""
        visit = self._visit(place)
        rows = self.house.held_at(visit.head)
        rows = [rows[dish % len(rows)]] if only and rows else rows
        verb, act = self.shop.till.courses.start, self.shop.time.new_id()
        wanted = [row.id for row in rows] if only else []
        code = "" if rows else "nothing_held"
        if self._does(code, lambda: verb(visit.id, "chen", act, wanted).result()):
            verb(visit.id, "chen", act).result()  # the answer was lost: the same act once more
            for row in rows:
                row.held = False

    @precondition(lambda self: self.house.visits)
    @rule(place=pick)
    def hurry(self, place: int) -> None:
        """The kitchen is to be quick with a table; it makes nothing twice for that."""
        visit, act = self._visit(place), self.shop.time.new_id()
        cooked = [one for one in self.house.dishes.values() if one.order not in self.house.copied]
        late = any(one.table is visit.head and one.quantity and not one.held for one in cooked)
        verb = self.shop.till.courses.hurry
        code = "" if late else "nothing_awaited"
        if self._does(code, lambda: verb(visit.id, "chen", act).result()):
            verb(visit.id, "chen", act).result()

    def _came_out(self, jobs: list[PrintJob]) -> None:
        def work(entry: Entry) -> None:
            for job in jobs:
                entry.record("print.started", {"job": job.id})
                entry.record("print.finished", {"job": job.id, "state": "confirmed"})

        book = self.shop.parts.book
        self.shop.parts.writer.submit(lambda: book.write(work)).result()


TestBills = Bills.TestCase
TestBills.settings = settings(  # told as it was found: to shorten an evening takes minutes, the soak does it
    max_examples=25, stateful_step_count=30, phases=[Phase.generate], report_multiple_bugs=False
)


@pytest.mark.soak
class TestManyBills(Bills.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(settings.get_profile("soak"), max_examples=400, stateful_step_count=60)
