"""Shifts of the drawer 班次 as facts: float, money in and out, blind count, hand-over.

One drawer a till, so at most one shift is live. What should lie in the drawer is worked out by
``takings.drawer_of`` and frozen when it is counted; who counts is not told before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.errors import Refused
from domain.money.payments import RECEIPT_STATION
from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.rows import next_number, take_number
from domain.record.tables import Tables
from domain.selling.printing import queue_report

IN, OUT, DROP, OPENED = "in", "out", "drop", "opened"
"""What is done to a drawer: paid in, paid out, dropped into the safe 大钞上缴, opened without a sale."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A drawer in somebody's hands. ``start``: its float 备用金 in minor units; ``number``: of the day.

    ``notes`` and those of ``count``: pieces by denomination in minor units (as text), empty if only a sum
    was given. ``count``: the last blind count; ``{"sum", "expected", "at", "by", "notes", "times"}``.
    ``report``: frozen at the hand-over; empty while the shift is live.
    """

    id: str
    number: int
    live: int
    by: str
    opened_at: int
    date: str
    start: int
    notes: Mapping[str, int] = field(default_factory=dict)
    count: Mapping[str, Any] = field(default_factory=dict)
    closed_at: int = 0
    closed_by: str = ""
    closed_date: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CashMove:
    """Money put into a drawer or taken out of it without a sale; ``amount`` > 0, or 0 for ``opened``."""

    id: str
    shift: str
    kind: str
    amount: int
    reason: str
    at: int
    by: str
    date: str

    @property
    def signed(self) -> int:
        """What the drawer holds more."""
        return {IN: self.amount, OUT: -self.amount, DROP: -self.amount}.get(self.kind, 0)


SHIFTS_A_DAY = 10  # as many as there may have been, when nobody knows
TURN = "turn"  # in the report of a hand-over: which one of the store it is, by what its maker knew


def shifts_of(date: str) -> str:
    """The name under which shifts of a business day are numbered."""
    return f"shift:{date}"


def left_in_drawer(tables: Tables) -> int:
    """Minor units that the last hand-over left as the next float: the last in the order of their ``turn``."""
    closed = tables.where(Shift, live=0)
    last = max(closed, key=lambda one: (one.report.get(TURN, 0), one.closed_at, one.id), default=None)
    return last.report.get("left", 0) if last else 0


def next_turn(tables: Tables) -> int:
    """Which hand-over of the store's drawers comes now."""
    return 1 + max((one.report.get(TURN, 0) for one in tables.where(Shift, live=0)), default=0)


def sum_of(notes: Mapping[str, int]) -> int:
    """What counted pieces come to. Raises Refused("bad_count") for what cannot have been counted."""
    for value, pieces in notes.items():
        if not (value.isascii() and value.isdigit() and int(value) > 0 and pieces >= 0):
            raise Refused("bad_count")
    return sum(int(value) * pieces for value, pieces in notes.items())


def live_shift(tables: Tables) -> Shift | None:
    """The shift that has the drawer now."""
    live = tables.where(Shift, live=1)
    return min(live, key=lambda shift: (shift.opened_at, shift.id), default=None)


def live_shift_id(tables: Tables) -> str:
    """The id of the live shift, to be named by each fact that moves money; "" if nobody has the drawer."""
    shift = live_shift(tables)
    return shift.id if shift else ""


def shift_opened(event: Event, tables: Tables) -> None:
    body = event.body
    told, shifts = body.get("number"), shifts_of(event.date)  # facts of release 0.1.0 tell none
    number = take_number(tables, shifts, told) if told else next_number(tables, shifts)
    notes = body.get("notes", {})
    tables.put(Shift(body["shift"], number, 1, event.by, event.at, event.date, body["start"], notes))


def cash_moved(event: Event, tables: Tables) -> None:
    body = event.body
    tables.put(
        CashMove(
            body["move"],
            body["shift"],
            body["kind"],
            body.get("amount", 0),
            body.get("reason", ""),
            event.at,
            event.by,
            event.date,
        )
    )


def shift_counted(event: Event, tables: Tables) -> None:
    body = event.body
    shift = tables.get(Shift, body["shift"])
    if shift is not None and (shift.live or "times" in body) and stands(event, tables, f"count:{shift.id}"):
        count = {name: body[name] for name in ("sum", "expected", "notes") if name in body}
        times = body.get("times") or shift.count.get("times", 0) + 1
        tables.put(replace(shift, count={**count, "at": event.at, "by": event.by, "times": times}))


def shift_closed(event: Event, tables: Tables) -> None:
    """Of two histories that both handed it over the earlier one stands, whichever is heard first; so does the
    number of its slip."""
    body = event.body
    shift = tables.get(Shift, body["shift"])
    if shift is None:
        return
    if shift.live or (event.at, event.by) < (shift.closed_at, shift.closed_by):
        tables.put(
            replace(
                shift,
                live=0,
                closed_at=event.at,
                closed_by=event.by,
                closed_date=event.date,
                report=body["report"],
            )
        )
    if body.get("print", False):
        queue_report(event, tables, f"{shift.id}.shift", RECEIPT_STATION, "shift", shift.id)


APPLIES = {
    "shift.opened": shift_opened,
    "cash.moved": cash_moved,
    "shift.counted": shift_counted,
    "shift.closed": shift_closed,
}
