"""Money that goes back by gateways: written in the journal, then asked of the home, then told in the journal.

One thread asks for all that is on its way, also what an earlier run left, each again until the home says what
became of it. A refund's number is the same however often it is asked for, so that asking never harms; without
a network it waits, and is seen to wait.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from domain.errors import Refused
from domain.money.gateway_refunds import FAILED, GONE, ON_WAY, STUCK, TO_DO, GatewayRefund
from domain.record.plain import from_plain
from domain.record.replication import Backoff
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.views import SentBackView

log = logging.getLogger(__name__)
LONGEST = 60.0  # seconds between two questions: a bank may take days
SETTLED = frozenset({"charge_unknown", "charge_ended", "refund_too_much", "payment_changed", "unreadable"})
"""What a home says no to before it asks any gateway, whenever it is asked."""
STATES = {"done": GONE, "failed": FAILED, "stuck": STUCK}
Connect = Callable[[str], ServerClient]


@dataclass(frozen=True, slots=True)
class RefundNow:
    """What the home says of the attempt with the number ``refund``. ``state``: waiting | unknown | done |
    failed | stuck."""

    refund: str = ""
    payment: str = ""
    state: str = ""
    why: str = ""
    transaction: str = ""
    amount: int = 0


class SendingBack:
    """``till.sending_back``."""

    def __init__(
        self, book: Book, writer: Writer, staff_write: StaffWrite, changed: Callable[[], None]
    ) -> None:
        self._book, self._writer, self._staff_write, self._changed = book, writer, staff_write, changed
        self._connect: Connect | None = None
        self._lock = threading.Lock()
        self._rows: dict[str, GatewayRefund] = {}
        self._told: dict[str, str] = {}  # how far those on their way are
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        book.after_commit.append(self._follow)

    @property
    def views(self) -> tuple[SentBackView, ...]:
        """All that a person may want to know of: on the way or to be seen to, and what came of others since
        this run began. The latest first; any thread may look."""
        with self._lock:
            rows = sorted(self._rows.values(), key=lambda one: (-one.at, one.id))
            return tuple(_view(row, self._told.get(row.id, "asking")) for row in rows)

    def start(self, connect: Connect) -> None:
        """Begin to ask, by clients of a home by its address. Not on the writer's thread."""
        self._connect = connect
        rows = self._writer.submit(lambda: self._book.read(_not_over)).result()
        with self._lock:
            self._rows = {row.id: row for row in rows} | self._rows
        self._thread = threading.Thread(target=self._ask_all, name="refunds", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; what is on its way is taken up at the next start."""
        self._closing.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5.0)

    def hurry(self) -> None:
        """Ask for all now: somebody looks."""
        self._wake.set()

    def again(self, refund: str, by: str) -> Future[None]:
        """Try once more what the gateway refused. Raises Refused("refund_over")."""
        return self._staff_write(by, "refund", lambda entry: again(entry, refund, by))

    def by_hand(self, refund: str, by: str) -> Future[None]:
        """It was given back in the provider's own app. Raises Refused("refund_over")."""
        return self._staff_write(by, "refund", lambda entry: by_hand(entry, refund, by))

    # inside

    def _follow(self, written: Written) -> None:
        """On the writer's thread, after each commit."""
        rows = [row for row in written.rows if isinstance(row, GatewayRefund)]
        if not rows:
            return
        with self._lock:
            self._rows.update({row.id: row for row in rows})
            for row in rows:
                self._told.pop(row.id, None)
        self._wake.set()

    def _ask_all(self) -> None:
        clients: dict[str, ServerClient] = {}
        due: dict[str, float] = {}
        rests: dict[str, Backoff] = {}
        while not self._closing.is_set():
            with self._lock:
                rows = [row for row in self._rows.values() if row.state == ON_WAY]
            for row in rows:
                number = row.number
                if self._closing.is_set() or due.get(number, 0.0) > time.monotonic():
                    continue
                self._ask(row, clients)
                rest = rests.setdefault(number, Backoff(most=LONGEST)).failed(random.SystemRandom().random())
                due[number] = time.monotonic() + rest
            waits = [due[row.number] for row in rows if row.number in due]
            hurried = self._wake.wait(max(0.05, min(waits) - time.monotonic()) if waits else None)
            self._wake.clear()
            if hurried:
                due.clear()

    def _ask(self, row: GatewayRefund, clients: dict[str, ServerClient]) -> None:
        """One question about one of them, and what is known now."""
        try:
            if row.home not in clients:
                assert self._connect is not None
                clients[row.home] = self._connect(row.home)
            now = ask(clients[row.home], row)
        except Exception as error:
            if not isinstance(error, Unreachable | ServerRefused):
                log.exception("a refund cannot be followed")
            self._tell(row.id, "offline" if isinstance(error, Unreachable) else "unknown")
            return
        if now.state in STATES:
            work: Callable[[Entry], None] = lambda entry: came_to(entry, row.id, now)  # noqa: E731
            self._writer.submit(lambda: self._book.write(work)).result()
        else:
            self._tell(row.id, "waiting" if now.state == "waiting" else "unknown")

    def _tell(self, refund: str, state: str) -> None:
        with self._lock:
            before, self._told[refund] = self._told.get(refund), state
        if before != state:
            self._changed()


def ask(client: ServerClient, row: GatewayRefund) -> RefundNow:
    """Ask the home for one attempt, or what became of it: the same words each time, and none of the staff's
    reasons in them, for the guest reads them. Raises Unreachable or ServerRefused.
    """
    body = {"refund": row.number, "payment": row.charge, "amount": row.amount}
    try:
        return from_plain(RefundNow, client.refund(body))
    except ServerRefused as no:
        if no.code not in SETTLED:
            raise
        return RefundNow(row.number, row.charge, "failed", no.code)
    except Refused as no:
        raise Unreachable(no.code) from no


def came_to(entry: Entry, refund: str, now: RefundNow) -> None:
    """What finally became of an attempt; told twice it changes nothing more."""
    row = entry.tables.get(GatewayRefund, refund)
    if row is None or row.number != now.refund or row.state != ON_WAY:
        return
    told = {name: value for name in ("why", "transaction") if (value := getattr(now, name))}
    body = {"refund": row.id, "attempt": row.attempt, "state": STATES[now.state], **told}
    entry.record("refund.answered", body, row.by)


def again(entry: Entry, refund: str, by: str) -> None:
    """Another attempt. Raises Refused("refund_over") unless it was refused."""
    row = _to_do(entry, refund, (FAILED,))
    entry.record("refund.again", {"refund": row.id, "attempt": row.attempt + 1}, by)


def by_hand(entry: Entry, refund: str, by: str) -> None:
    """A person gave it back. Raises Refused("refund_over") unless it was refused, or stuck."""
    row = _to_do(entry, refund, TO_DO)
    entry.record("refund.by_hand", {"refund": row.id, "attempt": row.attempt}, by)


def _to_do(entry: Entry, refund: str, states: tuple[str, ...]) -> GatewayRefund:
    row = entry.tables.get(GatewayRefund, refund)
    if row is None or row.state not in states:
        raise Refused("refund_over")
    return row


def _not_over(tables: Tables) -> list[GatewayRefund]:
    return [row for state in (ON_WAY, *TO_DO) for row in tables.where(GatewayRefund, state=state)]


def _view(row: GatewayRefund, told: str) -> SentBackView:
    return SentBackView(row, told if row.state == ON_WAY else row.state)
