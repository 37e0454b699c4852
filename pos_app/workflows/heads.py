"""What each guest is charged for 必点 follows the number of guests.

It is added when guests sit down, for each one who comes more, and taken off for each who does not come: only
the difference, so that nothing is cooked or charged twice.
"""

from __future__ import annotations

from domain.floor.openings import Opening
from domain.money.payments import open_bills
from domain.record.plain import to_plain
from domain.selling.by_head import head_lines
from domain.selling.orders import OrderLine
from domain.selling.price import Rules
from domain.supply.counted import COUNTS
from pos_app.workflows.book import Entry

FEWER = "fewer_guests"  # a reason of ``domain.money.reasons.WORDS``


def follow_guests(entry: Entry, opening: Opening, before: int, now: int, agreed: str = "") -> None:
    """So many guests are charged by head from now on; ``before``: for so many it was done. ``agreed``: on
    whose right it rests that fewer are."""
    if now > before:
        _add(entry, opening, now - before)
    elif now < before:
        for rule in sorted({row.line.by_head for row in rows_by_head(entry, opening)}):
            _take_off(entry, opening, rule, (before - now) * 1000, agreed)


def _add(entry: Entry, opening: Opening, guests: int) -> None:
    lines = head_lines(entry.document(Rules, "rules"), guests)
    if lines:
        body = {
            "order": entry.clock.new_id(),
            "opening": opening.id,
            "round": 0,
            "lines": to_plain(lines),
            COUNTS: {},
            **open_bills(entry.tables, opening.id)[0].named,
        }
        entry.record("order.placed", body, "till")


def _take_off(entry: Entry, opening: Opening, rule: str, quantity: int, agreed: str) -> None:
    """The latest go first; what was waived before is not taken off again."""
    for row in reversed(rows_by_head(entry, opening)):
        part = min(quantity, row.quantity)
        if row.line.by_head == rule and part:
            quantity -= part
            body = {"act": entry.clock.new_id(), "opening": opening.id, "line": row.id, "quantity": part}
            who = {"approved": agreed} if agreed else {}
            entry.record("line.voided", {**body, "reason": FEWER, "cooked": False, COUNTS: {}, **who}, "till")


def rows_by_head(entry: Entry, opening: Opening) -> list[OrderLine]:
    """What stands by head on an opening's open bills, in the order in which it came."""
    bills = {bill.id for bill in open_bills(entry.tables, opening.id)}
    rows = entry.tables.where(OrderLine, opening=opening.id)
    return sorted((row for row in rows if row.line.by_head and row.bill in bills), key=lambda row: row.id)
