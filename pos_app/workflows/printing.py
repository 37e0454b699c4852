"""Printing: one worker a printer takes jobs from the ledger, so that a dead printer delays nobody else.

The ledger's fact "print.started" is durable before the first byte leaves; a job that was being sent when the
till died is unknown, and comes again with the possible-duplicate banner, the same id and the same number.
What a worker has in mind is only a hint: before each first byte the ledger says whether the job is still to
be printed, and here. It has left the hints before that look, so that who hands it in meanwhile is heard.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from domain import failpoints
from domain.errors import Refused
from domain.selling.print_clock import NOT_DRAWN, stale_at
from domain.selling.print_setup import DOCUMENT, EMPTY, Printer, PrintSetup
from domain.selling.printing import PausedPrinter, PrintJob
from pos_app.background import Writer
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.print_forms import ticket_bytes
from pos_app.workflows.reading import document
from pos_app.workflows.slips import ticket_for
from printers.connections import Connection, InTurn, connection_to
from printers.delivery import Patience, deliver, probe
from printers.escpos import encode
from printers.networks import neighbours
from printers.outcome import Outcome, Result, Rung
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.spool import Action, Job, JobState, begun, delivered, tried_again
from printers.status import Condition
from printers.ticket import DrawerKick, Ticket

log = logging.getLogger(__name__)
DRAWER = "drawer"  # among a worker's acts, where otherwise a slip stands
PATIENCE = Patience()
FULL = "cannot_save"  # the disk did not take it
RETRY = 1.0  # seconds between looks at a printer that cannot print
KNOWN_FOR = 20.0  # seconds for which the device at an address is taken to be the same
WELL = frozenset({"ok", "near_end", "unknown"})  # states of a printer that may print


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What a worker knows of its printer. ``state``: a Condition's value, or

    unreachable (nobody takes the connection) | mute (somebody does, and then says nothing more) | stranger
    (another device answers at its address) | unknown.
    """

    state: str = "unknown"
    since: int = 0
    rung: str = ""


