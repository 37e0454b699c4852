"""The store's answers go to guests inside WeChat: kept with the till's publication, sent, and the till told.

In the order in which they were written, store by store. WeChat knows no message again, so that one is sent
at least once: where its answer was lost, or this server died, it goes out again and says so (`TWICE`). It is
tried for as long as WeChat takes answers; what it does not take stands with its reason where it was written,
and what a wrong setting keeps back goes out once that is put right.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.failpoints import reach
from domain.people.chat import DELIVERED, GUEST, LATE, MANY, REFUSED, TWICE, UNBOUND, WAITING, SeenChat
from sync_server.database import wechat_answers
from sync_server.database.session import Connection, Database
from sync_server.database.wechat_answers import KEPT, OPEN, SENDING, Answer
from sync_server.database.wechat_guests import find_guest
from sync_server.wechat import custom
from sync_server.wechat.custom import Declined, Lost, Mouth, NotSent
from sync_server.workflows.clock import Clock
from sync_server.workflows.payers import Payers, official
from sync_server.workflows.relaying import Relay

log = logging.getLogger(__name__)
WINDOW = 48 * 3_600_000  # milliseconds after a guest's last message
KNOWN_FOR = 30 * 24 * 3_600_000  # milliseconds
DECLINED: Mapping[int, str] = {custom.LATE: LATE, custom.MANY: MANY}


@dataclass(frozen=True, slots=True)
class Rests:
    """Seconds between two tries: the first one, and the longest that it grows to."""

    first: float = 2.0
    longest: float = 300.0


class OfficialAnswers:
    """One server's mouth at WeChat; belongs to the event loop."""

    def __init__(
        self, database: Database, clock: Clock, accounts: Payers, relay: Relay, mouth: Mouth, rests: Rests
    ) -> None:
        self._database, self._clock, self._rests = database, clock, rests
        self._accounts, self._relay = accounts, relay
        self._mouth = mouth
        self._working: dict[str, asyncio.Task[None]] = {}
        self._mended: dict[str, asyncio.Event] = {}
        self._closing = False
        accounts.changed = self._hurry
        relay.keep_answers, relay.answers_kept = self._keep, self._wake

    def start(self) -> None:
        """Take up what was not over when the server ended."""
        for store in self._database.read(wechat_answers.stores):
            self._wake(store)

    async def close(self) -> None:
        """End; what is not over is taken up at the next start."""
        self._closing = True
        tasks = list(self._working.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _keep(self, connection: Connection, store: str, chats: Mapping[str, SeenChat]) -> None:
        """What the staff have written since to guests of whom we know, in the transaction that shows it."""
        now = self._clock.now()
        for phone, chat in chats.items():
            if find_guest(connection, store, phone) is None:
                continue
            for one in chat.messages:
                if one.by != GUEST and not one.sent and now - one.at < WINDOW:
                    answer = Answer(store, one.id, phone, one.text, now)
                    wechat_answers.keep(connection, answer, now - KNOWN_FOR)

    def _wake(self, store: str) -> None:
        if store not in self._working and not self._closing:
            self._working[store] = asyncio.create_task(self._work(store))

    def _hurry(self, store: str) -> None:
        """The account has changed: what it kept back may go now."""
        if mended := self._mended.get(store):
            mended.set()

    async def _work(self, store: str) -> None:
        rest, mended = self._rests.first, self._mended.setdefault(store, asyncio.Event())
        try:
            while row := self._database.read(lambda c: wechat_answers.to_do(c, store)):
                if await self._step(row):
                    rest = self._rests.first
                    continue
                try:
                    await asyncio.wait_for(mended.wait(), rest)
                    rest = self._rests.first
                except TimeoutError:
                    rest = min(rest * 2, self._rests.longest)
                mended.clear()
        finally:  # nothing is waited for since it was looked for more
            del self._working[store], self._mended[store]

    async def _step(self, row: Answer) -> bool:
        """Send it, or tell what became of it; whether that is done."""
        try:
            if row.state in OPEN:
                row = await self._send(row)
            if row.state in OPEN:
                return False
            await self._tell(row, row.state)
            await self._change(replace(row, told=1))
        except Refused as no:  # the disk does not take it
            log.warning("an answer for WeChat waits: %s", no.code)
            return False
        except Exception:  # the others' answers and this one's next try go on
            log.exception("an answer for WeChat could not be sent")
            return False
        return True

    async def _tell(self, row: Answer, sent: str) -> None:
        """The till hears what became of it, under one id for the same news."""
        id = hashlib.sha256(f"{row.store}\n{row.id}\n{sent}".encode()).hexdigest()[:32]
        told = {"id": id, "phone": row.phone, "message": row.id, "sent": sent}
        await self._relay.pass_on(row.store, "chat_sent", id, row.phone, told)

    async def _send(self, row: Answer) -> Answer:
        guest = self._database.read(lambda c: find_guest(c, row.store, row.phone))
        account = self._accounts.account(row.store)
        if guest is None or self._clock.now() - guest.wrote_at > WINDOW:
            return await self._over(row, LATE)
        if account is None or not guest.openid:
            return await self._over(row, UNBOUND)
        row = await self._change(replace(row, state=SENDING, again=int(row.again or row.state == SENDING)))
        reach("wechat.before_send")
        try:
            await asyncio.to_thread(self._mouth.say, official(account), guest.openid, row.text)
        except NotSent as why:
            log.warning("WeChat does not take an answer now: %s", why)
            return await self._change(replace(row, state=KEPT))
        except Lost as why:
            log.warning("WeChat did not say whether it has an answer: %s", why)
            return row
        except Declined as no:
            if no.code in custom.SETTINGS:
                log.warning("WeChat does not take an answer as the account is set: %s", no.code)
                row = await self._change(replace(row, state=KEPT))
                await self._tell(row, f"{WAITING} {no.code}")
                return row
            return await self._over(row, DECLINED.get(no.code, f"{REFUSED} {no.code}"))
        reach("wechat.after_send")
        return await self._over(row, TWICE if row.again else DELIVERED)

    async def _over(self, row: Answer, state: str) -> Answer:
        log.info("an answer for WeChat: %s", state)
        return await self._change(replace(row, state=state, text=""))

    async def _change(self, row: Answer) -> Answer:
        await self._database.write(lambda c: wechat_answers.change(c, row))
        return row
