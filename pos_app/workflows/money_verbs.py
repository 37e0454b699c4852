"""What is done to money that was taken, as verbs of the till: ``till.money``.

``approver`` is whoever agrees by PIN where the cashier's role does not reach. ``act`` is an id made by the
screen: the same act twice is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future

from domain.money.refunds import Back, owed_on
from domain.money.tips import Tip
from domain.money.vouchers import Voucher
from domain.record.business_day import business_date
from pos_app.database.state import SqlTables
from pos_app.workflows import confirming, extras, moving_money, paying, refunding, reversing, vouchers
from pos_app.workflows.approving import Approver, Approving, Demand
from pos_app.workflows.changing import Act
from pos_app.workflows.day_end import due_date
from pos_app.workflows.demands import to_refund
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.receipts import find_bill, print_receipt
from pos_app.workflows.refunding import SettledBill, SettledDay, settled_day
from pos_app.workflows.reversing import Correcting
from pos_app.workflows.shift_verbs import StaffRead
from pos_app.workflows.vouchers import Offer

Opens = Callable[["Future[PaymentDone]", str, bool], "Future[PaymentDone]"]


class MoneyVerbs:
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused.

    ``opens``: what is done with money of a tender opens the drawer, once it is; a receipt does it itself.
    """

    def __init__(self, approving: Approving, staff_read: StaffRead, opens: Opens) -> None:
        self._approving, self._staff_read, self._opens = approving, staff_read, opens

    def settled(self, by: str, date: str = "") -> Future[SettledDay]:
        """The bills of a business day, "" for the one that is due, latest first."""

        def look(tables: SqlTables, now: int, zone: str) -> SettledDay:
            return settled_day(tables, date, due_date(tables, business_date(now, zone)))

        return self._staff_read(by, "settle", look)

    def settled_bill(self, bill: str, by: str) -> Future[SettledBill]:
        """One settled bill with its dishes."""
        return self._staff_read(
            by, "settle", lambda tables, _now, _zone: refunding.settled_bill(tables, bill)
        )

    def find_bill(self, words: str, by: str) -> Future[SettledBill | None]:
        """A settled bill of any day, by its receipt's or its table's number."""
        return self._staff_read(by, "settle", lambda tables, _now, _zone: find_bill(tables, words))

    def print_receipt(self, bill: str, by: str) -> Future[None]:
        """The receipt of a settled bill; once more, it is marked."""
        return self._approving.act(
            by,
            lambda entry: Demand("settle"),
            lambda entry, _who: print_receipt(entry, bill, by),
        )

    def change_tender(
        self,
        payment: str,
        tender: str,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
        reference: str = "",
    ) -> Future[None]:
        """The money of a payment came by another tender than was booked."""
        return self._approving.act(
            by,
            lambda entry: Demand("tender_change"),
            lambda entry, who: refunding.change_tender(
                entry, payment, tender, Act(act, by, reason, who), reference
            ),
            approver,
            act,
        )

    def refund(
        self,
        bill: str,
        amount: int,
        lines: Mapping[str, int],
        print_slip: bool,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
    ) -> Future[tuple[Back, ...]]:
        """退款: ``amount`` minor units, or what ``lines`` (thousandths by line) come to."""
        return self._approving.act(
            by,
            lambda entry: to_refund(
                refunding.asked(entry.tables, bill, amount, lines), owed_on(entry.tables, bill)
            ),
            lambda entry, who: refunding.refund(
                entry, bill, amount, lines, print_slip, Act(act, by, reason, who)
            ),
            approver,
            act,
        )

    def reverse(
        self,
        bill: str,
        carry: bool,
        print_slip: bool,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
    ) -> Future[Correcting]:
        """反结账: a settled bill, and its money goes back or is carried to the one that corrects it."""
        return self._approving.act(
            by,
            lambda entry: Demand("reverse"),
            lambda entry, who: reversing.reverse(entry, bill, carry, print_slip, Act(act, by, reason, who)),
            approver,
            act,
        )

    def move_payment(
        self,
        payment: str,
        opening: str,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
        bill: str = "",
    ) -> Future[None]:
        """转款: a payment of an open bill belongs to another table."""
        return self._approving.act(
            by,
            lambda entry: Demand("tender_change"),
            lambda entry, who: moving_money.move_payment(
                entry, payment, opening, Act(act, by, reason, who), bill
            ),
            approver,
            act,
        )

    def move_settled_payment(
        self,
        payment: str,
        opening: str,
        print_slip: bool,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
        bill: str = "",
    ) -> Future[Correcting]:
        """转款 of a settled bill: that is reversed, and the payment is on another table's open bill."""
        return self._approving.act(
            by,
            lambda entry: Demand("reverse"),
            lambda entry, who: moving_money.move_settled_payment(
                entry, payment, opening, print_slip, Act(act, by, reason, who), bill
            ),
            approver,
            act,
        )

    def confirm(self, payment: str, came: bool, by: str) -> Future[None]:
        """收款确认: a payment by the store's printed code has come, or has not."""
        return self._approving.act(
            by,
            lambda entry: Demand("tender_change"),
            lambda entry, _who: confirming.confirm(entry, payment, came, by),
        )

    def voucher_offers(self, by: str) -> Future[tuple[Offer, ...]]:
        """What vouchers were sold as that were taken lately."""
        return self._staff_read(by, "settle", lambda tables, _now, _zone: vouchers.offers(tables))

    def enter_voucher(
        self,
        opening: str,
        voucher: Voucher,
        version: int,
        print_receipt: bool,
        by: str,
        payment: str,
        bill: str = "",
    ) -> Future[PaymentDone]:
        """团购券 by its code: recorded, not verified with the platform."""
        return self._approving.act(
            by,
            lambda entry: Demand("settle"),
            lambda entry, _who: vouchers.enter(
                entry, opening, voucher, version, print_receipt, by, payment, bill
            ),
        )

    def void_voucher(
        self, payment: str, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """A code entered by mistake, before its bill is settled."""
        return self._approving.act(
            by,
            lambda entry: Demand("tender_change"),
            lambda entry, who: vouchers.void(entry, payment, Act(act, by, reason, who)),
            approver,
            act,
        )

    def take_tip(
        self, opening: str, bill: str, tender: str, amount: int, tip: str, by: str, reference: str = ""
    ) -> Future[Tip]:
        """小费: money for the staff beside a bill."""
        return self._approving.act(
            by,
            lambda entry: Demand("settle"),
            lambda entry, _who: extras.take_tip(entry, opening, bill, tender, amount, tip, by, reference),
        )

    def take_with_tip(
        self,
        opening: str,
        tender: str,
        tendered: int,
        version: int,
        print_receipt: bool,
        by: str,
        payment: str,
        bill: str = "",
        approver: Approver | None = None,
        reference: str = "",
    ) -> Future[PaymentDone]:
        """More than is due by a tender that gives no change: the rest is for the staff."""
        future = self._approving.act(
            by,
            lambda entry: Demand("tip_over"),
            lambda entry, who: paying.take_payment(
                *(entry, opening, tender, tendered, version, print_receipt, by, payment, bill),
                approved=who,
                tip=True,
                reference=reference,
            ),
            approver,
        )
        return self._opens(future, tender, print_receipt)

    def ask_invoice(self, opening: str, bill: str, title: str, number: str, by: str) -> Future[None]:
        """发票抬头: who a bill's invoice is for."""
        return self._approving.act(
            by,
            lambda entry: Demand("settle"),
            lambda entry, _who: extras.ask_invoice(entry, opening, bill, title, number, by),
        )
