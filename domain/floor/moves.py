"""What goes to another table: an opening 转台, a bill 并台 and back, a dish 转菜.

Lines stand on one opening each; an order remembers where it was placed, so that its tickets stay what they
were, and a line to which opening it belongs, so that it comes back when joined tables part. Each move keeps
what its notice to the kitchen says; ``notify`` of the fact are the stations told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.floor.cleaning import Uncleaned, to_clean, word_on
from domain.floor.later import leave_or_sit, pays_later
from domain.floor.openings import Opening, brought, joined_to, number_first, stands_on
from domain.money.billing import guests_on
from domain.money.bills import Bill, bill_row, in_one, opening_of
from domain.money.further import put_right
from domain.money.payments import all_paid_at, is_paid, open_bills
from domain.record.envelope import Event
from domain.record.latest import standing
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, on_bill, recount
from domain.selling.orders import Held
from domain.selling.pay_first_means import means_anew
from domain.selling.pieces import divide
from domain.selling.printing import queue_notice

NONE: Mapping[str, str] = {}


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
    table, party = body["table"], body.get("party", 0)  # to no table: they pay later
    before = replace(opening, table=body.get("before", opening.table), party=body.get("left", opening.party))
    left = [word_on(before.table)] if body.get("clean") and before.table else []
    there = [word_on(table)] if table else []
    said = standing(event, tables, (f"table:{opening.id}", *there, *left))
    if word_on(table) in said:
        tables.remove(Uncleaned, table)
    if left:
        to_clean(event, tables, said, (before.table, opening.id))
    if f"table:{opening.id}" not in said:  # another history has put them elsewhere since
        _note(event, tables, "table", before, replace(opening, table=table, party=party), [])
        return
    number_first(tables, body)
    back = table and pays_later(tables, opening) and not opening.cleared_at
    live = 1 if back else opening.live
    tables.put(replace(opening, table=table, party=party, live=live, version=opening.version + 1))
    if table and before.table:
        _requests_along(tables, before, opening.id, table)
    leave_or_sit(event, tables, before)
    if not table:
        put_right(tables, opening.id)  # another history may have paid what is said to be paid later
    rows = [row for row in tables.where(OrderLine, opening=opening.id) if not row.served_at]
    _note(event, tables, "table", before, replace(opening, table=table, party=party), rows)


def _requests_along(tables: Tables, before: Opening, opening: str, table: str) -> None:
    """What phones asked for at the table that was left, and nobody has answered, is asked at the other."""
    others = tables.where(Opening, table=before.table, live=1)
    theirs = (opening,) if before.party and others else ("", opening)
    for held in tables.where(Held, table=before.table):
        if held.request.get("opening", "") in theirs:
            moved = {**held.request, "moved": opening}
            tables.put(replace(held, table=table, request=moved))


def openings_joined(event: Event, tables: Tables) -> None:
    """The lines of ``joined`` come onto the bill of ``opening``, and its table's code leads there 并台."""
    body = event.body
    head, other = (tables.get(Opening, body[name]) for name in ("opening", "joined"))
    if head is None or other is None:
        return
    told = what_joins(tables, head, other, body.get("bills", ())) | dict(
        body
    )  # facts of release 0.1.0 do not tell it
    bill = body.get("bill", head.id)
    head = replace(head.with_phones(told["phones"]), version=head.version + 1)
    tables.put(head)
    came, rows = _bills_along(tables, head, told), list[OrderLine]()
    parted = {f"parted:{one.id}": one for one in (head, other)}
    said = standing(event, tables, (f"into:{other.id}", f"called:{other.id}", *parted))
    for word, one in parted.items():
        if word in said:
            tables.put(replace(one, parted_from=""))
    other = tables.get(Opening, other.id) or other
    if f"called:{other.id}" in said:
        other = replace(other, called="", called_at=0)
        tables.put(other)
    if f"into:{other.id}" in said:
        now = replace(other, version=other.version + 1)
        rows = _goes(tables, now, head.id, "" if bill == head.id else bill, told["brings"])
    elif came and other.into == head.id:  # the history that joined them since had not split its bill
        rows = _goes(tables, other, head.id, other.into_bill, other.brings)
    _paid_anew(event, tables, head.id)
    put_right(tables, head.id, other.id, *_where(tables, rows))
    _note(event, tables, "joined", other, head, rows)


