"""The running till as its screens know it: the latest view, and one verb for each thing a person does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import reduce
from typing import Protocol, TypeVar

from domain.errors import Refused
from domain.failpoints import reach
from domain.money.payments import RECEIPT_STATION
from domain.people.staff import StaffList, may
from domain.record.business_day import business_date
from domain.selling.order import CartLine
from domain.selling.printing import ON_PAPER, PrintJob
from domain.selling.request import Verdict
from pos_app.background import Writer
from pos_app.database.session import Connection
from pos_app.database.state import SqlTables
from pos_app.workflows import floor, paying, print_acts, recovery, selling
from pos_app.workflows.account_verbs import AccountVerbs
from pos_app.workflows.approving import Approver, Approving
from pos_app.workflows.at_payment import AtPayment
from pos_app.workflows.backing_up import Backups
from pos_app.workflows.banquet_verbs import BanquetVerbs
from pos_app.workflows.bill_verbs import BillVerbs
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.booking_verbs import BookingVerbs
from pos_app.workflows.by_head import HeadVerbs
from pos_app.workflows.charging import Charging
from pos_app.workflows.chatting import ChatVerbs
from pos_app.workflows.clock_watch import ClockWatch
from pos_app.workflows.counter_verbs import CounterVerbs
from pos_app.workflows.course_verbs import CourseVerbs
from pos_app.workflows.drafts import Drafts
from pos_app.workflows.entrance import SignsIn
from pos_app.workflows.found_refunds import FoundRefunds
from pos_app.workflows.glance import at_a_glance
from pos_app.workflows.guest_pictures import GuestShelf
from pos_app.workflows.hearing_guests import GuestVerbs
from pos_app.workflows.house_verbs import HouseVerbs
from pos_app.workflows.ledger_verbs import LedgerVerbs
from pos_app.workflows.missing_facts import MendedFacts, MissingFacts
from pos_app.workflows.money_verbs import MoneyVerbs
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.people import Door
from pos_app.workflows.people_verbs import PeopleVerbs
from pos_app.workflows.phone_paying import PhonePaying
from pos_app.workflows.picture_shelf import EMPTY_SHELF
from pos_app.workflows.practising import PracticePort
from pos_app.workflows.print_desk import PrintDesk
from pos_app.workflows.printer_verbs import PrinterVerbs
from pos_app.workflows.printing import PrinterWorker
from pos_app.workflows.publishing import touched_keys
from pos_app.workflows.queue_verbs import QueueVerbs
from pos_app.workflows.reading import follow, read_all
from pos_app.workflows.scale import TillScale
from pos_app.workflows.scanning import ScanVerbs
from pos_app.workflows.sending_back import SendingBack
from pos_app.workflows.shift_verbs import ShiftVerbs
from pos_app.workflows.slip_templates import SlipVerbs
from pos_app.workflows.store_code_verbs import StoreCodeVerbs
from pos_app.workflows.supplying import SupplyVerbs
from pos_app.workflows.syncing import Link
from pos_app.workflows.table_verbs import TableVerbs
from pos_app.workflows.tracing import trace
from pos_app.workflows.unclaimed import UnclaimedCharges
from pos_app.workflows.unpaid_orders import UnpaidOrders
from pos_app.workflows.views import PrinterView, TillView
from printers.slips.recovery_sheet import RecoverySheet, recovery_sheet_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket

T = TypeVar("T")
log = logging.getLogger(__name__)
Listener = Callable[[TillView], None]


class ServersPort(Protocol):
    """The till's servers as its screens change them. All of these block and may raise Refused."""

    def join(self, url: str, code: str, role: str = "joining") -> None:
        """Be let in by a code; role joining (to be home) | standby."""

    def switch(self, url: str) -> None:
        """Make a server the home of this store."""

    def leave(self, url: str) -> None:
        """Have nothing more to do with a server."""


