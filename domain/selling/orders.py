"""Orders as facts: what was placed, refused or held, line by line, and what of it is served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.floor.openings import PICKUP, Opening, stands_on
from domain.floor.pickup import SLIP
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Settlement, begin_bill
from domain.money.shares import times
from domain.record.envelope import Event
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.order import Line, counted_items
from domain.selling.printing import keys_of, queue_kitchen, queue_slips
from domain.selling.request import Verdict
from domain.supply.counted import reduce


@dataclass(frozen=True, slots=True)
class Order:
    """One round of one author. ``by``: staff id or "phone"; ``guest``: the phone's number at the table."""

    id: str
    opening: str
    round: int
    at: int
    by: str
    guest: int = 0
    remark: str = ""
    received_at: int = 0


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order; the id is the order's with the line's place. ``bill``: on which it stands now.

    ``quantity`` and ``amount`` (minor units) are what is on the bill now, ``line`` too; ``voided``
    thousandths are not any more, ``returned`` came back unopened, ``given`` of the quantity are a gift.
    ``listed``: the price by the menu, 0 if that is charged. ``started_at``: when a held dish was begun 起菜;
    ``calls``: ids of the ``calls.Call`` that told the kitchen to start or hurry it, a piece of a line has
    those of the whole. ``placed_at``: the opening where it was ordered, or to which it was moved 转菜,
    while it stands on the bill of another one 并台.
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

    @property
    def belongs_to(self) -> str:
        """The opening that takes it along when joined tables part."""
        return self.placed_at or self.opening

    def on(self, opening: str, bill: str, placed_at: str = "") -> OrderLine:
        """The line on a bill of an opening; ``placed_at``: where it belongs, if not as before."""
        belongs = placed_at or self.belongs_to
        return replace(self, opening=opening, bill=bill, placed_at="" if belongs == opening else belongs)

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


@dataclass(frozen=True, slots=True)
class Heard:
    """A request the till has answered, remembered for ever: same id and digest, same verdict."""

    id: str
    digest: str
    opening: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Held:
    """A request that waits for staff to admit its phone.

    ``request``: as it was asked; with ``doubtful`` if it may have been cooked before the till was set back.
    """

    id: str
    table: str
    at: int
    request: Mapping[str, Any] = field(default_factory=dict)


def line_id(order: str, place: int) -> str:
    """The id of the line at a place (from 0) of an order."""
    return f"{order}.{place}"


def lines_of_order(tables: Tables, order: str) -> list[OrderLine]:
    """All lines of an order, on whichever bill they stand now; pieces of one that was divided come last."""
    found: list[OrderLine] = []
    while row := tables.get(OrderLine, line_id(order, len(found))):
        found.append(row)
    return found


def orders_on(tables: Tables, opening: str, rows: Iterable[OrderLine]) -> list[Order]:
    """The orders with lines on a bill: its own by round, then those that came from other tables."""
    known = {row.order: tables.get(Order, row.order) for row in rows}
    found = [order for order in known.values() if order]
    return sorted(
        found, key=lambda one: (one.opening != opening, one.round if one.opening == opening else one.at)
    )


def guest_number(tables: Tables, order: Order, opening: Opening) -> int:
    """A phone's number at the table where its order stands now; 0 if staff took it or it is not there."""
    if order.opening == opening.id or not order.guest:
        return order.guest
    before = tables.get(Opening, order.opening)
    phone = before.phones[order.guest - 1] if before and order.guest <= len(before.phones) else ""
    return opening.phones.index(phone) + 1 if phone in opening.phones else 0


