"""The minute of the week in the store's zone: dishes have hours, and some menus have days."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from domain.selling.time_menus import DAY


def minute_of_week(at: int, zone: str) -> int:
    """0…10079 for a moment in UTC milliseconds, from Monday's midnight."""
    local = datetime.fromtimestamp(at / 1000, _zone(zone))
    return local.weekday() * DAY + local.hour * 60 + local.minute


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
