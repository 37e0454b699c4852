"""Bills of an opening: what is agreed about the whole of one, beside its lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import RECEIPT_STATION
from domain.record.envelope import Event
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.printing import queue_pre_bill


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill; the first of an opening has the opening's id and no row until something is agreed about it.

    ``reason``: why it is discounted; ``free_as``: "" | comp | staff_meal | walkout. ``shown_at``: when a
    pre-bill 预结单 of ``shown`` minor units was last printed, 0: never; ``times_shown`` in all.
    """

    id: str
    opening: str
    discount: Discount = NO_DISCOUNT
    reason: str = ""
    free_as: str = ""
    shown_at: int = 0
    shown: int = 0
    times_shown: int = 0


NOTHING_AGREED = Bill("", "")


def bill_row(tables: Tables, opening: str) -> Bill:
    """What is agreed about the bill of an opening."""
    return tables.get(Bill, opening) or Bill(opening, opening)


def bill_discounted(event: Event, tables: Tables) -> None:
    """The whole bill has this discount now, in place of any before."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or adjustments.kept(event, tables):
        return
    discount = from_plain(Discount, body.get("discount", {}))
    free_as = body.get("as", "")
    bill = bill_row(tables, opening.id)
    tables.put(replace(bill, discount=discount, reason=body.get("reason", ""), free_as=free_as))
    tables.put(replace(opening, version=opening.version + 1))
    adjustments.keep(event, tables, 0, body.get("amount", 0))


def bill_shown(event: Event, tables: Tables) -> None:
    """A pre-bill is printed, and remembered: whoever changes the bill now changes what the guest has seen."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    bill = bill_row(tables, opening.id)
    times = bill.times_shown + 1
    tables.put(replace(bill, shown_at=event.at, shown=body["total"], times_shown=times))
    tables.put(replace(opening, called="", called_at=0))
    queue_pre_bill(event, tables, RECEIPT_STATION)


APPLIES = {"bill.discounted": bill_discounted, "bill.shown": bill_shown}
