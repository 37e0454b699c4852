"""Guests' codes, charged by the home server: granted in the journal, then asked, then told in the journal.

One thread for each grant of which nobody knows yet what becomes of it, also for those that an earlier run
left: it asks until the home says. A guest's code stands in memory only, and is sent until the home has it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.grants import BARCODE, DUE_BACK, ENDED, OPEN, RETURNED, SET_ASIDE, Grant
from domain.money.pay_codes import CHANNELS, channel_of
from domain.money.tenders import tenders_of
from domain.record.replication import Backoff
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.workflows import granting
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.charge_asking import Asking, Connect, Hand, Order, read_now
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from pos_app.workflows.reading import document
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.views import ChargeView, StoreView

log = logging.getLogger(__name__)
GIVEN_UP = "charges-given-up"  # what the till keeps of them, so that they stay so when it is killed
OVER_KEPT = 50  # charges that are over and still shown: a till runs for weeks


class Charging:
    """``till.charging``. ``connect``: a client of a home by its address; ``home``: which one it is now, ""
    for none that could be asked; ``hand``: what a guest's phone needs to pay a grant; ``ways``:
    by channel how the home can charge; ``site``: where guests reach it."""

    def __init__(
        self, book: Book, writer: Writer, staff_write: StaffWrite, changed: Callable[[], None]
    ) -> None:
        self._book, self._writer, self._staff_write, self._changed = book, writer, staff_write, changed
        self.connect: Connect | None = None
        self.home: Callable[[], str] = lambda: ""
        self.hand: Hand = lambda grant, phone: None
        self.ways: Callable[[], Mapping[str, Sequence[str]]] = dict
        self.site: Callable[[], str] = lambda: ""
        self._lock = threading.Lock()
        self._views: dict[str, ChargeView] = {}
        self._asking: dict[str, Asking] = {}
        self._granting: set[str] = set()  # asked for just now: their codes are known only to who asks
        self._closing = threading.Event()
        given_up = writer.submit(lambda: book.local(GIVEN_UP) or ()).result()
        self._given_up: frozenset[str] = frozenset(given_up)
        book.after_commit.append(self._see)

    @property
    def views(self) -> Mapping[str, ChargeView]:
        """Each grant of this run by its payment, the last that are over too. Any thread may look."""
        with self._lock:
            return dict(self._views)

    def start(self) -> None:
        """Take up what an earlier run left, and again what came back of a lost history. Not on the writer's
        thread; once more it changes nothing."""
        site = self.site()
        left = self._writer.submit(lambda: self._book.read(lambda tables: _not_known(tables, site)))
        for grant, channel, body in left.result():
            with self._lock:
                ours = grant.id in self._granting
            if not ours:
                self._begin(grant, body, channel)

    def begin_on_phone(self, grant: Grant, more: Mapping[str, str]) -> None:
        """A guest may pay a grant on her phone; ``more``: what no fact keeps. On the writer's thread."""
        body = self._book.read(lambda tables: order_body(tables, grant))
        self._begin(grant, {**body, **more}, grant.channel)

    def charge(self, asked: ChargeAsked, code: str) -> Future[Grant]:
        """Charge a guest's code for a bill. The answer is that it is granted; ``views`` tells what becomes of
        it. Raises Refused: charge_code, home_away, and as ``granting.grant``.
        """
        channel = channel_of(code)
        return self._grant(asked, BARCODE, channel, "" if channel else "charge_code", {"code": code})

    def show_code(self, asked: ChargeAsked, channel: str) -> Future[Grant]:
        """Have a code made that this bill's guest scans and pays by; the answer as of ``charge``, the code
        comes in ``views``. Raises Refused: code_away, home_away, and as ``granting.grant``.
        """
        way = CHANNELS[channel].shown
        no = "" if way in self.ways().get(channel, ()) else "code_away" if self.home() else "home_away"
        return self._grant(asked, way, channel, no, {"back": self.site()})

    def _grant(
        self, asked: ChargeAsked, way: str, channel: str, no: str, more: Mapping[str, str]
    ) -> Future[Grant]:
        """Grant it and begin; ``no``: why not, "" if it may be; ``more``: what no fact keeps."""
        home = self.home() if self.connect else ""
        kept = {} if way == BARCODE else {"channel": channel}

        def work(entry: Entry) -> tuple[Grant, Mapping[str, Any]]:
            if no or not home:
                raise Refused(no or "home_away")
            grant = granting.grant(entry, asked, way, home, kept)
            told = _told if way == BARCODE else order_body
            return grant, {**told(entry.tables, grant), **more}

        done: Future[Grant] = Future()
        with self._lock:
            self._granting.add(asked.payment)

        def granted(written: Future[tuple[Grant, Mapping[str, Any]]]) -> None:
            if error := written.exception():
                done.set_exception(error)
            else:
                grant, body = written.result()
                reach("charge.after_grant")
                if grant.state == OPEN:
                    self._begin(grant, body, channel)
                done.set_result(grant)
            with self._lock:
                self._granting.discard(asked.payment)

        self._staff_write(asked.by, "settle", work).add_done_callback(granted)
        return done

    def cancel(self, payment: str) -> None:
        """Somebody gives it up: it is not charged, or goes back, or was paid before, as the home says. That
        is kept before it is done. Any thread may ask.
        """
        self._writer.submit(lambda: self._give_up(payment))

    def set_aside(self, payment: str, by: str) -> Future[None]:
        """The home says nothing for long: the bill may be paid otherwise. Whatever comes later goes back."""
        return self._staff_write(by, "tender_change", lambda entry: granting.set_aside(entry, payment, by))

    def hear_late(self, told: Sequence[Mapping[str, Any]]) -> None:
        """What the home has heard of since: paid after all, though all was told to be over. It is due back to
        its guest in the journal, and followed until it is there. Told again it changes nothing."""
        if told:
            self._writer.submit(lambda: self._take_late(told)).add_done_callback(_log_trouble)

    def give_back(self, grant: Grant) -> None:
        """What is due back in the journal is asked for and followed. Any thread may call it."""
        if grant.state == DUE_BACK:
            self._begin(grant, {}, grant.channel)

    def close(self) -> None:
        """End; what is not known is taken up at the next start."""
        self._closing.set()
        for asking in list(self._asking.values()):
            asking.wake()

    # inside

    def _see(self, written: Written) -> None:
        """After each commit: a grant that is shown is shown as it is now, also if it was set aside."""
        with self._lock:
            for row in written.rows:
                if isinstance(row, Grant) and row.id in self._views:
                    self._views[row.id] = replace(self._views[row.id], grant=row)

    def _take_late(self, told: Sequence[Mapping[str, Any]]) -> None:
        """On the writer's thread."""
        found = [read_now(plain) for plain in told]
        for now in self._book.read(lambda tables: [one for one in found if _is_over(tables, one)]):
            grant = None if now.payment in self._asking else self._book.write(_noted(now))
            if grant is not None and grant.state == DUE_BACK:
                self._begin(grant, {}, grant.channel)
            elif grant is not None:
                with self._lock:
                    self._take_in(ChargeView(grant, now.state, now.why, now.provider, since=now.since))
                self._changed()

    def _begin(self, grant: Grant, body: Mapping[str, Any], channel: str) -> None:
        with self._lock:
            if grant.id in self._asking:
                return
            now = self._book.clock.now
            asking = (
                Order(grant, body, channel, now, self._hand)
                if grant.way != BARCODE
                else Asking(grant, body, channel, now)
            )
            asking.given_up |= grant.id in self._given_up
            self._asking[grant.id] = asking
            self._take_in(ChargeView(grant, "returning" if asking.returning else "asking"))
        self._changed()
        name = f"charge-{grant.id[-6:]}"
        threading.Thread(target=self._follow, args=(asking,), name=name, daemon=True).start()

    def _take_in(self, view: ChargeView) -> None:
        """It is shown from now on, and the oldest that are over no more. Under the lock."""
        self._views[view.grant.id] = view
        over = [id for id, charge in self._views.items() if charge.over]
        for id in over[:-OVER_KEPT]:
            del self._views[id]

    def _give_up(self, payment: str) -> None:
        """On the writer's thread."""
        with self._lock:
            asking, open_ones = self._asking.get(payment), frozenset(self._asking)
        if asking is None:
            return
        self._given_up = (self._given_up & open_ones) | {payment}
        self._book.set_local(GIVEN_UP, sorted(self._given_up))
        asking.give_up()
        self._show(payment, state="back")

    def _hand(self, grant: Grant, phone: Mapping[str, Any]) -> None:
        """What a guest pays by is there: on her page, or as a code that the till shows."""
        if grant.phone:
            self.hand(grant, phone)
        else:
            self._show(grant.id, code=str(phone.get("text", "")))

    def _follow(self, asking: Asking) -> None:
        """Ask until it is known."""
        backoff, id = Backoff(), asking.grant.id
        while not self._closing.is_set():
            try:
                now = asking.step(self.connect)
            except Exception as error:
                if not isinstance(error, Unreachable | ServerRefused):
                    log.exception("a charge cannot be followed")
                self._show(id, state="unknown")
                asking.rest(backoff.failed(random.SystemRandom().random()))
                continue
            backoff.succeeded()
            if (not asking.returning and (now.final or now.state == "returning")) or now.state == RETURNED:
                self._note(now)
                if not asking.returning:
                    return
            self._show(id, state=_shown(asking, now), provider=now.provider, since=now.since)

    def _note(self, now: ChargeNow) -> None:
        """It is known: the journal says so, the bill is seen so, and then the charge: no screen shall tell of
        money while the bill that it pays stands there unpaid."""
        reach("charge.before_note")
        bill_seen = threading.Event()

        def note() -> Grant | None:
            grant = self._book.write(_noted(now))
            self._writer.let_others_first(bill_seen.set)  # the view of the bill is handed in before it
            return grant

        grant = self._writer.submit(note).result()
        if grant is not None and grant.state == DUE_BACK:
            self._asking[now.payment].give_back()  # no bill takes it
            return
        bill_seen.wait()
        self._asking.pop(now.payment).returning = False
        self._show(now.payment, state=now.state, why=now.why, provider=now.provider)

    def _show(self, payment: str, **told: str | int) -> None:
        with self._lock:
            before = self._views[payment]
            now = self._views[payment] = replace(before, **told)  # type: ignore[arg-type]
        if now != before:
            self._changed()


