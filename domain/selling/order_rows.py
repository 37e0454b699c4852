"""Rounds and their lines as rows: what a line has left on its bill, what an opening knows of its lines.

Two histories may each take from one line: what they took together beyond what there was is remembered, so
that the order in which they are heard does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.floor.openings import Opening
from domain.money.discounts import NO_DISCOUNT, Discount, limited_by
from domain.money.shares import times
from domain.record.rows import last_number
from domain.record.tables import Tables
from domain.selling.order import Line

PLACES = "places"  # in a fact of an order that was taken in part: which places of its request the lines have


@dataclass(frozen=True, slots=True)
class TakenBy:
    """Who took a dish of a request first: ``at`` which time and opening, and from which ``counts`` of what it
    is made of; nobody yet: 0."""

    at: int = 0
    opening: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)


def is_before(told: TakenBy, known: TakenBy) -> bool:
    """Whether who tells it now took it before all who are known."""
    return not known.at or _by_time(told) < _by_time(known)


def _by_time(taken: TakenBy) -> tuple[int, str, list[tuple[str, str]]]:
    return taken.at, taken.opening, sorted(taken.counts.items())


@dataclass(frozen=True, slots=True)
class Order:
    """One round of one author. ``by``: staff id or "phone"; ``guest``: the phone's number at the table.

    ``placed_at``: the opening whose table it was placed at, and goes to, while that one was joined 并台 to
    ``opening``; "" for its own. ``out``: by place in its request, what one history did not take, as it was
    sold out there, and who else did. ``counts``: those of its dishes that stood when it was taken, by item.
    """

    id: str
    opening: str
    round: int
    at: int
    by: str
    guest: int = 0
    remark: str = ""
    received_at: int = 0
    placed_at: str = ""
    out: Mapping[str, TakenBy] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> TakenBy:
        """Who took it first."""
        return TakenBy(self.at, self.opening, self.counts)

    def first_with(self, place: int) -> TakenBy:
        """Who took the dish at a place of its request first."""
        return self.out.get(str(place), self.taken)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order; the id is the order's with the line's place in its request. ``bill``: on which it
    stands now.

    ``quantity`` and ``amount`` (minor units) are what is on the bill now, ``line`` too; ``voided``
    thousandths are not any more, ``returned`` came back unopened; ``given`` are a gift, of the quantity that
    is left at most: it stays as it was said.
    ``listed``: the price by the menu, 0 if that is charged. ``started_at``: when a held dish was begun 起菜;
    ``start_at``: when it is begun by itself while it is held 定时起菜, 0: at the word alone;
    ``calls``: ids of the ``calls.Call`` that told the kitchen to start or hurry it, a piece of a line has
    those of the whole. ``placed_at``: the opening where it was ordered, or to which it was moved 转菜,
    while it stands on the bill of another one 并台. ``short``: thousandths that two histories together took
    off beyond what there was; ``voided`` and ``returned`` are all that each took off, ``restocked`` what of
    that each said to go back to stock. ``told_bill``: onto which bill it was put, if it stands on another
    since, as tables were joined or bills put together. ``pieces``: ids of all that were divided from it,
    ``piece_of`` it, and ``divided_from`` it or a piece of it.
    """

    id: str
    order: str
    opening: str
    dish: str
    quantity: int
    amount: int
    line: Line
    served_at: int = 0
    voided: int = 0
    given: int = 0
    listed: int = 0
    discount: Discount = NO_DISCOUNT
    piece_of: str = ""
    bill: str = ""
    started_at: int = 0
    calls: tuple[str, ...] = ()
    returned: int = 0
    placed_at: str = ""
    short: int = 0
    pieces: tuple[str, ...] = ()
    divided_from: str = ""
    restocked: int = 0
    told_bill: str = ""
    start_at: int = 0

    @property
    def belongs_to(self) -> str:
        """The opening that takes it along when joined tables part."""
        return self.placed_at or self.opening

    @property
    def own_bill(self) -> str:
        """The bill onto which it was put."""
        return self.told_bill or self.bill

    def on(self, opening: str, bill: str, placed_at: str = "", own: str = "") -> OrderLine:
        """The line on a bill of an opening; ``placed_at``: where it belongs, and ``own``: onto which bill it
        was put, if not as before."""
        belongs, own = placed_at or self.belongs_to, own or self.own_bill
        placed_at, told_bill = "" if belongs == opening else belongs, "" if own == bill else own
        return replace(self, opening=opening, bill=bill, placed_at=placed_at, told_bill=told_bill)

    @property
    def held(self) -> bool:
        """Whether the kitchen waits for the word to begin it 叫起."""
        return bool(self.line.held and self.quantity and not self.started_at and not self.served_at)

    @property
    def awaited(self) -> bool:
        """Whether it is to come by itself."""
        return bool(self.quantity and not self.served_at and not self.held)

    @property
    def hurried(self) -> int:
        """How often the kitchen was told to be quick 催菜."""
        return len(self.calls) - bool(self.started_at)

    @property
    def ticket_key(self) -> str:
        """By what its order's tickets know it."""
        return self.piece_of or self.id

    @property
    def gift(self) -> int:
        """What of the amount is a gift."""
        return self.amount if self.given >= self.quantity else times(self.line.price, self.given)

    @property
    def reduction(self) -> int:
        """What of the amount is not charged, by gift and by its own discount."""
        return self.gift + self.discount.of(self.amount - self.gift)

    @property
    def limited(self) -> tuple[int, ...]:
        """Within how many basis points its own discount was agreed to, and what that takes off."""
        return limited_by(self.discount, self.reduction - self.gift)

    @property
    def charged(self) -> int:
        """What of the amount is left, before anything that concerns the whole bill."""
        return self.amount - self.reduction

    @property
    def agreed(self) -> bool:
        """Whether a gift or discount is agreed on it, though it may take nothing off at its present price, or
        it is weighed: it stays whole, or each piece would have all of it."""
        return bool(self.given) or self.discount != NO_DISCOUNT or bool(self.line.weight)

    @property
    def full_price(self) -> bool:
        """Whether promotions and discounts on the bill leave it alone."""
        return self.line.full_price

    @property
    def boxes(self) -> int:
        """Portions to pack."""
        return self.line.boxes

    @property
    def tax_class(self) -> str:
        return self.line.tax_class


