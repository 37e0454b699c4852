"""Payments that nobody has seen arrive 待确认: by the store's own printed code, perhaps without a network.

They are taken like any other and counted by their own tender, and wait here until a person, who has looked
into the provider's app or its bill, says that the money is there or that it is not; or until the provider's
bill has a line that can be no other. Nothing else changes: of what is missing the bill is put right by the
acts that there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.money.code_matching import CodeLine, CodePayment, may_be
from domain.money.settled import Payment
from domain.money.tenders import Tender
from domain.record.envelope import Event
from domain.record.first import by_telling
from domain.record.tables import Tables

OPEN, DENIED, CONFIRMED = "open", "denied", "confirmed"
RANK = {OPEN: 0, DENIED: 1, CONFIRMED: 2}
BILL = "bill"  # who said it where no person did: the provider's bill of the day


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """``amount`` minor units of the payment ``id``. ``state``: open | denied (it has not come) | confirmed,
    also of one that was missing before. ``answered_by`` said so at ``answered_at``."""

    id: str
    opening: str
    bill: str
    tender: str
    amount: int
    at: int
    by: str
    date: str
    shift: str = ""
    state: str = OPEN
    answered_at: int = 0
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmWish:
    """The owner, who looked into the provider's app, says whether the payment came. ``id``: of the saying.
    ``line``: no person does; it stands on the provider's bill."""

    id: str
    payment: str
    came: bool
    line: CodeLine | None = None


def code_payments(
    rows: Iterable[ToConfirm], tenders: Mapping[str, Tender], tables: Tables
) -> list[CodePayment]:
    """Those that still stand by that tender: some are booked as cash since."""
    found = []
    for row in rows:
        payment = tables.get(Payment, row.id)
        if payment is not None and payment.tender == row.tender:
            channel = tenders[row.tender].channel if row.tender in tenders else ""
            found.append(CodePayment(row.id, channel, row.amount, row.at))
    return found


def check_found(wish: ConfirmWish, line: CodeLine, tenders: Mapping[str, Tender], tables: Tables) -> None:
    """Whether a line of the bill can only be of this payment: the till alone knows all that were taken.

    Raises Refused("confirm_unsure"), also where somebody has said that it has not come.
    """
    row = tables.get(ToConfirm, wish.payment)
    same = code_payments(tables.where(ToConfirm, amount=line.amount), tenders, tables)
    found = [one.id for one in same if may_be(line, one)]
    if not wish.came or found != [wish.payment] or (row is not None and row.state == DENIED):
        raise Refused("confirm_unsure")


def keep(event: Event, tables: Tables) -> None:
    """A payment that is to be confirmed. Only a fold may call this."""
    body, known = event.body, tables.get(ToConfirm, event.body["payment"])
    bill = body.get("bill", body["opening"])
    told = ToConfirm(
        *(body["payment"], body["opening"], bill, body["tender"], body["amount"]),
        *(event.at, event.by, event.date),
        shift=body.get("shift", ""),
    )
    if known is None:
        tables.put(told)
    elif by_telling(told) < by_telling(known):
        at, by = known.answered_at, known.answered_by
        tables.put(replace(told, state=known.state, answered_at=at, answered_by=by))


def payment_confirmed(event: Event, tables: Tables) -> None:
    """It has come."""
    _answer(event, tables, CONFIRMED)


def payment_denied(event: Event, tables: Tables) -> None:
    """It has not come."""
    _answer(event, tables, DENIED)


def _answer(event: Event, tables: Tables, state: str) -> None:
    """In whatever order two histories tell it: who has found the money is right, and who said so first."""
    row = tables.get(ToConfirm, event.body["payment"])
    if row is None or RANK[state] < RANK[row.state]:
        return
    if state != row.state or (event.at, event.by) < (row.answered_at, row.answered_by):
        tables.put(replace(row, state=state, answered_at=event.at, answered_by=event.by))


APPLIES = {"payment.confirmed": payment_confirmed, "payment.denied": payment_denied}
