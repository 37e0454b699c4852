"""The queue as screens show it: how the house queues, and who waits today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.errors import Refused
from domain.floor.pickup import SLIP
from domain.floor.queue import DOCUMENT, QueueNumber, QueueSetup, in_turn
from domain.record.business_day import business_date
from domain.record.rows import Document
from domain.selling.menu import Names
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables


@dataclass(frozen=True, slots=True)
class QueueView:
    """``numbers``: those of a day that still want a table, by their turn."""

    setup: QueueSetup = field(default_factory=QueueSetup)
    numbers: tuple[QueueNumber, ...] = ()

    def on(self, day: str) -> tuple[QueueNumber, ...]:
        """Who waits on a business day of the clock: the queue begins anew with each."""
        return tuple(one for one in self.numbers if one.day == day)


def read_queue(tables: SqlTables, now: int, zone: str) -> QueueView:
    """The queue of the business day that a moment (UTC milliseconds) belongs to."""
    today = tables.where(QueueNumber, day=business_date(now, zone))
    return QueueView(setup_of(tables), tuple(in_turn(today)))


def setup_of(tables: SqlTables) -> QueueSetup:
    """How the house queues; the usual way as long as nobody has said, or in a form we do not know."""
    try:
        return tables.document(QueueSetup, DOCUMENT) or QueueSetup()
    except Refused:
        return QueueSetup()


def changes_queue(rows: Iterable[object]) -> bool:
    return any(
        isinstance(row, QueueNumber) or (isinstance(row, Document) and row.name == DOCUMENT) for row in rows
    )


def number_label(tables: SqlTables, job: PrintJob) -> Names:
    """Whose slip it is, if it is one of the queue; else {}."""
    party = tables.get(QueueNumber, job.order) if job.kind == SLIP and job.order else None
    return {"und": party.text} if party else {}
