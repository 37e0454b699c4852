"""A line that was divided: each piece is a line of its own, by an id that no other history gives.

A fact tells how the line was that it divides, for another history may have priced, served or moved it since.
Facts of older programs do not, and gave a piece the next place of its order: it is as it is heard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.money.discounts import NO_DISCOUNT
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, changed_by, line_id, of_quantity
from domain.selling.stock_once import put_line

FIRST = 2**40  # places of pieces are beyond those of any line of an order
TOLD = "as"  # in a fact, beside the ``piece``: how the line was


def piece_id(row: OrderLine, act: str) -> str:
    """The id of the piece that an act takes from a line; an act takes one of each line."""
    digest = hashlib.sha256(f"{act}:{row.id}".encode()).digest()
    return line_id(row.order, FIRST + int.from_bytes(digest[:5]))


def is_piece(line: str) -> bool:
    """Whether a line was no line of its order; of older programs' pieces nobody can tell by the id."""
    return int(line.rpartition(".")[2] or 0) >= FIRST


def as_it_is(row: OrderLine) -> dict[str, Any]:
    """What may have become of a line since it was ordered, and which a piece has too."""
    found: dict[str, Any] = {"listed": row.listed, "seat": row.line.seat, "served_at": row.served_at}
    found |= {"started_at": row.started_at, "start_at": row.start_at, "calls": list(row.calls)}
    return {"price": row.line.price, **{name: value for name, value in found.items() if value}}


def divide(tables: Tables, row: OrderLine, told: Mapping[str, Any]) -> OrderLine:
    """The line itself, or the ``piece`` of it that a fact names, the rest of which stays where it is. Only a
    fold may call this."""
    id = told.get("piece", "")
    if not id:
        return row
    known = tables.get(OrderLine, id)
    if known is not None:
        return known
    put_line(tables, row, changed_by(row, -told["quantity"]))
    first = tables.get(OrderLine, row.ticket_key)
    if first is not None and is_piece(id):
        tables.put(replace(first, pieces=tuple(sorted({*first.pieces, id}))))
    piece = _as_told(row, told[TOLD]) if TOLD in told else row
    begun = row.id if is_piece(id) else ""
    piece = replace(piece, id=id, piece_of=row.ticket_key, divided_from=begun, pieces=())
    piece = replace(piece, voided=0, returned=0, short=0, restocked=0)
    return of_quantity(piece, told["quantity"])


def _as_told(row: OrderLine, was: Mapping[str, Any]) -> OrderLine:
    line = replace(row.line, price=was["price"], seat=was.get("seat", 0), weight=0, tare=0)
    return replace(
        row,
        line=line,
        listed=was.get("listed", 0),
        served_at=was.get("served_at", 0),
        started_at=was.get("started_at", 0),
        start_at=was.get("start_at", 0),
        calls=tuple(was.get("calls", ())),
        given=0,
        discount=NO_DISCOUNT,
    )
