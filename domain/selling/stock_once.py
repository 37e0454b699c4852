"""What an order takes of counts: each of its dishes once, however many histories took it.

A dish that two histories took has one line and one ticket, so it left the kitchen once: a till that went back
marks that ticket as a possible duplicate. It takes from stock by who took it first. What both then took off
as not cooked came back once, too: as much of it as there was not is taken again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.order import Line, counted_items
from domain.selling.order_rows import Order, OrderLine, TakenBy, is_before, place_of
from domain.selling.unpaid import PAY_FIRST, PayFirst
from domain.supply.counted import COUNTS, reduce, take


def take_stock(event: Event, tables: Tables, order: Order, known: Order | None, row: OrderLine) -> None:
    """A line of an order is told, ``known``: as it was before. Only the fold of its placing may call this."""
    told, at_once = order.taken, PAY_FIRST not in event.body
    before = known.first_with(place_of(row)) if known else TakenBy()
    if COUNTS not in event.body:  # release 0.1.0 took from whichever count stands
        for item, _, quantity in counted_items(row.line) if at_once else ():
            reduce(event, tables, item, quantity)
        return
    if before.at and is_before(told, before) and (again := _again_of_all(tables, row)):
        _take(tables, before.counts, row.line, -again)
        _take(tables, told.counts, row.line, again)
    if at_once:
        before = _at_once_before(tables, row, before)
        if is_before(told, before):
            if before.at:
                _take(tables, before.counts, row.line, -row.quantity)
            _take(tables, told.counts, row.line, row.quantity)


def put_line(tables: Tables, before: OrderLine, now: OrderLine) -> None:
    """A line of which more or less is left. Only a fold may call this."""
    tables.put(now)
    order = tables.get(Order, now.order)
    if order is not None and (more := _again(now) - _again(before)):
        place = int(now.ticket_key.rpartition(".")[2])
        _take(tables, order.first_with(place).counts, now.line, more)


def _again(row: OrderLine) -> int:
    """How much of what was said to go back to stock had been there no more."""
    return min(row.short, row.restocked)


def _again_of_all(tables: Tables, told: OrderLine) -> int:
    """The same of a line with all its pieces."""
    row = tables.get(OrderLine, told.id)
    pieces = (tables.get(OrderLine, id) for id in row.pieces) if row else ()
    return sum(_again(one) for one in (row, *pieces) if one)


def _at_once_before(tables: Tables, row: OrderLine, known: TakenBy) -> TakenBy:
    """Who took a dish first of those that had it cooked at once."""
    first = tables.get(PayFirst, row.order)
    if first is None:
        return known
    found = TakenBy()
    for one in first.placed:
        told = TakenBy(one.at, one.opening, one.counts)
        if not one.ends and str(place_of(row)) in one.takes and is_before(told, found):
            found = told
    return found


def _take(tables: Tables, counts: Mapping[str, str], line: Line, quantity: int) -> None:
    for item, _, many in counted_items(replace(line, quantity=quantity)):
        if item in counts:
            take(tables, counts[item], item, many)
