"""Dishes' pictures at a server: made of what the owner uploads, handed on by tills, shown to phones."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from domain.errors import Refused
from domain.selling.pictures import is_picture_id, picture_id, unpack
from sync_server.database import pictures
from sync_server.database.session import Connection, Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.relaying import Relay

MOST_OF_A_STORE = 1_000
HELD = 6 * 1024 * 1024  # bytes kept in memory
STAYS = 30 * 24 * 3_600_000  # milliseconds for which a picture stays that no menu shows


class Pictures:
    """Over the server's file. Its backup holds them, and so does that of a till for the server beside it."""

    def __init__(self, database: Database, relay: Relay, clock: Clock) -> None:
        self._database, self._relay, self._clock = database, relay, clock
        self._held: OrderedDict[str, dict[str, bytes]] = OrderedDict()
        self._size = 0
        self._known = set(database.read(pictures.all_ids))
        self._making = asyncio.Lock()  # one at a time: each takes a processor and its memory

    async def make(self, store: str, raw: bytes, whole: bool = False) -> str:
        """Keep the picture that an owner uploads; what it is called. Raises Refused, as ``make_picture``."""
        async with self._making:
            packed = await asyncio.to_thread(_made, raw, whole)
        return await self.put(store, picture_id(packed), packed)

    async def put(self, store: str, id: str, packed: bytes) -> str:
        """Keep a packed one, durably. Raises Refused: picture_unreadable, pictures_full, server_disk."""
        unpack(packed)
        if picture_id(packed) != id:
            raise Refused("picture_unreadable")
        now = self._clock.now()

        def write(connection: Connection) -> None:
            shown = self._relay.front(store).menu.pictures
            pictures.drop_pictures(connection, store, shown, now - STAYS)
            if len(pictures.ids_of(connection, store)) >= MOST_OF_A_STORE:
                raise Refused("pictures_full", maximum=MOST_OF_A_STORE)
            pictures.put_picture(connection, store, id, packed, now)

        await self._database.write(write, behind=True)
        self._known.add(id)
        return id

    def holds(self, id: str) -> bool:
        """Whether a page may show it from here."""
        return id in self._known

    def missing(self, store: str, wanted: Sequence[str]) -> list[str]:
        """Which of these are not kept for a store. Blocks."""
        kept = set(self._database.read(lambda c: pictures.ids_of(c, store)))
        return [id for id in wanted if is_picture_id(id) and id not in kept]

    def packed(self, id: str) -> bytes | None:
        """One as it is handed on. Blocks."""
        return self._database.read(lambda c: pictures.packed_picture(c, id)) if is_picture_id(id) else None

    async def form(self, id: str, name: str) -> bytes | None:
        """One form of a picture for a phone; None if it is not kept here."""
        found = self._held.get(id)
        if found is None:
            packed = await asyncio.to_thread(self.packed, id)
            if packed is None:
                return None
            found = self._hold(id, unpack(packed))
        elif id in self._held:
            self._held.move_to_end(id)
        return found.get(name)

    def _hold(self, id: str, forms: dict[str, bytes]) -> dict[str, bytes]:
        """Keep what is asked for at hand; phones of a table ask for the same within a minute."""
        if id not in self._held:
            self._held[id] = forms
            self._size += sum(map(len, forms.values()))
        while self._size > HELD and len(self._held) > 1:
            _, gone = self._held.popitem(last=False)
            self._size -= sum(map(len, gone.values()))
        return forms


def _made(raw: bytes, whole: bool) -> bytes:
    from sync_server.workflows.picturing import make_picture  # a library that a start must not pay for

    return make_picture(raw, whole)
