"""Guests' codes, charged by the home server: granted in the journal, then asked, then told in the journal.

One thread for each grant of which nobody knows yet what becomes of it, also for those that an earlier run
left: it asks until the home says. A guest's code stands in memory only, and is sent until the home has it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.grants import DUE_BACK, ENDED, OPEN, RETURNED, SET_ASIDE, Grant
from domain.money.pay_codes import channel_of
from domain.money.tenders import tenders_of
from domain.record.replication import Backoff
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.workflows import granting
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.charge_asking import Asking, Connect, Hand, Order
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from pos_app.workflows.reading import document
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.views import ChargeView, StoreView

log = logging.getLogger(__name__)
BARCODE = "barcode"
OVER_KEPT = 50  # charges that are over and still shown: a till runs for weeks


class Charging:
    """``till.charging``. ``connect``: a client of a home by its address; ``home``: which one it is now, ""
    for none that could be asked; ``hand``: what a guest's phone needs to pay a grant."""

    def __init__(
        self, book: Book, writer: Writer, staff_write: StaffWrite, changed: Callable[[], None]
    ) -> None:
        self._book, self._writer, self._staff_write, self._changed = book, writer, staff_write, changed
        self.connect: Connect | None = None
        self.home: Callable[[], str] = lambda: ""
        self.hand: Hand = lambda grant, phone: None
        self._lock = threading.Lock()
        self._views: dict[str, ChargeView] = {}
        self._asking: dict[str, Asking] = {}
        self._closing = threading.Event()

    @property
    def views(self) -> Mapping[str, ChargeView]:
        """Each grant of this run by its payment, the last that are over too. Any thread may look."""
        with self._lock:
            return dict(self._views)

    def start(self) -> None:
        """Take up what an earlier run left. Not on the writer's thread."""
        for grant, channel, body in self._writer.submit(lambda: self._book.read(_not_known)).result():
            self._begin(grant, body, channel)

    def begin_on_phone(self, grant: Grant, more: Mapping[str, str]) -> None:
        """A guest may pay a grant on her phone; ``more``: what no fact keeps. On the writer's thread."""
        body = self._book.read(lambda tables: order_body(tables, grant))
        self._begin(grant, {**body, **more}, grant.channel)

    def charge(self, asked: ChargeAsked, code: str) -> Future[Grant]:
        """Charge a guest's code for a bill. The answer is that it is granted; ``views`` tells what becomes of
        it. Raises Refused: charge_code, home_away, and as ``granting.grant``.
        """
        home = self.home() if self.connect else ""

        def work(entry: Entry) -> tuple[Grant, Mapping[str, Any]]:
            if not channel_of(code):
                raise Refused("charge_code")
            if not home:
                raise Refused("home_away")
            grant = granting.grant(entry, asked, BARCODE, home)
            return grant, _body(entry.tables, grant, code)

        done: Future[Grant] = Future()

        def granted(written: Future[tuple[Grant, Mapping[str, Any]]]) -> None:
            if error := written.exception():
                done.set_exception(error)
                return
            grant, body = written.result()
            reach("charge.after_grant")
            if grant.state == OPEN:
                self._begin(grant, body, channel_of(code))
            done.set_result(grant)

        self._staff_write(asked.by, "settle", work).add_done_callback(granted)
        return done

    def cancel(self, payment: str) -> None:
        """The cashier gives it up: it is not charged, or goes back, or was paid before, as the home says."""
        if asking := self._asking.get(payment):
            asking.give_up()
            self._show(payment, state="back")

    def set_aside(self, payment: str, by: str) -> Future[None]:
        """The home says nothing for long: the bill may be paid otherwise. Whatever comes later goes back."""
        return self._staff_write(by, "tender_change", lambda entry: granting.set_aside(entry, payment, by))

    def close(self) -> None:
        """End; what is not known is taken up at the next start."""
        self._closing.set()
        for asking in list(self._asking.values()):
            asking.wake()

    # inside

    def _begin(self, grant: Grant, body: Mapping[str, Any], channel: str) -> None:
        with self._lock:
            if grant.id in self._asking:
                return
            now = self._book.clock.now
            asking = (
                Order(grant, body, channel, now, self.hand)
                if grant.phone
                else Asking(grant, body, channel, now)
            )
            self._asking[grant.id] = asking
            self._views[grant.id] = ChargeView(grant)
            over = [id for id, charge in self._views.items() if charge.over]
            for id in over[:-OVER_KEPT]:
                del self._views[id]
        self._changed()
        name = f"charge-{grant.id[-6:]}"
        threading.Thread(target=self._follow, args=(asking,), name=name, daemon=True).start()

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
            if now.final and (not asking.returning or now.state == RETURNED):
                self._note(now)
                if not asking.returning:
                    return
            self._show(id, state=_shown(asking, now))

    def _note(self, now: ChargeNow) -> None:
        """It is known: the journal says so, and then the screen."""
        reach("charge.before_note")

        def note(entry: Entry) -> Grant | None:
            granting.came_to(entry, now)
            return entry.tables.get(Grant, now.payment)

        def write() -> Grant | None:
            return self._book.write(note)

        grant = self._writer.submit(write).result()
        if grant is not None and grant.state == DUE_BACK:
            self._asking[now.payment].give_back()  # no bill takes it
            return
        self._asking.pop(now.payment).returning = False
        self._show(now.payment, state=now.state, why=now.why, provider=now.provider)

    def _show(self, payment: str, **told: str) -> None:
        with self._lock:
            before = self._views[payment]
            now = self._views[payment] = replace(before, **told)  # type: ignore[arg-type]
        if now != before:
            self._changed()


def _not_known(tables: Tables) -> list[tuple[Grant, str, Mapping[str, Any]]]:
    """What an earlier run left, each with the channel by which it was to be charged, and with the order that
    its guest's phone pays: that may be asked for again."""
    aside = [one for one in tables.where(Grant, state=ENDED) if one.why == SET_ASIDE]
    found = [*tables.where(Grant, state=OPEN), *aside, *tables.where(Grant, state=DUE_BACK)]
    tenders = tenders_of(tables)
    return [
        (
            one,
            one.channel or (tenders[one.tender].charged_by if one.tender in tenders else ""),
            order_body(tables, one) if one.phone and one.state == OPEN else {},
        )
        for one in found
    ]


def _shown(asking: Asking, now: ChargeNow) -> str:
    """How far it is, as the cashier sees it."""
    return "returning" if asking.returning else "back" if asking.given_up else now.state


def _body(tables: Any, grant: Grant, code: str) -> Mapping[str, Any]:
    return {**_told(tables, grant), "code": code}


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
