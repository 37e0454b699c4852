"""转台, 并台, 转菜: guests, bills and dishes go to another table; no line is lost or cooked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.floor.later import LONGEST_NAME, Later
from domain.floor.later import SEALED as LATER
from domain.floor.moves import told_of, what_joins
from domain.floor.openings import Opening, brought, joined_to, seat_beside
from domain.floor.plan import Floor
from domain.money.billing import guests_on, guests_to_charge, lines_on
from domain.money.bills import Bill, family_of
from domain.money.discounts import NO_DISCOUNT
from domain.money.grants import reserved
from domain.money.payments import begun, current_bill, is_paid, open_bills
from domain.selling.orders import Held, OrderLine
from domain.selling.printing import stations_of
from domain.selling.unpaid import is_unpaid
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import clean_flag, due_on, opening_for_change
from pos_app.workflows.pieces import pieces_of
from pos_app.workflows.sealing import Contact, forget, known, seal


def transfer(entry: Entry, opening_id: str, table_id: str, by: str, beside: bool = False) -> None:
    """Guests change to a free table, or ``beside`` the guests of a taken one 拼桌; their bill goes along.

    Paid guests may still move.
    """
    opening = opening_for_change(entry, opening_id, paid_too=True, itself=True)
    floor = entry.document(Floor, "floor")
    table = floor.table(table_id)
    if table.id == opening.table:
        return
    live = entry.tables.where(Opening, table=table.id, live=1)
    if live and not beside:
        raise Refused("table_taken")
    body: dict[str, Any] = {"move": entry.clock.new_id(), "opening": opening.id, "table": table.id}
    body |= seat_beside(live)
    rows = entry.tables.where(OrderLine, opening=opening.id)
    body["notify"] = _still_cooking(rows)
    there = replace(opening, table=table.id, party=body.get("party", 0))
    body |= told_of(opening, there, [row.id for row in rows if not row.served_at])
    entry.record("opening.moved", {**body, **clean_flag(floor, opening.rounds > 0)}, by)


def settle_later(entry: Entry, opening_id: str, name: str, by: str, approved: str = "") -> None:
    """暂结: the guests go and pay another time; the table is free, their bill is kept under a ``name``.

    Raises Refused while something of it waits for somebody: a code that is being charged, a dish that is
    held, an order of a phone.
    """
    opening = opening_for_change(entry, opening_id, itself=True)
    if not opening.table:
        return
    if opening.into or joined_to(entry.tables, opening.id):
        raise Refused("tables_joined")
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused("later_name")
    due = _due_later(entry, opening)
    rows = entry.tables.where(OrderLine, opening=opening.id)
    if any(row.held and row.quantity for row in rows) or _phones_wait(entry, opening, rows):
        raise Refused("later_waits")
    floor = entry.document(Floor, "floor")
    body: dict[str, Any] = {"move": entry.clock.new_id(), "opening": opening.id, "table": ""}
    body |= told_of(opening, replace(opening, table="", party=0), []) | {
        LATER: _sealed(entry, opening, name),
        "amount": due,
    }
    if approved:
        body["approved"] = approved
    entry.record("opening.moved", {**body, **clean_flag(floor, opening.rounds > 0)}, by)


def _sealed(entry: Entry, opening: Opening, name: str) -> str:
    """Who pays later, as the fact holds it. Those who have paid by now are forgotten."""
    for id in known(entry.connection):
        row = entry.tables.get(Opening, id) if entry.tables.get(Later, id) else None
        if row is not None and not row.live:
            forget(entry.connection, id)
    return seal(entry.connection, opening.id, Contact(name), entry.clock.randomness)


def _due_later(entry: Entry, opening: Opening) -> int:
    """What is still to be paid, minor units. Raises Refused if that is nothing, or is being charged."""
    unsettled = open_bills(entry.tables, opening.id)
    if waiting := sum(reserved(entry.tables, opening.id, bill.id) for bill in unsettled):
        raise Refused("payment_waiting", amount=waiting)
    due = sum(due_on(entry, opening, bill) for bill in unsettled)
    weighs = any(row.line.awaits_weight for row in entry.tables.where(OrderLine, opening=opening.id))
    if due <= 0 and not weighs:
        raise Refused("later_nothing")
    return due


def _phones_wait(entry: Entry, opening: Opening, rows: Sequence[OrderLine]) -> bool:
    asked = entry.tables.where(Held, table=opening.table)
    return any(one.request.get("opening") == opening.id for one in asked) or any(
        is_unpaid(entry.tables, row) for row in rows
    )


def join(entry: Entry, opening_id: str, other_id: str, by: str) -> None:
    """Put the bill of another table onto this one's. Raises Refused if that one is joined or partly paid."""
    head = opening_for_change(entry, opening_id)
    other = opening_for_change(entry, other_id, itself=True)
    if other.id == head.id or other.into == head.id:
        return
    if not (head.table and other.table):
        raise Refused("bill_corrects")
    if other.into or joined_to(entry.tables, other.id):
        raise Refused("tables_joined")
    _check_unpaid(entry, other)
    theirs = open_bills(entry.tables, other.id)
    if any(one.corrects for one in theirs):
        raise Refused("bill_corrects")
    if any(_is_agreed(one) for bill in theirs for one in family_of(entry.tables, bill)):
        raise Refused("bill_agreed")
    body: dict[str, Any] = {"move": entry.clock.new_id(), "opening": head.id, "joined": other.id}
    body |= current_bill(entry.tables, head.id).named
    if len(theirs) > 1:  # each stays a bill of its own
        ids = sorted(entry.clock.new_id() for _each in theirs)  # they keep their order
        body["bills"] = {one.id: id for one, id in zip(theirs, ids, strict=True)}
    rows = entry.tables.where(OrderLine, opening=other.id)
    go_along = [row for row in rows if not _is_paid(entry, row.id)]
    body["notify"] = _still_cooking(go_along)
    body |= what_joins(entry.tables, head, other, body.get("bills", ()))
    body |= told_of(other, head, [row.id for row in go_along])
    entry.record("openings.joined", body, by)


