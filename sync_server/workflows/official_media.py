"""Pictures and voices that guests send inside WeChat: fetched, kept as guests' pictures are, told to tills.

WeChat holds them for three days under a name. What it does not give then, or what is no picture, is told as
gone; the words "[A picture]" stand all the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging

from domain.errors import Refused
from domain.people.chat import GONE, PICTURE, VOICE
from sync_server.database import wechat_media
from sync_server.database.session import Database
from sync_server.database.wechat_media import Media
from sync_server.wechat import custom
from sync_server.wechat.custom import Declined, Mouth, NotSent
from sync_server.workflows.clock import Clock
from sync_server.workflows.guest_pictures import GuestPictures
from sync_server.workflows.official_answers import Rests
from sync_server.workflows.payers import Payers, official
from sync_server.workflows.relaying import Relay

log = logging.getLogger(__name__)
LIVES = 3 * 24 * 3_600_000  # milliseconds for which WeChat holds them
MENDED = custom.SETTINGS | custom.TOKEN_REFUSED  # what may be put right while WeChat holds them
PASSING = frozenset({"no_more_pictures", "server_disk"})  # what may be otherwise at the next try


class OfficialMedia:
    """One server's hands at WeChat; belongs to the event loop."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        accounts: Payers,
        relay: Relay,
        pictures: GuestPictures,
        mouth: Mouth,
        rests: Rests,
    ) -> None:
        self._database, self._clock, self._rests = database, clock, rests
        self._accounts, self._relay, self._pictures, self._mouth = accounts, relay, pictures, mouth
        self._news = asyncio.Event()
        self._working: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Take up what was not over when the server ended."""
        self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        if self._working:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    def wake(self) -> None:
        """There is something to fetch."""
        self._news.set()

    async def _work(self) -> None:
        rest = self._rests.first
        while True:
            self._news.clear()
            left = await asyncio.to_thread(self._database.read, wechat_media.to_do)
            done = [await self._step(one) for one in left]
            rest = self._rests.first if any(done) else min(rest * 2, self._rests.longest)
            try:
                await asyncio.wait_for(self._news.wait(), None if all(done) else rest)
                rest = self._rests.first
            except TimeoutError:
                continue

    async def _step(self, one: Media) -> bool:
        """Whether nothing is left to do for it."""
        try:
            became = await self._became(one)
            if not became:
                return False
            id = hashlib.sha256(f"{one.store}\n{one.id}\n{became}".encode()).hexdigest()[:32]
            told = {"id": id, "phone": one.phone, "message": one.id, "media": became}
            await self._relay.pass_on(one.store, "chat_media", id, one.phone, told)
            await self._database.write(lambda c: wechat_media.over(c, one), behind=True)
        except Refused as no:  # the disk does not take it
            log.warning("something sent inside WeChat waits: %s", no.code)
            return False
        except Exception:  # the others go on
            log.exception("something sent inside WeChat could not be fetched")
            return False
        return True

    async def _became(self, one: Media) -> str:
        """What the till is told of it; "" if that is not known yet."""
        account = self._accounts.account(one.store)
        if account is None or self._clock.now() - one.sent_at > LIVES:
            return GONE
        if not self._relay.connected(one.store):  # what no till names would not be kept for long
            return ""
        try:
            raw = await asyncio.to_thread(self._mouth.fetch, official(account), one.media)
            return await self._kept(one, raw)
        except NotSent as why:
            log.warning("WeChat does not give something now: %s", why)
            return ""
        except Declined as no:
            log.warning("WeChat does not give what a guest sent: %s", no.code)
            return "" if no.code in MENDED else GONE
        except Refused as no:
            log.warning("what a guest sent inside WeChat is not kept: %s", no.code)
            return "" if no.code in PASSING else GONE

    async def _kept(self, one: Media, raw: bytes) -> str:
        if one.kind == "voice":
            return f"{VOICE} {await self._pictures.hear(one.store, raw)}"
        return f"{PICTURE} {await self._pictures.make(one.store, raw, fetched=True)}"
