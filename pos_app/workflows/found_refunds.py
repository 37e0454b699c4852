"""A refund made in the provider's own app and found on its bill is booked: once, and nothing is sent.

The owner asks for it on the home's page, or staff do at the till, where the home has listed it. There it is
kept for times without a network; two histories of one till that both book it have booked it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.gateway_refunds import (
    BY_HAND,
    FOUND,
    ON_WAY,
    TO_DO,
    FoundRefund,
    GatewayRefund,
    number_of,
)
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.money.refunds import gone_of, payments_of
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.database.state import SqlTables
from pos_app.workflows.approving import Approver, Approving
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.demands import to_refund
from pos_app.workflows.refunding import note_refund, said
from pos_app.workflows.told_by_home import ToldByHome, kept_as
from pos_app.workflows.views import FoundBack

KEPT = "refunds-found"  # this device's value: as its home has told them last


class FoundRefunds(ToldByHome[FoundBack]):
    """``till.found_refunds``: what its home has found, and nobody has booked."""

    def __init__(self, book: Book, writer: Writer, approving: Approving, changed: Callable[[], None]) -> None:
        self._approving = approving
        super().__init__(book, writer, changed, KEPT, FoundBack, found_in, (GatewayRefund, Settlement))

    def book(self, refund: str, reason: str, by: str, approver: Approver | None = None) -> Future[None]:
        """What went back under the provider's number ``refund`` leaves the payment that it was of; said twice
        it is booked once. Raises Refused as ``book_found``, and refund_booked for one that is not listed."""
        return self._approving.act(
            by,
            lambda entry: to_refund(_listed(entry.tables, refund).amount, 0),
            lambda entry, who: book_found(entry, _wish(entry.tables, refund, reason), by, who),
            approver,
            act_of(refund),
        )


def found_in(tables: SqlTables) -> tuple[FoundBack, ...]:
    """What the home has told and no fact tells of meanwhile, the latest first, each with its bill."""
    found = (one for one in kept_as(tables, KEPT, FoundBack) if _booked(tables, one) is None)
    return tuple(replace(one, receipt=_receipt(tables, one.charge)) for one in found)


def act_of(refund: str) -> str:
    """Under which id what has this number of the provider's is booked: the same wherever that is done."""
    return number_of(f"found.{refund}", 1)


def _listed(tables: SqlTables, refund: str) -> FoundBack:
    found = next((one for one in kept_as(tables, KEPT, FoundBack) if one.refund == refund), None)
    if found is None:
        raise Refused("refund_booked")
    return found


def _wish(tables: SqlTables, refund: str, reason: str) -> FoundRefund:
    one = _listed(tables, refund)
    return FoundRefund(act_of(refund), refund, one.charge, one.amount, reason)


def _booked(tables: Tables, one: FoundBack) -> GatewayRefund | None:
    rows = gone_back_of(tables, payments_of(tables, one.charge), one.charge)
    return next((row for row in rows if row.transaction == one.refund), None)


def _receipt(tables: Tables, charge: str) -> int:
    """The number of the settled bill that the money stands on, 0: none."""
    settled = (tables.get(Settlement, paid.bill) for paid in reversed(payments_of(tables, charge)))
    return next((one.receipt for one in settled if one), 0)


def book_found(entry: Entry, wish: FoundRefund, by: str, approved: str = "") -> None:
    """It leaves the payment as any refund does. The till's own one of that sum, which the provider refused or
    held, or of which a person said that it was given back by hand, is it: then only its number is noted.

    Its act follows from the provider's number, whoever books it: so two histories book it once. The same
    booking again changes nothing. Raises Refused: refund_booked, refund_on_way, found_unpaid, found_too_much,
    reason_missing, remark_too_long.
    """
    reason, tables = said(wish.reason), entry.tables
    paid = payments_of(tables, wish.charge)
    rows = gone_back_of(tables, paid, wish.charge)
    known = next((row for row in rows if row.transaction == wish.refund), None)
    if known is not None:
        booked = tables.get(Adjustment, known.act)
        if booked and (booked.id, booked.by, booked.reason) == (act_of(wish.refund), by, reason):
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
    note_refund(entry, on.bill, back, Act(act_of(wish.refund), by, reason, approved), {"print": False})


def gone_back_of(tables: Tables, paid: Iterable[Payment], charge: str) -> list[GatewayRefund]:
    """All of a charge that went back by its gateway, or is on the way. ``paid``: where its money stands."""
    bills = sorted({one.bill for one in paid})
    return [row for bill in bills for row in tables.where(GatewayRefund, bill=bill) if row.charge == charge]


def _to_be_found(row: GatewayRefund) -> bool:
    """Whether the provider's bill may name it by a number that nobody knew."""
    return row.state in TO_DO or (row.state == BY_HAND and not row.transaction)


def _holding(tables: Tables, paid: list[Payment], amount: int) -> Payment:
    """The payment on a settled bill of which so much is not back yet."""
    fits = [one for one in paid if one.amount - gone_of(tables, one) >= amount]
    if paid and not fits:
        raise Refused("found_too_much")
    settled = next((one for one in fits if tables.get(Settlement, one.bill)), None)
    if settled is None:
        raise Refused("found_unpaid")
    return settled
