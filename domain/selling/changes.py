"""Changing minds about a line that is ordered: void 退菜, gift 赠菜, another price, its weight, a discount,
bottles counted back 退酒水.

A line keeps what it was ordered for; its quantity and amount are what is on the bill now. Whatever of it the
kitchen may have on paper is called off there by a slip of its own.
"""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.discounts import Discount
from domain.money.further import put_right_if_odd
from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.calls import drop_empty, start_slips
from domain.selling.order import counted_items
from domain.selling.order_rows import (
    Order,
    OrderLine,
    changed_by,
    lines_of_order,
    said_of,
    wait_for_dishes,
)
from domain.selling.pay_first_means import means_anew
from domain.selling.printing import queue_cancel
from domain.selling.stock_once import put_line
from domain.supply.counted import give_back


def line_voided(event: Event, tables: Tables) -> None:
    """Some or all of a line is not wanted any more; not cooked, it goes back to stock."""
    row, opening = _found(event, tables)
    if row is None or opening is None:
        return
    quantity = event.body["quantity"]
    now = replace(changed_by(row, -quantity), voided=row.voided + quantity)
    if not event.body.get("cooked", False):
        now = _to_stock(event, tables, now)
    put_line(tables, row, now)
    wait_for_dishes(tables, opening)
    _keep(event, tables, row, now, quantity)
    put_right_if_odd(tables, [now])
    means_anew(tables, [row.order])
    order = tables.get(Order, row.order)
    placed_at = order.opening if order else row.opening
    of_order = lines_of_order(tables, row.order)
    queue_cancel(event, tables, placed_at, row, of_order, start_slips(tables, row))
    drop_empty(event, tables, now)


def line_returned(event: Event, tables: Tables) -> None:
    """So much of what was given out comes back unopened 退酒水, to stock; no station hears of it."""
    row, opening = _found(event, tables)
    if row is None or opening is None:
        return
    quantity = event.body["quantity"]
    now = _to_stock(event, tables, replace(changed_by(row, -quantity), returned=row.returned + quantity))
    put_line(tables, row, now)
    wait_for_dishes(tables, opening)
    _keep(event, tables, row, now, quantity)
    put_right_if_odd(tables, [now])
    means_anew(tables, [row.order])


def _to_stock(event: Event, tables: Tables, row: OrderLine) -> OrderLine:
    """All that the fact takes off a line goes back to what is left of its dishes, though two histories may
    have taken off the same."""
    quantity = event.body["quantity"]
    for item, _, thousandths in counted_items(replace(row.line, quantity=quantity)):
        give_back(event, tables, item, thousandths)
    return replace(row, restocked=row.restocked + quantity)


def line_given(event: Event, tables: Tables) -> None:
    """So much of a line is a gift of the house now; 0 takes the gift back."""
    row, _ = _found(event, tables)
    if row is not None:
        given = event.body["quantity"]
        _say(event, tables, row, replace(row, given=given), min(given, row.quantity))


def line_repriced(event: Event, tables: Tables) -> None:
    """A portion costs something else on this bill."""
    row, _ = _found(event, tables)
    if row is not None:
        line = replace(row.line, price=event.body["price"])
        now = replace(row, line=line, amount=line.amount, listed=row.listed or row.line.price)
        _say(event, tables, row, now, row.quantity)


def line_weighed(event: Event, tables: Tables) -> None:
    """What was ordered by the piece costs what it weighs."""
    row, _ = _found(event, tables)
    if row is not None:
        line = replace(row.line, weight=event.body["weight"], tare=event.body.get("tare", 0))
        _say(event, tables, row, replace(row, line=line, amount=line.amount), line.weight)


def line_discounted(event: Event, tables: Tables) -> None:
    """A line has this discount now, in place of any before."""
    row, _ = _found(event, tables)
    if row is not None:
        discount = from_plain(Discount, event.body.get("discount", {}))
        _say(event, tables, row, replace(row, discount=discount), row.quantity)


def _found(event: Event, tables: Tables) -> tuple[OrderLine | None, Opening | None]:
    row = None if adjustments.kept(event, tables) else tables.get(OrderLine, event.body["line"])
    return row, tables.get(Opening, row.opening) if row else None


def _say(event: Event, tables: Tables, before: OrderLine, now: OrderLine, quantity: int) -> None:
    """It is so now, unless another history has said so anew; each is kept."""
    if not stands(event, tables, said_of(event.kind, before.id)):
        now = before
    _keep(event, tables, before, now, quantity)


def _keep(event: Event, tables: Tables, before: OrderLine, now: OrderLine, quantity: int) -> None:
    tables.put(now)
    opening = tables.get(Opening, now.opening)
    if opening:
        tables.put(replace(opening, version=opening.version + 1))
    quantity = event.body.get("of", quantity)
    adjustments.keep(event, tables, quantity, event.body.get("less", before.charged - now.charged))


APPLIES = {
    "line.voided": line_voided,
    "line.returned": line_returned,
    "line.given": line_given,
    "line.repriced": line_repriced,
    "line.weighed": line_weighed,
    "line.discounted": line_discounted,
}
