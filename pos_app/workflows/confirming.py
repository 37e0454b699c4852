"""Payments by the store's own printed code: a person says whether the money came, or the provider's bill."""

from __future__ import annotations

from domain.errors import Refused
from domain.money.tenders import tenders_of
from domain.money.to_confirm import BILL, CONFIRMED, DENIED, ConfirmWish, ToConfirm, check_found
from pos_app.workflows.book import Entry


def confirm(entry: Entry, payment: str, came: bool, by: str, line: str = "") -> None:
    """It came, or it did not; the same again changes nothing. ``line``: its number on the provider's bill.

    Raises Refused: payment_gone or confirmed_already.
    """
    row = entry.tables.get(ToConfirm, payment)
    if row is None:
        raise Refused("payment_gone")
    if row.state == (CONFIRMED if came else DENIED):
        return
    if row.state == CONFIRMED:
        raise Refused("confirmed_already")
    body = {"payment": payment, "amount": row.amount, **({"on_bill": line} if line else {})}
    entry.record("payment.confirmed" if came else "payment.denied", body, by)


def confirm_found(entry: Entry, wish: ConfirmWish) -> None:
    """It stands on the provider's bill; nothing is changed where somebody has confirmed it.

    Raises Refused: payment_gone or confirm_unsure.
    """
    row = entry.tables.get(ToConfirm, wish.payment)
    if wish.line is not None and row is not None and row.state != CONFIRMED:
        check_found(wish, wish.line, tenders_of(entry.tables), entry.tables)
    confirm(entry, wish.payment, True, BILL, wish.line.number if wish.line else "")
