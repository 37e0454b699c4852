"""Setting printers up: search, ask one what it can say, print a test page, and publish the store's printers.

Everything that talks to a printer or the network runs on a thread of its own. A printer in use has one owner,
its worker, and is asked through it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from domain.errors import Refused
from domain.people.staff import StaffList, may
from domain.record.business_day import local_time
from domain.record.plain import to_plain
from domain.selling.menu import Menu
from domain.selling.print_changes import Wish, changed, moved, without
from domain.selling.print_setup import Printer, PrintSetup
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.dish_stations import DishWish, set_dishes, setup_of
from pos_app.workflows.print_forms import form_of, ticket_bytes
from pos_app.workflows.printing import PrinterWorker
from pos_app.workflows.staff_write import StaffWrite
from printers.connections import Connection, connection_to, same_line
from printers.delivery import deliver, probe
from printers.discovery import Progress, Surroundings, find_again, search
from printers.networks import neighbours, own_networks
from printers.outcome import Result, Rung
from printers.raster import Painter
from printers.slips.test_page import TestPage, test_page_ticket
from printers.slips.words import SlipForm
from printers.status import Condition
from printers.ticket import Ticket

log = logging.getLogger(__name__)
T = TypeVar("T")
SEEK_EVERY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Probed:
    """What a printer says of itself: how far it confirms, its state, its hardware address if known."""

    rung: Rung
    condition: Condition = Condition.OK
    mac: str = ""


class Search:
    """A search that runs; `stop` ends it soon."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def stop(self) -> None:
        self.stopped.set()


