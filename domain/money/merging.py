"""Bills of an opening put together, and apart again where another history has paid one of them meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening, stands_on
from domain.money.bills import FOLLOWS, Bill, bill_row, further_bill, in_one
from domain.money.settled import Settlement, is_paid
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine

TOOK = "took"  # in a fact: the lines of the bill that is put together with another


def what_comes(tables: Tables, bill: Bill) -> list[str]:
    """What a fact tells of a bill that is put together with another: the ids of its lines."""
    return [row.id for row in tables.where(OrderLine, bill=bill.id)]


def put_together(tables: Tables, opening: Opening, merged: Bill, told: Mapping[str, Any]) -> None:
    """All that stands on the bill ``merged`` comes onto another one, but for what is paid. Only a fold
    may call this."""
    target = bill_row(tables, opening.id, in_one(tables, told.get("bill", opening.id)))
    here = stands_on(tables, opening, merged.id)[1]
    rows = [row for id in (here, further_bill(here)) for row in tables.where(OrderLine, bill=id)]
    if target.id == merged.id or (rows and tables.get(Settlement, target.id) is not None):
        return
    if tables.get(Settlement, merged.id) is None:
        _guests(tables, target, merged)
        tables.put(
            replace(merged, into=target.id, took=tuple(sorted(told.get(TOOK, (row.id for row in rows)))))
        )
    on, bill = stands_on(tables, opening, target.id)
    for row in rows:
        if not is_paid(tables, row):
            tables.put(row.on(on.id, bill))


def part_again(tables: Tables, paid: Bill) -> None:
    """A bill was paid: by a history that did not know with which it was put together. Only a
    fold may call this."""
    if paid.into:
        tables.put(replace(paid, into="", took=()))
        _guests(tables, bill_row(tables, paid.opening, paid.into), paid, -1)
    for merged in tables.where(Bill, opening=paid.opening):
        if merged.into != paid.id:
            continue
        rows = [row for id in merged.took if (row := tables.get(OrderLine, id)) and row.bill == paid.id]
        rows = [row for row in rows if not is_paid(tables, row)]
        if rows:
            tables.put(replace(merged, into="", took=()))
            _guests(tables, bill_row(tables, paid.opening, paid.id), merged, -1)
        for row in rows:
            tables.put(row.on(row.opening, merged.id))


def _guests(tables: Tables, target: Bill, merged: Bill, times: int = 1) -> None:
    """The guests for whom a bill charges are charged for by the one onto which it comes."""
    if target.guests != FOLLOWS:
        tables.put(replace(target, guests=target.guests + times * max(0, merged.guests)))
