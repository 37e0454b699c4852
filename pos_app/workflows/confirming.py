"""Payments by the store's own printed code: a person says whether the money came."""

from __future__ import annotations

from domain.errors import Refused
from domain.money.payments import Payment
from domain.money.to_confirm import CONFIRMED, DENIED, OPEN, ToConfirm
from domain.record.tables import Tables
from pos_app.workflows.book import Entry


def waiting(tables: Tables) -> tuple[ToConfirm, ...]:
    """Those of which nobody has said it, and those that are missing; the oldest first. One that is booked by
    another tender since is not among them."""
    rows = [row for state in (OPEN, DENIED) for row in tables.where(ToConfirm, state=state)]
    still = [row for row in rows if (paid := tables.get(Payment, row.id)) and paid.tender == row.tender]
    return tuple(sorted(still, key=lambda one: (one.at, one.id)))


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