def _is_agreed(bill: Bill) -> bool:
    """Whether something is taken off the whole of it."""
    return bill.discount != NO_DISCOUNT or bill.late != NO_DISCOUNT or bool(bill.free_as)


def part(entry: Entry, other_id: str, by: str) -> None:
    """Take a joined table off the common bill, with the dishes that it brought."""
    other = opening_for_change(entry, other_id, itself=True)
    if not other.into:
        return
    head = opening_for_change(entry, other.into)
    _check_unpaid(entry, head)
    here = entry.tables.where(OrderLine, opening=head.id)
    if any(_is_paid(entry, row.id) for row in here if row.belongs_to == other.id):
        raise Refused("opening_paid")
    body: dict[str, Any] = {"move": entry.clock.new_id(), "opening": head.id, "parted": other.id}
    own, common = current_bill(entry.tables, other.id), open_bills(entry.tables, head.id)
    theirs = {one.id for one in open_bills(entry.tables, other.id)}
    came = [one for one in common if one.came in theirs]
    body |= _not_charged_twice(entry, head, other, own, came)
    if came:
        body["bills"] = {one.id: one.came for one in came}
        stay = [one for one in common if one not in came or _has_others(entry, one, other)]
        body["rest"] = stay[0].id if stay else head.id
    body |= _without(entry, head, other)
    body |= told_of(head, other, [row.id for row in here if row.belongs_to == other.id])
    entry.record("openings.parted", {**body, **own.named}, by)


def _without(entry: Entry, head: Opening, other: Opening) -> dict[str, Any]:
    """How many guests are left when a table parts, and how many of them still came with others."""
    wanted = sum(guests_on(entry.tables, other, bill) for bill in open_bills(entry.tables, other.id))
    came = brought(entry.tables, head.id) - other.brings
    return {"guests": max(1, head.guests - wanted), **({"brought": came} if came else {})}


def _has_others(entry: Entry, bill: Bill, other: Opening) -> bool:
    """Whether dishes are on a bill that do not belong to a table."""
    return any(row.belongs_to != other.id for row in lines_on(entry.tables, bill.id))


def _not_charged_twice(
    entry: Entry, head: Opening, other: Opening, own: Bill, came: Sequence[Bill]
) -> dict[str, Any]:
    """How many guests a parted table's ``own`` bill still charges for, where bills on the common one have
    charged some. ``came``: what stands there for bills of the table."""
    left = guests_to_charge(entry.tables, head) + sum(one.guests for one in came)
    each = {bill.id: guests_on(entry.tables, other, bill) for bill in open_bills(entry.tables, other.id)}
    if left >= sum(each.values()):
        return {}
    return {"charges": max(0, left - sum(guests for id, guests in each.items() if id != own.id))}


def move_lines(entry: Entry, opening_id: str, wanted: Mapping[str, int], to: str, by: str) -> None:
    """Put dishes, by line id and thousandths, onto another table's bill."""
    source, target = opening_for_change(entry, opening_id), opening_for_change(entry, to)
    if target.id == source.id:
        return
    _check_unpaid(entry, source)
    move = entry.clock.new_id()
    lines, rows = pieces_of(entry, move, wanted, lambda row: row.opening == source.id)
    if any(_is_paid(entry, row.id) for row in rows):
        raise Refused("opening_paid")
    if lines:
        body: dict[str, Any] = {"move": move, "source": source.id, "opening": target.id}
        body |= current_bill(entry.tables, target.id).named
        body |= told_of(source, target, [one.get("piece", one["line"]) for one in lines])
        entry.record("lines.moved", {**body, "lines": lines, "notify": _still_cooking(rows)}, by)


def _still_cooking(rows: Sequence[OrderLine]) -> list[str]:
    """The stations that have something of this still to make: they are told by a slip."""
    return list(stations_of([row for row in rows if row.quantity and not row.served_at]))


def _is_paid(entry: Entry, line: str) -> bool:
    row = entry.tables.get(OrderLine, line)
    return row is not None and is_paid(entry.tables, row)


def _check_unpaid(entry: Entry, opening: Opening) -> None:
    if any(begun(entry.tables, opening.id, bill.id) for bill in open_bills(entry.tables, opening.id)):
        raise Refused("bill_begun")
