"""Between phones and tills: what tills publish is shown, what phones ask is kept until a till fetches it.

Everything that is read stands in memory and belongs to the event loop; everything that changes is durable
before memory says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.pickup_seen import SeenCounter
from domain.floor.store_code import PLACE
from domain.money.gateway_refunds import FoundRefund
from domain.money.phone_pay import PayRequest, pay_digest
from domain.money.to_confirm import ConfirmWish
from domain.people.chat import KEY as CHAT
from domain.people.chat import SeenChat
from domain.record.canonical import canonical
from domain.record.plain import from_plain, to_plain
from domain.selling.dish_words import DishWish
from domain.selling.licences import LicenceWish
from domain.selling.request import REQUEST_LAPSES, OrderRequest, Verdict
from domain.selling.shared_cart import tag_of
from domain.trace import traced
from sync_server.database import asked as asked_rows
from sync_server.database import publications
from sync_server.database.asked import (
    ANSWERED,
    LAPSING,
    SAID,
    WISH,
    Asked,
    same_as_was_said,
    without_what_was_said,
)
from sync_server.database.session import Connection, Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.fronts import KEPT_IN_MEMORY, Fronts
from sync_server.workflows.intake import Intake
from sync_server.workflows.spelling import Spelling
from sync_server.workflows.storefront import (
    BillNow,
    NumberNow,
    RequestNow,
    Storefront,
    TableNow,
    decode_document,
)

__all__ = ["FeedNow", "Relay", "RequestNow", "TableNow"]

log = logging.getLogger(__name__)
MOST_ITEMS = 200  # of one feed answer
STATES = frozenset({"accepted", "partly", "refused", "held"})
CALLS = frozenset({"waiter", "bill"})
SHOWN_AGAIN = frozenset({"order", "feedback"})  # kinds of which a phone is told what became of them


@dataclass(frozen=True, slots=True)
class FeedNow:
    """What a till has not fetched yet, and the position to ask behind next; ``ordering``: where phones order
    just now, see ``Carts``."""

    position: int
    items: tuple[Asked, ...]
    ordering: tuple[str, ...] = ()


class Relay:
    """Publications, phones' requests and the tills that fetch them."""

    def __init__(self, database: Database, epoch: str, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._intake = Intake(database)
        self._fronts, self._spelling = Fronts(clock), Spelling(database)
        self.epoch = epoch
        # Whoever sends on what staff write: keeps it as it is published, and hears that it is kept.
        self.keep_answers: Callable[[Connection, str, Mapping[str, SeenChat]], None] = lambda *_: None
        self.answers_kept: Callable[[str], None] = lambda _: None
        self.ordering: Callable[[str], tuple[str, ...]] = lambda _: ()
        database.read(self._fronts.load)
        self._spelling.begin(front.menu for front in self._fronts.all())

    def front(self, store: str) -> Storefront:
        """A store's front, for those who only look."""
        return self._fronts.of(store)

    def connected(self, store: str) -> bool:
        """Whether a till of this store is there now."""
        return self._fronts.connected(self._fronts.of(store))

    # ------------------------------------------------------------ for phones

    def table(self, code: str, opening: str = "", phone: str = "") -> TableNow:
        """The table of a printed code as published, of a shared one what this page or phone may see.

        Raises Refused("table_unknown").
        """
        return self._fronts.table(code, opening, phone)

    def store_of(self, code: str) -> str:
        """The store of a table's printed code. Raises Refused("table_unknown")."""
        return self._fronts.place(code)[0].id

    def table_id(self, code: str) -> str:
        """The table of a printed code. Raises Refused("table_unknown")."""
        return self._fronts.place(code)[1].id

    def number(self, id: str) -> NumberNow:
        """How far the queue is for the number of a slip. Raises Refused("queue_gone")."""
        return self._fronts.number(id)

    def keeper(self, store: str) -> str:
        """The address of the server that keeps a store's facts; "" if that is us, as far as we know."""
        return self._fronts.keeper(store)

    def moved_to(self, code: str, opening: str) -> str:
        """The printed code of the table that an opening of this store sits at now, if not at this one.

        "" if it is here, or on the bill that this table's code leads to, or over.
        """
        return self._fronts.moved_to(code, opening)

    def tag(self, code: str) -> str:
        """Changes whenever something that the table's page shows may have changed."""
        return self._fronts.tag(code)

    async def changed(self, code: str, known_tag: str, wait: float) -> str:
        """The table's tag, as soon as it is not the known one, at the latest after ``wait`` seconds."""
        return await self._fronts.changed(code, known_tag, wait)

    async def hear(self, code: str, request: OrderRequest) -> RequestNow:
        """Keep a phone's order until a till fetches it; the same id with the same content is the same order.

        Raises Refused: table_unknown, request_changed; or store_away, and what the counter does not take now
        (then nothing is kept).
        """
        front, table = self._fronts.place(code)
        if request.table != table.id:
            request = replace(request, table=table.id)
        body = canonical(to_plain(request)).decode()
        found = front.requests.get(request.id)
        if found is None:
            if not self._fronts.connected(front):
                log.info("order refused: store_away", extra=traced(request.id))
                raise Refused("store_away")
            if table.id == PLACE:
                front.check_order(request, self._clock.now())
            reach("relay.before_commit")
            found = await self._keep(front, request.id, "order", table.id, request.phone, body)
            reach("relay.after_commit")
        if not found.same_as(request, body):
            raise Refused("request_changed")
        return found

    async def hear_payment(self, code: str, asked: PayRequest) -> RequestNow:
        """Keep a phone's wish to pay until a till fetches it; the same id with the same content is the same.

        Raises Refused: table_unknown, request_changed, or store_away (then nothing is kept).
        """
        front, table = self._fronts.place(code)
        return await self._hear_payment(front, replace(asked, table=table.id))

    async def _hear_payment(self, front: Storefront, asked: PayRequest) -> RequestNow:
        body = canonical(to_plain(asked)).decode()
        found = front.requests.get(asked.id)
        if found is None:
            if not self._fronts.connected(front):
                raise Refused("store_away")
            reach("relay.before_commit")
            found = await self._keep(front, asked.id, "pay", asked.table, asked.phone, body)
            reach("relay.after_commit")
        if found.kind != "pay" or pay_digest(from_plain(PayRequest, found.body)) != pay_digest(asked):
            raise Refused("request_changed")
        return found

    async def stop_payment(self, code: str, payment: str, phone: str) -> None:
        """A phone does not want to pay any more. Raises Refused, as ``hear`` does."""
        front, table = self._fronts.place(code)
        await self._stop_payment(front, table.id, payment, phone)

    async def _stop_payment(self, front: Storefront, table: str, payment: str, phone: str) -> None:
        if not self._fronts.connected(front):
            raise Refused("store_away")
        body = canonical({"payment": payment, "phone": phone}).decode()
        await self._keep(front, self._clock.new_id(), "pay_stop", table, phone, body)

    # ------------------------------------------------------------ for who holds a pre-bill

    def bill(self, store: str, bill: str, code: str) -> BillNow:
        """A bill for who has the code of its pre-bill. Raises Refused("bill_code")."""
        front = self._fronts.known(store)
        table, opening, money = front.bill_of(bill, code)
        place = front.floor.label_of(opening.table or table, opening.party)
        connected = self._fronts.connected(front)
        return BillNow(front.store, place, table or PLACE, opening, money, connected, front.paying.ways)

    def shown(self, store: str) -> Mapping[str, Any]:
        """The store's document as published. Raises Refused("bill_code")."""
        return self._fronts.known(store).store

    async def hear_bill_payment(self, store: str, asked: PayRequest) -> RequestNow:
        """As ``hear_payment``, of who holds a pre-bill: its code is the ``secret``."""
        return await self._hear_payment(self._fronts.known(store), asked)

    def bill_payment(self, store: str, payment: str, phone: str) -> RequestNow | None:
        """A phone's wish to pay, whatever has become of the bill since."""
        found = self._fronts.known(store).requests.get(payment)
        return found if found and found.kind == "pay" and found.body.get("phone") == phone else None

    async def stop_bill_payment(self, store: str, asked: RequestNow) -> None:
        """As ``stop_payment``."""
        told = asked.body
        await self._stop_payment(self._fronts.known(store), told["table"], asked.id, told["phone"])

    async def call(self, code: str, what: str, phone: str, opening: str, dish: str = "") -> None:
        """A phone calls a waiter, perhaps because of a ``dish`` that it waits for 催菜, or asks for the bill.

        Raises Refused, as ``hear`` does.
        """
        front, table = self._fronts.place(code)
        if what not in CALLS:
            raise Refused("unreadable")
        if not self._fronts.connected(front):
            raise Refused("store_away")
        asked = {"table": table.id, "opening": opening, "what": what, "phone": phone}
        body = canonical(asked | ({"dish": dish} if dish else {})).decode()
        await self._keep(front, self._clock.new_id(), "call", table.id, phone, body)

    async def wish(self, store: str, wish: DishWish | LicenceWish | ConfirmWish | FoundRefund) -> None:
        """Keep what the owner wants to stand in the till's book until the store's till comes for it."""
        body = canonical(to_plain(wish)).decode()
        await self._keep(self._fronts.of(store), wish.id, WISH, "", "", body)

    def wishes(self, store: str) -> dict[str, RequestNow]:
        """The latest wish of the last hours by dish, payment or refund; "" for the licences."""
        asked = [one for one in self._fronts.of(store).requests.values() if one.kind == WISH]
        names = ("dish", "payment", "refund")
        return {next((str(one.body[name]) for name in names if name in one.body), ""): one for one in asked}

    def said_by_owner(self, store: str, phone: str) -> tuple[RequestNow, ...]:
        """What the owner has answered a guest lately, oldest first."""
        front = self._fronts.of(store)
        found = (front.requests[id] for id in front.by_phone.get(phone, ()))
        return tuple(one for one in found if one.kind == "chat_answer")

    async def leave(self, code: str, kind: str, id: str, phone: str, body: Mapping[str, Any]) -> None:
        """Keep what a phone only says (``kind``: feedback | chat | forget) until a till fetches it.

        The same id is the same; of a chat nobody knows any more what it said once the till has it. Raises
        Refused: table_unknown, store_away (then nothing is kept), or request_changed.
        """
        front, table = self._fronts.place(code)
        text = canonical(body).decode()
        found = front.requests.get(id)
        if found is None:
            if not self._fronts.connected(front):
                raise Refused("store_away")
            found = await self._keep(front, id, kind, table.id, phone, text)
        if found.text != text and not _was_said(found, text):
            raise Refused("request_changed")

    async def pass_on(self, store: str, kind: str, id: str, phone: str, body: Mapping[str, Any]) -> None:
        """Keep what no page of ours has asked until a till fetches it, whether one is there now or not.

        The same id is kept once. ``body`` names the phone too."""
        await self._keep(self._fronts.of(store), id, kind, PLACE, phone, canonical(body).decode())

    async def _keep(
        self, front: Storefront, id: str, kind: str, table: str, phone: str, body: str
    ) -> RequestNow:
        now = self._clock.now()
        # A till that waits gets it at once: the same commit marks it as handed.
        state, handed_at = ("handed", now) if front.feed.awaited else ("received", 0)
        row = Asked(front.id, 0, id, kind, table, phone, state, now, handed_at, 0, "", body)
        return await self._intake.keep(front, row)

    def requests_of(self, table: str, phone: str) -> tuple[RequestNow, ...]:
        """What a phone has asked lately, oldest first, wherever it sat. Raises Refused("table_unknown").

        ``table``: the printed code of one of the store's tables, or its id if only one store has it.
        """
        return self._asked_of(table, phone, SHOWN_AGAIN)

    def payments_of(self, table: str, phone: str) -> tuple[RequestNow, ...]:
        """What a phone has wanted to pay lately, as ``requests_of``."""
        return self._asked_of(table, phone, frozenset({"pay"}))

    def _asked_of(self, table: str, phone: str, kinds: frozenset[str]) -> tuple[RequestNow, ...]:
        front, _ = self._fronts.place_of(table)
        before = self._clock.now() - REQUEST_LAPSES
        found = (front.requests[id] for id in front.by_phone.get(phone, ()))
        return tuple(
            replace(one, state="lapsed")
            if one.state == "received" and one.received_at < before and one.kind in LAPSING
            else one
            for one in found
            if one.kind in kinds
        )

    # ------------------------------------------------------------ for tills

    def contact(self, store: str, not_uploaded: int | None) -> None:
        """A till of this store has called, and may have said how many facts still wait there."""
        front = self._fronts.of(store)
        front.contact_at = self._clock.steady()
        front.contacted_at = self._clock.now()
        front.cut_off = False
        if not_uploaded is not None:
            front.not_uploaded = not_uploaded
        self._fronts.notice_connection(front)

    async def feed(
        self, store: str, epoch: str, after: int, wait: float, ordering: str | None = None
    ) -> FeedNow:
        """What phones have asked behind a position, marked as handed; waits for the first, or until phones
        order elsewhere than the till knows (``ordering``: the tag of that, None: it does not ask). Raises
        Refused.
        """
        if epoch not in ("", self.epoch):
            raise Refused("epoch", epoch=self.epoch)
        front = self._fronts.of(store)
        if after > front.position and after > self._database.read(asked_rows.last_positions).get(store, 0):
            raise Refused("epoch", epoch=self.epoch)  # an older copy of us gave it out: all is asked anew
        loop = asyncio.get_running_loop()
        ends, turn = loop.time() + wait, front.turn
        front.feeds += 1
        self._fronts.notice_connection(front)
        try:
            while True:
                if front.position > after:
                    found = await self._found(front, after)
                    if found.items:
                        _trace_handed(found.items)
                        reach("relay.after_handed")
                        return replace(found, ordering=self.ordering(store))
                    after = found.position
                    continue  # something may have come while it was looked for
                if ordering is not None and tag_of(now := self.ordering(store)) != ordering:
                    return FeedNow(after, (), now)
                rang = not self._fronts.closing and await front.feed.wait(ends - loop.time())
                if not rang or front.turn != turn:
                    return FeedNow(after, (), self.ordering(store))
        finally:
            front.feeds -= 1
            front.feed_ended_at = self._clock.steady()

    def send_home(self, store: str) -> None:
        """Answer whoever waits for a store's news, with none: a device was cut off, and must ask anew."""
        front = self._fronts.of(store)
        front.turn += 1
        front.feed.ring()

    def cut_off(self, store: str) -> None:
        """The store's till is none any more: nobody is there, until the next one calls."""
        front = self._fronts.of(store)
        front.cut_off = True
        self.send_home(store)
        self._fronts.notice_connection(front)

    async def _found(self, front: Storefront, after: int) -> FeedNow:
        """What lies behind a position. What came while a till waited is marked by its own commit."""
        marked = front.marked(after, self._clock.now() - REQUEST_LAPSES)
        if marked is None:
            return await self._hand_over(front, after)
        return FeedNow(front.position, tuple(marked))

    async def _hand_over(self, front: Storefront, after: int) -> FeedNow:
        now = self._clock.now()
        items, position, lapsed = await self._database.write(
            lambda c: asked_rows.hand_over(c, front.id, after, MOST_ITEMS, now, now - REQUEST_LAPSES)
        )
        self._lapsed(front, lapsed)
        for item in items:
            known = front.requests.get(item.id)
            if known is not None and known.state == "received":
                front.put(replace(known, state="handed", handed_at=now))
        return FeedNow(position, tuple(items))

    def versions(self, store: str) -> Mapping[str, int]:
        """The version of each document that this relay has of a store."""
        return dict(self._fronts.of(store).versions)

    def menu_mark(self, store: str) -> str:
        """By which a till knows that it need not publish its menu anew; "" as long as none is shown."""
        return self._fronts.of(store).menu_mark

    async def publish(
        self,
        store: str,
        documents: Sequence[tuple[str, int, Mapping[str, Any]]],
        verdicts: Sequence[Verdict],
        gone: Sequence[str],
    ) -> None:
        """Take over documents (key, version, body) and verdicts, all or nothing. Raises Refused."""
        if any(verdict.state not in STATES for verdict in verdicts):
            raise Refused("unreadable")
        values, texts = await asyncio.to_thread(_read, documents)
        rows = [(key, version, text) for (key, version, _), text in zip(documents, texts, strict=True)]
        answers = [(one, canonical(to_plain(one)).decode()) for one in verdicts]
        chats = {
            key.removeprefix(CHAT): value
            for (key, _, _), value in zip(documents, values, strict=True)
            if isinstance(value, SeenChat)
        }
        now, front = self._clock.now(), self._fronts.of(store)
        shown = (value for value in values if isinstance(value, SeenCounter))
        gone = [*gone, *(key for value in shown for key in front.handed_over(value))]
        gone += [key for (key, _, _), value in zip(documents, values, strict=True) if _is_silent(value)]

        def write(connection: Connection) -> None:
            publications.put_documents(connection, store, rows)
            publications.remove_documents(connection, store, gone)
            for one, text in answers:
                asked_rows.set_verdict(connection, store, one.request, one.state, text, now)
            self.keep_answers(connection, store, chats)

        await self._database.write(write)
        for (key, version, text), value in zip(rows, values, strict=True):
            front.show(key, version, value, text)
        for key in gone:
            front.forget(key)
        for verdict in verdicts:
            log.info("order %s", verdict.state, extra=traced(verdict.request))
            _answer(front, verdict, now)
        if chats:
            self.answers_kept(store)
        if any(key in ("floor", "store_code") for key, _, _ in documents):
            self._fronts.learn_codes()
        if any(key == "menu" for key, _, _ in documents):
            loop = asyncio.get_running_loop()
            loop.run_in_executor(None, self._spelling.learn, values)  # nobody waits for it

    # ------------------------------------------------------------ by itself

    async def watch(self, every: float = 1.0) -> None:
        """Lapse what nobody fetches, notice tills that went away, and let old requests leave memory."""
        while not self._fronts.closing:
            for front in self._fronts.all():
                self._fronts.notice_connection(front)
                with contextlib.suppress(Refused):  # the disk does not take it: what is overdue stays so
                    await self._sweep(front)
            await asyncio.sleep(every)

    async def _sweep(self, front: Storefront) -> None:
        now = self._clock.now()
        if overdue := front.overdue(now):
            done = await self._database.write(lambda c: asked_rows.lapse_asked(c, front.id, overdue))
            self._lapsed(front, done)
        front.drop_before(now - KEPT_IN_MEMORY)

    def _lapsed(self, front: Storefront, ids: Sequence[str]) -> None:
        for id in ids:
            known = front.requests.get(id)
            if known is not None and known.state == "received":
                log.info("order lapsed", extra=traced(id))
                front.put(replace(known, state="lapsed"))

    def close(self) -> None:
        """Let all who wait go home."""
        self._fronts.close()


def _read(documents: Sequence[tuple[str, int, Mapping[str, Any]]]) -> tuple[list[Any], list[str]]:
    """Documents as values, and as they are stored; of a big menu this takes a moment. Raises Refused."""
    values = [decode_document(key, body) for key, _, body in documents]
    return values, [canonical(body).decode() for _, _, body in documents]


def _was_said(found: RequestNow, text: str) -> bool:
    """Whether it may be what a till has, of which the words do not stand here any more."""
    if found.state not in ANSWERED:
        return False
    return found.kind == "chat" or (found.kind == "feedback" and same_as_was_said(found.text, text))


def _is_silent(value: object) -> bool:
    """A chat that is gone at the till: nothing of it stays here."""
    return isinstance(value, SeenChat) and not value.messages


def _trace_handed(items: Sequence[Asked]) -> None:
    for item in items:
        if item.kind == "order":
            log.info("order handed to the till", extra=traced(item.id))


def _answer(front: Storefront, verdict: Verdict, now: int) -> None:
    known = front.requests.get(verdict.request)
    if known is None or (known.state in ANSWERED and verdict.state not in ANSWERED):
        return
    if known.verdict is not None and known.verdict.change > verdict.change:  # overtaken on its way
        return
    if known.kind in SAID:
        known = replace(known, text=canonical({"phone": known.body.get("phone", "")}).decode())
    if known.kind == "feedback":
        known = replace(known, text=without_what_was_said(known.text))
    front.put(replace(known, state=verdict.state, verdict=verdict, verdict_at=now))


def read_verdicts(plain: Sequence[object]) -> list[Verdict]:
    """Verdicts from outside. Raises Refused("unreadable")."""
    return [from_plain(Verdict, one) for one in plain]
