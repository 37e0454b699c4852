"""Who did what, read from the journal page by page, latest first; never the whole of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.floor.later import place_of_guests
from domain.floor.moves import Move
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.money.grants import Grant
from domain.money.payments import Payment
from domain.people.audit import is_watched, kinds_of
from domain.record.envelope import Event, decode
from domain.selling.menu import Names
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.database import journal
from pos_app.database.session import Connection
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document

ById = dict[str, str]
WINDOW = 4_000  # facts looked at in one go: some ten milliseconds


@dataclass(frozen=True, slots=True)
class TakenOff:
    """What a change of mind came to: minor units that the guest pays less, and the dish, {} for none."""

    amount: int
    names: Names


@dataclass(frozen=True, slots=True)
class Page:
    """``events`` latest first; ``before``: where the next page begins, 0 if there is nothing further back.

    ``taken_off``: by the id of the act; ``dishes``: names by the id of a line of which the kitchen was told,
    or that was moved; ``places``: what the table of an opening is called, and its bill's number, also once
    its guests have left; ``moves``: from where to where, by the id of the move; ``openings``: of what a slip
    or a payment is, by its id; ``slips``: kinds by the id of the job.
    """

    events: tuple[Event, ...] = ()
    before: int = 0
    taken_off: Mapping[str, TakenOff] = field(default_factory=dict)
    dishes: Mapping[str, Names] = field(default_factory=dict)
    places: Mapping[str, tuple[Names, str]] = field(default_factory=dict)
    moves: Mapping[str, tuple[Names, Names]] = field(default_factory=dict)
    openings: Mapping[str, str] = field(default_factory=dict)
    slips: Mapping[str, str] = field(default_factory=dict)

    def opening_of(self, event: Event) -> str:
        """The opening that a fact is about; "": none."""
        named = event.body.get("opening")
        return str(named) if named else self.openings.get(_about(event), "")


def read_page(connection: Connection, group: str, person: str, before: int, most: int) -> Page:
    """Sensitive facts of a group ("": all) and a person ("": everybody), from before a position.

    ``before`` 0 begins at the latest. A page may be short, or empty, and there is more further back.
    """
    top = before or journal.end_of(connection) + 1
    bottom = max(1, top - WINDOW)
    found: list[Event] = []
    for position, raw in journal.between(connection, kinds_of(group), bottom, top):
        if not is_watched(raw):
            continue
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
    rows = [tables.get(OrderLine, line) for event in events for line in lines_told(event)]
    dishes = {row.id: row.line.names for row in rows if row}
    openings, slips = _about_slips_and_payments(tables, events)
    page = Page(tuple(events), before, found, dishes, openings=openings, slips=slips)
    floor = document(tables, Floor, "floor", Floor())
    return replace(page, places=_places(tables, floor, page), moves=_moves(tables, floor, events))


def lines_told(event: Event) -> list[str]:
    """The dishes that a fact tells by their lines: what was called, taken back, or went elsewhere."""
    if event.kind == "lines.moved":
        return [str(one.get("piece", one["line"])) for one in event.body["lines"]]
    return list(event.body["lines"]) if event.kind in kinds_of("kitchen") else []


def _about(event: Event) -> str:
    """The slip, or the payment, that a fact is about."""
    body = event.body
    return str(body.get("of") or body.get("job") or body.get("payment") or "")


def _about_slips_and_payments(tables: SqlTables, events: Sequence[Event]) -> tuple[ById, ById]:
    openings, slips = ById(), ById()
    for id in {about for event in events if (about := _about(event))}:
        job = tables.get(PrintJob, id)
        row = job or tables.get(Payment, id) or tables.get(Grant, id)
        if row is not None and row.opening:
            openings[id] = row.opening
        if job is not None:
            slips[id] = job.kind
    return openings, slips


def _places(tables: SqlTables, floor: Floor, page: Page) -> dict[str, tuple[Names, str]]:
    ids = {page.opening_of(event) for event in page.events} | {
        str(event.body["source"]) for event in page.events if "source" in event.body
    }
    rows = [row for id in sorted(ids) if (row := tables.get(Opening, id))]
    return {row.id: (place_of_guests(tables, floor, row), row.number) for row in rows}


def _moves(tables: SqlTables, floor: Floor, events: Sequence[Event]) -> dict[str, tuple[Names, Names]]:
    """Where guests, bills and dishes were, and where they went: told by the tables of that moment."""
    ids = {str(event.body.get("move", "")) for event in events if event.kind in kinds_of("tables")} - {""}
    rows = [row for id in sorted(ids) if (row := tables.get(Move, id))]
    return {
        row.id: (floor.label_of(row.before, row.before_party), floor.label_of(row.table, row.party))
        for row in rows
    }
