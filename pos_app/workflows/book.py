"""The book: the one place where a fact enters the store. Journal and state change in one transaction."""

from __future__ import annotations

import logging
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from domain.errors import Refused
from domain.money.days import trading_date
from domain.money.e_receipts import CODE_BYTES
from domain.record.business_day import minute_of_week
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.ids import uuid7
from domain.record.latest import with_turn
from domain.record.replication import Mark
from domain.record.rows import Counter, Document
from domain.record.tables import Row
from domain.selling.printing import PrintJob
from domain.selling.request import Verdict
from domain.selling.ticket_numbers import as_told
from pos_app.database import journal
from pos_app.database.session import Connection, Database, StorageError
from pos_app.database.state import Decoded, SqlTables

T = TypeVar("T")
LOOK_BACK = 10_000  # facts, some days of a full house: in years of them nobody may look while a cashier waits
HELD_BEFORE = "held_before"  # this device's value: phones' orders from before it wait for staff
FORGOT_BEFORE = "forgot_before"  # this device's value: when it last went back and may have forgotten
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Clock:
    """Time and randomness, passed in so that a test can hold them still.

    ``passed``: milliseconds since some moment, which nobody can set back as they can the clock.
    """

    now: Callable[[], int] = field(default=lambda: time.time_ns() // 1_000_000)
    randomness: Callable[[int], bytes] = field(default=secrets.token_bytes)
    passed: Callable[[], int] = field(default=lambda: time.monotonic_ns() // 1_000_000)

    def new_id(self) -> str:
        return uuid7(self.now(), self.randomness(10))

    def new_code(self) -> str:
        """A text for an address that nobody shall guess."""
        return urlsafe_b64encode(self.randomness(CODE_BYTES)).decode()


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction did: its events and the rows they left behind.

    ``verdicts``: answers to phones' requests that are other now than phones may have heard.
    """

    events: tuple[Event, ...]
    rows: tuple[object, ...]
    head: journal.Head
    verdicts: tuple[Verdict, ...] = ()

    def and_then(self, later: Written) -> Written:
        """Two transactions as if they had been one."""
        verdicts = self.verdicts + later.verdicts
        return Written(self.events + later.events, self.rows + later.rows, later.head, verdicts)


class Entry:
    """One transaction in which facts are recorded. Reads see what was recorded before."""

    def __init__(
        self,
        tables: SqlTables,
        connection: Connection,
        head: journal.Head,
        clock: Clock,
        zone: str,
        held_before: int = 0,
    ) -> None:
        self.connection = connection
        self.tables = tables
        self.clock = clock
        self.now = clock.now()
        self.zone = zone
        self.held_before = held_before
        self.head = head
        self.events: list[Event] = []
        self.verdicts: list[Verdict] = []  # see Written

    @property
    def date(self) -> str:
        """The business date of this moment; the day after once it is closed."""
        return trading_date(self.tables, self.now, self.zone)

    @property
    def minute(self) -> int:
        """The minute of the store's week."""
        return minute_of_week(self.now, self.zone)

    def record(self, kind: str, body: dict[str, Any], by: str = "till") -> Event:
        """Append one fact, which tells the tickets that it queues here and its turn, and fold it."""
        before = len(self.tables.touched)
        event = Event(self.head.seq + 1, kind, self.now, self.date, by, body)
        apply(event, self.tables)
        put = self.tables.touched[before:]
        jobs = [row for row in put if isinstance(row, PrintJob)]
        event = as_told(event, self.tables, jobs, [row for row in put if isinstance(row, Counter)])
        event = with_turn(event, put)
        self.head = journal.append(self.connection, self.head, event)
        self.events.append(event)
        return event

    def document(self, kind: type[Row], name: str) -> Row:
        """The present version of a document, decoded. Raises Refused("unreadable") if there is none."""
        found = self.tables.document(kind, name)
        if found is None:
            raise Refused("unreadable")
        return found


class Book:
    """Owns the database. All of its methods run on the writer's thread."""

    def __init__(self, database: Database, incarnation: str, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.incarnation = incarnation
        self.zone = "UTC"
        self.held_before = 0  # UTC milliseconds; 0: none
        self._decoded = Decoded()
        self.before_commit: list[Callable[[Entry], None]] = []  # what facts bring with them, in one with them
        self.after_commit: list[Callable[[Written], None]] = []
        with database.transaction() as connection:
            self._look(connection)
            store = SqlTables(connection).get(Document, "store")
        if store:
            self.zone = str(store.body["zone"])

    def _look(self, connection: Connection) -> None:
        self.held_before = int(journal.local_value(connection, HELD_BEFORE) or 0)
        self._head = journal.head(connection, self.incarnation)
        self._history = tuple(journal.all_marks(connection))

    def write(self, work: Callable[[Entry], T]) -> T:
        """Run ``work`` in one transaction: durable when this returns, undone if it raises.

        Raises what ``work`` raises, and Refused("cannot_save") if the disk does not take it.
        """
        try:
            with self.database.transaction() as connection:
                tables = SqlTables(connection, self._decoded)
                entry = Entry(tables, connection, self._head, self.clock, self.zone, self.held_before)
                result = work(entry)
                for follow in self.before_commit:
                    follow(entry)
                tables.flush()
        except StorageError as error:
            log.exception("the journal cannot be written")
            raise Refused("cannot_save") from error
        self._decoded.forget(tables.published)
        self._head = entry.head
        self._tell(entry.events, entry.tables.touched, entry.verdicts)
        return result

    def read(self, work: Callable[[SqlTables], T]) -> T:
        """Look at the state. ``work`` must not write."""
        with self.database.transaction() as connection:
            return work(SqlTables(connection, self._decoded))

    def look(self, work: Callable[[Connection], T]) -> T:
        """Look at the file. ``work`` must not write."""
        with self.database.transaction() as connection:
            return work(connection)

    def latest(self, kinds: Sequence[str], most: int) -> list[Event]:
        """The last events of some kinds, newest first; of days that are long over nobody awaits an answer.
        They end where the file is damaged."""
        found: list[Event] = []
        try:
            with self.database.transaction() as connection:
                found.extend(journal.latest(connection, kinds, most, LOOK_BACK))
        except StorageError as error:
            if not error.of_place:
                raise
            log.error("facts of before cannot be read")
        return found

    @property
    def head(self) -> journal.Head:
        """Where the journal ends. Any thread may look."""
        return self._head

    @property
    def head_seq(self) -> int:
        """The journal's last number."""
        return self._head.seq

    @property
    def marks(self) -> tuple[Mark, ...]:
        """How far each incarnation has got, in the order they began. Any thread may look."""
        head = self._head
        return tuple(
            replace(mark, seq=head.seq, head=head.hash.hex())
            if mark.incarnation == head.incarnation
            else mark
            for mark in self._history
        )

    def change_history(self, work: Callable[[Entry], None]) -> None:
        """As ``write``, for what begins, moves or takes over incarnations."""
        try:
            self.write(work)
        finally:
            with self.database.transaction() as connection:
                self.incarnation = journal.local_value(connection, "incarnation") or self.incarnation
                self._look(connection)

    def local(self, name: str) -> Any:
        """A value of this device alone, or None."""
        with self.database.transaction() as connection:
            return journal.local_value(connection, name)

    def set_local(self, name: str, value: Any) -> None:
        self.set_locals({name: value})

    def set_locals(self, values: Mapping[str, Any]) -> None:
        """Keep plain values for this device, all or none."""
        with self.database.transaction() as connection:
            for name, value in values.items():
                journal.set_local(connection, name, value)

    def notice(self, *rows: object) -> None:
        """Tell listeners that something else is so without a fact, such as a new day."""
        self._tell((), rows)

    def _tell(
        self, events: Sequence[Event], rows: Sequence[object], verdicts: Sequence[Verdict] = ()
    ) -> None:
        for event in events:
            if event.kind == "store.founded":
                self.zone = str(event.body["zone"])
        written = Written(tuple(events), tuple(rows), self._head, tuple(verdicts))
        for listener in self.after_commit:
            listener(written)
