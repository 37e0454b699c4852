"""Orders as facts: what was placed, refused or held, line by line, and what of it is served."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.floor.later import have_gone
from domain.floor.openings import PICKUP, Opening, stands_on
from domain.floor.pickup import SLIP
from domain.money.bills import FOLLOWS, Bill, further_bill
from domain.money.further import put_right
from domain.money.payments import Settlement, begin_bill, is_paid
from domain.money.settled import PAID, pays_of
from domain.record.envelope import Event
from domain.record.latest import Latest
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.answers import Heard as Heard
from domain.selling.answers import keep_answer, of_both
from domain.selling.order import Line
from domain.selling.order_rows import PLACES, TakenBy, earlier, is_before, places_of, recount
from domain.selling.order_rows import Order as Order
from domain.selling.order_rows import OrderLine as OrderLine
from domain.selling.order_rows import line_id as line_id
from domain.selling.order_rows import lines_of_order as lines_of_order
from domain.selling.order_rows import on_bill as on_bill
from domain.selling.pay_first_told import tell_placing
from domain.selling.printing import keys_of, queue_kitchen, queue_slips
from domain.selling.request import Verdict
from domain.selling.slip_places import slips_follow
from domain.selling.stock_once import take_stock
from domain.selling.unpaid import PAY_FIRST, PayFirst
from domain.supply.counted import COUNTS


@dataclass(frozen=True, slots=True)
class Held:
    """A request that waits for staff to admit its phone.

    ``request``: as it was asked; with ``doubtful`` if it may have been cooked before the till was set back.
    """

    id: str
    table: str
    at: int
    request: Mapping[str, Any] = field(default_factory=dict)


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
    return opening.known_as(phone)


def guests_of(tables: Tables, order: Order, line: Line, opening: Opening) -> tuple[int, ...]:
    """The numbers of the phones that wanted a dish at the table where it stands now, 0 for one that is not
    known there; () if staff took it."""
    if line.guests:
        return tuple(opening.known_as(phone) for phone in line.guests)
    guest = guest_number(tables, order, opening)
    return (guest,) if guest or order.guest else ()


def order_placed(event: Event, tables: Tables) -> None:
    body = event.body
    placed_at = tables.get(Opening, body["opening"])
    if placed_at is None:
        return
    if "bill" in body:
        placed_at = begin_bill(tables, placed_at, body["bill"], body.get("charges", FOLLOWS))
    placed_at = _with_order(placed_at, body)
    tables.put(placed_at)
    told = body.get("bill", placed_at.id)
    own = "" if PAY_FIRST in body else body.get("placed_at", "")  # until it is paid it has a bill alone
    home = tables.get(Opening, own) or placed_at
    opening, bill = _stands(tables, placed_at, home, body)
    order = Order(
        body["order"],
        placed_at.id,
        body["round"],
        event.at,
        event.by,
        body.get("guest", 0),
        body.get("remark", ""),
        body.get("received", 0),
        body.get("placed_at", ""),
        counts=body.get(COUNTS, {}),
    )
    known = tables.get(Order, order.id)
    out = _not_taken(known, order, body)
    first = known is None or is_before(order.taken, known.taken)
    if first or (known and out != known.out):
        tables.put(replace(order if first or known is None else known, out=out))
    if known and first:
        slips_follow(tables, order, known.opening)
    lines: list[OrderLine] = []
    moved = {opening.id, placed_at.id, *([known.opening] if known else [])}
    for place, plain in zip(places_of(body), body["lines"], strict=True):
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
            placed_at=home.id if home.id != opening.id else "",
            told_bill=told if told != bill else "",
        )
        if not any(keys_of(row)):  # nobody has to bring it
            row = replace(row, served_at=event.at)
        lines.append(row)
        take_stock(event, tables, order, known, row)
        if known:
            before = tables.get(OrderLine, row.id) or row
            now = _of_two(tables, row, is_before(order.taken, known.first_with(place)))
            moved |= {before.opening, now.opening}
            tables.put(now)
        else:
            tables.put(row)
    if known:
        moved |= {row.opening for row in lines_of_order(tables, order.id)}
        for id in sorted(moved):
            recount(tables, id)
    else:
        tables.put(_with_lines(tables.get(Opening, opening.id) or opening, order, lines))
    part = tables.get(Bill, bill)
    if known or have_gone(tables, opening) or tables.get(Settlement, bill) or (part and part.idle):
        put_right(tables, *sorted(moved))
    tell_placing(event, tables, known)  # before the answer of another history is overwritten
    if "digest" in body:
        _remember(event, tables, "partly" if body.get("refused") else "accepted", out)
    if PAY_FIRST not in body:
        queue_kitchen(event, tables, lines)
    if "slip" in body:
        queue_slips(event, tables, f"{opening.id}.{PICKUP}", body["slip"], SLIP, opening.id)


def _stands(tables: Tables, opening: Opening, home: Opening, body: Mapping[str, Any]) -> tuple[Opening, str]:
    """On which bill an order stands that is told of an ``opening`` and belongs to ``home``: other branches of
    the history may have joined or parted their tables, and what was paid there before stays where it was."""
    bill = _asked_by(tables, opening, body)
    settled = tables.get(Settlement, bill)
    if settled is not None and PAID in settled.bill and pays_of(settled, body["order"]):
        return opening, bill
    joined, parted = stands_on(tables, opening, bill), stands_on(tables, home, home.comes_back_on)
    return joined if parted[0].id == joined[0].id else parted


def _asked_by(tables: Tables, opening: Opening, body: Mapping[str, Any]) -> str:
    """The bill of the table where an order was placed that has to be paid for it; where the table is joined
    to another since, not one that another history had paid before without it."""
    bill: str = body.get("bill", opening.id)
    while opening.into and (settled := tables.get(Settlement, bill)) and not pays_of(settled, body["order"]):
        bill = further_bill(bill)
    return bill


def _not_taken(known: Order | None, told: Order, body: Mapping[str, Any]) -> Mapping[str, TakenBy]:
    """What one history or another did not take of a request, by place, and who did first: the order is what
    all of them took."""
    out = {**known.out} if known else {}
    for one in body["refused"] if PLACES in body else ():
        out.setdefault(str(one["index"]), known.taken if known else TakenBy())
    for place in map(str, places_of(body)):
        if place in out and is_before(told.taken, out[place]):
            out[place] = told.taken
    return dict(sorted(out.items()))


def _of_two(tables: Tables, told: OrderLine, first: bool) -> OrderLine:
    """A line of a request that two histories have taken: it stands where it was ``first``."""
    known = tables.get(OrderLine, told.id)
    if known is not None and told.served_at:  # nobody has to bring it, since the first of them
        known = replace(known, served_at=earlier(known.served_at, told.served_at))
    moved = tables.get(Latest, f"place:{told.id}") is not None
    if known is None or not first or moved:
        return known or told
    if is_paid(tables, known):  # it stays where it was paid, and belongs there all the same
        return known.on(known.opening, known.bill, told.belongs_to, told.own_bill)
    return known.on(told.opening, told.bill, told.belongs_to, told.own_bill)


def _with_order(opening: Opening, body: Mapping[str, Any]) -> Opening:
    """An opening at which an order was placed, wherever it stands."""
    phone = body.get("phone", "")
    if phone and (PAY_FIRST not in body or opening.pickup):  # at a table its money admits it
        own = body.get("guest") or opening.guest_number(phone)
        opening = opening.with_phones({phone: own, **body.get("sharers", {})})
    return replace(opening, version=opening.version + 1, rounds=max(opening.rounds, body["round"]))


def _with_lines(opening: Opening, order: Order, lines: Sequence[OrderLine]) -> Opening:
    """An opening on whose bill a new order stands: what ``recount`` would find, without looking at all."""
    if not lines:
        return opening
    since = opening.waiting_since
    awaited = any(row.awaited for row in lines)
    return replace(
        opening,
        version=opening.version + (opening.id != order.opening),
        rounds=max(opening.rounds, bool(order.round)),
        ordered_at=max(opening.ordered_at, order.at if order.round else 0),
        waiting_since=earlier(since, order.at) if awaited else since,
    )


def order_refused(event: Event, tables: Tables) -> None:
    _remember(event, tables, "refused")


def _remember(event: Event, tables: Tables, state: str, out: Collection[str] = ()) -> None:
    """Keep how a request was answered; ``out``: places of it that one history did not take."""
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
    if tables.get(PayFirst, body["order"]) is None:  # else its tellings say how it is answered
        heard = Heard(body["order"], body["digest"], body.get("opening", ""), verdict)
        if out:
            tables.put(of_both(tables.get(Heard, heard.id), heard, len(out)))
        else:
            keep_answer(tables, heard)
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


APPLIES = {
    "order.placed": order_placed,
    "order.refused": order_refused,
    "order.held": order_held,
}