class PrinterVerbs:
    """Verbs return futures. `around` says what a search looks at, `painter` draws what fonts lack."""

    def __init__(
        self,
        book: Book,
        write: StaffWrite,
        write_as_till: Callable[[Callable[[Entry], PrintSetup | None]], Future[PrintSetup | None]],
        people: Callable[[], StaffList],
        owners: Callable[[], Sequence[PrinterWorker]],
    ) -> None:
        self._book = book
        self._write = write
        self._write_as_till = write_as_till
        self._people = people
        self._owners = owners
        self.painter: Painter | None = None
        self._sought: dict[str, float] = {}
        self.around: Callable[[], Surroundings] = lambda: Surroundings(own_networks())

    # what is set up

    def save(self, wish: Wish, version: int, by: str) -> Future[PrintSetup]:
        """Publish a new or changed printer; ``version`` is that of the set-up which was looked at."""

        def work(entry: Entry) -> PrintSetup:
            connection_or_refused(wish.printer.target)
            own = [station.id for station in entry.document(Menu, "menu").stations]
            return _publish(entry, changed(_looked_at(entry, version), wish, own), by)

        return self._write(by, "settings", work)

    def remove(self, printer: str, version: int, by: str) -> Future[PrintSetup]:
        """Publish the printers without one."""
        return self._write(
            by,
            "settings",
            lambda entry: _publish(entry, without(_looked_at(entry, version), printer), by),
        )

    def set_dishes(self, wish: DishWish, by: str) -> Future[None]:
        """Which stations work on dishes, and how many labels a portion gets; see ``dish_stations``."""
        return self._write(by, "settings", lambda entry: set_dishes(entry, wish, by))

    # what is there

    def search(self, told: Callable[[Progress], None], by: str) -> Search:
        """Look for printers; ``told`` hears each step on another thread, the last one is ``done``."""
        running = Search()
        may(self._people().find(by), "settings")
        saved = [owner.printer.target for owner in self._owners() if owner.printer.target]

        def work() -> None:
            try:
                search(saved, self.around(), told, running.stopped.is_set)
            except Exception:
                log.exception("a search for printers ended early")
                told(Progress(done=True))

        threading.Thread(target=work, name="printer-search", daemon=True).start()
        return running

    def probe(self, address: str, by: str) -> Future[Probed]:
        """What the printer there says. Refused: printer_address, printer_unreachable."""

        def work() -> Probed:
            connection = connection_or_refused(address)
            host = urlsplit(address).hostname or ""
            owner = self._owner(address)
            if owner is not None:
                return _known(owner, address, _mac(host))
            try:
                found, condition = probe(connection)
            except OSError as error:
                log.info("a printer is not reached", extra={"kind": urlsplit(address).scheme})
                raise Refused("printer_unreachable", address=address) from error
            return Probed(found, condition, _mac(host))

        return self._apart(by, work)

    def print_test_page(self, printer: Printer, rung: Rung | None, by: str) -> Future[Result]:
        """The test page, past the ledger. Refused: printer_address, _unreachable, _not_ready."""

        def work() -> Result:
            connection = connection_or_refused(printer.target)
            owner = self._owner(printer.target)
            if owner is not None:
                owner.print_past_ledger(lambda form: self._page(printer, form)).result()
                return Result.CONFIRMED
            data = ticket_bytes(self._page(printer, form_of(printer)), printer, self.painter)
            outcome = deliver(connection, data, rung if printer.driver == "escpos" else Rung.SILENT)
            if outcome.result is Result.FAILED:
                code = "printer_unreachable" if outcome.detail else "printer_not_ready"
                raise Refused(code, address=printer.target)
            return outcome.result

        return self._apart(by, work)

    # what has moved

    def seek(self, printer: Printer) -> None:
        """Nobody answers at its address: look for it by its hardware address, and publish where it is now.

        Beside the caller, and for one printer at most once in SEEK_EVERY seconds.
        """
        now = time.monotonic()
        if not printer.mac or now < self._sought.get(printer.id, float("-inf")) + SEEK_EVERY:
            return
        self._sought[printer.id] = now
        threading.Thread(target=self._seek, args=(printer,), name="printer-seek", daemon=True).start()

    def _seek(self, printer: Printer) -> None:
        others = [owner.printer.target for owner in self._owners() if owner.printer.id != printer.id]
        try:
            address = find_again(printer.mac, self.around(), others)
        except Exception:
            log.exception("a printer could not be looked for")
            return
        if address is None or address == printer.target:
            return

        def work(entry: Entry) -> PrintSetup | None:
            setup = setup_of(entry.tables)
            now = setup.printer(printer.id)
            if now is None or now.target != printer.target:  # somebody was faster
                return None
            return _publish(entry, moved(setup, printer.id, address), "")

        self._write_as_till(work)
        log.info("a printer is found at another address", extra={"kind": "printer"})

    # inside

    def _page(self, printer: Printer, form: SlipForm) -> Ticket:
        now = local_time(self._book.clock.now(), self._book.zone).strftime("%H:%M:%S")
        name = next(iter(printer.names.values()), "")  # one that is being set up has none yet
        return test_page_ticket(TestPage(name, printer.target, now, open_drawer=True), form)

    def _owner(self, address: str) -> PrinterWorker | None:
        line = same_line(address)
        return next((one for one in self._owners() if same_line(one.printer.target) == line), None)

    def _apart(self, by: str, work: Callable[[], T]) -> Future[T]:
        """On a thread of its own, for who may change settings."""
        future: Future[T] = Future()

        def act() -> None:
            try:
                may(self._people().find(by), "settings")
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=act, name="printer-set-up", daemon=True).start()
        return future


def _known(owner: PrinterWorker, address: str, mac: str) -> Probed:
    """What the worker of a printer in use knows of it."""
    state = owner.state
    if state.state in ("unreachable", "mute"):
        raise Refused("printer_unreachable", address=address)
    conditions = {one.value: one for one in Condition}
    return Probed(Rung(state.rung or "silent"), conditions.get(state.state, Condition.OK), mac)


def connection_or_refused(address: str) -> Connection:
    """The way there; a wrong address as a refusal that can be translated."""
    try:
        return connection_to(address)
    except ValueError as error:
        raise Refused("printer_address", address=address) from error


def _looked_at(entry: Entry, version: int) -> PrintSetup:
    setup = setup_of(entry.tables)
    if setup.version != version:
        raise Refused("printers_changed")
    return setup


def _publish(entry: Entry, setup: PrintSetup, by: str) -> PrintSetup:
    entry.record("printers.published", to_plain(setup), by)
    return setup


def _mac(host: str) -> str:
    return neighbours().get(host, "") if host else ""