def order_placed(event: Event, tables: Tables) -> None:
    body = event.body
    placed_at = tables.get(Opening, body["opening"])
    if placed_at is None:
        return
    if "bill" in body:
        placed_at = begin_bill(tables, placed_at, body["bill"])
        tables.put(placed_at)
    bill = body.get("bill", placed_at.id)
    opening, bill = stands_on(tables, placed_at, bill)  # joined meanwhile by another branch of the history
    order = Order(
        body["order"],
        placed_at.id,
        body["round"],
        event.at,
        event.by,
        body.get("guest", 0),
        body.get("remark", ""),
        body.get("received", 0),
    )
    known = tables.get(Order, order.id)
    first = known is None or _by_placing(order) < _by_placing(known)
    if first:
        tables.put(order)
    lines: list[OrderLine] = []
    for place, plain in enumerate(body["lines"]):
        line = from_plain(Line, plain)
        row = OrderLine(
            id=line_id(order.id, place),
            order=order.id,
            opening=opening.id,
            dish=line.dish,
            quantity=line.quantity,
            amount=line.amount,
            line=line,
            bill=bill,
            placed_at=placed_at.id if placed_at.id != opening.id else "",
        )
        if not any(keys_of(row)):  # nobody has to bring it
            row = replace(row, served_at=event.at)
        tables.put(_of_two(tables, row, first) if known else row)
        lines.append(row)
        for item, _, quantity in counted_items(line):
            reduce(event, tables, item, quantity)
    tables.put(_with_order(opening, event, body, awaited=any(row.awaited for row in lines)))
    if "digest" in body:
        _remember(event, tables, "partly" if body.get("refused") else "accepted")
    queue_kitchen(event, tables, lines)
    if "slip" in body:
        queue_slips(event, tables, f"{opening.id}.{PICKUP}", body["slip"], SLIP, opening.id)


def _by_placing(order: Order) -> tuple[int, str]:
    return order.at, order.opening


def _of_two(tables: Tables, told: OrderLine, first: bool) -> OrderLine:
    """A line of a request that two histories have taken: it stands where it was ``first``."""
    known = tables.get(OrderLine, told.id)
    if known is None or not first or tables.get(Settlement, known.bill) is not None:
        return known or told
    return known.on(told.opening, told.bill, told.belongs_to)


def _with_order(opening: Opening, event: Event, body: Mapping[str, Any], awaited: bool) -> Opening:
    phone = body.get("phone", "")
    known = phone in opening.phones or not phone
    return replace(
        opening,
        version=opening.version + 1,
        rounds=max(opening.rounds, body["round"]),
        phones=opening.phones if known else (*opening.phones, phone),
        ordered_at=event.at if body["round"] else opening.ordered_at,
        waiting_since=opening.waiting_since or (event.at if awaited else 0),
    )


def _by_answer(heard: Heard) -> tuple[bool, int, str]:
    return heard.verdict.state == "refused", heard.verdict.at, heard.digest


def order_refused(event: Event, tables: Tables) -> None:
    _remember(event, tables, "refused")


def _remember(event: Event, tables: Tables, state: str) -> None:
    body = event.body
    verdict = from_plain(
        Verdict,
        {
            "request": body["order"],
            "state": state,
            "at": event.at,
            "code": body.get("code", ""),
            "facts": body.get("facts", {}),
            "round": body.get("round", 0),
            "refused": body.get("refused", []),
        },
    )
    heard = Heard(body["order"], body["digest"], body.get("opening", ""), verdict)
    # Of two histories that both answered it, what was cooked stands, then what was said first.
    tables.put(min(filter(None, (tables.get(Heard, heard.id), heard)), key=_by_answer))
    tables.remove(Held, body["order"])


def order_held(event: Event, tables: Tables) -> None:
    """It waits for staff, unless another history has answered it. Of two that held it, the first stands."""
    request = event.body["request"]
    if tables.get(Heard, request["id"]):
        return
    held = Held(request["id"], request["table"], event.at, request)
    known = tables.get(Held, held.id) or held
    doubtful = event.body.get("doubtful") or known.request.get("doubtful")
    doubt = {"doubtful": True} if doubtful else {}
    tables.put(replace(known, at=min(known.at, event.at), request={**known.request, **doubt}))


def lines_served(event: Event, tables: Tables) -> None:
    opening = tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    for key in event.body["lines"]:
        row = tables.get(OrderLine, key)
        if row:
            tables.put(replace(row, served_at=earlier(row.served_at, event.at)))
    wait_for_dishes(tables, opening)


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


def on_bill(rows: Iterable[OrderLine]) -> list[OrderLine]:
    """The lines of which there is something left."""
    return [row for row in rows if row.quantity]


APPLIES = {
    "order.placed": order_placed,
    "order.refused": order_refused,
    "order.held": order_held,
    "lines.served": lines_served,
}
