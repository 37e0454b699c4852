"""转款: a payment made on the wrong table goes to the right bill, while its shift and day are open."""

from __future__ import annotations

from typing import Any

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.payments import Payment, Settlement
from domain.money.tender_changes import may_change
from domain.money.tenders import DEPOSIT
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import bill_named, due_on, opening_for_change, settle_if_paid
from pos_app.workflows.paying import check_free
from pos_app.workflows.refunding import said


def move_payment(entry: Entry, payment_id: str, opening_id: str, act: Act, bill_id: str = "") -> None:
    """Put a payment of a bill that is still open onto a bill of another opening, "" its current one.

    What the one is due more the other is due less. The same act twice is done once. Raises Refused: the bill
    it is on is settled, it is more than the other is due, or it is fixed.
    """
    if entry.tables.get(Adjustment, act.id):
        return
    payment = entry.tables.get(Payment, payment_id)
    if payment is None:
        raise Refused("payment_gone")
    if entry.tables.get(Settlement, payment.bill):
        raise Refused("payment_settled")
    if not may_change(entry.tables, payment) or payment.tender == DEPOSIT.id:
        raise Refused("tender_fixed")
    target = opening_for_change(entry, opening_id)
    bill = bill_named(entry, target, bill_id)
    if bill.id == payment.bill:
        return
    due = due_on(entry, target, bill)
    if payment.amount > due:
        raise Refused("move_too_much", amount=max(0, due))
    check_free(entry, bill, due, payment.amount)
    body: dict[str, Any] = {
        "act": act.id,
        "payment": payment.id,
        "opening": target.id,
        **bill.named,
        "source": payment.opening,
        "before": payment.bill,
        "amount": payment.amount,
        "reason": said(act.reason),
    }
    if act.approved:
        body["approved"] = act.approved
    entry.record("payment.moved", body, act.by)
    settle_if_paid(entry, target.id, act.by, bill)
