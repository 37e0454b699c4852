"""Counter service: an order without a table, known by the number that is called when it is ready 取餐号."""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import PICKUP, Opening
from domain.floor.plan import Floor
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.menu import Names

SLIP = "queue"
"""The kind of the slip that the guest holds; its station is where receipts come out."""


def number_name(date: str) -> str:
    """The name under which the pick-up numbers of a business day are given out."""
    return f"{PICKUP}:{date}"


def number_text(number: int) -> str:
    """As it is called and printed."""
    return f"{number:03d}"


def label_of(floor: Floor, opening: Opening) -> Names:
    """What an opening is known by: its table, else its pick-up number; {} for a table that is gone."""
    return floor.label_of(opening.table, opening.party) or pickup_label(opening)


def pickup_label(opening: Opening) -> Names:
    """How an order at the counter is called; {} for one at a table."""
    if not opening.pickup:
        return {}
    number = number_text(opening.pickup)
    if opening.to_go:
        return {"en": f"Takeaway {number}", "zh-Hans": f"外带 {number}"}
    return {"en": f"Counter {number}", "zh-Hans": f"快餐 {number}"}


def pickup_called(event: Event, tables: Tables) -> None:
    """It is ready, and its number is called; called again it only says when."""
    opening = tables.get(Opening, event.body["opening"])
    if opening and opening.live:
        tables.put(replace(opening, ready_at=opening.ready_at or event.at, called_out_at=event.at))


APPLIES = {"pickup.called": pickup_called}
