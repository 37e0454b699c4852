"""Tables that guests have left and nobody has cleaned yet 待清, where the store wants to know of them.

Whether one is to be cleaned is said anew by who leaves it, cleans it or sits down there: of two histories one
word stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.latest import standing, stands
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Uncleaned:
    """A table (its id) to be cleaned; ``opening`` was there last, ``since`` in UTC milliseconds."""

    table: str
    opening: str
    since: int


def word_on(table: str) -> str:
    """What is said anew of a table: whether it is to be cleaned."""
    return f"clean:{table}"


def left_behind(event: Event, tables: Tables, *left: tuple[str, str]) -> None:
    """Guests have left these tables, each with its opening; to be cleaned if the fact says so. Only a fold
    may call this."""
    if event.body.get("clean"):
        said = standing(event, tables, [word_on(table) for table, _ in left if table])
        to_clean(event, tables, said, *left)


def to_clean(event: Event, tables: Tables, said: frozenset[str], *left: tuple[str, str]) -> None:
    """Of these tables those about which the fact has ``said`` the last word are to be cleaned."""
    for table, opening in left:
        if word_on(table) in said:
            tables.put(Uncleaned(table, opening, event.at))


def is_clean(event: Event, tables: Tables, table: str) -> None:
    """A table is cleaned, or guests sit there. Only a fold may call this."""
    if table and stands(event, tables, word_on(table)):
        tables.remove(Uncleaned, table)


def table_cleaned(event: Event, tables: Tables) -> None:
    is_clean(event, tables, event.body["table"])


APPLIES = {"table.cleaned": table_cleaned}
