"""Dishes that have reached the table 划菜, and those that were ticked off by mistake 取消划菜.

Two histories may say the one and the other, so each fact tells what its maker knew: how often a dish had
been taken back, as ``unserved`` by line, and of a banquet how many tables more there were, as ``tables``. A
serving counts until somebody takes it back, and for the tables of which it knew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.rows import last_number, take_number
from domain.record.tables import Tables
from domain.selling.banquets import Banquet, TableChange, tables_more
from domain.selling.order_rows import (
    OrderLine,
    earlier,
    served_by,
    taken_back,
    times_taken_back,
    wait_for_dishes,
)
from domain.selling.printing import keys_of
from domain.selling.unpaid import PayFirst

KNEW = "tables"  # in a fact of dishes of a banquet: tables more of which its maker knew
TIMES = "unserved"  # in a fact: how often each dish had been taken back, this time too; 0 is not told


def lines_served(event: Event, tables: Tables) -> None:
    """They stand on the table."""
    _each(event, tables, _serve)


def lines_unserved(event: Event, tables: Tables) -> None:
    """They do not: somebody had said so by mistake. The kitchen is told nothing, it has its slip."""
    _each(event, tables, _take_back)


def _each(event: Event, tables: Tables, act: Callable[[Event, Tables, OrderLine], None]) -> None:
    opening = tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    touched = {opening.id: opening}
    for key in event.body["lines"]:
        row = tables.get(OrderLine, key)
        if row:
            act(event, tables, row)
            if row.opening not in touched and (there := tables.get(Opening, row.opening)):
                touched[there.id] = there  # joined meanwhile by another branch of the history
    for one in touched.values():
        wait_for_dishes(tables, one)


def _serve(event: Event, tables: Tables, row: OrderLine) -> None:
    times, known = _times(event, row), times_taken_back(tables, row.id)
    if times > known:
        row = _back(tables, row, times)
    if KNEW in event.body:
        knew, counter = event.body[KNEW], served_by(row.id, times)
        before = last_number(tables, counter)
        take_number(tables, counter, knew)
        if knew < max(before, tables_more(tables, row)):
            return
        if knew > before and times >= known:
            row = replace(row, served_at=0)  # who said so before did not know of all tables
    if times >= known:
        tables.put(replace(row, served_at=earlier(row.served_at, event.at)))


def _take_back(event: Event, tables: Tables, row: OrderLine) -> None:
    times = _times(event, row)
    if times > times_taken_back(tables, row.id):
        _back(tables, row, times)


def _back(tables: Tables, row: OrderLine, times: int) -> OrderLine:
    """A dish of which nobody had told here yet that it was taken back so often."""
    take_number(tables, taken_back(row.id), times)
    row = replace(row, served_at=0)
    tables.put(row)
    return row


def _times(event: Event, row: OrderLine) -> int:
    times: int = event.body.get(TIMES, {}).get(row.id, 0)
    return times


def what_was_known(tables: Tables, rows: Iterable[OrderLine]) -> dict[str, Any]:
    """What a fact tells that these dishes are served: how often each was taken back, and of a banquet."""
    rows = list(rows)
    feasts = {row.order for row in rows if tables.get(Banquet, row.order)}
    changes = [one for id in feasts for one in tables.where(TableChange, banquet=id)]
    back = {row.id: times for row in rows if (times := times_taken_back(tables, row.id))}
    known: dict[str, Any] = {TIMES: back} if back else {}
    return known | ({KNEW: sum(max(0, one.tables) for one in changes)} if feasts else {})


def what_is_taken_back(tables: Tables, rows: Iterable[OrderLine]) -> dict[str, Any]:
    """What a fact tells that these dishes are not served after all."""
    return {TIMES: {row.id: times_taken_back(tables, row.id) + 1 for row in rows}}


def was_brought(row: OrderLine, first: PayFirst | None) -> bool:
    """Whether somebody has brought it: not what nobody has to bring, nor what was not made after its order
    was paid ``first``."""
    let_go = first is not None and row.id in first.refused
    return bool(row.quantity and row.served_at and not let_go and any(keys_of(row)))


APPLIES = {"lines.served": lines_served, "lines.unserved": lines_unserved}
