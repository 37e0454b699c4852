"""Which backups stay: of the last two days one an hour, then one a day, a week, a month.

What is thrown away once would never be wanted later, so that the rule may be applied as often as one likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

HOUR = 3_600_000  # milliseconds
DAY = 24 * HOUR
WEEK = 7 * DAY
MONDAY = 4 * DAY  # the first one after 1 January 1970


def _month(at: int) -> int:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.year * 12 + moment.month


# Generations: how to number the spans of time, and for how many of them the newest backup stays.
GENERATIONS: tuple[tuple[Callable[[int], int], int], ...] = (
    (lambda at: at // HOUR, 48),
    (lambda at: at // DAY, 14),
    (lambda at: (at - MONDAY) // WEEK, 8),
    (_month, 24),
)


def keep(times: Iterable[int], now: int) -> set[int]:
    """Of backups made at ``times`` those that stay; all in UTC milliseconds.

    The newest always stays, and so does what seems to come from the future: a clock was wrong once.
    """
    found = sorted(set(times))
    kept = set(found[-1:]) | {at for at in found if at > now}
    for span, most in GENERATIONS:
        newest = {span(at): at for at in found if at <= now}  # the last one of each span wins
        kept |= {at for number, at in newest.items() if number > span(now) - most}
    return kept
