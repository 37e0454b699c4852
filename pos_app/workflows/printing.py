"""Printing: one worker a station takes jobs from the ledger, so that a dead printer delays nobody else.

The ledger's fact "print.started" is durable before the first byte leaves; a job that was being sent when the
till died is unknown, and comes again with the possible-duplicate banner, the same id and the same number.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from domain import failpoints
from domain.errors import Refused
from domain.selling.printing import PrintJob
from pos_app.background import Writer
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.incarnations import ELSEWHERE
from pos_app.workflows.slips import ticket_for
from printers.connections import Connection, connection_to
from printers.delivery import deliver, probe
from printers.escpos import encode
from printers.outcome import Outcome, Result, Rung
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.spool import Action, Job, JobState, begun, delivered, found_at_start, tried_again
from printers.status import Condition
from printers.ticket import DrawerKick, Ticket

log = logging.getLogger(__name__)
STALE = 30 * 60_000  # milliseconds: an older ticket is not printed unasked
ANEW = "printed anew"  # the note of a job that staff had printed as another one
DRAWER = "drawer"  # in a worker's queue, where otherwise a job's id stands
RETRY = 1.0  # seconds between looks at a printer that cannot print


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What a worker knows of its printer. ``state``: ok, unreachable, unknown, or a Condition's value."""

    state: str = "unknown"
    since: int = 0
    rung: str = ""


