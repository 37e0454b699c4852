"""转款: a payment made on the wrong table goes to the right bill, while its shift and day are open.

Of a settled bill it does so by the rules of 反结账: that bill stays as it was, reversed; another corrects it.
"""

from __future__ import annotations

from typing import Any

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.bills import bill_row
from domain.money.payments import Payment, Settlement
from domain.money.refunds import refunds_of
from domain.money.tender_changes import may_change
from domain.money.tenders import DEPOSIT
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import bill_named, due_on, opening_for_change, settle_if_paid
from pos_app.workflows.paying import check_free
from pos_app.workflows.refunding import said
from pos_app.workflows.reversing import Correcting, reverse


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


def move_settled_payment(
    entry: Entry, payment_id: str, opening_id: str, print_slip: bool, act: Act, bill_id: str = ""
) -> Correcting:
    """Put a payment of a settled bill of any day onto an open bill, "" its opening's current one.

    The settled bill is reversed, its other money carried to the bill that corrects it. One fact; the same act
    twice is done once. Raises Refused: it is more than the other is due, a voucher or a deposit, or back.
    """
    payment = entry.tables.get(Payment, payment_id)
    if payment is None:
        raise Refused("payment_gone")
    moved: dict[str, str] = {}
    if entry.tables.get(Adjustment, act.id) is None:
        moved = _where_to(entry, payment, opening_id, bill_id)
    done = reverse(entry, payment.bill, True, print_slip, act, moved)
    if moved:
        bill = bill_row(entry.tables, moved["target"], moved.get("target_bill", ""))
        settle_if_paid(entry, moved["target"], act.by, bill)
    return done


def _where_to(entry: Entry, payment: Payment, opening_id: str, bill_id: str) -> dict[str, str]:
    """What the fact says of it. Raises Refused."""
    if payment.voucher or payment.tender == DEPOSIT.id:
        raise Refused("tender_fixed")
    back = sum(one.amount for one in refunds_of(entry.tables, payment.bill) if one.payment == payment.id)
    if back >= payment.amount:
        raise Refused("payment_gone")
    target = opening_for_change(entry, opening_id)
    bill = bill_named(entry, target, bill_id)
    due = due_on(entry, target, bill)
    if payment.amount - back > due:
        raise Refused("move_too_much", amount=max(0, due))
    check_free(entry, bill, due, payment.amount - back)
    named = {"target_bill": bill.id} if bill.named else {}
    return {"moved": payment.id, "target": target.id, **named}
