"""What each dish bears of a bill as it was paid: of two histories each may have been paid for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.money.settled import BEARS, PAID, Settlement, is_in, pays, tellings, told_lines
from domain.money.shares import share
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, pieces_of


def told_borne(told: Mapping[str, Any]) -> dict[str, int] | None:
    """Minor units of its total by line, as it says; None for those of older programs, which do not."""
    return dict(zip(told_lines(told), told[BEARS], strict=True)) if BEARS in told else None


def borne_by(tables: Tables, told: Mapping[str, Any]) -> dict[str, int] | None:
    """The same, with the pieces that another history has divided from these lines since: each piece bears
    what of its line it was."""
    found = told_borne(told)
    for id in list(found or ()):
        row, pieces = tables.get(OrderLine, id), _unknown_pieces(tables, told, id)
        if found is not None and row is not None and pieces:
            parts = [row, *pieces]
            found |= zip([one.id for one in parts], share(found[id], _sizes(parts)), strict=True)
    return found


def borne_on(tables: Tables, settled: Settlement) -> dict[str, int] | None:
    """What each line bears that a settled bill pays, wherever it stands: one that two histories both were
    paid for, the more of both; None where an older program did not tell."""
    every = [borne_by(tables, told) for told in tellings(settled)]
    known = [one for one in every if one is not None]
    return most_of(known) if len(known) == len(every) else None


def most_of(every: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """The most that any of these says, by line."""
    return {id: max(one.get(id, 0) for one in every) for id in sorted({id for one in every for id in one})}


def _unknown_pieces(tables: Tables, told: Mapping[str, Any], line: str) -> list[OrderLine]:
    """The pieces of a line of which the settlement that pays it did not know."""
    row = tables.get(OrderLine, line)
    pieces = [tables.get(OrderLine, id) for id in pieces_of(tables, row)] if row else []
    return [
        one
        for one in pieces
        if one
        and not is_in(told[PAID], one.id)
        and _is_of(tables, told, one, line)
        and pays(tables, told, one)
    ]


def _is_of(tables: Tables, told: Mapping[str, Any], piece: OrderLine, line: str) -> bool:
    """Whether the nearest line from which a piece was divided, of those that are paid, is this one."""
    found: OrderLine | None = piece
    while found is not None and not is_in(told[PAID], found.id):
        found = tables.get(OrderLine, found.divided_from)
    return found is not None and found.id == line


def _sizes(rows: Sequence[OrderLine]) -> list[int]:
    """How much of each there was, in thousandths: what was taken off since was paid all the same."""
    return [max(0, row.quantity - row.short + row.voided + row.returned) for row in rows]
