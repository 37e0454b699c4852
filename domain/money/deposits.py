"""Deposits 定金 of bookings: a liability on the day they are taken, never takings, until they pay a bill.

A deposit is taken by a tender into the drawer. Then it is used: it pays on a bill by the tender ``DEPOSIT``,
and is takings there; or it is given back; or it is kept 没收. What is held is what no move has taken out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.money.tenders import DEPOSIT
from domain.record.envelope import Event
from domain.record.first import keep_first
from domain.record.tables import Tables
from domain.selling.printing import queue_slips

TAKEN, BACK, USED, KEPT, RESTORED = "taken", "back", "used", "kept", "restored"
SLIP, STATION = "deposit", "counter"  # the kind of the slip of a move, and where it comes out
SIGNS = {TAKEN: 1, RESTORED: 1, BACK: -1, USED: -1, KEPT: -1}


@dataclass(frozen=True, slots=True)
class DepositMove:
    """``amount`` > 0 minor units of a ``booking``'s deposit: kind taken | back | used | kept | restored.

    ``tender`` and ``shift`` of money that goes into or out of a drawer, "" for what stays where it is;
    ``reference``: by which it is found elsewhere, of what goes back that of what had come.
    ``restored``: a bill that it had paid was refunded or reversed.
    """

    id: str
    booking: str
    kind: str
    amount: int
    at: int
    by: str
    date: str
    tender: str = ""
    shift: str = ""
    reason: str = ""
    reference: str = ""

    @property
    def signed(self) -> int:
        """What is held more."""
        return SIGNS[self.kind] * self.amount

    @property
    def tendered(self) -> int:
        """As a drawer counts it."""
        return self.signed if self.tender else 0

    @property
    def change(self) -> int:
        return 0

    @property
    def reduction(self) -> int:
        return 0


def held(moves: Iterable[DepositMove]) -> int:
    """Minor units that are owed to the guests."""
    return sum(one.signed for one in moves)


def by_kind(moves: Iterable[DepositMove]) -> dict[str, int]:
    """Minor units that moved, each signed as what is held more, by kind in the order of ``SIGNS``."""
    found = dict.fromkeys(SIGNS, 0)
    for one in moves:
        found[one.kind] += one.signed
    return {kind: amount for kind, amount in found.items() if amount}


def held_for(tables: Tables, booking: str) -> int:
    """What is held for a booking."""
    return held(tables.where(DepositMove, booking=booking))


def deposit_moved(event: Event, tables: Tables) -> None:
    """Taken, given back or kept. The same id twice is once."""
    body = event.body
    _put(
        event,
        tables,
        body["move"],
        body["booking"],
        body["kind"],
        body["amount"],
        body.get("tender", ""),
        body.get("shift", ""),
        body.get("reason", ""),
        body.get("reference", ""),
    )
    if body.get("print", False):
        queue_slips(event, tables, f"{body['move']}.slip", STATION, SLIP, "", body["move"])


def use(event: Event, tables: Tables, payment: str, booking: str, amount: int) -> None:
    """A payment takes this much of a deposit. Only a fold may call this."""
    _put(event, tables, payment, booking, USED, amount)


def restore(event: Event, tables: Tables, refund: str, payment: str, tender: str, amount: int) -> None:
    """Money of a payment by deposit goes back: it is held again. Only a fold may call this."""
    used = tables.get(DepositMove, payment) if tender == DEPOSIT.id else None
    if used is not None:
        _put(event, tables, refund, used.booking, RESTORED, amount)


def _put(
    event: Event,
    tables: Tables,
    id: str,
    booking: str,
    kind: str,
    amount: int,
    tender: str = "",
    shift: str = "",
    reason: str = "",
    reference: str = "",
) -> None:
    who = (event.at, event.by, event.date)
    keep_first(tables, DepositMove(id, booking, kind, amount, *who, tender, shift, reason, reference))


APPLIES = {"deposit.moved": deposit_moved}
