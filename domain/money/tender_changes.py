"""A payment that was booked by the wrong tender 改支付方式: the payment is the same, its tender another.

Only while its shift and its day are open: what was counted and closed stays as it was.
"""

from __future__ import annotations

from dataclasses import replace

from domain.money import adjustments
from domain.money.days import is_closed
from domain.money.payments import Payment, came_by
from domain.money.refunds import Refund
from domain.money.shifts import Shift
from domain.money.tips import follow_tender
from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.tables import Tables

CHANGED = "payment.changed"


def may_change(tables: Tables, payment: Payment) -> bool:
    """Whether its tender or its bill may be put right: while it is open, and no voucher."""
    return not payment.voucher and still_open(tables, payment)


def still_open(tables: Tables, payment: Payment) -> bool:
    """Whether no count or report stands on it yet, and nothing of it went back."""
    shift = tables.get(Shift, payment.shift) if payment.shift else None
    counted = shift is not None and not shift.live
    back = any(one.payment == payment.id for one in tables.where(Refund, bill=payment.bill))
    return not (counted or back or is_closed(tables, payment.date))


def payment_changed(event: Event, tables: Tables) -> None:
    """The money came by another tender; the same act once. Change that was given is booked off with it.

    Of two histories that both changed it one word stands, and each act is kept.
    """
    payment = tables.get(Payment, event.body["payment"])
    if payment is None or adjustments.kept(event, tables):
        return
    if stands(event, tables, came_by(payment.id)):
        now = replace(
            payment,
            tender=event.body["tender"],
            tendered=payment.amount,
            change=0,
            account="",
            reference=event.body.get("reference", ""),
        )
        tables.put(now)
        follow_tender(payment.id, now.tender, tables)
    adjustments.keep(event, tables, 0, 0)


APPLIES = {CHANGED: payment_changed}