def _noted(now: ChargeNow) -> Callable[[Entry], Grant | None]:
    """The journal says what became of it; the grant as it is then."""

    def note(entry: Entry) -> Grant | None:
        granting.came_to(entry, now)
        return entry.tables.get(Grant, now.payment)

    return note


def _is_over(tables: Tables, now: ChargeNow) -> bool:
    """Whether the till takes it for one that was never charged."""
    grant = tables.get(Grant, now.payment)
    return grant is not None and grant.state == ENDED


def _log_trouble(done: Future[None]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("what came late cannot be taken: %s", type(error).__name__)


def _not_known(tables: Tables, site: str) -> list[tuple[Grant, str, Mapping[str, Any]]]:
    """What an earlier run left, each with the channel by which it was to be charged, and with the order that
    its guest pays: that may be asked for again. ``site``: where guests reach the store."""
    aside = [one for one in tables.where(Grant, state=ENDED) if one.why == SET_ASIDE]
    found = [*tables.where(Grant, state=OPEN), *aside, *tables.where(Grant, state=DUE_BACK)]
    tenders = tenders_of(tables)
    return [
        (
            one,
            one.channel or (tenders[one.tender].charged_by if one.tender in tenders else ""),
            {**order_body(tables, one), "back": site} if one.way != BARCODE and one.state == OPEN else {},
        )
        for one in found
    ]


def _shown(asking: Asking, now: ChargeNow) -> str:
    """How far it is, as the cashier sees it."""
    return "returning" if asking.returning else "back" if asking.given_up else now.state


def order_body(tables: Any, grant: Grant) -> Mapping[str, Any]:
    """What the home is told of an order that a guest pays on the phone."""
    told = {name: getattr(grant, name) for name in ("channel", "way", "ends", "phone")}
    return {**_told(tables, grant), **told}


def _told(tables: Any, grant: Grant) -> Mapping[str, Any]:
    """What the home is told; the guest reads the store's name and the table on the phone."""
    store = document(tables, StoreView, "store", StoreView())
    opening, floor = tables.get(Opening, grant.opening), document(tables, Floor, "floor", Floor())
    names = (store.names, label_of(floor, opening) if opening else {})
    words = [next((name[tag] for tag in ("zh-Hans", "und", "en") if tag in name), "") for name in names]
    told = {name: getattr(grant, name) for name in ("opening", "bill", "amount")}
    what = " ".join(filter(None, words))
    return {"payment": grant.id, **told, "currency": store.currency, "what": what}
