"""Orders that are paid before they are cooked 先付: a row for each, and which of them wait for money."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.record.tables import Tables
from domain.selling.order import RefusedLine
from domain.selling.order_rows import PLACES, Order, OrderLine, lines_of_order, pieces_of

WAITING, TAKEN, RELEASED = "waiting", "taken", "released"
SOLD_OUT = "sold_out"  # why a dish that was ordered is let go: the code that the guest reads
PIECES = "pieces"  # in a fact of what is let go: pieces of its lines that it does not let go itself
PAY_FIRST = "pay_first"  # in a fact of an order: until when it is kept unpaid


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as one history took it, ``at`` which time and at which opening. ``digest``, ``round`` and
    ``refused``: how its guest was answered.

    ``takes``: how many thousandths of each item each of its lines takes, by place. ``ends``: until when (UTC
    milliseconds) it is kept unpaid; 0: its house asked for no money first, and of what follows nothing is
    told. ``phone``: whose it is. ``counts``: those of which its dishes were taken.
    """

    at: int
    opening: str
    digest: str = ""
    round: int = 0
    refused: tuple[RefusedLine, ...] = ()
    ends: int = 0
    phone: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def out(self) -> frozenset[str]:
        """Places of the request that it did not take. In facts of an older program that took a part of it
        they are not those of the request."""
        return frozenset(str(one.index) for one in self.refused)

    @property
    def by_request(self) -> bool:
        """Whether its lines have the places that they have in the request."""
        return self.out.isdisjoint(self.takes)


@dataclass(frozen=True, slots=True)
class Cooked:
    """That the kitchen got it: which ``lines``, all but those that are ``out``; ``held`` ones wait for the
    word. ``guest``: the number by which its phone is known at that opening."""

    at: int
    opening: str
    lines: tuple[str, ...]
    out: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    guest: int = 0


@dataclass(frozen=True, slots=True)
class LetGo:
    """That nobody paid it, or that some of it was sold out: ``lines`` in thousandths, back under these
    ``counts``; ``every`` 1 if nothing was left of the order then, of which that history knew what is at these
    ``places`` of the request; (): all. ``pieces``: those of these lines that it knew beside them, None of an
    older program: it does not tell."""

    at: int
    lines: Mapping[str, int]
    why: str
    every: int = 0
    counts: Mapping[str, str] = field(default_factory=dict)
    places: tuple[int, ...] = ()
    pieces: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PayFirst:
    """An order (its id) that the kitchen gets once it is paid. ``opening``: where it was placed.

    ``phone``: whose it is, admitted to the opening by its money. ``ends``: until when (UTC milliseconds) it
    is kept. ``state``: waiting (for the money of all, or of what the history that cooked it had not) | taken
    (paid, the kitchen has it) | released, ``at`` which time. ``counts``: those of which its dishes were
    taken. ``freed``: what of its lines was let go, in thousandths; ``refused``: lines that were paid and not
    cooked after all. All of it follows from what each history told, by time: how it was ``placed``,
    ``cooked`` and ``let_go``; ``stock``: what it took of counts by that.
    """

    id: str
    opening: str
    phone: str
    ends: int
    state: str = WAITING
    at: int = 0
    counts: Mapping[str, str] = field(default_factory=dict)
    freed: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    placed: tuple[Placed, ...] = ()
    cooked: tuple[Cooked, ...] = ()
    let_go: tuple[LetGo, ...] = ()
    stock: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def lets_all_go(row: PayFirst) -> list[LetGo]:
    """By which tellings nothing is left of all that was ordered, the first one first."""
    every = _taken(row)
    return [one for one in row.let_go if one.every and (not one.places or every <= set(one.places))]


def all_of(tables: Tables, row: PayFirst) -> dict[str, Any]:
    """What a fact tells by which nothing is left of an order."""
    order = tables.get(Order, row.id)
    return {"all": True, **({PLACES: sorted(_taken(row))} if order and order.out else {})}


def what_is_let_go(tables: Tables, row: PayFirst, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """What a fact tells by which these lines of an order are let go."""
    told = {one.id: one.quantity for one in lines}
    pieces = {id for one in lines for id in pieces_of(tables, one)}
    return {"order": row.id, "lines": told, PIECES: sorted(pieces.difference(told))}


def _taken(row: PayFirst) -> set[int]:
    """The places of its request that one history or another took."""
    return {int(place) for told in row.placed for place in told.takes}


def not_made_at(row: PayFirst, line: str) -> int:
    """Since when nobody has to bring a line that was paid; 0: it is to be made."""
    return next((one.at for one in row.cooked if line in one.out), 0) if line in row.refused else 0


def comes_from(tables: Tables, lines: Collection[str], id: str) -> bool:
    """Whether a line is one of these, or was divided from one by who told of them or by another history."""
    while id and id not in lines:
        found = tables.get(OrderLine, id)
        id = found.divided_from if found else ""
    return bool(id)


def still_to_pay(tables: Tables, row: PayFirst) -> list[OrderLine]:
    """What is left of an order for which the kitchen waits: of two histories one may have cooked what it
    had, and the other had more."""
    left = (line for line in lines_of_order(tables, row.id) if line.quantity)
    return [line for line in left if not any(comes_from(tables, one.lines, line.id) for one in row.cooked)]


def is_unpaid(tables: Tables, line: OrderLine) -> bool:
    """Whether the kitchen waits for the money of a line."""
    row = tables.get(PayFirst, line.order)
    return row is not None and row.state == WAITING and line in still_to_pay(tables, row)


def waiting_on(tables: Tables, bills: Collection[str]) -> list[PayFirst]:
    """Such orders on these bills: those of one bill are paid together."""
    waiting = tables.where(PayFirst, state=WAITING)
    return [one for one in waiting if any(row.bill in bills for row in still_to_pay(tables, one))]


def kept_until(tables: Tables, row: PayFirst, bill: str) -> int:
    """Until when an order on a bill is kept: as long as the last of those that are paid with it."""
    return max([row.ends, *(one.ends for one in waiting_on(tables, {bill}))])


def unpaid_bills(tables: Tables) -> set[str]:
    """The bills on which such orders stand."""
    waiting = tables.where(PayFirst, state=WAITING)
    return {row.bill for one in waiting for row in still_to_pay(tables, one)}
