"""The till carries dishes' pictures between its servers: each gets those that the menu shows.

A relay in the store shows them without the internet then, and a home that was lost gets them back from here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.sync.pictures import PictureClient
from pos_app.workflows.views import LinkView

IDLE = 5.0  # seconds between two looks at what is shown and who is there
AGAIN = 60.0  # seconds until what could not be carried is tried again


class Keeping(Protocol):
    """Where the till has pictures."""

    def get(self, id: str) -> bytes | None:
        """One, if it is here."""

    def put(self, packed: bytes) -> None:
        """Keep one. Raises OSError."""

    def trim(self, shown: Collection[str]) -> None:
        """Let go of what need not stay, when these are shown."""


class Carrier:
    """``step`` is one look; it asks servers only when the menu's pictures or the servers have changed."""

    def __init__(
        self,
        shelf: Keeping,
        shown: Callable[[], Sequence[str]],
        servers: Callable[[], Sequence[LinkView]],
        connect: Callable[[str], PictureClient],
    ) -> None:
        self._shelf, self._shown, self._servers, self._connect = shelf, shown, servers, connect
        self._clients: dict[str, PictureClient] = {}
        self._settled: object = None

    def step(self) -> float:
        """Carry what is missing somewhere; seconds to rest then."""
        state = shown, servers = self._state()
        if self._idle(shown) or state == self._settled:
            return IDLE
        lacking = {url: found for url, _ in servers if (found := self._lacking(url, shown)) is not None}
        whole = len(lacking) == len(servers)
        for picture in shown:
            whole &= self._carry(picture, lacking)
        self._shelf.trim(shown)
        if not whole:
            return AGAIN
        self._settled = state
        return IDLE

    def _state(self) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...]]:
        """What is shown, and who is there since when."""
        servers = tuple((one.url, one.since) for one in self._servers() if one.online)
        return tuple(dict.fromkeys(self._shown())), servers

    def _idle(self, shown: Sequence[str]) -> bool:
        return not shown

    def _lacking(self, url: str, shown: Sequence[str]) -> set[str] | None:
        """What a server lacks; None if it does not say."""
        if url not in self._clients:
            self._clients[url] = self._connect(url)
        try:
            return set(self._clients[url].missing(shown))
        except (Unreachable, ServerRefused):
            return None

    def _carry(self, picture: str, lacking: dict[str, set[str]]) -> bool:
        """Whether it is here and at each of these servers."""
        packed = self._shelf.get(picture)
        if packed is None:
            packed = self._fetch(picture, [url for url, lacks in lacking.items() if picture not in lacks])
        if packed is None:
            return False
        done = True
        for url, lacks in lacking.items():
            if picture in lacks:
                try:
                    self._clients[url].put_picture(packed)
                except (Unreachable, ServerRefused):
                    done = False
        return done

    def _fetch(self, picture: str, urls: Sequence[str]) -> bytes | None:
        for url in urls:
            try:
                packed = self._clients[url].get_picture(picture)
                if packed is not None:
                    self._shelf.put(packed)
                    return packed
            except (Unreachable, ServerRefused, OSError):
                continue
        return None
