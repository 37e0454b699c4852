"""Tables: opening, serving, answering a call, clearing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.payments import paid_so_far
from domain.record.rows import last_number
from domain.selling.orders import OrderLine
from domain.selling.price import Bill, Rules, price_order
from domain.selling.request import MOST_GUESTS
from pos_app.workflows.book import Entry


def open_table(entry: Entry, table_id: str, guests: int, by: str) -> str:
    """Seat guests at a free table; returns the opening's id. Its secret is new each time."""
    table = entry.document(Floor, "floor").table(table_id)
    if entry.tables.where(Opening, table=table.id, live=1):
        raise Refused("table_taken")
    _check_guests(guests)
    opening = entry.clock.new_id()
    number = last_number(entry.tables, f"opening:{entry.date}") + 1
    entry.record(
        "opening.started",
        {
            "opening": opening,
            "table": table.id,
            "guests": guests,
            "secret": entry.clock.randomness(16).hex(),
            "number": f"{entry.date[5:7]}{entry.date[8:10]}-{number:03d}",
        },
        by,
    )
    return opening


def set_guests(entry: Entry, opening_id: str, guests: int, by: str) -> None:
    """Correct the number of guests; the cover charge follows."""
    opening = opening_for_change(entry, opening_id)
    _check_guests(guests)
    if guests != opening.guests:
        entry.record("opening.guests", {"opening": opening.id, "guests": guests}, by)


def call(entry: Entry, body: Mapping[str, Any]) -> None:
    """A guest asks for a waiter or for the bill; for a table that is not in use it is dropped."""
    live = entry.tables.where(Opening, table=str(body.get("table", "")), live=1)
    what = body.get("what")
    if live and what in ("waiter", "bill") and live[0].called != what:
        entry.record("opening.called", {"opening": live[0].id, "what": what}, "phone")


def answer_call(entry: Entry, opening_id: str, by: str) -> None:
    """Staff have seen the call."""
    opening = entry.tables.get(Opening, opening_id)
    if opening and opening.called:
        entry.record("opening.answered", {"opening": opening.id}, by)


def serve(entry: Entry, opening_id: str, lines: Sequence[str], by: str) -> None:
    """Dishes have reached the table 划菜."""
    opening = opening_for_change(entry, opening_id, paid_too=True)
    waiting = {row.id for row in entry.tables.where(OrderLine, opening=opening.id) if not row.served_at}
    served = [line for line in lines if line in waiting]
    if served:
        entry.record("lines.served", {"opening": opening.id, "lines": served}, by)


def clear_table(entry: Entry, opening_id: str, by: str) -> None:
    """The guests have left and the table is free again. Refused while money is owed."""
    opening = entry.tables.get(Opening, opening_id)
    if opening is None or not opening.live:
        return
    if bill_of(entry, opening).total > paid_so_far(entry.tables, opening.id):
        raise Refused("table_unpaid")
    entry.record("opening.cleared", {"opening": opening.id}, by)


def opening_for_change(entry: Entry, opening_id: str, paid_too: bool = False) -> Opening:
    """A live opening whose bill may still change. Raises Refused."""
    opening = entry.tables.get(Opening, opening_id)
    if opening is None or not opening.live:
        raise Refused("opening_closed")
    if opening.paid_at and not paid_too:
        raise Refused("opening_paid")
    return opening


def bill_of(entry: Entry, opening: Opening) -> Bill:
    """The opening's bill now, by the one price rule."""
    lines = entry.tables.where(OrderLine, opening=opening.id)
    return price_order(lines, opening.guests, entry.document(Rules, "rules"))


def _check_guests(guests: int) -> None:
    if not 1 <= guests <= MOST_GUESTS:
        raise Refused("bad_guests", maximum=MOST_GUESTS)
