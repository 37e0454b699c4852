"""Changes of mind as the audit keeps them: each one a row that says who, why, how late and who agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.record.envelope import Event
from domain.record.tables import Tables

VOIDED, GIVEN, REPRICED, LINE_DISCOUNTED = "line.voided", "line.given", "line.repriced", "line.discounted"
BILL_DISCOUNTED = "bill.discounted"
WEIGHED = "line.weighed"
RETURNED, TABLES_CHANGED = "line.returned", "banquet.tables"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One change of a line, or of the whole bill (``line`` is empty). ``kind`` is that of its fact.

    ``quantity``: thousandths concerned, of what was weighed those of its unit; ``amount``: minor units that
    the guest pays less by it (below zero: more). ``approved``: who agreed by PIN, "" if the role of ``by``
    was enough. ``minutes`` since the dish was sent. ``prebilled``: 1 if the guest had a pre-bill in hand.
    ``cooked``: 1 if a voided dish is waste, else it went back to stock. ``reason``: an id of
    ``reasons.FIRST_REASONS`` or the owner's list, else typed words.
    """

    id: str
    kind: str
    opening: str
    line: str
    quantity: int
    amount: int
    reason: str
    at: int
    by: str
    date: str
    approved: str = ""
    minutes: int = 0
    prebilled: int = 0
    cooked: int = 0

    @property
    def agreed_by(self) -> str:
        """Whose role it rests on."""
        return self.approved or self.by


TAKEN_OFF = (
    VOIDED,
    GIVEN,
    REPRICED,
    LINE_DISCOUNTED,
    BILL_DISCOUNTED,
    WEIGHED,
    TABLES_CHANGED,
)
"""Kinds by which somebody may let guests pay less. Bottles counted back are none: they are there again."""


def keep(event: Event, tables: Tables, quantity: int, amount: int) -> None:
    """Keep a fact as an adjustment. Only a fold may call this."""
    body: Any = event.body
    tables.put(
        Adjustment(
            id=body["act"],
            kind=event.kind,
            opening=body["opening"],
            line=body.get("line", ""),
            quantity=quantity,
            amount=amount,
            reason=body.get("reason", ""),
            at=event.at,
            by=event.by,
            date=event.date,
            approved=body.get("approved", ""),
            minutes=body.get("minutes", 0),
            prebilled=int(body.get("prebilled", False)),
            cooked=int(body.get("cooked", False)),
        )
    )


def kept(event: Event, tables: Tables) -> bool:
    """Whether this very act is known: the same id has the same effect once."""
    return tables.get(Adjustment, event.body["act"]) is not None