class PrinterWorker:
    """Prints one printer's jobs in order, on a thread of its own.

    ``form`` makes the form of a printer's slips. A printer without a target prints nothing and keeps its
    jobs. ``turn_at`` gives the lock of whoever talks to the printer at an address. ``changed`` is called, on
    any thread, when its state has changed; ``lost``, on its own, each time when nobody answers there.
    """

    def __init__(
        self,
        printer: Printer,
        book: Book,
        writer: Writer,
        form: Callable[[Printer], SlipForm],
        painter: Painter | None,
        changed: Callable[[], None],
        patience: Patience = PATIENCE,
        lost: Callable[[Printer], None] = lambda printer: None,
        hardware: Callable[[], Mapping[str, str]] = neighbours,
    ) -> None:
        self.printer = printer
        self.state = PrinterState()
        self.paused = False
        self.turn_at: Callable[[str], threading.Lock] = lambda address: threading.Lock()
        self._next_printer = printer
        self._book = book
        self._writer = writer
        self._form = form
        self._painter = painter
        self._changed = changed
        self._patience = patience
        self._lost = lost
        self._hardware = hardware
        self._known_at = float("-inf")  # when its hardware address was last looked at
        self._rung: Rung | None = None
        self._todo: deque[str] = deque()  # ids of jobs, first come first
        self._acts: deque[str | _PastLedger] = deque()
        self._not_before = 0.0
        self._sending = ""  # the job of which we have noted that bytes may leave from here
        self._unheard = False  # nobody knows what became of the last ticket
        self._news = threading.Condition()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"printer-{printer.id}", daemon=True)

    @property
    def well(self) -> bool:
        """Whether it prints, as far as we know."""
        return bool(self.printer.target) and self.state.state in WELL and not self._unheard

    def start(self) -> None:
        self._thread.start()

    def take(self, *jobs: str) -> None:
        """Print jobs of the ledger when their turn comes; one that it knows already keeps its place."""
        with self._news:
            self._todo.extend(job for job in jobs if job not in self._todo)
            self._news.notify()

    def become(self, printer: Printer) -> None:
        """Another address, width or language from the next slip on; what is being sent goes to its end."""
        with self._news:
            self._next_printer = printer
            self._not_before = 0.0
            self._news.notify()

    def pause(self, paused: bool) -> None:
        """Begin no ticket while it is paused."""
        with self._news:
            self.paused = paused
            self._news.notify()

    def hurry(self) -> None:
        """Look at the printer now, and not only when the next look is due."""
        with self._news:
            self._not_before = 0.0
            self._news.notify()

    def kick(self) -> None:
        """Open the drawer at this printer: a pulse, not a ticket, so it is tried once and not kept."""
        self._act(DRAWER)

    def print_past_ledger(self, make: Callable[[SlipForm], Ticket]) -> Future[None]:
        """A slip that may stand in no ledger, tried once. Its future raises Refused("print_failed")."""
        slip = _PastLedger(make, Future())
        self._act(slip)
        return slip.done

    def close(self) -> None:
        """Finish the ticket that is being sent, leave the others in the ledger."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join(5)

    def stop(self) -> None:
        """Begin nothing more; does not wait."""
        self._closing.set()
        with self._news:
            self._news.notify()

    # ---------------------------------------------------------------- its thread

    def _act(self, act: str | _PastLedger) -> None:
        with self._news:
            self._acts.append(act)
            self._news.notify()

    def _run(self) -> None:
        self._safely(self._look)
        while not self._closing.is_set():
            self._safely(self._turn_into)
            act, job = self._next()
            if isinstance(act, _PastLedger):
                self._print_once(act)
            elif act:
                self._safely(self._pulse)
            elif job:
                self._safely(partial(self._print, job))

    def _safely(self, work: Callable[[], None]) -> None:
        """No error ends the thread: the next ticket would wait for ever."""
        try:
            work()
        except Exception:
            log.exception("printer %s goes on", self.printer.id)

    def _next(self) -> tuple[str | _PastLedger, str]:
        """What to do next, an act or a job, which leaves the hints; neither when there is other news."""
        with self._news:
            if self._closing.is_set() or self._next_printer != self.printer:
                return "", ""
            if self._acts:
                return self._acts.popleft(), ""
            left: float | None = None
            if self._todo and self.printer.target and not self.paused:
                left = self._not_before - time.monotonic()
                if left <= 0:
                    return "", self._todo.popleft()
            self._news.wait(left)
            return "", ""

    def _turn_into(self) -> None:
        with self._news:
            before, self.printer = self.printer, self._next_printer
        ours = (self.printer.target, self.printer.driver, self.printer.mac)
        if (before.target, before.driver, before.mac) != ours:
            self._rung, self._known_at = None, float("-inf")
            self._now("unknown")
            self._look()

    def _look(self) -> None:
        """What the printer can tell us: asked once per printer, because an old model prints the question."""
        if not self.printer.target:
            return
        if self.printer.driver != "escpos":  # it would take the question for a part of a label
            self._rung = Rung.SILENT
            return
        name = f"rung:{self.printer.target}"
        known = self._writer.submit(lambda: self._book.local(name)).result()
        if known:
            self._rung = Rung(known)
            return
        try:
            rung, condition = probe(self._connection())
        except OSError:
            self._now("unreachable")
            self._lost(self.printer)
            return
        if condition.prints:  # without paper it cannot say how far it confirms: the first ticket will tell
            self._rung = rung
        self._now(condition.value)
        if condition.prints and rung is not Rung.SILENT:  # a busy printer looks silent: ask again next time
            self._writer.submit(lambda: self._book.set_local(name, rung.value)).result()

    def _pulse(self) -> None:
        if self.printer.driver != "escpos":
            return
        pulse = encode(Ticket(self._form(self.printer).width, (DrawerKick(),)))
        self._learn(deliver(self._connection(), pulse, self._rung, patience=self._patience))

    def _print_once(self, slip: _PastLedger) -> None:
        try:
            data = ticket_bytes(slip.make(self._form(self.printer)), self.printer, self._painter)
            outcome = deliver(self._connection(), data, self._rung, patience=self._patience)
            self._learn(outcome)
            if outcome.result in (Result.FAILED, Result.UNKNOWN):
                raise Refused("print_failed")
        except Refused as no:
            slip.done.set_exception(no)
        except Exception:
            log.exception("a slip past the ledger is not printed")
            slip.done.set_exception(Refused("print_failed"))
        else:
            slip.done.set_result(None)

    def _print(self, job_id: str) -> None:
        """One try at a job. Its place is at the head while it shall be tried again."""
        try:
            outcome = deliver(
                self._connection(),
                lambda: self._to_send(job_id),
                self._rung,
                patience=self._patience,
                told=lambda condition: self._now(condition.value),
            )
        except _NothingToSendError:
            return
        except _StrangerError:
            self._now("stranger")
            self._lost(self.printer)
            self._again(job_id, RETRY)
            return
        except Exception as error:
            if isinstance(error, Refused) and error.code == FULL:
                self._again(job_id, RETRY)  # that it begins could not be noted, so nothing has left
                return
            outcome = self._broken(job_id, error)
        self._learn(outcome)
        self._unheard = outcome.result is Result.UNKNOWN
        action = self._noted(job_id, outcome)
        if action is Action.RETRY_OR_MOVE:
            self._again(job_id, RETRY)
        elif action not in (Action.REST, Action.ASK):
            self._again(job_id)

    def _broken(self, job_id: str, error: Exception) -> Outcome:
        """What an error that no connection should raise leaves behind: a doubt, never a forgotten job."""
        log.error("job %s: its printer's line broke", job_id, exc_info=error)
        result = Result.UNKNOWN if self._sending == job_id else Result.FAILED
        return Outcome(result, Condition.OFFLINE, self._rung, str(error) or type(error).__name__)

    def _again(self, job_id: str, seconds: float = 0.0) -> None:
        """Its turn comes before all others, after a while."""
        with self._news:
            if job_id in self._todo:
                self._todo.remove(job_id)
            self._todo.appendleft(job_id)
            self._not_before = time.monotonic() + seconds

    def _noted(self, job_id: str, outcome: Outcome) -> Action:
        """Note what became of it. A full disk is waited for: nothing else could be printed meanwhile."""
        while True:
            try:
                return self._writer.submit(partial(self._end, job_id, outcome)).result()
            except Refused as no:
                if no.code != FULL or self._closing.wait(RETRY):
                    raise

    def _to_send(self, job_id: str) -> bytes:
        """What goes to the printer that is ready, if it is the one that was set up."""
        self._look_who_answers()
        return self._writer.submit(partial(self._begin, job_id)).result()

    def _look_who_answers(self) -> None:
        """Raises _StrangerError if another device has the address now: the system knows who took our call.

        Asked again after a while only: a device takes longer to be switched off and another one on.
        """
        host = urlsplit(self.printer.target).hostname or ""
        if not self.printer.mac or time.monotonic() < self._known_at + KNOWN_FOR:
            return
        answers = self._hardware().get(host, "")
        if answers and answers != self.printer.mac:
            raise _StrangerError
        self._known_at = time.monotonic()

    # ---------------------------------------------------------------- the ledger, on the writer's thread

    def _begin(self, job_id: str) -> bytes:
        """Note that bytes may leave from now on, and make them. Raises _NothingToSendError."""

        def work(entry: Entry) -> PrintJob | None:
            row = entry.tables.get(PrintJob, job_id)
            if row is None or not self._is_mine(entry, row):
                return None
            job = as_job(row, entry.tables)
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
        self._sending = job_id
        failpoints.reach("print.after_started")
        now = self._book.clock.now()
        try:
            form = self._form(self.printer)
            ticket = self._book.read(lambda tables: ticket_for(tables, job, form, now))
            return ticket_bytes(ticket, self.printer, self._painter)
        except Exception as error:
            log.exception("job %s cannot be drawn", job_id)
            failed = {"job": job_id, "state": "failed", "note": NOT_DRAWN}
            self._book.write(lambda entry: entry.record("print.finished", failed))
            raise _NothingToSendError from error

    def _is_mine(self, entry: Entry, row: PrintJob) -> bool:
        """Whether the job is still to be printed, and here: it may have been moved or cancelled meanwhile."""
        paused = entry.tables.get(PausedPrinter, self.printer.id) is not None
        return bool(row.open) and row.at_printer == self.printer.id and not paused and row.state != "sending"

    def _end(self, job_id: str, outcome: Outcome) -> Action:
        """Note what became of it, and what comes next."""

        sent_here = self._sending == job_id

        def work(entry: Entry) -> Action:
            row = entry.tables.get(PrintJob, job_id)
            if row is None or row.state != "sending" or not sent_here:  # another printer may be at it
                mine = row is not None and row.open and row.at_printer == self.printer.id
                return Action.RETRY_OR_MOVE if mine else Action.REST
            step = delivered(as_job(row, entry.tables), outcome)
            state = step.job.state.value
            if state == "confirmed" and step.job.rung in (Rung.SILENT, Rung.STATUS, None):
                state = "unsure"
            body = {"job": job_id, "state": state}
            if step.job.trouble:
                body["note"] = step.job.trouble
            entry.record("print.finished", body)
            return step.action

        action = self._book.write(work)
        self._sending = ""
        return action

    def _learn(self, outcome: Outcome) -> None:
        self._rung = outcome.rung or self._rung
        if not outcome.reached:
            self._now("unreachable")
        elif outcome.detail:
            self._now("mute")
        else:
            self._now(outcome.condition.value)
        if outcome.result is Result.FAILED and outcome.detail:
            self._lost(self.printer)

    def _now(self, state: str) -> None:
        rung = self._rung.value if self._rung else ""
        if (state, rung) != (self.state.state, self.state.rung):
            self.state = replace(self.state, state=state, since=self._book.clock.now(), rung=rung)
            self._changed()

    def _connection(self) -> Connection:
        target = self.printer.target
        connection = InTurn(connection_to(target), self.turn_at(target), self._closing.is_set)
        return connection if failpoints.hook is failpoints._nothing else _Halved(connection)


@dataclass(frozen=True, slots=True)
class _PastLedger:
    make: Callable[[SlipForm], Ticket]
    done: Future[None]


class _NothingToSendError(Exception):
    """There is nothing to send after all."""


class _StrangerError(Exception):
    """Another device answers at the printer's address."""


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


def as_job(row: PrintJob, tables: SqlTables) -> Job:
    """A row of the ledger as the spool's machine knows it."""
    slips = document(tables, PrintSetup, DOCUMENT, EMPTY).slips_of(row.station)
    state = JobState.CONFIRMED if row.state == "unsure" else JobState(row.state)
    return Job(
        row.id, row.at_printer, row.number, state, row.attempts, stale_at(row, slips), trouble=row.note
    )
