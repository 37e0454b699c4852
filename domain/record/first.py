"""What is told once under an id of its own, as a payment that a gateway charged: two histories may tell it.

The one that was told first stands, by the clocks of who told it, as of two settlements of one bill
(``settled.by_time``): so payment, settlement and drawer agree, and whoever hears both has the same. A clock
may be wrong, but all read the same time in the fact; which came first to a server, others cannot know.
"""

from __future__ import annotations

from typing import Any

from domain.record.canonical import canonical
from domain.record.plain import to_plain
from domain.record.tables import Tables, key_of


def by_telling(row: Any) -> tuple[int, str, str, str]:
    """What of two rows with one id tells the first: when it was told, by whom, for which day and drawer."""
    return row.at, row.by, getattr(row, "date", ""), getattr(row, "shift", "")


def keep_first(tables: Tables, row: Any) -> None:
    """Keep a row that nothing changes later, unless it was told before. Only a fold may call this."""
    known = tables.get(type(row), key_of(row))
    if known is None or _whole(row) < _whole(known):
        tables.put(row)


def _whole(row: Any) -> tuple[tuple[int, str, str, str], bytes]:
    return by_telling(row), canonical(to_plain(row))
