"""What is agreed about the whole of a bill, as facts: a discount, nothing charged, shown before it is paid.

A fact that names no bill means the opening's first.
"""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.bills import bill_row
from domain.money.discounts import Discount
from domain.money.payments import RECEIPT_STATION
from domain.record.envelope import Event
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.printing import queue_pre_bill


def bill_discounted(event: Event, tables: Tables) -> None:
    """The whole bill has this discount now, in place of any before."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or adjustments.kept(event, tables):
        return
    discount = from_plain(Discount, body.get("discount", {}))
    free_as = body.get("as", "")
    bill = bill_row(tables, opening.id, body.get("bill", ""))
    tables.put(replace(bill, discount=discount, reason=body.get("reason", ""), free_as=free_as))
    tables.put(replace(opening, version=opening.version + 1))
    adjustments.keep(event, tables, 0, body.get("amount", 0))


def bill_shown(event: Event, tables: Tables) -> None:
    """A pre-bill is printed, and remembered: whoever changes the bill now changes what the guest has seen."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    bill = bill_row(tables, opening.id, body.get("bill", ""))
    times = bill.times_shown + 1
    tables.put(replace(bill, shown_at=event.at, shown=body["total"], times_shown=times))
    tables.put(replace(opening, called="", called_at=0))
    queue_pre_bill(event, tables, RECEIPT_STATION)


APPLIES = {"bill.discounted": bill_discounted, "bill.shown": bill_shown}
