"""A refund made in the provider's own app and found on its bill is booked: once, and nothing is sent."""

from __future__ import annotations

from domain.errors import Refused
from domain.money.gateway_refunds import BY_HAND, FOUND, ON_WAY, TO_DO, FoundRefund, GatewayRefund
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.money.refunds import payments_of, refunds_of
from domain.record.tables import Tables
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.refunding import note_refund, said


def book_found(entry: Entry, wish: FoundRefund, by: str) -> None:
    """It leaves the payment as any refund does. The till's own one of that sum, which the provider refused or
    held, or of which a person said that it was given back by hand, is it: then only its number is noted.

    The same booking again changes nothing. Raises Refused: refund_booked, refund_on_way, found_unpaid,
    found_too_much, reason_missing, remark_too_long.
    """
    reason, tables = said(wish.reason), entry.tables
    paid = payments_of(tables, wish.charge)
    rows = [
        row
        for bill in sorted({one.bill for one in paid})
        for row in tables.where(GatewayRefund, bill=bill)
        if row.charge == wish.charge
    ]
    known = next((row for row in rows if row.transaction == wish.refund), None)
    if known is not None:
        if known.act == wish.id:
            return
        raise Refused("refund_booked")
    if any(row.state == ON_WAY for row in rows):
        raise Refused("refund_on_way")
    ours = next((row for row in rows if row.amount == wish.amount and _to_be_found(row)), None)
    if ours is not None:
        body = {"refund": ours.id, "attempt": ours.attempt, "transaction": wish.refund}
        entry.record("refund.by_hand", body, by)
        return
    grant = tables.get(Grant, wish.charge)
    on = _holding(tables, paid, wish.amount)
    told = {"charge": wish.charge, "home": grant.home if grant else "", "number": wish.refund}
    back = [{"payment": on.id, "tender": on.tender, "amount": wish.amount, FOUND: told}]
    note_refund(entry, on.bill, back, Act(wish.id, by, reason), {"print": False})


def _to_be_found(row: GatewayRefund) -> bool:
    """Whether the provider's bill may name it by a number that nobody knew."""
    return row.state in TO_DO or (row.state == BY_HAND and not row.transaction)


def _holding(tables: Tables, paid: list[Payment], amount: int) -> Payment:
    """The payment on a settled bill of which so much is not back yet."""
    fits = [one for one in paid if one.amount - _gone(tables, one) >= amount]
    if paid and not fits:
        raise Refused("found_too_much")
    settled = next((one for one in fits if tables.get(Settlement, one.bill)), None)
    if settled is None:
        raise Refused("found_unpaid")
    return settled


def _gone(tables: Tables, paid: Payment) -> int:
    return sum(row.amount for row in refunds_of(tables, paid.bill) if row.payment == paid.id)