class Till(SignsIn):
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused."""

    def __init__(self, book: Book, writer: Writer, door: Door, keys_in_file: bool) -> None:
        super().__init__(book, writer, door)
        self._clock = ClockWatch(book)
        self._desk: PrintDesk | None = None
        self._approving = Approving(self._write, lambda: self.view.people, door)
        self.tables = TableVerbs(self._staff_write, self._approving)
        self.courses = CourseVerbs(self._staff_write, self._write, lambda: self.view, self.now)
        self.counter = CounterVerbs(self._staff_write)
        self.house = HouseVerbs(self._staff_write)
        self.guests = GuestVerbs(self._staff_write)
        self.chat = ChatVerbs(self._staff_write, self._write)
        self.queue = QueueVerbs(self._staff_write, lambda: self.public_url())
        self.by_head = HeadVerbs(self._approving)
        self.supply = SupplyVerbs(book, writer, self._staff_write, self._approving)
        self.drafts = Drafts(book, writer)
        self.shelf = EMPTY_SHELF
        self.guest_shelf = GuestShelf()
        self.scale = TillScale(self.device)
        self.links: list[Link] = []
        self.at_payment = AtPayment(lambda: self.links, lambda: self.view.openings)
        self.charging = Charging(book, writer, self._staff_write, self.refresh)
        self.charging.site = lambda: self.public_url()
        self.sending_back = SendingBack(book, writer, self._staff_write, self.refresh)
        self.unclaimed = UnclaimedCharges(book, writer, self.charging, self._staff_write, self.refresh)
        self.found_refunds = FoundRefunds(book, writer, self._approving, self.refresh)
        self.phones = PhonePaying(
            book, writer, self.charging, lambda: self.links, self.at_payment.openings, self.refresh
        )
        self.missing = MissingFacts(book, writer, self._staff_write, self.refresh)
        self.mended = MendedFacts(book, writer, self._staff_write, self.refresh)
        self.damaged: Callable[[], int | None] = lambda: None
        self.phones.hear_unclaimed = lambda told, home: self.unclaimed.hear(told, home=home)
        self.phones.hear_found = self.found_refunds.hear
        self.unpaid = UnpaidOrders(book, writer, self.charging, self._staff_write)
        self.servers: ServersPort | None = None
        self.backups: Backups | None = None
        self.practice: PracticePort | None = None
        self.bills = BillVerbs(self._approving)
        self.banquets = BanquetVerbs(self._staff_write, self._approving)
        self.scans = ScanVerbs(self._staff_write)
        self.store_code = StoreCodeVerbs(
            self._staff_write,
            self._write,
            lambda: self.view,
            lambda: self.public_url(),
            self._print_past_ledger,
        )
        self.slips = SlipVerbs(self._staff_write, lambda: self.public_url())
        self.shifts = ShiftVerbs(
            self._staff_write,
            self._approving,
            self._staff_read,
            self._kick_drawer,
            self.backup_now,
            self._print_past_ledger,
        )
        self.money = MoneyVerbs(self._approving, self._staff_read, self._opens)
        self.bookings = BookingVerbs(self._staff_write, self._approving, self._staff_look)
        self.accounts = AccountVerbs(
            self._approving,
            self._staff_write,
            self._staff_read,
            self._kick_drawer,
            self._print_past_ledger,
        )
        self.people = PeopleVerbs(self._staff_write, self._staff_look, door.pepper)
        self._listeners: list[Listener] = []
        self.ledger = LedgerVerbs(self._staff_look, lambda: self.view, self.now)
        self.printers = PrinterVerbs(book, self._staff_write, self._write, self._people, self._owners)
        self._lock = threading.Lock()
        self._unseen: list[Written] = []
        self.search: Callable[[str], list[str]] = lambda text: []
        self.public_url: Callable[[], str] = lambda: ""
        writer.submit(lambda: self._look(keys_in_file)).result()

    def _look(self, keys_in_file: bool) -> None:
        """All that there is; what is written from then on is followed: somebody may sign in meanwhile."""
        book, now = self._book, self.now()
        date = business_date(now, book.zone)
        self.view = replace(book.read(lambda tables: read_all(tables, now, date)), keys_in_file=keys_in_file)
        book.after_commit.append(self._follow)

    def print_with(self, desk: PrintDesk) -> None:
        """Hand tickets to these printers from now on, those left from an earlier run first."""
        self._desk = desk
        self._writer.submit(desk.start).result()
        self.refresh()

    # what screens need

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Hear of every new view, from other threads; call the result to stop."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def table_url(self, table: str, party: str = "") -> str:
        """What the table's printed code holds; with ``party``, an opening, a code for its guests alone."""
        one = self.view.openings.get(party)
        key = f"#{one.opening.id}.{one.opening.secret}" if one else ""
        return f"{self.public_url()}/t/{self.view.floor.table(table).code}{key}"

    def refresh(self) -> None:
        """Look again at links, printers and the clock."""
        self._show(lambda view: at_a_glance(view, self.now()))

    # verbs

    def open_table(self, table: str, guests: int, by: str) -> Future[str]:
        return self._staff_write(by, "serve", lambda entry: floor.open_table(entry, table, guests, by))

    def set_guests(
        self, opening: str, guests: int, by: str, approver: Approver | None = None
    ) -> Future[None]:
        return self._approving.act(
            by,
            lambda entry: floor.to_set_guests(entry, opening, guests),
            lambda entry, who: floor.set_guests(entry, opening, guests, by, who),
            approver,
        )

    def send_to_kitchen(
        self,
        opening: str,
        cart: Sequence[CartLine],
        remark: str,
        by: str,
        request: str,
        at: str = "",
        approver: Approver | None = None,
    ) -> Future[None]:
        """``approver``: who agrees to dishes out of their hours, and to what was typed."""
        args = (opening, cart, remark, by, request, at)
        if approver is None:
            return self._staff_write(by, "sell", lambda entry: selling.send_to_kitchen(entry, *args))

        def agreed(entry: Entry, who: str) -> None:
            may(entry.document(StaffList, "staff").find(by), "sell")
            selling.send_to_kitchen(entry, *args, who)

        return self._approving.act(by, lambda entry: selling.to_order(entry, cart, by), agreed, approver)

    def admit(self, request: str, by: str, party: str = "") -> Future[None]:
        return self._answered(by, lambda entry: selling.admit(entry, request, by, party))

    def turn_away(self, request: str, by: str) -> Future[None]:
        return self._answered(by, lambda entry: selling.turn_away(entry, request, by))

    def answer_call(self, opening: str, by: str) -> Future[None]:
        return self._staff_write(by, "serve", lambda entry: floor.answer_call(entry, opening, by))

    def serve(self, opening: str, lines: Sequence[str], by: str) -> Future[tuple[str, ...]]:
        return self._staff_write(by, "serve", lambda entry: floor.serve(entry, opening, lines, by))

    def take_payment(
        self,
        opening: str,
        tender: str,
        tendered: int,
        version: int,
        print_receipt: bool,
        by: str,
        payment: str,
        bill: str = "",
        reference: str = "",
    ) -> Future[PaymentDone]:
        def work(entry: Entry) -> PaymentDone:
            args = (opening, tender, tendered, version, print_receipt, by, payment, bill)
            return paying.take_payment(entry, *args, reference=reference)

        return self._opens(self._staff_write(by, "settle", work), tender, print_receipt)

    def _opens(self, future: Future[PaymentDone], tender: str, print_receipt: bool) -> Future[PaymentDone]:
        """Money goes into the drawer; a printed receipt opens it by itself."""

        def open_it(done: Future[PaymentDone]) -> None:
            if not done.exception() and not (done.result().receipt and print_receipt):
                self._kick_drawer()

        if any(one.id == tender and one.drawer for one in self.view.tenders):
            future.add_done_callback(open_it)
        return future

    def _kick_drawer(self) -> None:
        if self._desk:
            self._desk.kick(RECEIPT_STATION)

    def clear_table(self, opening: str, by: str) -> Future[None]:
        return self._staff_write(by, "serve", lambda entry: floor.clear_table(entry, opening, by))

    def reprint(self, job: str, by: str, reason: str = "") -> Future[None]:
        return self._staff_write(by, "print", lambda entry: print_acts.reprint(entry, job, by, reason))

    def reprint_line(self, line: str, by: str, reason: str = "") -> Future[None]:
        """A dish on a slip of its own, where it came out before."""
        return self._staff_write(by, "print", lambda entry: print_acts.reprint_line(entry, line, by, reason))

    def came_out(self, job: str, by: str) -> Future[None]:
        return self._staff_write(by, "print", lambda entry: print_acts.came_out(entry, job, by))

    def print_again(self, job: str, by: str) -> Future[None]:
        return self._staff_write(by, "print", lambda entry: print_acts.print_again(entry, job, by))

    def move_ticket(self, job: str, to: str, by: str) -> Future[None]:
        if self._desk is None or to not in self._desk.workers:
            return _refused(Refused("unknown_printer"))
        return self._staff_write(by, "print", lambda entry: print_acts.move(entry, job, to, by))

    def move_queue(self, printer: str, to: str, by: str) -> Future[None]:
        """All that waits for a printer shall come out of another one."""
        if self._desk is None or to not in self._desk.workers:
            return _refused(Refused("unknown_printer"))
        return self._staff_write(by, "print", lambda entry: print_acts.move_queue(entry, printer, to, by))

    def retry_queue(self, printer: str, by: str) -> Future[None]:
        """Look at the printer now, and print what waits for it."""
        return self._staff_write(by, "print", lambda entry: print_acts.retry_queue(entry, printer, by))

    def cancel_ticket(self, job: str, by: str) -> Future[None]:
        return self._staff_write(by, "print", lambda entry: print_acts.cancel(entry, job, by))

    def pause_printer(self, printer: str, by: str) -> Future[None]:
        return self._staff_write(by, "print", lambda entry: print_acts.pause(entry, printer, by))

    def resume_printer(self, printer: str, by: str) -> Future[None]:
        return self._staff_write(by, "print", lambda entry: print_acts.resume(entry, printer, by))

    def set_stock(self, item: str, left: int | None, by: str) -> Future[None]:
        return self.supply.count(item, left, by)

    # backups

    def backup_now(self, reason: str) -> Future[None]:
        """Make a backup of the store as it is now; ``reason`` is for the log. Done when one place has it."""
        if self.backups is None:
            return _refused(Refused("backup_no_key"))
        return self.backups.now(reason)

    def make_recovery_key(self, by: str) -> Future[RecoverySheet]:
        """A new key for all later backups. Its sheet exists nowhere but in this answer."""
        return self._staff_write(by, "settings", lambda entry: recovery.make_key(entry, by))

    def confirm_recovery_key(self, typed: str, by: str) -> Future[None]:
        return self._staff_write(by, "settings", lambda entry: recovery.confirm_key(entry, typed, by))

    def print_recovery_sheet(self, sheet: RecoverySheet) -> Future[None]:
        """At the counter, past the ledger, which must not hold the key."""
        return self._print_past_ledger(lambda form: recovery_sheet_ticket(sheet, form))

    def _print_past_ledger(self, make: Callable[[SlipForm], Ticket]) -> Future[None]:
        worker = self._desk.at_station(RECEIPT_STATION) if self._desk else None
        return worker.print_past_ledger(make) if worker else _refused(Refused("no_receipt_printer"))

    def choose_backup_folder(self, path: str, by: str) -> Future[None]:
        """A second disk or share for backups, "" for none."""
        chosen: Future[None] = Future()

        def work() -> None:
            try:
                may(self.view.people.find(by), "settings")
                assert self.backups is not None
                self.backups.choose_folder(path)
                chosen.set_result(None)
            except Exception as error:
                chosen.set_exception(error)

        threading.Thread(target=work, name="backup-folder", daemon=True).start()
        return chosen

    def with_servers(self, by: str, work: Callable[[ServersPort], None]) -> Future[None]:
        """Join, switch or leave a server, on a thread of its own; for who may change settings."""
        future: Future[None] = Future()

        def act() -> None:
            try:
                may(self.view.people.find(by), "settings")
                if self.servers:
                    work(self.servers)
                future.set_result(None)
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=act, name="servers", daemon=True).start()
        return future

    # inside

    def _write(self, work: Callable[[Entry], T]) -> Future[T]:
        def write() -> T:
            result = self._book.write(self._clock.watch(work))
            self.catch_up()
            return result

        return self._writer.submit(write)

    def _staff_write(self, by: str, right: str, work: Callable[[Entry], T]) -> Future[T]:
        """``right`` "": whoever works here may, and ``work`` itself looks closer."""

        def checked(entry: Entry) -> T:
            person = entry.document(StaffList, "staff").find(by)
            if right:
                may(person, right)
            return work(entry)

        return self._write(checked)

    def _staff_read(self, by: str, right: str, work: Callable[[SqlTables, int, str], T]) -> Future[T]:
        """A look at the state by a member of staff: ``work`` gets the time and the store's zone too."""

        def look() -> T:
            may(self.view.people.find(by), right)
            book = self._book
            return book.read(lambda tables: work(tables, book.clock.now(), book.zone))

        return self._writer.submit(look)

    def _staff_look(self, by: str, right: str, work: Callable[[Connection], T]) -> Future[T]:
        """A look at the file itself by a member of staff."""

        def look() -> T:
            may(self.view.people.find(by), right)
            return self._book.look(work)

        return self._writer.submit(look)

    def _answered(self, by: str, work: Callable[[Entry], Verdict]) -> Future[None]:
        def answered() -> None:
            def checked(entry: Entry) -> Verdict:
                may(entry.document(StaffList, "staff").find(by), "serve")
                return work(entry)

            verdict = self._book.write(checked)
            self.catch_up()
            for link in self.links:
                link.answer(verdict)

        return self._writer.submit(answered)

    def _follow(self, written: Written) -> None:
        """After each commit, on the writer's thread: printers first, then servers and screens."""
        if any(event.kind == "payment.received" for event in written.events):
            reach("pay.after_commit")
        printing = any(isinstance(row, PrintJob) for row in written.rows)
        if self._desk:
            self._desk.follow(written)
        self._unseen.append(written)
        if len(self._unseen) > 1:
            return
        if self._desk and printing:  # all others run in the way of the ticket
            self._writer.let_others_first(self.catch_up)
        else:
            self._writer.submit(self.catch_up)

    def catch_up(self) -> None:
        """Tell servers and screens what was written lately. On the writer's thread."""
        unseen, self._unseen = self._unseen, []
        if not unseen:
            return
        written = reduce(Written.and_then, unseen)
        if self.links:
            keys = touched_keys(written, self.view.openings)
            for link in self.links:
                link.written(keys, written)
        try:
            self._book.read(lambda tables: self._show(lambda view: follow(view, tables, written, self.now())))
        except Exception:  # what is written is written: no verb may fail because nobody sees it yet
            log.exception("the view does not follow")
        trace(written)

    def _show(self, change: Callable[[TillView], TillView]) -> None:
        with self._lock:
            view = change(self.view)
            self.view = replace(
                view,
                printers=self._printers(view),
                links=tuple(link.view for link in self.links),
                backup=self.backups.view if self.backups else view.backup,
                charges=self.charging.views,
                sent_back=self.sending_back.views,
                unclaimed=self.unclaimed.views,
                found_back=self.found_refunds.views,
                gateway_ahead=self.phones.gateway_ahead,
                missing=self.missing.count,
                mended=self.mended.count,
                damaged=self.damaged(),
                version=view.version + 1,
            )
        for listener in list(self._listeners):
            try:
                listener(self.view)
            except Exception:  # nor for a screen, and the others shall hear
                log.exception("a view could not be shown")

    def _people(self) -> StaffList:
        return StaffList(0, self.view.staff)

    def _owners(self) -> list[PrinterWorker]:
        return list(self._desk.workers.values()) if self._desk else []

    def _printers(self, view: TillView) -> tuple[PrinterView, ...]:
        if self._desk is None:
            return ()
        return tuple(_printer(view, worker) for worker in list(self._desk.workers.values()))


def _printer(view: TillView, worker: PrinterWorker) -> PrinterView:
    """A printer and its tickets of today."""
    printer, state = worker.printer, worker.state
    mine = [job for job in view.jobs if job.printer == printer.id]
    out = [job for job in mine if job.state in ON_PAPER]
    return PrinterView(
        id=printer.id,
        names=view.printer_names(printer.id),
        target=printer.target,
        state=state.state,
        since=state.since,
        waiting=sum(job.state in ("queued", "sending", "unknown", "failed") for job in mine),
        printed_today=len(out),
        rung=state.rung,
        width=printer.width,
        moved=sum(job.meant_for == printer.id for job in view.jobs),
        last_at=max((job.changed_at for job in out), default=0),
        paused_at=next((one.at for one in view.paused if one.printer == printer.id), 0),
    )


def _refused(no: Refused) -> Future[None]:
    future: Future[None] = Future()
    future.set_exception(no)
    return future
