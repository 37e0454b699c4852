"""What histories tell of an order that is paid first: how it was placed, that it was cooked, what was let go.

All of it is kept, by the clocks of who told it, and the order is what all of it makes it: see
``pay_first_means``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from domain.record.canonical import canonical
from domain.record.envelope import Event
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from domain.selling.answers import Heard
from domain.selling.order import Line, RefusedLine, counted_items
from domain.selling.order_rows import Order, line_id, lines_of_order, place_of, places_of
from domain.selling.pay_first_means import settle
from domain.selling.unpaid import PAY_FIRST, SOLD_OUT, Cooked, LetGo, PayFirst, Placed
from domain.supply.counted import COUNTS

Told = TypeVar("Told", Placed, Cooked, LetGo)


def tell_placing(event: Event, tables: Tables, known: Order | None) -> None:
    """An order was placed; ``known``: as it was known before. Only the fold of its placing may call this."""
    body = event.body
    row = tables.get(PayFirst, body["order"])
    if row is None and PAY_FIRST not in body:
        return
    if row is None:
        row = PayFirst(body["order"], body["opening"], "", 0)
        row = _as_known(tables, row, known) if known else row
    elif not row.placed:
        row = _from_before(tables, row)
    row = replace(row, placed=_with(row.placed, _placing(body, event.at)))
    if PAY_FIRST not in body:
        row = replace(row, cooked=_with(row.cooked, _at_once(body, event.at)))
    settle(tables, row)


def _placing(body: Mapping[str, Any], at: int) -> Placed:
    refused = tuple(from_plain(RefusedLine, one) for one in body.get("refused", ()))
    placed = Placed(at, body["opening"], body.get("digest", ""), body.get("round", 0), refused)
    counts = body.get(COUNTS, {})
    if PAY_FIRST not in body:  # what it took of counts was taken when it was folded
        return replace(placed, counts=counts, takes={str(place): {} for place in places_of(body)})
    lines = (from_plain(Line, plain) for plain in body["lines"])
    takes = {str(place): _takes(line, counts) for place, line in zip(places_of(body), lines, strict=True)}
    ends, phone = body[PAY_FIRST]["ends"], body.get("phone", "")
    return replace(placed, ends=ends, phone=phone, counts=counts, takes=takes)


def _takes(line: Line, counts: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item, _, quantity in counted_items(line):
        if item in counts:
            found[item] = found.get(item, 0) + quantity
    return found


def _at_once(body: Mapping[str, Any], at: int) -> Cooked:
    """Where its house asked for no money first the kitchen got it at once."""
    ids = [line_id(body["order"], place) for place in places_of(body)]
    held = (id for id, line in zip(ids, body["lines"], strict=True) if line.get("held"))
    return Cooked(at, body["opening"], tuple(ids), held=tuple(held), guest=body.get("guest", 0))


def _as_known(tables: Tables, row: PayFirst, known: Order) -> PayFirst:
    """An order that another history had cooked at once, before this one is told."""
    every = [one for one in lines_of_order(tables, row.id) if not one.piece_of]
    rows = [one for one in every if known.first_with(place_of(one)).at]
    held = tuple(one.id for one in rows if one.line.held)
    placed = replace(_answered(tables, row.id), at=known.at, opening=known.opening, round=known.round)
    placed = replace(placed, counts=known.counts, takes={str(place_of(one)): {} for one in rows})
    cooked = Cooked(known.at, known.opening, tuple(one.id for one in rows), held=held, guest=known.guest)
    return replace(row, placed=(placed,), cooked=(cooked,))


def _from_before(tables: Tables, row: PayFirst) -> PayFirst:
    """A row of an older program, in a store whose facts cannot be folded anew because they are damaged."""
    placed = replace(_answered(tables, row.id), opening=row.opening)
    placed = replace(placed, ends=row.ends, phone=row.phone, counts=row.counts)
    gone = (LetGo(row.at, row.freed, SOLD_OUT),) if row.freed else ()
    return replace(row, placed=(placed,), let_go=(*gone, *row.let_go))


def _answered(tables: Tables, order: str) -> Placed:
    """How the guest of an order was answered, as far as it is known."""
    heard = tables.get(Heard, order)
    if heard is None:
        return Placed(0, "")
    verdict = heard.verdict
    return Placed(verdict.at, heard.opening, heard.digest, verdict.round, verdict.refused)


def tell_cooked(tables: Tables, row: PayFirst, told: Cooked) -> None:
    """Its money was there. Only a fold may call this."""
    row = row if row.placed else _from_before(tables, row)
    settle(tables, replace(row, cooked=_with(row.cooked, told)))


def tell_let_go(tables: Tables, row: PayFirst, told: LetGo) -> None:
    """Some of it was given up. Only a fold may call this."""
    row = row if row.placed else _from_before(tables, row)
    settle(tables, replace(row, let_go=_with(row.let_go, told)))


def _with(known: Sequence[Told], told: Told) -> tuple[Told, ...]:
    """All that was told, the first one first; what several tell alike is told once."""
    every = [one for one in known if one != told]
    every.append(told)
    every.sort(key=lambda one: (one.at, canonical(to_plain(one))))
    return tuple(every)
