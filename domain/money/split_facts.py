"""Bills split by line and put together again, as facts: the lines change the bill, no money is moved."""

from __future__ import annotations

from dataclasses import replace

from domain.floor.moves import split_line
from domain.floor.openings import Opening
from domain.money.bills import FOLLOWS, Bill, bill_row
from domain.money.payments import Settlement, is_paid
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.orders import OrderLine


def bill_split(event: Event, tables: Tables) -> None:
    """Some dishes, and some of the guests, stand on a bill of their own now."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or tables.get(Bill, body["to"]) is not None:
        return
    source, guests = bill_row(tables, opening.id, body.get("bill", "")), body.get("guests", 0)
    begun = Bill(body["to"], opening.id, root=source.family, guests=guests)
    tables.put(replace(begun, late=source.late, shared=source.shared))
    if source.guests != FOLLOWS:
        tables.put(replace(source, guests=source.guests - guests))
    for one in body["lines"]:
        row = tables.get(OrderLine, one["line"])
        if row is not None and row.bill == source.id and not is_paid(tables, row):
            part = split_line(tables, row, one["quantity"], one.get("piece", ""))
            tables.put(replace(part, bill=body["to"]))
    tables.put(replace(opening, version=opening.version + 1))


def bills_merged(event: Event, tables: Tables) -> None:
    """All that stands on the bill ``merged`` comes onto another one."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    merged = tables.get(Bill, body["merged"])
    if opening is None or merged is None or merged.into:
        return
    if tables.get(Settlement, merged.id) is not None:
        return
    target = bill_row(tables, opening.id, body.get("bill", ""))
    for row in tables.where(OrderLine, bill=merged.id):
        tables.put(replace(row, bill=target.id))
    if target.guests != FOLLOWS:
        tables.put(replace(target, guests=target.guests + max(0, merged.guests)))
    tables.put(replace(merged, into=target.id))
    tables.put(replace(opening, version=opening.version + 1))


APPLIES = {"bill.split": bill_split, "bills.merged": bills_merged}
