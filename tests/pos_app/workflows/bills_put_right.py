"""Rules of the machine of all bills: what is put right after a bill was paid."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from domain.money.bills import Bill
from domain.money.payments import Payment
from pos_app.workflows.reversing import Correcting
from tests.pos_app.workflows.bills_checks import Checked
from tests.pos_app.workflows.bills_model import FOLLOWS, Dish, Paid, Slip, Visit

pick = st.integers(0, 127)


class PutRight(Checked):
    @precondition(lambda self: self.house.settled)
    @rule(bill=pick, carry=st.booleans())
    def reverse(self, bill: int, carry: bool) -> None:
        slip = self.house.settled[bill % len(self.house.settled)]
        act, verb = self.shop.time.new_id(), self.shop.till.money.reverse
        code = "bill_reversed" if slip.corrected else ""
        if not self._does(code, lambda: verb(slip.id, carry, True, "wrong", "wang", act).result()):
            return
        done = verb(slip.id, carry, True, "wrong", "wang", act).result()  # the answer was lost
        new = self._correct(slip, done, act)
        self._move_money(slip, act, {None: new} if carry else {})

    def _correct(self, slip: Slip, done: Correcting, act: str) -> Slip:
        """The bill that takes the place of a paid one, where the till says that it is."""
        assert done.amount == slip.paid - slip.back
        there = [visit for visit in self.house.visits if slip in visit.slips]
        new = Slip(done.bill, corrects=True)
        (row,) = self.shop.rows(Bill, id=done.bill)
        new.rate, new.off = row.discount.rate, row.discount.off
        assert row.corrects == slip.id
        if not there:
            head = Visit(done.opening, "", slip.charged)
            head.slips = [new]
            self.house.visits.append(head)
        else:
            head = there[0].head
            if slip.guests != FOLLOWS or head is not there[0] or head.open:
                new.guests = slip.charged
            head.slips.append(new)
        assert done.opening == head.id
        self._copy(slip, new, head, act)
        slip.corrected = True
        return new

    def _copy(self, slip: Slip, new: Slip, head: Visit, act: str) -> None:
        """Its dishes stand on the new one too, and nobody cooks them again."""
        dishes = sorted(self.house.on(slip), key=lambda one: (one.order, int(one.id.rpartition(".")[2])))
        self.house.copied.add(act)
        for place, dish in enumerate(dishes):
            id = f"{act}.{place}"
            self.house.dishes[id] = Dish(
                id, act, dish.name, dish.price, dish.quantity, head, new, dish.given, dish.off
            )
            copy = self.house.dishes[id]
            copy.by_head, copy.weight, copy.weight_known = dish.by_head, dish.weight, dish.weight_known
        self.house.sent[act] = sum(dish.quantity for dish in dishes)

    def _move_money(self, slip: Slip, act: str, to: dict[str | None, Slip]) -> None:
        """All that is left of it goes back, the latest first, or comes onto another: ``to`` by the payment's
        id, None for all others."""
        place = 0
        for payment in slip.giving_back:
            left = payment.left
            if not left:
                continue
            target = to.get(payment.id, to.get(None))
            money = payment.give(left)
            self.house.drawer[payment.tender] -= money
            if target is not None:
                self.house.drawer[payment.tender] += money
                carried = Paid(f"{act}.{place}", payment.tender, left, left, left - money)
                target.payments.append(carried)
                target.payments.sort(key=_by_time)
                target.paid += left
            place += 1
        slip.back = slip.paid
        for target in to.values():
            assert sum(one.amount for one in self.shop.rows(Payment, bill=target.id)) == target.paid

    @precondition(lambda self: self.house.visits and any(slip.payments for slip in self.house.settled))
    @rule(bill=pick, place=pick, other=pick)
    def move_settled_payment(self, bill: int, place: int, other: int) -> None:
        slips = [slip for slip in self.house.settled if slip.payments]
        slip = slips[bill % len(slips)]
        payment = slip.payments[place % len(slip.payments)]
        head, left = self._visit(other).head, payment.left
        target = head.open[0] if head.open else None
        due = self._due(head, target) if target else 0
        code = "move_too_much" if left > due else ""
        code = "payment_gone" if not left else "opening_paid" if target is None else code
        code = "tender_fixed" if payment.tender == "group" else code
        act, move = self.shop.time.new_id(), self.shop.till.money.move_settled_payment
        args = (payment.id, head.id, True, "wrong", "wang", act)
        if not self._does(code, lambda: move(*args).result()) or target is None:
            return
        new = self._correct(slip, move(*args).result(), act)  # the answer was lost
        self._move_money(slip, act, {None: new, payment.id: target})
        if left == due and not target.corrects:
            self.house.settle(head, target, target.paid)

    @precondition(lambda self: any(slip.payments for v in self.house.visits for slip in v.open))
    @rule(place=pick, other=pick)
    def move_payment(self, place: int, other: int) -> None:
        found = [(one, slip, v) for v in self.house.visits for slip in v.open for one in slip.payments]
        payment, slip, _from = found[place % len(found)]
        head = self._visit(other).head
        target = head.open[0] if head.open else None
        amount, act = payment.amount, self.shop.time.new_id()
        due = self._due(head, target) if target else 0
        code = "" if target is slip else "move_too_much" if amount > due else ""
        code = "opening_paid" if target is None else code
        code = "tender_fixed" if payment.tender == "group" else code
        move = self.shop.till.money.move_payment
        args = (payment.id, head.id, "wrong", "wang", act)
        if not self._does(code, lambda: move(*args).result()) or target is slip or target is None:
            return
        slip.payments.remove(payment)
        slip.paid -= amount
        target.payments.append(payment)
        target.payments.sort(key=_by_time)
        target.paid += amount
        if amount == due and not target.corrects:
            self.house.settle(head, target, target.paid)


def _by_time(payment: Paid) -> tuple[str, int]:
    """Ids are made in the order of time; what was carried by one act counts down."""
    act, _, place = payment.id.partition(".")
    return act, -int(place or 0)
