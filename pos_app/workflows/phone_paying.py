"""Guests pay on their own phones: heard like orders, charged by the home, and told to the phones again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from domain.failpoints import reach
from domain.money.grants import OPEN, Grant
from domain.money.payments import Payment
from domain.money.phone_pay import verdict_of
from domain.money.refund_rows import Refund
from domain.money.refunds import beyond_of
from domain.record.tables import Tables
from domain.selling.orders import Heard
from domain.selling.request import Verdict
from pos_app.background import Writer
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.charging import Charging
from pos_app.workflows.pay_first import TILL
from pos_app.workflows.phone_granting import PayPlace, hear_payment

log = logging.getLogger(__name__)
PAYING = "paying"  # the document that says how phones can pay here
WAYS = "phone-ways"  # what the till keeps of it: a wish that comes right after its start is no other
LOOK_EVERY = 60.0  # seconds between two questions how the home can charge
LIST_EVERY = 300.0  # seconds between two questions what was charged, or went back, and no fact tells of
SOON = 1.0  # seconds between two looks whether it is another home
MOST_TOLD = 50  # the latest payments, told to a server that comes back


class Teller(Protocol):
    """What a link to a server can do."""

    def tell(self, keys: set[str]) -> None:
        """What the store shows under these keys may have changed."""

    def answer(self, verdict: Verdict) -> None:
        """A verdict that came later."""


class PhonePaying:
    """``till.phone_paying``. ``links``: to the servers that phones ask."""

    def __init__(
        self,
        book: Book,
        writer: Writer,
        charging: Charging,
        links: Callable[[], Sequence[Teller]],
        at_till: Callable[[], Collection[str]],
        changed: Callable[[], None],
    ) -> None:
        self._book, self._writer, self._charging = book, writer, charging
        self._links, self._at_till, self._changed = links, at_till, changed
        self._ways: Mapping[str, Sequence[str]] = writer.submit(lambda: book.local(WAYS) or {}).result()
        self._asked: dict[str, Mapping[str, str]] = {}  # what no fact keeps, by payment
        self._handed: dict[str, Mapping[str, Any]] = {}
        self.hear_unclaimed: Callable[[Sequence[Mapping[str, Any]], str], None] = lambda told, home: None
        self.hear_found: Callable[[Sequence[Mapping[str, Any]]], None] = lambda told: None
        self._listed_at = 0.0  # when a home told last what no fact tells of
        self._late: Sequence[Mapping[str, Any]] = ()  # what the home has heard of since, as it said last
        self.gateway_ahead = 0  # milliseconds, as the home said last: gateways against it
        self._closing = threading.Event()
        charging.hand, charging.ways = self._hand, lambda: self._ways
        book.after_commit.append(self._follow)

    def start(self) -> None:
        """Learn how the home can charge, again and again, on a thread of its own."""
        threading.Thread(target=self._look, name="pay-ways", daemon=True).start()

    def close(self) -> None:
        self._closing.set()

    def shown(self) -> Mapping[str, Any]:
        """How phones can pay, as published."""
        return {"ways": dict(self._ways)}

    def hear(self, entry: Entry, kind: str, body: Mapping[str, Any], age: int) -> Verdict | None:
        """A phone wants to pay (kind pay), or does not any more (pay_stop). On the writer's thread."""
        if kind == "pay_stop":
            grant = entry.tables.get(Grant, str(body.get("payment", "")))
            if grant is not None and grant.phone and grant.phone == body.get("phone"):
                self._charging.cancel(grant.id)
            return None
        if kind != "pay":
            return None
        place = PayPlace(self._charging.home(), self._ways, self._at_till())
        verdict = hear_payment(entry, body, age, place)
        if verdict.state == "accepted":
            more = {name: str(body[name]) for name in ("address", "back") if body.get(name)}
            self._asked.setdefault(verdict.request, more)
            granted = entry.tables.get(Grant, verdict.request)
            return self._verdict(granted, entry.tables) if granted else verdict
        return verdict

    def verdicts(self) -> tuple[Verdict, ...]:
        """The latest answers as their phones hear of them. On the writer's thread."""
        latest = self._book.latest(("payment.granted", "payment.declined"), MOST_TOLD)
        asked = [str(event.body["payment"]) for event in latest]

        def read(tables: Tables) -> tuple[Verdict, ...]:
            declined = (row.verdict for id in asked if (row := tables.get(Heard, id)) is not None)
            granted = (one for id in asked if (one := tables.get(Grant, id)) is not None and one.phone)
            return (*declined, *(self._verdict(one, tables) for one in granted))

        return self._book.read(read)

    # inside

    def _verdict(self, grant: Grant, tables: Tables) -> Verdict:
        paid = tables.get(Payment, grant.id)
        return verdict_of(grant, self._handed.get(grant.id), beyond_of(tables, paid, TILL) if paid else 0)

    def _hand(self, grant: Grant, phone: Mapping[str, Any]) -> None:
        """The guest can pay now. Told on the writer's thread: what becomes of it is told after that."""
        self._handed[grant.id] = phone

        def tell() -> None:
            now = self._book.read(lambda tables: tables.get(Grant, grant.id))
            if now is not None:
                self._answer(now)

        self._writer.submit(tell)

    def _answer(self, grant: Grant) -> None:
        verdict = self._book.read(lambda tables: self._verdict(grant, tables))
        for link in self._links():
            link.answer(verdict)

    def _follow(self, written: Written) -> None:
        """After each commit: what is granted goes to the home, what became of it to the phone."""
        for grant in {row.id: row for row in written.rows if isinstance(row, Grant) and row.phone}.values():
            if grant.state == OPEN and grant.id in self._asked and grant.id not in self._charging.views:
                reach("phonepay.after_grant")
                self._charging.begin_on_phone(grant, self._asked.pop(grant.id, {}))
            elif grant.state != OPEN:
                self._handed.pop(grant.id, None)
                self._answer(grant)
        for row in written.rows:
            if isinstance(row, Refund) and row.owed and row.by == TILL:
                self._answer_late(row.payment)

    def _answer_late(self, payment: str) -> None:
        """Some of it goes back: perhaps its phone was told before that it is paid."""
        grant = self._book.read(lambda tables: tables.get(Grant, payment))
        if grant is not None and grant.phone:
            self._answer(grant)

    def _look(self) -> None:
        before, asked_at = "", time.monotonic()  # what is kept holds while a home has still to come
        while not self._closing.wait(SOON):
            home, now = self._charging.home(), time.monotonic()
            if home == before and now - asked_at < LOOK_EVERY:
                continue
            if home != before:
                self._listed_at = 0.0
            ways, ahead = self._ways_of(home)
            self._charging.hear_late(self._late)
            if ahead != self.gateway_ahead:
                self.gateway_ahead = ahead
                self._changed()
            before, asked_at = home if ways else "", now
            if ways != self._ways:
                self._ways = ways
                self._writer.submit(partial(self._book.set_local, WAYS, ways))
                for link in self._links():
                    link.tell({PAYING})

    def _list(self, client: ServerClient, home: str) -> None:
        """What it knows of money, and no fact tells of. Phones can pay whether it says so or not."""
        with suppress(Unreachable, ServerRefused):
            self.hear_unclaimed(client.unclaimed(), home)
            self.hear_found(client.found_refunds())
            self._listed_at = time.monotonic()

    def _ways_of(self, home: str) -> tuple[Mapping[str, Sequence[str]], int]:
        """And how far the gateways' clock is ahead of the home's. None of a home that cannot be reached: then
        one pays at the counter."""
        self._late = ()
        if not home or self._charging.connect is None:
            return {}, 0
        client = self._charging.connect(home)
        try:
            ways, ahead = client.ways()
            self._late = client.came_late()
            if not self._listed_at or time.monotonic() - self._listed_at > LIST_EVERY:
                self._list(client, home)
            return {channel: list(found) for channel, found in ways.items()}, ahead
        except (Unreachable, ServerRefused):
            return {}, 0
        finally:
            client.close()
