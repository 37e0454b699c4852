"""Bookings as screens show them: what is to come, and what is still held; nothing of who booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.floor.booking import Booking
from domain.money.deposits import DepositMove, held_for
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking that is to come, and minor units held as its deposit."""

    booking: Booking
    deposit: int = 0


def read_bookings(tables: Tables) -> tuple[BookingView, ...]:
    """The bookings that are to come, and those of which a deposit is still held, next first."""
    rows = {row.id: row for row in tables.where(Booking, open=1)}
    for id in {move.booking for move in tables.where(DepositMove)} - rows.keys():
        row = tables.get(Booking, id)
        if row is not None and held_for(tables, id) > 0:
            rows[id] = row
    found = sorted(rows.values(), key=lambda row: (row.at, row.id))
    return tuple(BookingView(row, held_for(tables, row.id)) for row in found)


def changes_bookings(rows: Iterable[object]) -> bool:
    return any(isinstance(row, Booking | DepositMove) for row in rows)
