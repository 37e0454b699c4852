"""Refunds that somebody made in the provider's own app: booked at the till, and settled by that.

The till writes the fact; the difference is settled when that has come home.
"""

from __future__ import annotations

from domain.errors import Refused, _m
from domain.money.gateway_refunds import BY_HAND, FoundRefund, GatewayRefund
from domain.money.reasons import LONGEST_REASON
from sync_server.database import charges, reconciliations
from sync_server.database.projections import SqlTables
from sync_server.database.reconciliations import DifferenceRow
from sync_server.database.session import Connection
from sync_server.workflows.matching import REFUND, THEIRS_ONLY

BOOKED = _m("Booked at the till as given back.")
"""What stands at a difference that was booked."""


def bookable(connection: Connection, row: DifferenceRow) -> bool:
    """Whether the till can book it: it went back of what this store has charged."""
    if (row.what, row.kind) != (THEIRS_ONLY, REFUND) or row.settled_at:
        return False
    charge = charges.find(connection, row.charge)
    return charge is not None and charge.store == row.store


def to_book(connection: Connection, store: str, difference: str, reason: str, id: str) -> FoundRefund:
    """What the till is asked to book for an open difference. Raises Refused: reason_missing,
    remark_too_long, or refund_booked if it is no such difference any more."""
    words = " ".join(reason.split())
    if not words:
        raise Refused("reason_missing")
    if len(words) > LONGEST_REASON:
        raise Refused("remark_too_long", maximum=LONGEST_REASON)
    rows = reconciliations.differences_of(connection, store, False)
    row = next((one for one in rows if one.id == difference), None)
    if row is None or not bookable(connection, row):
        raise Refused("refund_booked")
    return FoundRefund(id, row.number, row.charge, row.theirs, words)


def to_tell(connection: Connection, store: str, most: int) -> list[DifferenceRow]:
    """What a store's till can book and no fact tells of yet, the latest first."""
    open_ones = [
        one for one in reconciliations.differences_of(connection, store, False) if bookable(connection, one)
    ]
    known = booked(connection, store) if open_ones else set()
    return [one for one in open_ones if one.number not in known][:most]


def booked(connection: Connection, store: str) -> set[str]:
    """The provider's numbers of all that were booked."""
    rows = SqlTables(connection, store).where(GatewayRefund, state=BY_HAND)
    return {row.transaction for row in rows if row.transaction}


def settle_booked(connection: Connection, store: str, now: int) -> None:
    """Settle the differences of which the till's facts tell meanwhile."""
    open_ones = [
        row
        for row in reconciliations.differences_of(connection, store, False)
        if (row.what, row.kind) == (THEIRS_ONLY, REFUND)
    ]
    numbers = booked(connection, store) if open_ones else set()
    for row in open_ones:
        if row.number in numbers:
            reconciliations.settle(connection, store, row.id, BOOKED, now)
