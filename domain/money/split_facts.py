"""Bills split by line and put together again, as facts: the lines change the bill, no money is moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening, stands_on
from domain.money.bills import Bill, bill_row, in_one
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.further import put_right
from domain.money.merging import put_together, with_guests
from domain.money.payments import all_paid_at, is_paid
from domain.record.envelope import Event
from domain.record.latest import standing
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, recount
from domain.selling.pay_first_means import means_anew
from domain.selling.pieces import divide

HOMES = "homes"  # in a fact: to which opening a line belonged, if not to the one whose bill is split


def what_is_split(opening: Opening, bill: Bill, rows: Iterable[OrderLine]) -> dict[str, Any]:
    """What a fact tells of the bill that it splits, and of the dishes that go."""
    homes = {row.id: row.belongs_to for row in rows if row.belongs_to != opening.id}
    late = {"shared": bill.shared, "late": to_plain(bill.late)} if bill.shared else {}
    return {HOMES: homes, **late}


def bill_split(event: Event, tables: Tables) -> None:
    """Some dishes, and some of the guests, stand on a bill of their own now."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or tables.get(Bill, body["to"]) is not None:
        return
    source, guests = bill_row(tables, opening.id, body.get("bill", "")), body.get("guests", 0)
    begun = Bill(body["to"], opening.id, root=source.family, guests=guests, split_from=source.id)
    late, shared = source.late, source.shared
    if HOMES in body:  # an older program tells neither
        shared = body.get("shared", "")
        late = from_plain(Discount, body["late"]) if shared else NO_DISCOUNT
    tables.put(replace(begun, late=late, shared=shared))
    with_guests(tables, source, -guests)
    rows = [(one, tables.get(OrderLine, one["line"])) for one in body["lines"]]
    went = [(divide(tables, row, one), _home(event, row)) for one, row in rows if row]
    said = standing(event, tables, [f"place:{row.id}" for row, _ in went])
    touched = {opening.id: None}
    for row, home in went:
        if f"place:{row.id}" not in said:  # another history has put it elsewhere since
            now = row
        elif is_paid(tables, row):  # it stays where it was paid, and belongs here all the same
            now = row.on(row.opening, row.bill, placed_at=home, own=body["to"])
        else:
            now = _placed(tables, row, opening, home, body["to"])
        tables.put(now)
        touched |= {row.opening: None, now.opening: None}
    means_anew(tables, (row.order for row, _ in went))
    _changed(tables, opening.id)
    for id in touched:
        recount(tables, id)
    put_right(tables, *touched)


def _home(event: Event, row: OrderLine) -> str:
    """The opening to which a line belonged when its bill was split."""
    told = event.body.get(HOMES)
    return row.belongs_to if told is None else str(told.get(row.id, event.body["opening"]))


def _placed(tables: Tables, row: OrderLine, opening: Opening, home: str, bill: str) -> OrderLine:
    """A line on the new bill; where its table is now, if another history has parted that or joined it."""
    there = tables.get(Opening, home) or opening
    on, onto = stands_on(tables, opening, bill)
    parted = stands_on(tables, there, there.comes_back_on)
    if parted[0].id != on.id:
        on, onto = parted
        onto = in_one(tables, bill) if on.id == opening.id else onto
    return row.on(on.id, onto, placed_at=there.id, own=bill)


def bills_merged(event: Event, tables: Tables) -> None:
    """All that stands on the bill ``merged`` comes onto another one."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    merged = tables.get(Bill, body["merged"])
    if opening is None or merged is None:
        return
    touched = put_together(tables, opening, merged, body, event.at)
    for id in touched:
        recount(tables, id)
    put_right(tables, opening.id, *touched)
    _changed(tables, opening.id)


def _changed(tables: Tables, id: str) -> None:
    """The opening with its bills as they are now: all may be paid, or one is open again."""
    opening = tables.get(Opening, id)
    if opening is not None:
        tables.put(replace(opening, paid_at=all_paid_at(tables, id), version=opening.version + 1))


APPLIES = {"bill.split": bill_split, "bills.merged": bills_merged}
