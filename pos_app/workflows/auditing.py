"""Who did what, read from the journal page by page, latest first; never the whole of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.people.audit import kinds_of
from domain.record.envelope import Event, decode
from domain.selling.menu import Names
from domain.selling.orders import OrderLine
from pos_app.database import journal
from pos_app.database.session import Connection
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document

WINDOW = 4_000  # facts looked at in one go: some ten milliseconds


@dataclass(frozen=True, slots=True)
class TakenOff:
    """What a change of mind came to: minor units that the guest pays less, and the dish, {} for none."""

    amount: int
    names: Names


@dataclass(frozen=True, slots=True)
class Page:
    """``events`` latest first; ``before``: where the next page begins, 0 if there is nothing further back.

    ``taken_off``: by the id of the act; ``dishes``: names by the id of a line of which the kitchen was told;
    ``places``: what the table of an opening is called, and its bill's number, also once its guests have left.
    """

    events: tuple[Event, ...] = ()
    before: int = 0
    taken_off: Mapping[str, TakenOff] = field(default_factory=dict)
    dishes: Mapping[str, Names] = field(default_factory=dict)
    places: Mapping[str, tuple[Names, str]] = field(default_factory=dict)


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
                return _page(connection, found, position if position > 1 else 0)
    return _page(connection, found, bottom if bottom > 1 else 0)


def _page(connection: Connection, events: Sequence[Event], before: int) -> Page:
    tables, found = SqlTables(connection), dict[str, TakenOff]()
    for act in (str(event.body["act"]) for event in events if "act" in event.body):
        kept = tables.get(Adjustment, act)
        line = tables.get(OrderLine, kept.line) if kept and kept.line else None
        if kept is not None:
            found[act] = TakenOff(kept.amount, line.line.names if line else {})
    told = [event for event in events if event.kind in kinds_of("kitchen")]
    rows = [tables.get(OrderLine, line) for event in told for line in event.body["lines"]]
    dishes = {row.id: row.line.names for row in rows if row}
    return Page(tuple(events), before, found, dishes, _places(tables, events))


def _places(tables: SqlTables, events: Sequence[Event]) -> dict[str, tuple[Names, str]]:
    floor = document(tables, Floor, "floor", Floor())
    ids = {str(event.body["opening"]) for event in events if "opening" in event.body}
    rows = [row for id in sorted(ids) if (row := tables.get(Opening, id))]
    return {row.id: (label_of(floor, row), row.number) for row in rows}
