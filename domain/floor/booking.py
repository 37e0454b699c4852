"""Reservations 预订: guests who will come, the tables kept for them, and what became of it.

Who they are is sealed by the till with a key of each booking's own: deleting the key erases them from the
journal, on every copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.tables import Tables

MINUTE = 60_000  # milliseconds
BOOKED, ARRIVED, NO_SHOW, CANCELLED = "booked", "arrived", "no_show", "cancelled"


@dataclass(frozen=True, slots=True)
class Booking:
    """``at``: when they come, UTC milliseconds. ``open`` is 1 until they have come or will not come.

    ``sealed``: name, phone and note, as hex; ``opening``: where they sat down.
    """

    id: str
    open: int
    state: str
    at: int
    guests: int
    tables: tuple[str, ...]
    sealed: str
    made_at: int
    by: str
    opening: str = ""
    reason: str = ""


def booking_made(event: Event, tables: Tables) -> None:
    """A new booking, or what one says now: of two histories that both changed it one word stands. One that is
    over, by another history, stays over."""
    body = event.body
    before = tables.get(Booking, body["booking"])
    said = {name: body[name] for name in ("at", "guests", "sealed")} | {"tables": tuple(body["tables"])}
    latest = stands(event, tables, f"booking:{body['booking']}")
    if before is not None:
        if latest:
            tables.put(replace(before, **said))
        return
    tables.put(Booking(id=body["booking"], open=1, state=BOOKED, made_at=event.at, by=event.by, **said))


def booking_arrived(event: Event, tables: Tables) -> None:
    _end(tables, event.body["booking"], ARRIVED, opening=event.body["opening"])


def booking_ended(event: Event, tables: Tables) -> None:
    """They did not come, or called it off."""
    _end(tables, event.body["booking"], event.body["how"], reason=event.body.get("reason", ""))


def _end(tables: Tables, id: str, state: str, opening: str = "", reason: str = "") -> None:
    booking = tables.get(Booking, id)
    if booking is None:
        return
    ended = replace(booking, open=0, state=state, opening=opening, reason=reason)
    if booking.open or _of_two(ended) < _of_two(booking):
        tables.put(ended)


def _of_two(ended: Booking) -> tuple[bool, str, str, str]:
    """Of two histories that both ended it: guests who came have come, whatever the other said of them."""
    return ended.state != ARRIVED, ended.state, ended.opening, ended.reason


def clashes(bookings: Iterable[Booking], booking: Booking, minutes: int) -> list[Booking]:
    """Other open bookings of one of its tables that begin less than ``minutes`` from it."""
    mine, near = set(booking.tables), minutes * MINUTE
    return [
        one
        for one in bookings
        if one.id != booking.id and one.open and mine & set(one.tables) and abs(one.at - booking.at) < near
    ]


def next_at(bookings: Iterable[Booking], table: str, now: int, minutes: int) -> Booking | None:
    """The booking for which a table is kept now: from so many minutes before, until it is over."""
    due = [one for one in bookings if one.open and table in one.tables and one.at - minutes * MINUTE <= now]
    return min(due, key=lambda one: (one.at, one.id), default=None)


APPLIES = {
    "booking.made": booking_made,
    "booking.arrived": booking_arrived,
    "booking.ended": booking_ended,
}
"""``booking.made`` also changes one: the same id says what the booking is now."""
