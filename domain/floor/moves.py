"""What goes to another table: an opening 转台, a bill 并台 and back, a dish 转菜.

Lines stand on one opening each; an order remembers where it was placed, so that its tickets stay what they
were, and a line to which opening it belongs, so that it comes back when joined tables part. Each move keeps
what its notice to the kitchen says; ``notify`` of the fact are the stations told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.floor.cleaning import Uncleaned, left_behind
from domain.floor.openings import Opening, joined_to, number_first, stands_on
from domain.money.billing import guests_on
from domain.money.bills import Bill, bill_row, stand_in
from domain.money.payments import Settlement, all_paid_at, open_bills
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.orders import Held, Order, OrderLine, longest_wait, on_bill
from domain.selling.printing import queue_notice


@dataclass(frozen=True, slots=True)
class Move:
    """From ``source`` at ``before`` to ``opening`` at ``table``. kind: table | joined | parted | dish.

    ``lines``: ids of the lines that went along; of a table changed those that were still to come.
    ``before_party`` and ``party``: whose of a shared table, 0 for one that is not.
    """

    id: str
    kind: str
    opening: str
    source: str
    before: str
    table: str
    lines: tuple[str, ...]
    at: int
    by: str
    before_party: int = 0
    party: int = 0


def opening_moved(event: Event, tables: Tables) -> None:
    """Guests sit at another table now, with all that is theirs 转台."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    before, table, party = opening, body["table"], body.get("party", 0)
    number_first(tables, body)
    tables.put(replace(opening, table=table, party=party, version=opening.version + 1))
    tables.remove(Uncleaned, table)
    left_behind(event, tables, before.table, opening.id)
    others = tables.where(Opening, table=before.table, live=1)
    theirs = (opening.id,) if before.party and others else ("", opening.id)
    for held in tables.where(Held, table=before.table):
        if held.request.get("opening", "") in theirs:
            moved = {**held.request, "moved": opening.id}
            tables.put(replace(held, table=table, request=moved))
    rows = [row for row in tables.where(OrderLine, opening=opening.id) if not row.served_at]
    _note(event, tables, "table", before, replace(opening, table=table, party=party), rows)


def openings_joined(event: Event, tables: Tables) -> None:
    """The lines of ``joined`` come onto the bill of ``opening``, and its table's code leads there 并台."""
    head, other = (tables.get(Opening, event.body[name]) for name in ("opening", "joined"))
    if head is None or other is None:
        return
    rows, bill = _theirs(tables, other), event.body.get("bill", head.id)
    _bills_along(event, tables, head, other)
    for row in rows:
        own = bill_row(tables, row.opening, row.bill).came or row.bill  # another history joined them too
        there = stand_in(tables, head.id, own) or bill
        on, there = stands_on(tables, head, there)  # joined to a third one by another branch of the history
        tables.put(row.on(on.id, there))
    new = tuple(phone for phone in other.phones if phone not in head.phones)
    tables.put(
        replace(
            head,
            guests=head.guests + _to_be_charged(tables, other),
            phones=(*head.phones, *new),
            version=head.version + 1,
            parted_from="",
            paid_at=_paid_at(event, tables, head),
        )
    )
    tables.put(
        replace(
            other,
            into=head.id,
            into_bill="" if bill == head.id else bill,
            version=other.version + 1,
            called="",
            called_at=0,
            parted_from="",
        )
    )
    for id in dict.fromkeys((head.id, stands_on(tables, head)[0].id)):
        _recount(tables, id)
    _note(event, tables, "joined", other, head, rows)


def _bills_along(event: Event, tables: Tables, head: Opening, other: Opening) -> None:
    """Bills of a table that was split before it was joined come along, as parts of the common one."""
    onto: Mapping[str, str] = event.body.get("bills", {})
    common = bill_row(tables, head.id, event.body.get("bill", ""))
    for old, new in sorted(onto.items()):
        guests = guests_on(tables, other, bill_row(tables, other.id, old))
        part = Bill(new, head.id, root=common.family, guests=guests, came=old)
        tables.put(replace(part, late=common.late, shared=common.shared))


def _paid_at(event: Event, tables: Tables, head: Opening) -> int:
    """When all bills were paid: anew where some have come or gone."""
    return all_paid_at(tables, head.id) if event.body.get("bills") else head.paid_at


def openings_parted(event: Event, tables: Tables) -> None:
    """The lines that belong to ``parted`` stand on its own bill again."""
    head, other = (tables.get(Opening, event.body[name]) for name in ("opening", "parted"))
    if head is None or other is None:
        return
    on, back = stands_on(tables, other)[0], event.body.get("bills", {})
    rows = _theirs(tables, other) if on.id != other.id else []
    for row in rows:
        tables.put(row.on(other.id, back.get(row.bill, event.body.get("bill", other.id))))
    _bills_back(event, tables, head, back)
    guests = max(1, head.guests - _to_be_charged(tables, other))
    if "charges" in event.body:  # a bill that was paid has charged some of its guests already
        own = bill_row(tables, other.id, event.body.get("bill", ""))
        tables.put(replace(own, guests=event.body["charges"]))
    paid_at = _paid_at(event, tables, head)
    tables.put(replace(head, guests=guests, version=head.version + 1, paid_at=paid_at))
    tables.put(replace(other, into="", into_bill="", parted_from=head.id, version=other.version + 1))
    for id in dict.fromkeys((head.id, on.id, other.id)):
        _recount(tables, id)
    _note(event, tables, "parted", head, other, rows)


