"""Tells the owner's open pages that a store has news: facts were folded, a till came or went."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Iterable

from sync_server.workflows.relaying import Relay
from sync_server.workflows.waking import Bell

LOOK_AGAIN = 3.0  # seconds; a till that went away rings no bell


class Watching:
    """A tag per store that turns with its news; belongs to the event loop."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._boot = secrets.token_hex(3)
        self._changes: dict[str, int] = defaultdict(int)
        self._bells: dict[str, Bell] = defaultdict(Bell)
        self._closing = False

    def news(self, stores: Iterable[str]) -> None:
        """Facts of these stores were folded."""
        for store in stores:
            self._changes[store] += 1
            self._bells[store].ring()

    def tag(self, store: str) -> str:
        """Turns when something that the owner sees may have changed."""
        return f"{self._boot}.{self._changes[store]}.{int(self._relay.connected(store))}"

    async def changed(self, store: str, known: str, wait: float) -> str:
        """The tag as soon as it is not the known one, at the latest after ``wait`` seconds."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait
        while (tag := self.tag(store)) == known and not self._closing and loop.time() < ends:
            await self._bells[store].wait(min(LOOK_AGAIN, ends - loop.time()))
        return tag

    def close(self) -> None:
        """Let all who wait go home."""
        self._closing = True
        for bell in self._bells.values():
            bell.ring()
