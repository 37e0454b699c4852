"""An order that is paid first is what all histories told of it make it, in whatever order they are heard.

Of what several told the first stands, as by ``domain.record.first``: when it was placed and taken, why it was
let go. What one history cooked is cooked, though another let it go; what several let go went back once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.floor.openings import Opening
from domain.money.further import put_right_if_odd
from domain.money.settled import is_paid
from domain.record.tables import Tables
from domain.selling.order import counted_items
from domain.selling.order_rows import Order, OrderLine, changed_by, lines_of_order, pieces_of, wait_for_dishes
from domain.selling.pay_first_answer import keep_first_answer
from domain.selling.stock_once import put_line
from domain.selling.unpaid import (
    RELEASED,
    TAKEN,
    WAITING,
    Cooked,
    LetGo,
    PayFirst,
    comes_from,
    lets_all_go,
    not_made_at,
    still_to_pay,
)
from domain.supply.counted import take


def settle(tables: Tables, told: PayFirst) -> None:
    """The order, its lines, its answer and what it took of counts are as all that was told makes them. Only a
    fold may call this."""
    before = tables.get(PayFirst, told.id) or PayFirst(told.id, told.opening, "", 0)
    row = _as_told(tables, told)
    lines = lines_of_order(tables, row.id)
    for line in lines:
        now = _as_it_became(tables, before, row, line)
        if now != line:
            put_line(tables, line, now)
    waits = row.cooked and any(one.ends for one in row.placed) and still_to_pay(tables, row)
    row = replace(row, stock=_took(tables, row), state=WAITING if waits else row.state)
    _move_stock(tables, before.stock, row.stock)
    tables.put(row)
    order = tables.get(Order, row.id)
    here = [one.guest for one in row.cooked if order and one.opening == order.opening and one.guest]
    if order is not None and here:
        tables.put(replace(order, guest=here[0]))
    keep_first_answer(tables, row)
    for id in dict.fromkeys(line.opening for line in lines):
        if opening := tables.get(Opening, id):
            wait_for_dishes(tables, replace(opening, version=opening.version + 1))
    put_right_if_odd(tables, lines_of_order(tables, row.id))


def _as_told(tables: Tables, row: PayFirst) -> PayFirst:
    """The row as its tellings make it."""
    first = next((one for one in row.placed if one.ends), row.placed[0])
    over = lets_all_go(row)
    state, at = WAITING, 0
    if row.cooked:
        state, at = TAKEN, row.cooked[0].at
    elif over and not _some_is_paid(tables, row):
        state, at = RELEASED, over[0].at
    return replace(
        row,
        opening=row.placed[0].opening,
        phone=first.phone,
        ends=first.ends,
        counts=first.counts,
        state=state,
        at=at,
        freed=_freed(tables, row),
        refused=_refused(tables, row),
    )


def _freed(tables: Tables, row: PayFirst) -> dict[str, int]:
    """What was let go and nobody paid for, in thousandths by line. Of two histories the one that let less go
    had taken off more of it before."""
    found: dict[str, int] = {}
    for told in row.let_go:
        for id, quantity in _lets_go(tables, told).items():
            if not any(comes_from(tables, one.lines, id) for one in row.cooked):
                found[id] = min(quantity, found.get(id, quantity))
    return dict(sorted(found.items()))


def _lets_go(tables: Tables, told: LetGo) -> dict[str, int]:
    """What a history let go, but for what is paid: the money counts."""
    return {id: many for id, many in _let_go_by(tables, told).items() if not _was_paid_for(tables, told, id)}


def _let_go_by(tables: Tables, told: LetGo) -> dict[str, int]:
    """What a history let go, in thousandths by line: of its lines also the pieces that another one divided
    from them."""
    found, lines = dict(told.lines), list(told.lines)
    known = {*lines, *(told.pieces or ())}
    for id in lines:
        row = tables.get(OrderLine, id)
        for piece in _divided_from(tables, row) if row and told.pieces is not None else ():
            if piece.id not in known:
                lines.append(piece.id)
                quantity = _as_divided(tables, piece)
                found[id] -= quantity
                found[piece.id] = quantity
    return {id: max(0, many) for id, many in found.items()}


def _some_is_paid(tables: Tables, row: PayFirst) -> bool:
    """Whether something is paid that a history let go: that is to be cooked."""
    return any(
        many and _was_paid_for(tables, told, id)
        for told in row.let_go
        for id, many in _let_go_by(tables, told).items()
    )


def _divided_from(tables: Tables, row: OrderLine) -> list[OrderLine]:
    pieces = (tables.get(OrderLine, id) for id in pieces_of(tables, row))
    return [one for one in pieces if one and one.divided_from == row.id]


def _as_divided(tables: Tables, piece: OrderLine) -> int:
    """How much a piece was when it was divided."""
    now = piece.quantity - piece.short + piece.voided + piece.returned
    return now + sum(_as_divided(tables, one) for one in _divided_from(tables, piece))


def _was_paid_for(tables: Tables, told: LetGo, id: str) -> bool:
    """Whether a line that a history let go was paid in another one. Settlements of older programs name what
    was let go before, too."""
    row = tables.get(OrderLine, id)
    return row is not None and told.pieces is not None and is_paid(tables, row)


def means_anew(tables: Tables, orders: Iterable[str]) -> None:
    """Lines of these orders were divided, taken off or paid, perhaps after they were cooked or let go. Only a
    fold may call this."""
    for id in sorted(set(orders)):
        row = tables.get(PayFirst, id)
        if row is not None and row.placed and (row.let_go or row.cooked):
            settle(tables, row)


def _refused(tables: Tables, row: PayFirst) -> tuple[str, ...]:
    """The lines that were paid and that nobody cooked."""
    return tuple(sorted({id for told in row.cooked for id in told.out if not _cooks(tables, row, id)}))


def _cooks(tables: Tables, row: PayFirst, line: str) -> list[Cooked]:
    """By which tellings the kitchen got a line."""
    return [
        one
        for one in row.cooked
        if comes_from(tables, one.lines, line) and not comes_from(tables, one.out, line)
    ]


def _as_it_became(tables: Tables, before: PayFirst, row: PayFirst, line: OrderLine) -> OrderLine:
    """A line after more was told: more or less of it is let go, the kitchen has it, or nobody brings it."""
    more = row.freed.get(line.id, 0) - before.freed.get(line.id, 0)
    if more:
        line = replace(changed_by(line, -more), voided=line.voided + more)
    if by := _cooks(tables, row, line.id):
        held = all(comes_from(tables, one.held, line.id) for one in by)
        line = replace(line, line=replace(line.line, held=held))
    then = not_made_at(before, line.id)
    now = not_made_at(row, line.id)
    if then != now and line.served_at in (0, then):
        line = replace(line, served_at=now)  # nobody has to bring it
    return line


# ---------------------------------------------------------------- stock


def _took(tables: Tables, row: PayFirst) -> dict[str, dict[str, int]]:
    """What the order took, thousandths by item under each count: each dish once, by who placed it first, less
    what was let go first. One that was cooked at once took it by itself."""
    found: dict[str, dict[str, int]] = {}
    for place in sorted({place for one in row.placed for place in one.takes}):
        took = [one for one in row.placed if place in one.takes]
        if all(one.ends for one in took):
            for item, quantity in took[0].takes[place].items():
                _add(found, took[0].counts[item], item, quantity)
    for id, quantity in row.freed.items():
        told, line = next(one for one in row.let_go if id in _lets_go(tables, one)), tables.get(OrderLine, id)
        if line is not None:
            for item, _, many in counted_items(replace(line.line, quantity=quantity)):
                if item in told.counts:
                    _add(found, told.counts[item], item, -many)
    return found


def _add(found: dict[str, dict[str, int]], count: str, item: str, quantity: int) -> None:
    by_item = found.setdefault(count, {})
    by_item[item] = by_item.get(item, 0) + quantity


def _move_stock(
    tables: Tables, before: Mapping[str, Mapping[str, int]], now: Mapping[str, Mapping[str, int]]
) -> None:
    for count in sorted({*before, *now}):
        then, this = before.get(count, {}), now.get(count, {})
        for item in sorted({*then, *this}):
            if more := this.get(item, 0) - then.get(item, 0):
                take(tables, count, item, more)
