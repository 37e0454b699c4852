"""转台, 并台, 转菜: guests, bills and dishes go to another table; no line is lost or cooked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening, joined_to, seat_beside
from domain.floor.plan import Floor
from domain.money.billing import guests_on, guests_to_charge
from domain.money.discounts import NO_DISCOUNT
from domain.money.payments import Settlement, begun, current_bill, open_bills
from domain.selling.orders import OrderLine
from domain.selling.printing import stations_of
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import clean_flag, opening_for_change
from pos_app.workflows.pieces import pieces_of


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
    body["notify"] = _still_cooking(entry.tables.where(OrderLine, opening=opening.id))
    entry.record("opening.moved", {**body, **clean_flag(floor, opening.rounds > 0)}, by)


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
    if len(open_bills(entry.tables, other.id)) > 1:
        raise Refused("bill_split")
    agreed = current_bill(entry.tables, other.id)
    if agreed.corrects:
        raise Refused("bill_corrects")
    if any(one != NO_DISCOUNT for one in (agreed.discount, agreed.late)) or agreed.free_as:
        raise Refused("bill_agreed")
    body: dict[str, Any] = {"move": entry.clock.new_id(), "opening": head.id, "joined": other.id}
    body |= current_bill(entry.tables, head.id).named
    rows = entry.tables.where(OrderLine, opening=other.id)
    go_along = [row for row in rows if not _is_paid(entry, row.id)]
    body["notify"] = _still_cooking(go_along)
    entry.record("openings.joined", body, by)


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
    body = {"move": entry.clock.new_id(), "opening": head.id, "parted": other.id}
    own = current_bill(entry.tables, other.id)
    body |= _not_charged_twice(entry, head, other)
    entry.record("openings.parted", {**body, **own.named}, by)


def _not_charged_twice(entry: Entry, head: Opening, other: Opening) -> dict[str, Any]:
    """How many guests a parted table still charges for, where bills on the common one have charged some."""
    left = guests_to_charge(entry.tables, head)
    wanted = sum(guests_on(entry.tables, other, bill) for bill in open_bills(entry.tables, other.id))
    return {"charges": left} if left < wanted else {}


def move_lines(entry: Entry, opening_id: str, wanted: Mapping[str, int], to: str, by: str) -> None:
    """Put dishes, by line id and thousandths, onto another table's bill."""
    source, target = opening_for_change(entry, opening_id), opening_for_change(entry, to)
    if target.id == source.id:
        return
    _check_unpaid(entry, source)
    lines, rows = pieces_of(entry, wanted, lambda row: row.opening == source.id)
    if any(_is_paid(entry, row.id) for row in rows):
        raise Refused("opening_paid")
    if lines:
        body: dict[str, Any] = {"move": entry.clock.new_id(), "source": source.id, "opening": target.id}
        body |= current_bill(entry.tables, target.id).named
        entry.record("lines.moved", {**body, "lines": lines, "notify": _still_cooking(rows)}, by)


def _still_cooking(rows: Sequence[OrderLine]) -> list[str]:
    """The stations that have something of this still to make: they are told by a slip."""
    return list(stations_of([row for row in rows if row.quantity and not row.served_at]))


def _is_paid(entry: Entry, line: str) -> bool:
    row = entry.tables.get(OrderLine, line)
    return row is not None and entry.tables.get(Settlement, row.bill) is not None


def _check_unpaid(entry: Entry, opening: Opening) -> None:
    if any(begun(entry.tables, opening.id, bill.id) for bill in open_bills(entry.tables, opening.id)):
        raise Refused("bill_begun")
