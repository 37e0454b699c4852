"""What becomes of an order that is paid first: its money is there and the kitchen gets it, or it is let go.

Of two histories of which one has let it go and the other was paid for it, the money counts, in whatever order
they are heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening
from domain.money.further import put_right_if_odd
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.order import RefusedLine, counted_items
from domain.selling.order_rows import Order, OrderLine, changed_by, lines_of_order, wait_for_dishes
from domain.selling.orders import Heard
from domain.selling.printing import queue_kitchen
from domain.selling.unpaid import RELEASED, TAKEN, PayFirst
from domain.supply.counted import give_back

OVER, SOLD_OUT = "pay_first_over", "sold_out"  # why dishes are let go: the codes that the guest reads


def order_prepaid(event: Event, tables: Tables) -> None:
    """It is paid, and the kitchen gets all of it that is not ``refused``; its phone is admitted. What is
    wanted for later at the counter is held on, until the kitchen is to begin it."""
    body = event.body
    row, order = tables.get(PayFirst, body["order"]), tables.get(Order, body["order"])
    if row is None or order is None or row.state == TAKEN:
        return
    out, paid = tuple(body.get("refused", ())), body["lines"]
    lines = [_back_on(event, tables, row, line, paid) for line in lines_of_order(tables, row.id)]
    opening = tables.get(Opening, row.opening)
    later = opening is not None and bool(opening.wanted_at) and event.at < opening.begin_at
    cooked = [
        replace(line, line=replace(line.line, held=later))
        for line in lines
        if line.id in paid and line.id not in out
    ]
    gone = [replace(line, served_at=event.at) for line in lines if line.id in out]  # nobody has to bring it
    for line in (*lines, *cooked, *gone):
        tables.put(line)
    tables.put(replace(row, state=TAKEN, at=event.at, refused=out))
    if opening is not None and row.phone:
        opening = opening.with_phones({row.phone: body["guest"], **body.get("sharers", {})})
        tables.put(replace(opening, version=opening.version + 1))
        tables.put(replace(order, guest=opening.guest_number(row.phone)))
    _wait(tables, lines)
    _answer(event, tables, row.id, "", out)
    queue_kitchen(event, tables, [line for line in cooked if line.quantity])


def order_released(event: Event, tables: Tables) -> None:
    """Nobody paid, or some of its dishes are sold out: ``lines`` (thousandths by line) go back to stock."""
    body = event.body
    row = tables.get(PayFirst, body["order"])
    if row is None or row.state == TAKEN:
        return
    freed = dict(row.freed)
    for id, quantity in body["lines"].items():
        line = tables.get(OrderLine, id)
        if line is None or id in freed:
            continue
        freed[id] = quantity
        _to_stock(event, tables, line, quantity)
        tables.put(replace(changed_by(line, -quantity), voided=line.voided + quantity))
    all_gone = body.get("all", False)
    row = replace(row, freed=freed)
    tables.put(replace(row, state=RELEASED, at=event.at) if all_gone else row)
    _wait(tables, lines_of_order(tables, row.id))
    _answer(event, tables, row.id, body["why"] if all_gone else "", body["lines"])


def _back_on(event: Event, tables: Tables, row: PayFirst, line: OrderLine, paid: Iterable[str]) -> OrderLine:
    """A line that is paid, with what another history had let go of it."""
    freed = row.freed.get(line.id, 0)
    if not freed or line.id not in paid:
        return line
    _to_stock(event, tables, line, -freed)
    return replace(changed_by(line, freed), voided=line.voided - freed)


def _to_stock(event: Event, tables: Tables, line: OrderLine, quantity: int) -> None:
    for item, _, thousandths in counted_items(replace(line.line, quantity=abs(quantity))):
        give_back(event, tables, item, thousandths if quantity > 0 else -thousandths)


def _wait(tables: Tables, lines: Sequence[OrderLine]) -> None:
    for id in dict.fromkeys(line.opening for line in lines):
        if opening := tables.get(Opening, id):
            wait_for_dishes(tables, replace(opening, version=opening.version + 1))
    put_right_if_odd(tables, lines)


def _answer(event: Event, tables: Tables, order: str, code: str, out: Iterable[str]) -> None:
    """What the guest was told is otherwise now: all of it is refused for ``code``, or some of its lines."""
    heard = tables.get(Heard, order)
    if heard is None:
        return
    verdict = heard.verdict
    if code:
        now = replace(verdict, state="refused", code=code, at=event.at)
    else:
        gone = tuple(_refused(tables, verdict.refused, id) for id in out)
        if not gone:
            return
        now = replace(verdict, state="partly", at=event.at, refused=(*verdict.refused, *gone))
    tables.put(replace(heard, verdict=now))


def _refused(tables: Tables, before: Iterable[RefusedLine], id: str) -> RefusedLine:
    """A line by its place in the guest's cart, where those that were refused at once stand too."""
    line = tables.get(OrderLine, id)
    names: Mapping[str, str] = line.line.names if line else {}
    place, out = int(id.rpartition(".")[2]), sorted(one.index for one in before)
    for index in out:
        place += index <= place
    facts: dict[str, Any] = {"dish": dict(names)}
    return RefusedLine(place, SOLD_OUT, facts, names)


APPLIES = {"order.prepaid": order_prepaid, "order.released": order_released}