def what_joins(tables: Tables, head: Opening, other: Opening, bills: Iterable[str]) -> dict[str, Any]:
    """What a fact tells of an opening that comes onto another one's bill: how many guests it ``brings``, of
    them each of its ``bills`` that stays one, and by which numbers its ``phones`` are known there."""
    parts = {bill: guests_on(tables, other, bill_row(tables, other.id, bill)) for bill in bills}
    found = {"brings": _to_be_charged(tables, other), "phones": head.numbers_for(other.phones)}
    return {**found, "of_bills": parts} if parts else found


def _bills_along(tables: Tables, head: Opening, told: Mapping[str, Any]) -> bool:
    """Bills of a table that was split before it was joined come along, as parts of the common one; whether
    some did that had not."""
    common, came = bill_row(tables, head.id, told.get("bill", "")), False
    for old, new in sorted(told.get("bills", {}).items()):
        part = Bill(new, head.id, root=common.family, guests=told["of_bills"][old], came=old)
        if tables.get(Bill, new) is None:
            tables.put(replace(part, late=common.late, shared=common.shared))
            came = True
    return came


def _paid_anew(event: Event, tables: Tables, id: str) -> None:
    """When all bills were paid: anew where some have come or gone."""
    head = tables.get(Opening, id)
    if head is not None and event.body.get("bills"):
        tables.put(replace(head, paid_at=all_paid_at(tables, id)))


def openings_parted(event: Event, tables: Tables) -> None:
    """The lines that belong to ``parted`` stand on its own bill again."""
    body = event.body
    head, other = (tables.get(Opening, body[name]) for name in ("opening", "parted"))
    if head is None or other is None:
        return
    back: Mapping[str, str] = body.get("bills", {})
    own, guests, parted = f"into:{other.id}", f"guests:{head.id}", f"parted:{other.id}"
    said = standing(event, tables, (own, parted, guests) if "guests" in body else (own, parted))
    if parted in said:
        other = replace(other, parted_from=head.id)
        tables.put(other)
    if "charges" in body:  # a bill that was paid has charged some of its guests already
        row = bill_row(tables, other.id, body.get("bill", ""))
        tables.put(replace(row, guests=body["charges"]))
    left = max(1, head.guests - _to_be_charged(tables, other)) if "guests" not in body else 0
    rows: list[OrderLine] = []
    if own in said:
        now = replace(other, version=other.version + 1)
        rows = _goes(tables, now, "", body.get("bill", ""), 0, body.get("bill", ""), back)
    _bills_back(event, tables, head, back)
    head = tables.get(Opening, head.id) or head
    if guests in said:
        left = body["guests"] + brought(tables, head.id) - body.get("brought", 0)
    tables.put(replace(head, guests=left or head.guests, version=head.version + 1))
    _paid_anew(event, tables, head.id)
    put_right(tables, head.id, other.id, *_where(tables, rows))
    _note(event, tables, "parted", head, other, rows)


def _where(tables: Tables, rows: Sequence[OrderLine]) -> list[str]:
    """The openings on which lines stood, and stand now."""
    now = [tables.get(OrderLine, row.id) or row for row in rows]
    return list(dict.fromkeys(row.opening for row in (*rows, *now)))


def _bills_back(event: Event, tables: Tables, head: Opening, back: Mapping[str, str]) -> None:
    """What stood for a bill of a parted table is over; with dishes of others it stays, for no guest."""
    for new in sorted(back):
        part, own = bill_row(tables, head.id, new), tables.where(OrderLine, bill=new)
        over = not on_bill(own)
        tables.put(replace(part, guests=0, came="", into=event.body["rest"] if over else "", merges=()))
        for row in own if over else ():
            tables.put(row.on(row.opening, event.body["rest"]))


