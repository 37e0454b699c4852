"""Rules of the machine of all bills: on account 挂账, by codes of vouchers 团购券, more than due as a tip."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from domain.money.accounts import Account, balance_of
from domain.money.payments import Payment
from domain.money.refunds import Refund
from domain.money.tips import Tip
from domain.money.vouchers import CASH, Voucher
from tests.pos_app.workflows.bills_dishes import OtherDishes
from tests.pos_app.workflows.bills_model import Paid, Slip, Visit

pick = st.integers(0, 127)
HOTEL = Account("hotel", "Chunxi Hotel", limit=10**9)


class OtherWays(OtherDishes):
    @initialize()
    def somebody_pays_later(self) -> None:
        self.shop.till.accounts.save(HOTEL, "wang").result()

    @precondition(lambda self: any(not visit.head.paid for visit in self.house.visits))
    @rule(place=pick, share=st.sampled_from([1, 2]))
    def charge(self, place: int, share: int) -> None:
        head, slip, due = self._open_slip(place)
        amount, payment = max(0, due // share), self.shop.time.new_id()
        code = "nothing_to_pay" if due <= 0 else "not_enough_cash" if not amount else ""
        args = (head.id, "account", amount, self._opening(head.id).version, False, "wang", payment)
        charge = self.shop.till.accounts.charge
        if self._does(code, lambda: charge(*args, "hotel", slip.id).result()):
            charge(*args, "hotel", slip.id).result()  # the answer was lost
            self._came(head, slip, Paid(payment, "account", amount, amount), due)

    @precondition(lambda self: any(not visit.head.paid for visit in self.house.visits))
    @rule(place=pick, face=st.sampled_from([50, 1_000, 99_999]), part=st.sampled_from([0, 1, 2]))
    def enter_voucher(self, place: int, face: int, part: int) -> None:
        """Worth nothing, half or all of its face to the house; never more than the bill bears."""
        head, slip, due = self._open_slip(place)
        amount, gets, payment = min(face, due), face * part // 2, self.shop.time.new_id()
        voucher = Voucher(payment, CASH, "Deal", face=face, sold=face, settlement=gets)
        code = "nothing_to_pay" if due <= 0 else "voucher_too_big" if gets > amount else ""
        version, enter = self._opening(head.id).version, self.shop.till.money.enter_voucher
        args = (head.id, voucher, version, False, "zhou", payment, slip.id)
        if self._does(code, lambda: enter(*args).result()):
            enter(*args).result()  # the answer was lost
            self._came(head, slip, Paid(payment, "group", amount, amount, amount - gets), due)

    @precondition(lambda self: bool(self._open_vouchers()))
    @rule(place=pick)
    def void_voucher(self, place: int) -> None:
        found = self._open_vouchers()
        one, slip = found[place % len(found)]
        act, void = self.shop.time.new_id(), self.shop.till.money.void_voucher
        for _lost_answer in range(2):
            assert self._does("", lambda: void(one.id, "wrong", "wang", act).result())
        slip.payments.remove(one)
        slip.paid -= one.amount
        self.house.drawer["group"] -= one.amount - one.reduction

    @precondition(lambda self: any(not visit.head.paid for visit in self.house.visits))
    @rule(place=pick, more=st.sampled_from([1, 700]))
    def pay_too_much_by_card(self, place: int, more: int) -> None:
        """What is more than due is for the staff."""
        head, slip, due = self._open_slip(place)
        payment, take = self.shop.time.new_id(), self.shop.till.money.take_with_tip
        version = self._opening(head.id).version
        args = (head.id, "card", max(due, 0) + more, version, False, "wang", payment, slip.id)
        if self._does("nothing_to_pay" if due <= 0 else "", lambda: take(*args).result()):
            take(*args).result()  # the answer was lost
            self.house.drawer["card"] += more
            self.house.tips[payment] = more
            self._came(head, slip, Paid(payment, "card", due, due), due)

    @invariant()
    def an_account_owes_what_was_charged_to_it(self) -> None:
        assert self.shop.read(lambda tables: balance_of(tables, "hotel")) == self.house.drawer["account"]

    @invariant()
    def tips_are_no_payments(self) -> None:
        assert {one.id: one.amount for one in self.shop.rows(Tip)} == self.house.tips

    @invariant()
    def each_voucher_pays_once(self) -> None:
        back: Counter[str] = Counter()
        for refund in self.shop.rows(Refund):
            back[refund.payment] += refund.amount
        codes = [one.voucher for one in self.shop.rows(Payment) if one.voucher and back[one.id] < one.amount]
        assert len(codes) == len(set(codes))

    # ------------------------------------------------------------------ inside

    def _open_vouchers(self) -> list[tuple[Paid, Slip]]:
        slips = [slip for visit in self.house.visits for slip in visit.open]
        return [(one, slip) for slip in slips for one in slip.payments if one.tender == "group"]

    def _open_slip(self, place: int) -> tuple[Visit, Slip, int]:
        heads = [visit.head for visit in self.house.visits if not visit.head.paid]
        head = heads[place % len(heads)]
        slip = head.open[place % len(head.open)]
        return head, slip, self._due(head, slip)

    def _came(self, head: Visit, slip: Slip, paid: Paid, due: int) -> None:
        total = self._total(head, slip) if paid.amount < due else slip.paid + paid.amount
        slip.paid += paid.amount
        slip.payments.append(paid)
        self.house.drawer[paid.tender] += paid.amount - paid.reduction
        if paid.amount == due:
            self.house.settle(head, slip, total)