class PrinterWorker:
    """Prints one station's jobs in order, on a thread of its own."""

    def __init__(
        self,
        station: str,
        target: str,
        book: Book,
        writer: Writer,
        form: SlipForm,
        painter: Painter | None,
        changed: Callable[[], None],
    ) -> None:
        self.station = station
        self.target = target
        self.state = PrinterState()
        self._book = book
        self._writer = writer
        self._form = form
        self._painter = painter
        self._changed = changed
        self._rung: Rung | None = None
        self._jobs: queue.SimpleQueue[str | _PastLedger | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"printer-{station}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def take(self, job: str) -> None:
        """Print a job of the ledger when its turn comes."""
        self._jobs.put(job)

    def kick(self) -> None:
        """Open the drawer at this printer: a pulse, not a ticket, so it is tried once and not kept."""
        self._jobs.put(DRAWER)

    def print_past_ledger(self, make: Callable[[SlipForm], Ticket]) -> Future[None]:
        """A slip that may stand in no ledger, tried once. Its future raises Refused("print_failed")."""
        slip = _PastLedger(make, Future())
        self._jobs.put(slip)
        return slip.done

    def close(self) -> None:
        """Finish the ticket that is being sent, leave the others in the ledger."""
        self._closing.set()
        self._jobs.put(None)
        self._thread.join(5)

    def _run(self) -> None:
        self._look()
        while (job := self._jobs.get()) is not None and not self._closing.is_set():
            try:
                if isinstance(job, _PastLedger):
                    self._print_once(job)
                elif job == DRAWER:
                    self._pulse()
                else:
                    self._print(job)
            except Exception:
                log.exception("job %s stays in the ledger", job)
                if isinstance(job, _PastLedger):
                    job.done.set_exception(Refused("print_failed"))

    def _look(self) -> None:
        """What the printer can tell us: asked once per printer, because an old model prints the question."""
        name = f"rung:{self.target}"
        known = self._writer.submit(lambda: self._book.local(name)).result()
        if known:
            self._rung = Rung(known)
            return
        try:
            rung, condition = probe(self._connection())
        except OSError:
            self._now("unreachable")
            return
        if condition.prints:  # without paper it cannot say how far it confirms: the first ticket will tell
            self._rung = rung
        self._now(condition.value)
        if condition.prints and rung is not Rung.SILENT:  # a busy printer looks silent: ask again next time
            self._writer.submit(lambda: self._book.set_local(name, rung.value)).result()

    def _pulse(self) -> None:
        pulse = encode(Ticket(self._form.width, (DrawerKick(),)))
        self._learn(deliver(self._connection(), pulse, self._rung))

    def _print_once(self, slip: _PastLedger) -> None:
        data = encode(slip.make(self._form), self._painter)
        outcome = deliver(self._connection(), data, self._rung)
        self._learn(outcome)
        if outcome.result in (Result.FAILED, Result.UNKNOWN):
            slip.done.set_exception(Refused("print_failed"))
        else:
            slip.done.set_result(None)

    def _print(self, job_id: str) -> None:
        """One job until it has come out, or is a matter for people."""
        while not self._closing.is_set():
            try:
                outcome = deliver(
                    self._connection(),
                    lambda: self._writer.submit(partial(self._begin, job_id)).result(),
                    self._rung,
                    told=lambda condition: self._now(condition.value),
                )
            except _NothingToSendError:
                return
            self._learn(outcome)
            action = self._writer.submit(partial(self._end, job_id, outcome)).result()
            if action in (Action.REST, Action.ASK):
                return
            if action is Action.RETRY_OR_MOVE:
                self._closing.wait(RETRY)

    def _begin(self, job_id: str) -> bytes:
        """Note that bytes may leave from now on, and make them. Raises _NothingToSendError."""

        def work(entry: Entry) -> PrintJob | None:
            row = entry.tables.get(PrintJob, job_id)
            if row is None or not row.open:
                return None
            job = _as_job(row)
            if job.state is JobState.FAILED:  # nothing left at the last try: this is another one
                job = tried_again(job, job.stale_at)
            step = begun(job, entry.now)
            if step.action not in (Action.SEND, Action.SEND_MARKED):
                if step.job.state is JobState.EXPIRED:
                    entry.record("print.finished", {"job": job_id, "state": "expired", "note": "too old"})
                return None
            body = {"job": job_id}
            if step.action is Action.SEND_MARKED and row.mark == "":
                body["mark"] = "duplicate"
            entry.record("print.started", body)
            return entry.tables.get(PrintJob, job_id)

        job = self._book.write(work)
        if job is None:
            raise _NothingToSendError
        failpoints.reach("print.after_started")
        now = self._book.clock.now()
        try:
            ticket = self._book.read(lambda tables: ticket_for(tables, job, self._form, now))
            return encode(ticket, self._painter)
        except Exception as error:
            log.exception("job %s cannot be drawn", job_id)
            failed = {"job": job_id, "state": "failed", "note": "not drawn"}
            self._book.write(lambda entry: entry.record("print.finished", failed))
            raise _NothingToSendError from error

    def _end(self, job_id: str, outcome: Outcome) -> Action:
        """Note what became of it, and what comes next."""

        def work(entry: Entry) -> Action:
            row = entry.tables.get(PrintJob, job_id)
            if row is None or row.state != "sending":
                return Action.RETRY_OR_MOVE if row and row.open else Action.REST
            step = delivered(_as_job(row), outcome)
            state = step.job.state.value
            if state == "confirmed" and step.job.rung in (Rung.SILENT, Rung.STATUS, None):
                state = "unsure"
            body = {"job": job_id, "state": state}
            if step.job.trouble:
                body["note"] = step.job.trouble
            entry.record("print.finished", body)
            return step.action

        return self._book.write(work)

    def _learn(self, outcome: Outcome) -> None:
        self._rung = outcome.rung or self._rung
        if (
            outcome.result is Result.FAILED
            and outcome.condition is Condition.OFFLINE
            and outcome.rung is None
            and outcome.detail
        ):
            self._now("unreachable")
        else:
            self._now(outcome.condition.value)

    def _now(self, state: str) -> None:
        rung = self._rung.value if self._rung else ""
        if (state, rung) != (self.state.state, self.state.rung):
            self.state = replace(self.state, state=state, since=self._book.clock.now(), rung=rung)
            self._changed()

    def _connection(self) -> Connection:
        connection = connection_to(self.target)
        return connection if failpoints.hook is failpoints._nothing else _Halved(connection)


@dataclass(frozen=True, slots=True)
class _PastLedger:
    make: Callable[[SlipForm], Ticket]
    done: Future[None]


class _NothingToSendError(Exception):
    """There is nothing to send after all."""


class _Halved:
    """A connection that a test may cut in the middle of a ticket or just after it."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner
        self.answers = inner.answers
        self.open, self.receive, self.close = inner.open, inner.receive, inner.close

    def send(self, data: bytes) -> None:
        if len(data) < 100:  # a question, not a ticket
            self._inner.send(data)
            return
        half = len(data) // 2
        self._inner.send(data[:half])
        failpoints.reach("print.mid_job")
        self._inner.send(data[half:])
        failpoints.reach("print.after_sent")


class PrintDesk:
    """Hands each job of the ledger to its station's worker."""

    def __init__(self, workers: dict[str, PrinterWorker], book: Book) -> None:
        self.workers = workers
        self._book = book

    def start(self) -> None:
        """Take up what an earlier run left; on the writer's thread."""
        for job in self._book.write(_take_up):
            self.take(job)
        for worker in self.workers.values():
            worker.start()

    def take(self, job: PrintJob) -> None:
        worker = self.workers.get(job.station)
        if worker:
            worker.take(job.id)

    def kick(self, station: str) -> None:
        """Open the drawer at a station's printer."""
        worker = self.workers.get(station)
        if worker:
            worker.kick()

    def close(self) -> None:
        for worker in self.workers.values():
            worker.close()


def _take_up(entry: Entry) -> list[PrintJob]:
    """The open jobs at start: one that was being sent is unknown now; an old one waits for people."""
    todo: list[PrintJob] = []
    for row in sorted(entry.tables.where(PrintJob, open=1), key=lambda row: (row.queued_at, row.number)):
        step = found_at_start(_as_job(row), entry.now)
        if row.state == "sending":
            entry.record("print.finished", {"job": row.id, "state": "unknown", "note": step.job.trouble})
        if step.action is Action.ASK:
            if row.state == "queued":
                entry.record("print.finished", {"job": row.id, "state": "expired", "note": "too old"})
        else:
            todo.append(row)
    return todo


def reprint(entry: Entry, job_id: str, by: str) -> None:
    """A slip again 补打, marked as such."""
    if entry.tables.get(PrintJob, job_id) is None:
        raise Refused("unreadable")
    entry.record("print.asked", {"job": entry.clock.new_id(), "of": job_id}, by)


def came_out(entry: Entry, job_id: str, by: str) -> None:
    """Somebody has seen the ticket whose end was unknown."""
    row = entry.tables.get(PrintJob, job_id)
    if row and row.state in ("unknown", "expired", "failed"):
        entry.record("print.finished", {"job": job_id, "state": "confirmed", "note": "seen"}, by)


def print_again(entry: Entry, job_id: str, by: str) -> None:
    """Staff want the ticket now, however old; it is marked if it may have come out before.

    Asked for twice it comes once: whoever was second does not print an unmarked second ticket.
    """
    row = entry.tables.get(PrintJob, job_id)
    if row and row.state in ("unknown", "expired", "failed") and row.note != ANEW:
        mark = "duplicate" if row.attempts or row.note == ELSEWHERE else row.mark
        entry.record("print.asked", {"job": entry.clock.new_id(), "of": job_id, "mark": mark}, by)
        entry.record("print.finished", {"job": job_id, "state": "expired", "note": ANEW}, by)


def _as_job(row: PrintJob) -> Job:
    state = JobState.CONFIRMED if row.state == "unsure" else JobState(row.state)
    return Job(row.id, row.station, row.number, state, row.attempts, row.queued_at + STALE, trouble=row.note)