def _goes(
    tables: Tables,
    other: Opening,
    into: str,
    into_bill: str,
    brings: int,
    own_bill: str = "",
    back: Mapping[str, str] = NONE,
) -> list[OrderLine]:
    """An opening is joined to another one now, or to none; its lines, that go along. ``own_bill``: onto which
    of its own they come, but for what stands on the bills in ``back``."""
    on = [stands_on(tables, one)[0].id for one in (other, tables.get(Opening, into)) if one]
    rows = [row for id in dict.fromkeys((other.id, *on)) for row in _unpaid(tables, id)]
    rows = [row for row in rows if _belongs(tables, row, other.id)]
    for id, more in ((other.into, -other.brings), (into, brings)):
        there = tables.get(Opening, id)
        if there is not None:
            tables.put(replace(there, guests=there.guests + more))
    tables.put(replace(other, into=into, into_bill=into_bill, brings=brings))
    touched = {other.id: None, **dict.fromkeys((*on, into))}
    for row in rows:
        now = _placed(tables, row, other.id, own_bill, back)
        tables.put(now)
        touched |= {row.opening: None, now.opening: None}
    for id in filter(None, touched):
        recount(tables, id)
    return rows


def _placed(tables: Tables, row: OrderLine, other: str, own_bill: str, back: Mapping[str, str]) -> OrderLine:
    """A line where it belongs now that tables are joined otherwise."""
    home = tables.get(Opening, row.belongs_to)
    if home is None:
        return row
    put = opening_of(tables, row.own_bill)
    if row.opening == home.id:
        own = row.bill
    elif put == home.id:
        own = row.own_bill
    else:
        own = back.get(row.bill, "") or bill_row(tables, row.opening, row.bill).came
        own = own or (own_bill if home.id == other else "")
    on, bill = stands_on(tables, home, own or home.id)
    if put == on.id != home.id:  # while they were joined, as they are again
        bill = in_one(tables, row.own_bill)
    return row.on(on.id, bill)


def lines_moved(event: Event, tables: Tables) -> None:
    """Dishes go from the bill of ``source`` to that of ``opening``; of some a part, as a line of its own."""
    body = event.body
    source, opening = tables.get(Opening, body["source"]), tables.get(Opening, body["opening"])
    if source is None or opening is None:
        return
    rows = [(one, tables.get(OrderLine, one["line"])) for one in body["lines"]]
    moved = [divide(tables, row, one) for one, row in rows if row]
    said = standing(event, tables, [f"place:{row.id}" for row in moved])
    own = body.get("bill", opening.id)
    on, bill = stands_on(tables, opening, own)
    touched = dict.fromkeys((source.id, opening.id, on.id))
    for row in moved:
        touched[row.opening] = None
        if f"place:{row.id}" not in said:  # another history has put it elsewhere since
            tables.put(row)
        elif is_paid(tables, row):  # it stays where it was paid, and belongs here all the same
            tables.put(row.on(row.opening, row.bill, placed_at=opening.id, own=own))
        else:
            tables.put(row.on(on.id, bill, placed_at=opening.id, own=own))
    means_anew(tables, (row.order for row in moved))
    for each in (source, opening):
        tables.put(replace(tables.get(Opening, each.id) or each, version=each.version + 1))
    for id in touched:
        recount(tables, id)
    put_right(tables, *touched)
    _note(event, tables, "dish", source, opening, moved)


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


def _unpaid(tables: Tables, opening: str) -> list[OrderLine]:
    """The lines of an opening that nobody has paid for yet."""
    return [row for row in tables.where(OrderLine, opening=opening) if not is_paid(tables, row)]


def told_of(source: Opening, opening: Opening, went: Iterable[str]) -> dict[str, Any]:
    """What a fact tells of a move for its notice: the tables with their parties, and which lines ``went``."""
    tables = {"before": source.table, "onto": opening.table, "left": source.party, "met": opening.party}
    return {**tables, "went": list(went)}


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
            before=event.body.get("before", source.table),
            table=event.body.get("onto", opening.table),
            lines=tuple(event.body["went"] if "went" in event.body else (row.id for row in rows)),
            at=event.at,
            by=event.by,
            before_party=event.body.get("left", source.party),
            party=event.body.get("met", opening.party),
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
