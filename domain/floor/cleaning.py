"""Tables that guests have left and nobody has cleaned yet 待清, where the store wants to know of them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Uncleaned:
    """A table (its id) to be cleaned; ``opening`` was there last, ``since`` in UTC milliseconds."""

    table: str
    opening: str
    since: int


def left_behind(event: Event, tables: Tables, table: str, opening: str) -> None:
    """Guests have left a table; to be cleaned if the fact says so. Only a fold may call this."""
    if event.body.get("clean") and table:
        tables.put(Uncleaned(table, opening, event.at))


def table_cleaned(event: Event, tables: Tables) -> None:
    tables.remove(Uncleaned, event.body["table"])


APPLIES = {"table.cleaned": table_cleaned}
