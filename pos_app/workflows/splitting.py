"""Bills split by line and put together again: each is one fact, and nothing of it is paid yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.billing import guests_on, lines_on
from domain.money.bills import Bill, bill_row
from domain.money.merging import TOOK, what_comes
from domain.money.payments import begun, open_bills
from domain.money.split_facts import what_is_split
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import bill_named, opening_for_change
from pos_app.workflows.pieces import pieces_of


def split_lines(
    entry: Entry, opening_id: str, bill_id: str, wanted: Mapping[str, int], guests: int, by: str, to: str
) -> None:
    """Put dishes, by line id and thousandths, and some guests onto a bill ``to`` of their own.

    The same ``to`` twice splits once. Raises Refused if the bill is begun or everything would go.
    """
    if entry.tables.get(Bill, to):
        return
    opening = opening_for_change(entry, opening_id)
    bill = bill_named(entry, opening, bill_id)
    _check_unpaid(entry, bill)
    lines, rows = pieces_of(entry, to, wanted, lambda row: row.bill == bill.id)
    left = {row.id: row.quantity for row in lines_on(entry.tables, bill.id)}
    if not lines or all(wanted.get(id, 0) == quantity for id, quantity in left.items()):
        raise Refused("split_all")
    most = guests_on(entry.tables, opening, bill)
    if not 0 <= guests <= most:
        raise Refused("bad_guests", maximum=most)
    body = {"opening": opening.id, **bill.named, "to": to, "lines": lines, "guests": guests}
    body |= what_is_split(opening, bill, rows)
    entry.record("bill.split", body, by)


def merge(entry: Entry, opening_id: str, by: str) -> None:
    """Put all open bills of an opening together, onto the first of them. Raises Refused if one is begun.

    One that corrects another stays by itself.
    """
    opening = opening_for_change(entry, opening_id)
    plain = [bill for bill in open_bills(entry.tables, opening.id) if not bill.corrects]
    target, *others = plain or [Bill("", "")]
    for bill in plain:
        _check_unpaid(entry, bill)
    merge_onto(entry, opening, target.id, [bill.id for bill in others], by)


def merge_onto(entry: Entry, opening: Opening, target: str, others: Sequence[str], by: str) -> None:
    """Put these open bills of an opening onto another of it, a fact each."""
    onto = bill_row(entry.tables, opening.id, target)
    for id in others:
        body = {"opening": opening.id, **onto.named, "merged": id}
        came = what_comes(entry.tables, bill_row(entry.tables, opening.id, id))
        entry.record("bills.merged", {**body, TOOK: came}, by)


def _check_unpaid(entry: Entry, bill: Bill) -> None:
    if begun(entry.tables, bill.opening, bill.id):
        raise Refused("bill_begun")
