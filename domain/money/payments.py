"""Payments and settled bills as facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.rows import next_number, take_number
from domain.record.tables import Tables
from domain.selling.printing import queue_receipt

RECEIPT_STATION = "counter"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken for an opening, in minor units: ``amount`` to the bill, ``tendered`` minus ``change``.

    ``shift``: who had the drawer then; "" if nobody, and in facts of release 0.1.0.
    """

    id: str
    opening: str
    tender: str
    amount: int
    tendered: int
    change: int
    at: int
    by: str
    date: str
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A bill paid in full: its figures as frozen then, and its gap-free receipt number.

    ``over`` in the figures: what had been paid beyond the total, because dishes were taken off after a part
    payment; the guest gets it back.
    """

    opening: str
    receipt: int
    at: int
    by: str
    date: str
    total: int
    bill: Mapping[str, Any]

    @property
    def over(self) -> int:
        """Minor units that were paid beyond the total."""
        return int(self.bill.get("over", 0))


def payment_received(event: Event, tables: Tables) -> None:
    body = event.body
    opening = tables.get(Opening, body["opening"])
    if opening is None:
        return
    tables.put(
        Payment(
            id=body["payment"],
            opening=opening.id,
            tender=body["tender"],
            amount=body["amount"],
            tendered=body["tendered"],
            change=body["change"],
            at=event.at,
            by=event.by,
            date=event.date,
            shift=body.get("shift", ""),
        )
    )
    settled = body.get("settled")
    if settled is None:
        tables.put(replace(opening, version=opening.version + 1))
        return
    settle(event, tables, opening, settled)


def bill_settled(event: Event, tables: Tables) -> None:
    """A bill is paid without more money: what was left of it has been taken off."""
    opening = tables.get(Opening, event.body["opening"])
    if opening is not None:
        settle(event, tables, opening, event.body["settled"])


def settle(event: Event, tables: Tables, opening: Opening, settled: Mapping[str, Any]) -> None:
    """The bill is paid with these figures. Only a fold may call this."""
    told = settled.get("receipt")  # as printed: facts of another incarnation may come in between
    receipt = take_number(tables, "receipt", told) if told else next_number(tables, "receipt")
    settlement = Settlement(opening.id, receipt, event.at, event.by, event.date, settled["total"], settled)
    first = min(filter(None, (tables.get(Settlement, opening.id), settlement)), key=_by_time)
    tables.put(first)  # of two histories that both settled it, in whatever order they come together
    tables.put(replace(opening, version=opening.version + 1, paid_at=first.at, called="", called_at=0))
    if event.body.get("print", False):
        queue_receipt(event, tables, RECEIPT_STATION)


def _by_time(settlement: Settlement) -> tuple[int, int]:
    return settlement.at, settlement.receipt


def paid_so_far(tables: Tables, opening: str) -> int:
    """Minor units already taken for an opening."""
    return sum(payment.amount for payment in tables.where(Payment, opening=opening))


APPLIES = {"payment.received": payment_received, "bill.settled": bill_settled}
