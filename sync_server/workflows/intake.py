"""Requests of phones become durable together: those that arrive during one commit share the next.

What is marked as handed for a till that waits leaves at once; if it hung up meanwhile, it is taken back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain

from domain.trace import traced
from sync_server.database.asked import Asked, insert_asked, take_back
from sync_server.database.session import Connection, Database
from sync_server.workflows.storefront import RequestNow, Storefront

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting:
    front: Storefront
    asked: Asked
    future: asyncio.Future[RequestNow] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Intake:
    """Stores requests in batches. One crossing to the writer and back for a whole batch, not for each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._busy = False

    async def keep(self, front: Storefront, asked: Asked) -> RequestNow:
        """Store a request; for an id already there, what is there."""
        one = _Waiting(front, asked)
        self._waiting.append(one)
        if not self._busy:
            self._busy = True
            # After what else came in with this turn of the loop.
            asyncio.get_running_loop().call_soon(self._send)
        return await one.future

    def _send(self) -> None:
        batch, self._waiting = self._waiting, []
        loop = asyncio.get_running_loop()

        def back(done: Future[list[list[Asked]]]) -> None:
            loop.call_soon_threadsafe(self._stored, batch, done)

        try:
            self._database.submit(lambda connection: _insert(connection, batch)).add_done_callback(back)
        except Exception as error:
            self._fail(batch, error)

    def _stored(self, batch: Sequence[_Waiting], done: Future[list[list[Asked]]]) -> None:
        failure = done.exception()
        if failure is not None:
            self._fail(batch, failure)
            return
        fronts: dict[str, Storefront] = {}
        heard: list[tuple[asyncio.Future[RequestNow], RequestNow]] = []
        for one, asked in zip(_by_store(batch), chain(*done.result()), strict=True):
            fronts[one.front.id] = one.front
            known = one.front.requests.get(asked.id)
            # The first answer says what the phone's request has done: it is received. The rest is news.
            now = known or one.front.keep(asked)
            if known is None and now.handed_at:
                now = replace(now, state="received", handed_at=0)
            heard.append((one.future, now))
            if known is None and asked.kind == "order":
                log.info("order received", extra=traced(asked.id))
        away = [front for front in fronts.values() if not front.feeds]
        for front in fronts.values():  # the kitchen first: the phones are told right after
            if front.feeds:
                front.feed.ring()
        for future, now in heard:
            if not future.done():
                future.set_result(now)
        for front in away:
            self._take_back(front, [one.asked.id for one in batch if one.front is front])
        self._next()

    def _take_back(self, front: Storefront, ids: Sequence[str]) -> None:
        """The till has hung up meanwhile: what was marked for it waits for the next one, or lapses."""
        marked = [front.requests[id] for id in ids if front.requests[id].state == "handed"]
        if not marked:
            return
        for one in marked:
            # In memory first: whoever asks now goes through the writer, behind this.
            front.put(replace(one, state="received", handed_at=0))
        self._database.submit(lambda connection: take_back(connection, front.id, [one.id for one in marked]))

    def _fail(self, batch: Sequence[_Waiting], error: BaseException) -> None:
        for one in batch:
            if not one.future.done():
                one.future.set_exception(error)
        self._next()

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if self._busy:
            self._send()


def _by_store(batch: Sequence[_Waiting]) -> list[_Waiting]:
    return sorted(batch, key=lambda one: one.front.id)  # stable: in each store as they came


def _insert(connection: Connection, batch: Sequence[_Waiting]) -> list[list[Asked]]:
    stores: dict[str, list[Asked]] = {}
    for one in _by_store(batch):
        stores.setdefault(one.front.id, []).append(one.asked)
    return [insert_asked(connection, store, asked) for store, asked in stores.items()]
