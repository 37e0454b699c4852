"""Bills of an opening put together, and apart again where another history has paid one of them meanwhile.

Which are together follows from what all histories told: how they put them together, and what they paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening, stands_on
from domain.money.bills import FOLLOWS, Bill, Merge, further_bill, in_one, opening_of, together_with
from domain.money.settled import PARTS, Settlement, is_paid, tellings
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine

TOOK = "took"  # in a fact: the lines of the bill that is put together with another


def what_comes(tables: Tables, bill: Bill) -> list[str]:
    """What a fact tells of a bill that is put together with another: the ids of its lines."""
    return [row.id for row in tables.where(OrderLine, bill=bill.id)]


def put_together(
    tables: Tables, opening: Opening, merged: Bill, told: Mapping[str, Any], at: int
) -> list[str]:
    """All that stands on the bill ``merged`` comes onto another one, but for what is paid; the openings whose
    lines have come or gone. Only a fold may call this."""
    into = told.get("bill", opening.id)
    if into == merged.id:
        return []
    came = told.get(TOOK, [row.id for row in _on(tables, opening, merged.id)])  # an older program tells none
    merges = tuple(sorted({*merged.merges, Merge(at, into)}))
    tables.put(replace(merged, took=tuple(sorted({*merged.took, *came})), merges=merges))
    return part_again(tables, opening)


def part_again(tables: Tables, opening: Opening) -> list[str]:
    """A bill was put together with another, or was paid: perhaps by a history that did not know of all; the
    openings whose lines have come or gone. Only a fold may call this."""
    bills = [one for one in tables.where(Bill, opening=opening.id) if one.merges]
    into = _together(tables, bills)
    others = [one for one in bills if one.into != into.get(one.id, "")]
    # Those that part go first: else two that change places would stand in a circle between.
    steps = [(one.id, "") for one in others if one.into] + [(one.id, into.get(one.id, "")) for one in others]
    return [id for bill, onto in steps for id in _follow(tables, opening, bill, onto)]


def with_guests(tables: Tables, bill: Bill, more: int) -> None:
    """A bill charges for so many guests more, and so does the one with which it is together. Only a fold may
    call this."""
    row: Bill | None = bill
    while row is not None and row.guests != FOLLOWS:
        tables.put(row.with_more(more))
        row = tables.get(Bill, row.into) if row.into else None


def _together(tables: Tables, bills: Sequence[Bill]) -> dict[str, str]:
    """With which each of these is together: what was told first counts, and two histories that put the same
    ones together the other way round have not put them nowhere."""
    told = sorted((merge.at, bill.id, merge.into) for bill in bills for merge in bill.merges)
    by_id, into = {bill.id: bill for bill in bills}, dict[str, str]()
    for at, id, other in told:
        last = other
        while last in into:
            last = into[last]
        if id not in into and last != id and _holds(tables, by_id[id], Merge(at, other)):
            into[id] = other
    return into


def _follow(tables: Tables, opening: Opening, id: str, into: str) -> list[str]:
    """A bill is together with the one ``into`` which it came now, or by itself: ""."""
    bill = tables.get(Bill, id)
    if bill is None:
        return []
    if into == bill.into:
        return []
    rows = {row.id: row for row in _rows_of(tables, opening, bill)}
    for other, times in ((bill.into, -1), (into, 1)):
        if other and (target := tables.get(Bill, other)):
            with_guests(tables, target, times * bill.count)
    tables.put(replace(bill, into=into))
    on, now = stands_on(tables, opening, bill.id)
    touched = {on.id: None}
    for row in rows.values():
        if not is_paid(tables, row):
            tables.put(row.on(on.id, now))
            touched[row.opening] = None
    return list(touched)


def _holds(tables: Tables, bill: Bill, merge: Merge) -> bool:
    """Whether nobody paid one of both who did not know that they are together: as of two parts."""
    if tables.get(Settlement, bill.id) is not None:
        return False
    settled = tables.get(Settlement, merge.into)
    return settled is None or any(bill.id not in told.get(PARTS, ()) for told in tellings(settled))


def _rows_of(tables: Tables, opening: Opening, bill: Bill) -> list[OrderLine]:
    """The lines that go where a bill goes: those that stand on it, if it is by itself; else those that were
    put onto it or came with it, as of a joined table."""
    here = _on(tables, opening, bill.id)
    if not bill.into:
        return here
    return [
        row
        for row in here
        if bill.id in together_with(tables, row.own_bill)
        or (row.id in bill.took and opening_of(tables, row.own_bill) != opening.id)
    ]


def _on(tables: Tables, opening: Opening, bill: str) -> list[OrderLine]:
    """The lines where those of a bill stand now."""
    here = stands_on(tables, opening, bill)[1]
    return [
        row for id in (here, in_one(tables, further_bill(here))) for row in tables.where(OrderLine, bill=id)
    ]
