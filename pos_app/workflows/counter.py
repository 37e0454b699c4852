"""Counter service: orders with a number and no table; called when ready, gone when handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.pickup import number_name, number_text
from domain.money.payments import RECEIPT_STATION, open_bills
from domain.record.rows import last_number
from domain.selling.order import CartLine
from domain.selling.orders import OrderLine
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import clear_table, due_on, serve, start


def open_counter(entry: Entry, to_go: bool, by: str) -> str:
    """Begin an order at the counter, to go 外带 or to eat here 快餐; returns the opening's id.

    Nobody is seated, so no cover is charged.
    """
    number = last_number(entry.tables, number_name(entry.date)) + 1
    opening = entry.clock.new_id()
    start(entry, opening, "", 0, by, pickup=number, to_go=int(to_go))
    return opening


def packed(opening: Opening, cart: Sequence[CartLine]) -> Sequence[CartLine]:
    """The dishes of a round as the kitchen is to make them: of an order to go each is packed."""
    return [replace(line, packed=True) for line in cart] if opening.to_go else cart


def queue_slip(opening: Opening) -> dict[str, Any]:
    """What the fact of a round says of the guest's slip: it comes with the first."""
    return {"slip": RECEIPT_STATION} if opening.pickup and not opening.rounds else {}


def call_number(entry: Entry, opening_id: str, by: str) -> None:
    """It is ready: its number is called, as often as somebody asks for it."""
    opening = _at_counter(entry, opening_id)
    if not opening.rounds:
        raise Refused("pickup_empty", number=number_text(opening.pickup))
    entry.record("pickup.called", {"opening": opening.id}, by)


def hand_over(entry: Entry, opening_id: str, by: str) -> None:
    """The guest has it: its dishes are served and the order is gone. Refused while money is owed."""
    opening = _at_counter(entry, opening_id)
    if any(due_on(entry, opening, bill) > 0 for bill in open_bills(entry.tables, opening.id)):
        raise Refused("pickup_unpaid", number=number_text(opening.pickup))
    serve(entry, opening.id, [row.id for row in entry.tables.where(OrderLine, opening=opening.id)], by)
    clear_table(entry, opening.id, by)


def _at_counter(entry: Entry, opening_id: str) -> Opening:
    opening = entry.tables.get(Opening, opening_id)
    if opening is None or not opening.live or not opening.pickup:
        raise Refused("opening_closed")
    return opening
