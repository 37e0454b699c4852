"""The desk of the printers: which printer takes which job, now, and when another one takes it over.

Workers follow the published set-up while the till runs; a worker is never thrown away, so that what it is
just sending comes to its end in the ledger. Jobs stand in the ledger alone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from domain.record.rows import Document
from domain.selling.print_clock import grows_old, takes_over
from domain.selling.print_setup import DOCUMENT, EMPTY, Printer, PrintSetup
from domain.selling.printing import PausedPrinter, PrintJob
from pos_app.background import Writer
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.printing import PrinterWorker, as_job
from pos_app.workflows.reading import document
from printers.connections import same_line
from printers.spool import Action, found_at_start

log = logging.getLogger(__name__)
TICK = 1.0  # seconds between looks at jobs that wait
Make = Callable[[Printer], PrinterWorker]


def arranged(
    setup: PrintSetup, given: Mapping[str, Printer], saved: Mapping[str, Printer]
) -> tuple[Printer, ...]:
    """The printers to run. ``given`` by station overrides a target; ``saved`` fills in where none is set.

    A station means the first of its printers.
    """
    found = {printer.id: printer for printer in setup.printers}

    def place(station: str, instead: Printer, always: bool) -> None:
        id = next(iter(setup.slips_of(station).printers), station)
        known = found.get(id)
        if known is None:
            found[id] = replace(instead, id=id)
        elif always or not known.target:
            found[id] = replace(known, target=instead.target)

    for station, printer in saved.items():
        place(station, printer, always=False)
    for station, printer in given.items():
        place(station, printer, always=True)
    return tuple(found.values())


class PrintDesk:
    """Hands each job of the ledger to its printer's worker.

    ``make`` builds a worker; ``given`` and ``saved`` are printers by station, see ``arranged``. Methods
    without another word run on the writer's thread.
    """

    def __init__(
        self,
        book: Book,
        writer: Writer,
        make: Make,
        given: Mapping[str, Printer] | None = None,
        saved: Mapping[str, Printer] | None = None,
    ) -> None:
        self.workers: dict[str, PrinterWorker] = {}  # by printer, those of the present set-up
        self.setup = EMPTY
        self._retired: dict[str, PrinterWorker] = {}
        self._book = book
        self._writer = writer
        self._make = make
        self._given, self._saved = given or {}, saved or {}
        self._turns: dict[str, threading.Lock] = {}  # by line, see _turn_at
        self._closing = threading.Event()
        self._clock = threading.Thread(target=self._tick_on, name="print-clock", daemon=True)

    def start(self) -> None:
        """Take up what an earlier run left."""
        left = self._book.write(take_up)
        self._arrange(self._book.read(_setup))
        for job in left:
            self.take(job)
        self._clock.start()

    def close(self) -> None:
        """Finish what is being sent. On any thread but the writer's."""
        self._closing.set()
        if self._clock.is_alive():
            self._clock.join()
        everyone = [*self.workers.values(), *self._retired.values()]
        for worker in everyone:
            worker.stop()
        for worker in everyone:
            worker.close()

    def take(self, job: PrintJob) -> None:
        """A job waits for its printer."""
        worker = self.workers.get(job.at_printer)
        if worker:
            worker.take(job.id)

    def follow(self, written: Written) -> None:
        """After a commit: jobs that wait, printers that are other ones or pause."""
        rows = written.rows
        if any(isinstance(row, Document) and row.name == DOCUMENT for row in rows):
            self._arrange(self._book.read(_setup))
        jobs = {row.id: row for row in rows if isinstance(row, PrintJob)}
        for job in jobs.values():
            if job.state == "queued":
                self.take(job)
        for event in written.events:
            if event.kind in ("printer.paused", "printer.resumed"):
                self._pause(event.body["printer"], event.kind == "printer.paused")
            elif event.kind == "print.retried" and event.body["job"] in jobs:
                worker = self.workers.get(jobs[event.body["job"]].at_printer)
                if worker:
                    worker.hurry()

    def at_station(self, station: str) -> PrinterWorker | None:
        """The worker of a station's first printer. On any thread."""
        return self.workers.get(next(iter(self.setup.slips_of(station).printers), station))

    def kick(self, station: str) -> None:
        """Open the drawer at a station's printer. On any thread."""
        worker = self.at_station(station)
        if worker:
            worker.kick()

    # ---------------------------------------------------------------- the set-up

    def _arrange(self, setup: PrintSetup) -> None:
        """Let the workers be those of a set-up, and hand each what waits for it."""
        self.setup = setup
        wanted = {printer.id: printer for printer in arranged(setup, self._given, self._saved)}
        workers: dict[str, PrinterWorker] = {}
        for id, printer in wanted.items():
            worker = self.workers.get(id) or self._retired.pop(id, None)
            if worker is None:
                worker = self._make(printer)
                worker.turn_at = self._turn_at
                worker.start()
            else:
                worker.become(printer)
            workers[id] = worker
        for id, worker in self.workers.items():
            if id not in wanted:
                worker.become(replace(worker.printer, target=""))
                self._retired[id] = worker
        self.workers = workers
        paused, waiting = self._book.read(
            lambda tables: (tables.where(PausedPrinter), _waiting(tables.where(PrintJob, open=1)))
        )
        for id, worker in workers.items():
            worker.pause(any(one.printer == id for one in paused))
            worker.take(*[job.id for job in waiting if job.at_printer == id])

    def _turn_at(self, address: str) -> threading.Lock:
        """One for all that know a printer by this address: stations that share it. On any thread."""
        return self._turns.setdefault(same_line(address), threading.Lock())

    def _pause(self, printer: str, paused: bool) -> None:
        worker = self.workers.get(printer)
        if worker:
            worker.pause(paused)
            if not paused:
                waiting = self._book.read(lambda tables: _waiting(tables.where(PrintJob, open=1)))
                worker.take(*[job.id for job in waiting if job.at_printer == printer])

    # ---------------------------------------------------------------- the clock

    def _tick_on(self) -> None:
        while not self._closing.wait(TICK):
            try:
                self._writer.submit(self.tick).result()
            except Exception:
                log.exception("jobs that wait could not be looked at")

    def tick(self) -> None:
        """What has waited too long goes to another printer, or to people."""
        now = self._book.clock.now()
        well = {id for id, worker in self.workers.items() if worker.well and not worker.paused}
        held = {id for id, worker in self.workers.items() if worker.paused}
        if self._book.read(lambda tables: self._due(tables, now, well, held)):
            self._book.write(lambda entry: self._act_on(entry, well, held))

    def _due(self, tables: SqlTables, now: int, well: set[str], held: set[str]) -> list[tuple[PrintJob, str]]:
        """Jobs and the printers that take them over; "" for those that people are asked about.

        A kitchen without a printer is asked about none of its orders.
        """
        found = []
        for job in _waiting(tables.where(PrintJob, open=1)):
            slips = self.setup.slips_of(job.station)
            if job.at_printer in self.workers and grows_old(job, slips, now):
                found.append((job, ""))
            elif job.at_printer not in held and (to := takes_over(job, slips, now, well)):
                found.append((job, to))
        return found

    def _act_on(self, entry: Entry, well: set[str], held: set[str]) -> None:
        for job, to in self._due(entry.tables, entry.now, well, held):
            if to:
                entry.record("print.moved", {"job": job.id, "to": to})
            else:
                entry.record("print.finished", {"job": job.id, "state": "expired", "note": "too old"})


def take_up(entry: Entry) -> list[PrintJob]:
    """The open jobs at start: one that was being sent is unknown now; an old one waits for people."""
    todo: list[PrintJob] = []
    for row in _in_order(entry.tables.where(PrintJob, open=1)):
        step = found_at_start(as_job(row, entry.tables), entry.now)
        if row.state == "sending":
            entry.record("print.finished", {"job": row.id, "state": "unknown", "note": step.job.trouble})
        if step.action is Action.ASK:
            if row.state == "queued":
                entry.record("print.finished", {"job": row.id, "state": "expired", "note": "too old"})
        else:
            todo.append(row)
    return todo


def _waiting(rows: Iterable[PrintJob]) -> list[PrintJob]:
    return _in_order(row for row in rows if row.state in ("queued", "failed", "unknown"))


def _in_order(rows: Iterable[PrintJob]) -> list[PrintJob]:
    return sorted(rows, key=lambda row: (row.queued_at, row.number))


def _setup(tables: SqlTables) -> PrintSetup:
    return document(tables, PrintSetup, DOCUMENT, EMPTY)
