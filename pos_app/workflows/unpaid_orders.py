"""Orders that wait for their money, as ``till.unpaid``: each is let go when its time is over.

The time runs by a clock that nobody can set back. What a phone pays just then is closed first, and only when
it is known that it was not paid the order goes.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future

from domain.errors import Refused
from domain.selling.unpaid import WAITING, PayFirst
from pos_app.background import Writer
from pos_app.workflows import pay_first
from pos_app.workflows.book import Book, Written
from pos_app.workflows.charging import Charging
from pos_app.workflows.staff_write import StaffWrite

log = logging.getLogger(__name__)
LONGEST = 60 * 60_000  # milliseconds: no house keeps one longer, whatever a clock says
LOOK_EVERY = 1.0  # seconds


class UnpaidOrders:
    """``look`` lets go what is over; a thread does so once it was started."""

    def __init__(self, book: Book, writer: Writer, charging: Charging, staff_write: StaffWrite) -> None:
        self._book, self._writer, self._charging = book, writer, charging
        self._staff_write = staff_write
        self._ends: dict[str, int] = {}  # by order, when the clock that passes says so
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._loaded = False
        book.before_commit.append(pay_first.follow)
        book.after_commit.append(self._follow)

    def start(self) -> None:
        """Look again and again, on a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="unpaid-orders", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; what waits is taken up at the next start."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def look(self) -> None:
        """Let go what nobody has paid in time. Not on the writer's thread."""
        if not self._loaded:
            self._writer.submit(self._load).result()
        now = self._book.clock.passed()
        for order in [order for order, ends in list(self._ends.items()) if ends <= now]:
            closing = self._writer.submit(lambda order=order: self._lapse(order)).result()  # type: ignore[misc]
            for payment in closing:
                self._charging.cancel(payment)

    def release(self, order: str, by: str) -> Future[None]:
        """Staff give it up before its time. Raises Refused: it is paid, or being paid."""
        return self._staff_write(by, "sell", lambda entry: pay_first.release(entry, order))

    # inside

    def _run(self) -> None:
        while not self._closing.wait(LOOK_EVERY):
            try:
                self.look()
            except (
                Refused,
                RuntimeError,
            ):  # the disk is full, or the till ends: the next look finds it again
                log.exception("unpaid orders cannot be looked at")

    def _load(self) -> None:
        for row in self._book.read(lambda tables: tables.where(PayFirst, state=WAITING)):
            self._note(row)
        self._loaded = True

    def _lapse(self, order: str) -> tuple[str, ...]:
        return tuple(self._book.write(lambda entry: pay_first.lapse(entry, order)))

    def _follow(self, written: Written) -> None:
        for row in written.rows:
            if isinstance(row, PayFirst):
                self._note(row)

    def _note(self, row: PayFirst) -> None:
        if row.state != WAITING:
            self._ends.pop(row.id, None)
        elif row.id not in self._ends:
            left = min(LONGEST, row.ends - self._book.clock.now())
            self._ends[row.id] = self._book.clock.passed() + max(0, left)
