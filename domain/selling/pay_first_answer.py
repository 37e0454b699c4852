"""What the guest of an order that is paid first is told: as all histories together make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.record.tables import Tables
from domain.selling.answers import Heard
from domain.selling.order import RefusedLine
from domain.selling.order_rows import OrderLine
from domain.selling.request import Verdict
from domain.selling.unpaid import RELEASED, SOLD_OUT, PayFirst, Placed, lets_all_go, not_made_at


def keep_first_answer(tables: Tables, row: PayFirst) -> None:
    """What its guest is told now: it is taken, some of it is not there any more, or all of it is let go. Only
    a fold may call this."""
    first = next((one for one in row.placed if one.digest), None)
    if first is None:
        return
    over = lets_all_go(row) if row.state == RELEASED else []
    some = [one for one in reversed(row.let_go) if one not in over]
    gone = {id: one.at for one in some for id in one.lines if id in row.freed}
    gone |= {id: not_made_at(row, id) for id in row.refused}
    nobody = tuple(one for one in first.refused if not _was_taken(row, first, str(one.index)))
    shifts = () if first.by_request else first.refused
    out = (*nobody, *(_in_cart(tables, shifts, id) for id in _whole_lines(tables, gone)))
    at, state, code = max([first.at, *gone.values()]), "partly" if out else "accepted", ""
    if row.state == RELEASED:
        at, state, code = over[0].at, "refused", over[0].why
    change = len(row.placed) + len(row.cooked) + len(row.let_go) - 1
    verdict = Verdict(row.id, state, at, code, round=first.round, refused=out, change=change)
    tables.put(Heard(row.id, first.digest, first.opening, verdict))


def _was_taken(row: PayFirst, first: Placed, place: str) -> bool:
    """Whether a dish that one history did not take was taken by another."""
    return first.by_request and any(place in one.takes for one in row.placed)


def _whole_lines(tables: Tables, ids: Iterable[str]) -> list[str]:
    """The lines of the order that these are, or of which they are pieces, by place."""
    rows = (tables.get(OrderLine, id) for id in ids)
    return sorted({row.ticket_key for row in rows if row}, key=_place)


def _place(line: str) -> int:
    return int(line.rpartition(".")[2])


def _in_cart(tables: Tables, before: Iterable[RefusedLine], id: str) -> RefusedLine:
    """A line by its place in the guest's cart, where those that were refused at once stand too."""
    line = tables.get(OrderLine, id)
    names: Mapping[str, str] = line.line.names if line else {}
    place = _place(id)
    for index in sorted(one.index for one in before):
        place += index <= place
    return RefusedLine(place, SOLD_OUT, {"dish": dict(names)}, names)