def said_of(kind: str, line: str) -> str:
    """What is said anew of a line by facts of a kind, as its price: see ``domain.record.latest``."""
    return f"{kind}:{line}"


def served_by(line: str, times: int) -> str:
    """The counter of how many tables more were known to who said last that a dish of a banquet is served,
    after it was taken back so many ``times``."""
    return f"served:{line}:{times}" if times else f"served:{line}"


def taken_back(line: str) -> str:
    """The counter of how often it was said that a dish is not served after all."""
    return f"unserved:{line}"


def times_taken_back(tables: Tables, line: str) -> int:
    """How often somebody said so who knew of all the times before."""
    return last_number(tables, taken_back(line))


def line_id(order: str, place: int) -> str:
    """The id of the line at a place (from 0) of an order."""
    return f"{order}.{place}"


def place_of(row: OrderLine) -> int:
    """The place by which a line is known in its order."""
    return int(row.id.rpartition(".")[2])


def places_of(body: Mapping[str, Any]) -> Sequence[int]:
    """The place in its request of each line that the fact of an order tells. One that was taken whole does
    not say it; of a part that an older program took, lines are counted as if there had been no others."""
    lines = body["lines"]
    places: Sequence[int] = body.get(PLACES, range(len(lines)))
    if len(places) != len(lines):
        raise ValueError("a place for each line")
    return places


def lines_of_order(tables: Tables, order: str) -> list[OrderLine]:
    """All lines of an order, on whichever bill they stand now; pieces of one that was divided come last."""
    found: list[OrderLine] = []
    known, place = tables.get(Order, order), 0
    while (row := tables.get(OrderLine, line_id(order, place))) or (known and str(place) in known.out):
        found += [row] if row else []
        place += 1
    pieces = sorted(id for row in found for id in row.pieces)
    return [*found, *(row for id in pieces if (row := tables.get(OrderLine, id)))]


def pieces_of(tables: Tables, row: OrderLine) -> tuple[str, ...]:
    """All pieces of the line of an order, of which this is one, or which this is."""
    whole = tables.get(OrderLine, row.piece_of) if row.piece_of else row
    return whole.pieces if whole else ()


def goes_to(tables: Tables, order: Order) -> Opening | None:
    """The opening at whose table an order was placed: one that was joined to the bill's, else the bill's."""
    return tables.get(Opening, order.placed_at or order.opening)


def recount(tables: Tables, id: str) -> None:
    """What an opening knows of its lines, after lines have come or gone. Only a fold may call this."""
    opening = tables.get(Opening, id)
    if opening is None:
        return
    rows = tables.where(OrderLine, opening=id)
    orders = [
        order for key in {row.order for row in rows} if (order := tables.get(Order, key)) and order.round
    ]
    own = [order.round for order in tables.where(Order, opening=id)]
    tables.put(
        replace(
            opening,
            rounds=max([*own, int(bool(orders))], default=0),
            ordered_at=max((order.at for order in orders), default=0),
            waiting_since=longest_wait(tables, rows),
        )
    )


def earlier(known: int, told: int) -> int:
    """Of two histories that both tell when something was first done; 0: it was not."""
    return min(known, told) if known else told


def wait_for_dishes(tables: Tables, opening: Opening) -> None:
    """Since when an opening waits for the oldest dish that has still to come. Only a fold may call this."""
    since = longest_wait(tables, tables.where(OrderLine, opening=opening.id))
    tables.put(replace(opening, waiting_since=since))


def longest_wait(tables: Tables, rows: Iterable[OrderLine]) -> int:
    """Since when the oldest of these dishes is awaited; 0: none is."""
    return min((at for row in rows if row.awaited and (at := sent_at(tables, row))), default=0)


def sent_at(tables: Tables, row: OrderLine) -> int:
    """Since when the kitchen is to make a dish: since it was ordered, or since a held one was started."""
    order = tables.get(Order, row.order)
    return row.started_at or (order.at if order else 0)


def of_quantity(row: OrderLine, quantity: int) -> OrderLine:
    """The line with so much left on the bill."""
    line = replace(row.line, quantity=quantity)
    return replace(row, line=line, quantity=quantity, amount=line.amount)


def changed_by(row: OrderLine, more: int) -> OrderLine:
    """The line with so much more, or less below zero; what there is not is remembered as ``short``."""
    left = row.quantity - row.short + more
    return replace(of_quantity(row, max(0, left)), short=max(0, -left))


def on_bill(rows: Iterable[OrderLine]) -> list[OrderLine]:
    """The lines of which there is something left."""
    return [row for row in rows if row.quantity]
