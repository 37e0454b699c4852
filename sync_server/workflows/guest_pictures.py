"""Pictures of guests at a server: made anew of what a phone sends, kept as long as the till names them.

The till says which stand. One that it named once and names no more has gone with what was said of it; one
that it never names belongs to nothing that was said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from domain.errors import Refused
from domain.people.guest_pictures import KEPT, check_kept, check_voice
from domain.selling.pictures import is_picture_id, picture_id
from sync_server.database import guest_pictures as rows
from sync_server.database.session import Connection, Database
from sync_server.workflows.clock import Clock

MOST_OF_A_STORE = 1_000
MOST_UNNAMED = 60  # while the till is away
UNNAMED = 3_600_000  # milliseconds for which one stays that no till has named


class GuestPictures:
    """Over the server's file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._making = asyncio.Lock()  # one at a time: each takes a processor and its memory

    async def make(self, store: str, raw: bytes, fetched: bool = False) -> str:
        """Keep what a phone sends, durably; what it is called: the same file is the same picture.
        ``fetched``: by us from inside WeChat, where no page makes it small.

        Raises Refused: picture_too_large, picture_unreadable, picture_heic, no_more_pictures, server_disk.
        """
        async with self._making:
            jpeg = await asyncio.to_thread(_made, raw, fetched)
        return await self._keep_new(store, jpeg)

    async def hear(self, store: str, voice: bytes) -> str:
        """Keep a voice in the same way. Raises Refused: picture_unreadable, no_more_pictures, server_disk."""
        check_voice(voice)
        return await self._keep_new(store, voice)

    async def _keep_new(self, store: str, file: bytes) -> str:
        id, now = picture_id(file), self._clock.now()

        def write(connection: Connection) -> None:
            rows.drop_before(connection, store, now - KEPT, now - UNNAMED)
            kept, unnamed = rows.count(connection, store)
            known = rows.find(connection, store, id, 0) is not None
            if not known and (kept >= MOST_OF_A_STORE or unnamed >= MOST_UNNAMED):
                raise Refused("no_more_pictures")
            rows.put(connection, store, id, file, now, False)

        await self._database.write(write, behind=True)
        return id

    async def put(self, store: str, id: str, jpeg: bytes) -> str:
        """Keep one that the till carries here. Raises Refused: picture_unreadable, no_more_pictures."""
        check_kept(id, jpeg)
        now = self._clock.now()

        def write(connection: Connection) -> None:
            rows.drop_before(connection, store, now - KEPT, now - UNNAMED)
            if rows.count(connection, store)[0] >= MOST_OF_A_STORE:
                raise Refused("no_more_pictures")
            rows.put(connection, store, id, jpeg, now, True)

        await self._database.write(write, behind=True)
        return id

    async def settle(self, store: str, standing: Sequence[str]) -> list[str]:
        """These stand at the till, and no others; which of them are lacking here."""
        wanted = [id for id in standing if is_picture_id(id)]
        here = await self._database.write(lambda c: rows.settle(c, store, wanted), behind=True)
        return [id for id in wanted if id not in here]

    async def jpeg(self, store: str, id: str) -> bytes | None:
        """One that is kept here for a store."""
        if not is_picture_id(id):
            return None
        since = self._clock.now() - KEPT
        return await asyncio.to_thread(
            self._database.read, lambda connection: rows.find(connection, store, id, since)
        )


def _made(raw: bytes, fetched: bool) -> bytes:
    from sync_server.workflows import picturing  # a library that a start must not pay for

    return picturing.make_guest_picture(raw, picturing.FETCHED if fetched else picturing.OF_GUESTS)
