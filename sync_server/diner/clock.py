"""The minute of the day in the store's zone: dishes have hours."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo


def minute_of_day(at: int, zone: str) -> int:
    """0…1439 for a moment in UTC milliseconds."""
    local = datetime.fromtimestamp(at / 1000, _zone(zone))
    return local.hour * 60 + local.minute


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
