"""团购券 entered by code: each code once, several on a bill; recorded, not verified with the platform."""

from __future__ import annotations

from typing import Any

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.payments import Payment, Settlement, paid_so_far
from domain.money.refunds import part_of_line
from domain.money.shifts import live_shift_id
from domain.money.tender_changes import still_open
from domain.money.tenders import GROUP
from domain.money.vouchers import (
    CASH,
    LONGEST_CODE,
    LONGEST_NAME,
    SET,
    Voucher,
    covered,
    plain_code,
    use_of,
)
from domain.record.plain import to_plain
from domain.selling.orders import OrderLine
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import bill_named, bill_of, opening_for_change
from pos_app.workflows.paying import PaymentDone, already, check_free, receive
from pos_app.workflows.refunding import said


def enter(
    entry: Entry,
    opening_id: str,
    voucher: Voucher,
    version: int,
    print_receipt: bool,
    by: str,
    payment: str,
    bill_id: str = "",
) -> PaymentDone:
    """Take a voucher for a bill of an opening, "" its current one, as seen at ``version``.

    A cash voucher takes off what is due at most; what it is worth beyond lapses. The same payment id twice is
    taken once. Raises Refused: the code is used, its figures are not possible, the bill changed.
    """
    code = plain_code(voucher.code)
    before = entry.tables.get(Payment, payment)
    if before:
        if before.voucher != code or before.opening != opening_id:
            raise Refused("payment_changed")
        return already(entry, before)
    opening = opening_for_change(entry, opening_id)
    if opening.version != version:
        raise Refused("bill_changed")
    bill = bill_named(entry, opening, bill_id)
    _check(voucher, code)
    if use_of(entry.tables, code):
        raise Refused("voucher_used")
    figures, paid = bill_of(entry, opening, bill=bill), paid_so_far(entry.tables, opening.id, bill.id)
    due = figures.total - paid
    if due <= 0:
        raise Refused("nothing_to_pay")
    face = _worth_of_dishes(entry, voucher, bill.id) if voucher.kind == SET else voucher.face
    amount = min(face, due)
    check_free(entry, bill, due, amount)
    if not amount > 0 or voucher.settlement > amount:
        raise Refused("voucher_too_big", amount=due)
    deal: dict[str, Any] = to_plain(voucher) | {"code": code, "face": face}
    body: dict[str, Any] = {
        "payment": payment,
        "opening": opening.id,
        **bill.named,
        "tender": GROUP.id,
        "amount": amount,
        "tendered": amount,
        "change": 0,
        "reduction": amount - voucher.settlement,
        "voucher": deal,
        "shift": live_shift_id(entry.tables),
    }
    return receive(entry, body, figures, due - amount, print_receipt, by)


def void(entry: Entry, payment_id: str, act: Act) -> None:
    """A code was entered by mistake: it is free again. Only before its bill is settled. Raises Refused."""
    if entry.tables.get(Adjustment, act.id):
        return
    payment = entry.tables.get(Payment, payment_id)
    if payment is None or not payment.voucher:
        raise Refused("payment_gone")
    if entry.tables.get(Settlement, payment.bill):
        raise Refused("payment_settled")
    if not still_open(entry.tables, payment):
        raise Refused("tender_fixed")
    body: dict[str, Any] = {
        "act": act.id,
        "opening": payment.opening,
        "payment": payment.id,
        "amount": payment.amount,
        "reason": said(act.reason),
    }
    if act.approved:
        body["approved"] = act.approved
    entry.record("voucher.voided", body, act.by)


def _check(voucher: Voucher, code: str) -> None:
    if not code or len(code) > LONGEST_CODE or len(voucher.name) > LONGEST_NAME:
        raise Refused("voucher_code")
    if voucher.kind not in (CASH, SET) or not 0 <= voucher.settlement <= voucher.sold:
        raise Refused("voucher_figures")
    if voucher.kind == CASH and not voucher.sold <= voucher.face:
        raise Refused("voucher_figures")


def _worth_of_dishes(entry: Entry, voucher: Voucher, bill: str) -> int:
    """What the named dishes come to on the bill, those that no other voucher pays for."""
    gone, worth = covered(entry.tables, bill), 0
    for line, quantity in voucher.lines.items():
        row, before = entry.tables.get(OrderLine, line), gone.get(line, 0)
        if row is None or row.bill != bill or not 0 < quantity <= row.quantity - before:
            raise Refused("voucher_dish")
        worth += part_of_line(row.charged, row.quantity, before, quantity)
    return worth
