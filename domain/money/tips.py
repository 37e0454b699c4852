"""Tips 小费: money that guests leave for the staff. It lies with its tender and is never revenue.

What a payment was more than the bill may be one too, in the payment's own fact; it has the payment's id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.record.envelope import Event
from domain.record.first import keep_first
from domain.record.tables import Tables

MOST_TIP = 10**9  # minor units: in some currencies a meal has seven digits and two decimals


@dataclass(frozen=True, slots=True)
class Tip:
    """``amount`` > 0 minor units that came by a tender beside a bill; ``by`` took it in ``shift``.
    ``reference``: by which it is found elsewhere; what came with a payment is found by the payment's."""

    id: str
    opening: str
    bill: str
    tender: str
    amount: int
    at: int
    by: str
    date: str
    shift: str = ""
    reference: str = ""

    @property
    def tendered(self) -> int:
        """As a drawer counts it."""
        return self.amount

    @property
    def change(self) -> int:
        return 0

    @property
    def reduction(self) -> int:
        return 0


def tip_taken(event: Event, tables: Tables) -> None:
    """The same tip once."""
    body = event.body
    keep_first(
        tables,
        Tip(
            body["tip"],
            body["opening"],
            body.get("bill", body["opening"]),
            body["tender"],
            body["amount"],
            event.at,
            event.by,
            event.date,
            body.get("shift", ""),
            body.get("reference", ""),
        ),
    )


def keep_surplus(event: Event, tables: Tables) -> None:
    """The tip in a payment's fact, if there is one. Only a fold may call this."""
    body = event.body
    if body.get("tip"):
        told = {**body, "tip": body["payment"], "amount": body["tip"], "reference": ""}
        tip_taken(replace(event, body=told), tables)


def follow_tender(payment: str, tender: str, tables: Tables) -> None:
    """A payment came by another tender, and so did what was too much. Only a fold may call this."""
    tip = tables.get(Tip, payment)
    if tip is not None:
        tables.put(replace(tip, tender=tender))


APPLIES = {"tip.taken": tip_taken}
