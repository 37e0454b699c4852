"""Day end 日结 as facts: a closed business day with its Z number and its figures, never changed again.

The figures are worked out once, by ``day_figures.figures_of``, and frozen into the fact. Z numbers have no
gaps; what was open is carried over 结转 and listed. After it sales count to the next business day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.money.payments import RECEIPT_STATION
from domain.record.business_day import business_date, day_after
from domain.record.envelope import Event
from domain.record.rows import Counter, last_number, take_number
from domain.record.tables import Tables
from domain.selling.printing import queue_report

Z = "z"  # the running number's name


@dataclass(frozen=True, slots=True)
class DayEnd:
    """A closed business day. ``report``: figures and what was carried over, as ``day_figures`` makes them."""

    id: str
    z: int
    date: str
    at: int
    by: str
    report: Mapping[str, Any]


def open_date(tables: Tables, date: str) -> str:
    """The business day that a fact belongs to: the clock's, or the next one that is not closed yet."""
    while is_closed(tables, date):
        date = day_after(date)
    return date


def trading_date(tables: Tables, now: int, zone: str) -> str:
    """The business day of a UTC time in milliseconds; the day after once it is closed."""
    return open_date(tables, business_date(now, zone))


def is_closed(tables: Tables, date: str) -> bool:
    return last_number(tables, _closed(date)) > 0


def _closed(date: str) -> str:
    return f"day:{date}"


def last_closed(tables: Tables) -> DayEnd | None:
    """The day that was closed last."""
    found = tables.where(DayEnd, z=last_number(tables, Z))
    return max(found, key=lambda day: (day.at, day.id), default=None)


def day_closed(event: Event, tables: Tables) -> None:
    body = event.body
    z = take_number(tables, Z, body["z"])
    tables.put(DayEnd(body["day"], z, body["date"], event.at, event.by, body["report"]))
    tables.put(Counter(_closed(body["date"]), z))
    if body.get("print", False):
        queue_report(event, tables, f"{body['day']}.day", RECEIPT_STATION, "day", body["day"])


APPLIES = {"day.closed": day_closed}
