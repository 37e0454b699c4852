"""When the next backup and the next drill are due. Times in UTC milliseconds."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = 3_600_000
EVERY = HOUR
ANYWAY = 24 * HOUR  # even if nothing was written: a backup's age shall tell whether the till makes any
RETRY = 10 * 60_000  # a place that failed is tried again
TOO_OLD = 25 * HOUR  # a last good backup older than this is a warning
DRILL_AT = 4  # o'clock, the store's own time
DRILL_TOO_OLD = 36 * HOUR
SERVER_DRILL_TOO_OLD = 72 * HOUR  # a night without internet is no trouble yet


def backup_due(now: int, last: int, changed: bool) -> bool:
    """Whether a backup is to be made now; ``last`` one at, ``changed`` since."""
    age = now - last
    return age < 0 or age >= ANYWAY or (changed and age >= EVERY)


def drill_due(now: int, last: int, zone: str) -> bool:
    """Whether it has been four o'clock in the morning since the last drill."""
    here = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    night = here.replace(hour=DRILL_AT, minute=0, second=0, microsecond=0)
    if night > here:
        night -= timedelta(days=1)
    return last > now or last < night.timestamp() * 1000
