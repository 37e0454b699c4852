"""A till goes on under a new incarnation: its first fact says why, and which numbers it leaves out."""

from __future__ import annotations

from domain.record.envelope import Event
from domain.record.rows import take_number
from domain.record.tables import Tables

LEFT_OUT = 1_000  # numbers, when nobody knows how many the lost facts have used


def incarnation_began(event: Event, tables: Tables) -> None:
    for name, number in event.body.get("jumps", {}).items():
        take_number(tables, name, number)


APPLIES = {"incarnation.began": incarnation_began}
