"""Who did what, read from the journal page by page, latest first; never the whole of it at once."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import Refused
from domain.people.audit import kinds_of
from domain.record.envelope import Event, decode
from pos_app.database import journal
from pos_app.database.session import Connection

WINDOW = 4_000  # facts looked at in one go: some ten milliseconds


@dataclass(frozen=True, slots=True)
class Page:
    """``events`` latest first; ``before``: where the next page begins, 0 if there is nothing further back."""

    events: tuple[Event, ...] = ()
    before: int = 0


def read_page(connection: Connection, group: str, person: str, before: int, most: int) -> Page:
    """Sensitive facts of a group ("": all) and a person ("": everybody), from before a position.

    ``before`` 0 begins at the latest. A page may be short, or empty, and there is more further back.
    """
    top = before or journal.end_of(connection) + 1
    bottom = max(1, top - WINDOW)
    found: list[Event] = []
    for position, raw in journal.between(connection, kinds_of(group), bottom, top):
        try:
            event = decode(raw)
        except Refused:
            continue
        if person in ("", event.by):
            found.append(event)
            if len(found) == most:
                return Page(tuple(found), position if position > 1 else 0)
    return Page(tuple(found), bottom if bottom > 1 else 0)
