"""What is agreed about the whole of a bill, as facts: a discount, nothing charged, shown before it is paid.

A fact that names no bill means the opening's first. One that names ``parts`` of a split bill is about those
alone: the others are paid and stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.bills import bill_row
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import RECEIPT_STATION
from domain.record.envelope import Event
from domain.record.latest import standing
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.printing import queue_pre_bill


def bill_discounted(event: Event, tables: Tables) -> None:
    """The whole bill, or these parts of it together, has this discount now, in place of any before."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or adjustments.kept(event, tables):
        return
    discount = from_plain(Discount, body.get("discount", {}))
    free_as = body.get("as", "")
    reason = body.get("reason", "")
    bill = bill_row(tables, opening.id, body.get("bill", ""))
    parts = body.get("parts", ())
    said = standing(event, tables, [f"agreed:{one}" for one in parts or (bill.id,)])
    if parts:
        for one in parts:
            part = bill_row(tables, opening.id, one)
            if f"agreed:{one}" in said:
                part = replace(part, reason=reason, free_as=free_as)
                tables.put(replace(part, late=discount, shared=body["act"]))
    elif said:
        bill = replace(bill, discount=discount, reason=reason, free_as=free_as)
        tables.put(replace(bill, late=NO_DISCOUNT, shared=""))
    tables.put(replace(opening, version=opening.version + 1))
    adjustments.keep(event, tables, 0, body.get("amount", 0))


def bill_shown(event: Event, tables: Tables) -> None:
    """A pre-bill is printed, and remembered: whoever changes the bill now changes what the guest has seen."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    bill = bill_row(tables, opening.id, body.get("bill", ""))
    said = standing(event, tables, (f"shown:{bill.id}", f"called:{opening.id}"))
    if f"shown:{bill.id}" in said:
        bill = replace(bill, shown_at=event.at, shown=body["total"])
    tables.put(replace(bill, times_shown=bill.times_shown + 1))
    if f"called:{opening.id}" in said:
        opening = replace(opening, called="", called_at=0)
    tables.put(opening)
    queue_pre_bill(event, tables, RECEIPT_STATION)


APPLIES = {"bill.discounted": bill_discounted, "bill.shown": bill_shown}