def _bills_back(event: Event, tables: Tables, head: Opening, back: Mapping[str, str]) -> None:
    """What stood for a bill of a parted table is over; with dishes of others it stays, for no guest."""
    for new in sorted(back):
        part, own = bill_row(tables, head.id, new), tables.where(OrderLine, bill=new)
        over = not on_bill(own)
        tables.put(replace(part, guests=0, came="", into=event.body["rest"] if over else ""))
        for row in own if over else ():
            tables.put(replace(row, bill=event.body["rest"]))


def lines_moved(event: Event, tables: Tables) -> None:
    """Dishes go from the bill of ``source`` to that of ``opening``; of some a part, as a line of its own."""
    body = event.body
    source, opening = tables.get(Opening, body["source"]), tables.get(Opening, body["opening"])
    if source is None or opening is None:
        return
    moved: list[OrderLine] = []
    for one in body["lines"]:
        row = tables.get(OrderLine, one["line"])
        if row is not None and source.id in (row.opening, row.belongs_to):
            moved.append(split_line(tables, row, one["quantity"], one.get("piece", "")))
    on, bill = stands_on(tables, opening, body.get("bill", opening.id))
    for row in moved:
        tables.put(row.on(on.id, bill, placed_at=opening.id))
    for each in (source, opening):
        tables.put(replace(each, version=each.version + 1))
    for id in dict.fromkeys((source.id, opening.id, on.id, *(row.opening for row in moved))):
        _recount(tables, id)
    _note(event, tables, "dish", source, opening, moved)


def _theirs(tables: Tables, opening: Opening) -> list[OrderLine]:
    """What nobody has paid for yet of all that stands on an opening's bill, or belongs there if it is joined
    to another one."""
    on = stands_on(tables, opening)[0]
    rows = _unsettled(tables, opening.id)
    if on.id != opening.id:
        rows += [row for row in _unsettled(tables, on.id) if _belongs(tables, row, opening.id)]
    return rows


def _belongs(tables: Tables, row: OrderLine, opening: str) -> bool:
    """Whether a line goes where an opening goes: it belongs to that, or to one that is joined to it."""
    at, seen = row.belongs_to, set[str]()
    while at not in (opening, *seen) and (there := tables.get(Opening, at)) is not None:
        seen.add(at)
        at = there.into
    return at == opening


def _to_be_charged(tables: Tables, opening: Opening) -> int:
    """The guests whom an opening's open bills charge for, parts of a split one too."""
    return sum(guests_on(tables, opening, bill) for bill in open_bills(tables, opening.id))


def _unsettled(tables: Tables, opening: str) -> list[OrderLine]:
    """The lines of an opening that nobody has paid for yet."""
    rows = tables.where(OrderLine, opening=opening)
    return [row for row in rows if tables.get(Settlement, row.bill) is None]


def split_line(tables: Tables, row: OrderLine, quantity: int, piece: str) -> OrderLine:
    """The line itself, or a piece of it, the rest of which stays where it is. Only a fold may call this."""
    if not piece or quantity >= row.quantity:
        return row
    rest, part = (_of_quantity(row, each) for each in (row.quantity - quantity, quantity))
    tables.put(rest)
    return replace(part, id=piece, piece_of=row.ticket_key, voided=0)


def _of_quantity(row: OrderLine, quantity: int) -> OrderLine:
    line = replace(row.line, quantity=quantity)
    return replace(row, line=line, quantity=quantity, amount=line.amount)


def _recount(tables: Tables, id: str) -> None:
    """What an opening knows of its lines, after lines have come or gone."""
    opening = tables.get(Opening, id)
    assert opening is not None
    rows = tables.where(OrderLine, opening=id)
    orders = {row.order: tables.get(Order, row.order) for row in rows}
    times = [order.at for order in orders.values() if order]
    own = [order.round for order in tables.where(Order, opening=id)]
    tables.put(
        replace(
            opening,
            rounds=max([*own, 1 if rows else 0], default=0),
            ordered_at=max(times, default=0),
            waiting_since=longest_wait(tables, rows),
        )
    )


def _note(
    event: Event,
    tables: Tables,
    kind: str,
    source: Opening,
    opening: Opening,
    rows: Sequence[OrderLine],
) -> None:
    """Keep the move, and tell stations of it."""
    tables.put(
        Move(
            id=event.body["move"],
            kind=kind,
            opening=opening.id,
            source=source.id,
            before=source.table,
            table=opening.table,
            lines=tuple(row.id for row in rows),
            at=event.at,
            by=event.by,
            before_party=source.party,
            party=opening.party,
        )
    )
    queue_notice(event, tables, event.body["move"], opening.id, event.body.get("notify", ()))


def kin_of(tables: Tables, opening: Opening) -> tuple[str, ...]:
    """Openings whose pages go on at this one's table: those joined to it, or the one it was parted from."""
    joined = tuple(one.id for one in joined_to(tables, opening.id))
    return (*joined, opening.parted_from) if opening.parted_from else joined


APPLIES = {
    "opening.moved": opening_moved,
    "openings.joined": openings_joined,
    "openings.parted": openings_parted,
    "lines.moved": lines_moved,
}
