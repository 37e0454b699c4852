"""Payments by the store's own printed code: a person says whether the money came."""

from __future__ import annotations

from domain.errors import Refused
from domain.money.to_confirm import CONFIRMED, DENIED, ToConfirm
from pos_app.workflows.book import Entry


def confirm(entry: Entry, payment: str, came: bool, by: str) -> None:
    """It came, or it did not; the same again changes nothing.

    Raises Refused: payment_gone or confirmed_already.
    """
    row = entry.tables.get(ToConfirm, payment)
    if row is None:
        raise Refused("payment_gone")
    if row.state == (CONFIRMED if came else DENIED):
        return
    if row.state == CONFIRMED:
        raise Refused("confirmed_already")
    entry.record("payment.confirmed" if came else "payment.denied", {"payment": payment}, by)
