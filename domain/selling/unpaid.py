"""Orders that are paid before they are cooked 先付: a row for each, and which of them wait for money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.order_rows import lines_of_order
from domain.supply.counted import COUNTS

WAITING, TAKEN, RELEASED = "waiting", "taken", "released"
PAY_FIRST = "pay_first"  # in a fact of an order: until when it is kept unpaid


@dataclass(frozen=True, slots=True)
class PayFirst:
    """An order (its id) that the kitchen gets once it is paid. ``opening``: where it was placed.

    ``phone``: whose it is, admitted to the opening by its money. ``ends``: until when (UTC milliseconds) it
    is kept. ``state``: waiting | taken (paid, the kitchen has it) | released, ``at`` which time. ``counts``:
    those of which its dishes were taken. ``freed``: what of its lines was let go, in thousandths;
    ``refused``: lines that were paid and not cooked after all.
    """

    id: str
    opening: str
    phone: str
    ends: int
    state: str = WAITING
    at: int = 0
    counts: Mapping[str, str] = field(default_factory=dict)
    freed: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def keep_unpaid(event: Event, tables: Tables) -> None:
    """Remember an order that is to be paid first. Only the fold of its placing may call this."""
    body = event.body
    if tables.get(PayFirst, body["order"]) is None:
        tables.put(
            PayFirst(
                body["order"],
                body["opening"],
                body.get("phone", ""),
                body[PAY_FIRST]["ends"],
                counts=body.get(COUNTS, {}),
            )
        )


def is_unpaid(tables: Tables, order: str) -> bool:
    """Whether the kitchen waits for an order's money."""
    row = tables.get(PayFirst, order)
    return row is not None and row.state == WAITING


def waiting_on(tables: Tables, bills: Collection[str]) -> list[PayFirst]:
    """Such orders on these bills: those of one bill are paid together."""
    waiting = tables.where(PayFirst, state=WAITING)
    return [
        one
        for one in waiting
        if any(row.quantity and row.bill in bills for row in lines_of_order(tables, one.id))
    ]


def kept_until(tables: Tables, row: PayFirst, bill: str) -> int:
    """Until when an order on a bill is kept: as long as the last of those that are paid with it."""
    return max([row.ends, *(one.ends for one in waiting_on(tables, {bill}))])


def unpaid_bills(tables: Tables) -> set[str]:
    """The bills on which such orders stand."""
    waiting = tables.where(PayFirst, state=WAITING)
    return {row.bill for one in waiting for row in lines_of_order(tables, one.id) if row.quantity}
