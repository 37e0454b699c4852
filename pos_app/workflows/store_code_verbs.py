"""What a cashier does with the store's code 门店码 and its orders; reached as ``till.store_code``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from domain.errors import Refused, name_in
from domain.floor.openings import Opening
from domain.floor.store_code import DOCUMENT, StoreCode, check_setup
from domain.record.plain import to_plain
from domain.record.rows import Document
from domain.selling.orders import OrderLine
from domain.selling.unpaid import is_unpaid
from pos_app.workflows import course_verbs
from pos_app.workflows.book import Entry
from pos_app.workflows.floor_plan import new_code
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.store_orders import setup_of
from pos_app.workflows.views import TillView
from printers.slips.store_code import StoreCodeSlip, store_code_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket

PrintPastLedger = Callable[[Callable[[SlipForm], Ticket]], Future[None]]
LOOK = 15.0  # seconds between two looks at what is to be begun


def save(entry: Entry, setup: StoreCode, by: str) -> None:
    """How the house takes such orders; ``setup.version`` is the one that was edited. Raises Refused."""
    known = setup_of(entry.tables)
    if setup.version != known.version:
        raise Refused("store_code_old")
    check_setup(setup)
    code = known.code or new_code(entry.clock)
    row = entry.tables.get(Document, DOCUMENT)
    said = dict(row.body) if row else {}  # what of it we do not know stays
    for name in ("on", "here", "to_go", "ahead", "confirm", "hours", "before", "most", "paused_until"):
        said.pop(name, None)
    told = to_plain(replace(setup, version=known.version + 1, code=code))
    entry.record("store_code.published", {**said, **told}, by)


def pause(entry: Entry, until: int, by: str) -> None:
    """Phones may order nothing that is to be begun before ``until`` (UTC milliseconds); 0: they may again."""
    setup = setup_of(entry.tables)
    if setup.paused_until != until:
        save(entry, replace(setup, paused_until=until), by)


def start_due(entry: Entry) -> None:
    """The kitchen is to begin what phones ordered for a time, now that it is so far."""
    for opening in due_orders(entry):
        course_verbs.start(entry, opening.id, course_verbs.ALL, 0, entry.clock.new_id(), "till")


def due_orders(entry: Entry) -> list[Opening]:
    """Orders for a time whose kitchen begins by now, and has not."""
    live = [one for one in entry.tables.where(Opening, live=1) if one.wanted_at and one.begin_at <= entry.now]
    return [
        one
        for one in live
        if any(_waits(entry, row) for row in entry.tables.where(OrderLine, opening=one.id))
    ]


def _waits(entry: Entry, row: OrderLine) -> bool:
    """For its time, not for its money."""
    return row.held and not is_unpaid(entry.tables, row)


class StoreCodeVerbs:
    """Verbs return at once, as the till's other verbs do. ``url``: where phones find this store."""

    def __init__(
        self,
        write: StaffWrite,
        write_alone: Callable[[Callable[[Entry], None]], Future[None]],
        view: Callable[[], TillView],
        url: Callable[[], str],
        print_past_ledger: PrintPastLedger,
    ) -> None:
        self._write, self._write_alone, self._view, self._url = write, write_alone, view, url
        self._print = print_past_ledger

    def url(self) -> str:
        """What the printed code holds; "" while there is none."""
        code = self._view().store_code.code
        return f"{self._url()}/t/{code}" if code else ""

    def save(self, setup: StoreCode, by: str) -> Future[None]:
        """Hours, limits and what is offered; the code is made with the first of these."""
        return self._write(by, "settings", lambda entry: save(entry, setup, by))

    def pause(self, until: int, by: str) -> Future[None]:
        """The kitchen is full until then (UTC milliseconds); 0: it is not."""
        return self._write(by, "serve", lambda entry: pause(entry, until, by))

    def print_code(self) -> Future[None]:
        """A sheet with the code to put up; like a test page it leaves no fact."""
        names = self._view().store.names
        url = self.url()
        return self._print(
            lambda form: store_code_ticket(StoreCodeSlip(name_in(names, form.language), url), form)
        )

    def start_due(self) -> float:
        """Begin what is due; seconds until the next look. Called by the till itself, again and again."""
        waiting = (one.opening.wanted_at and one.held for one in self._view().openings.values())
        if any(waiting):
            self._write_alone(start_due).result()
        return LOOK
