"""Dishes that leave a bill, whole or in part, as a fact names them: for another bill or another table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.errors import Refused
from domain.selling.orders import OrderLine
from domain.selling.pieces import TOLD, as_it_is, piece_id
from pos_app.workflows.book import Entry


def pieces_of(
    entry: Entry, act: str, wanted: Mapping[str, int], check: Callable[[OrderLine], bool]
) -> tuple[list[dict[str, Any]], list[OrderLine]]:
    """``wanted``: thousandths by line id, which an ``act`` takes. Answers the fact's lines, and the rows.

    A part of a line is a piece with an id of its own. Raises Refused("line_gone") for what is not there, by
    ``check`` or in that number, and "line_whole" for what is weighed, given or discounted and not all of it.
    """
    lines: list[dict[str, Any]] = []
    rows: list[OrderLine] = []
    for line, quantity in wanted.items():
        row = entry.tables.get(OrderLine, line)
        if row is None or not check(row) or not 0 < quantity <= row.quantity:
            raise Refused("line_gone")
        one: dict[str, Any] = {"line": line, "quantity": quantity}
        if quantity < row.quantity:
            if quantity % 1000 or row.quantity % 1000 or row.agreed:
                raise Refused("line_whole")
            one |= {"piece": piece_id(row, act), TOLD: as_it_is(row)}
        lines.append(one)
        rows.append(row)
    return lines, rows
