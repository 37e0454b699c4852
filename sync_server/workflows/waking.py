"""Waiting for news without asking: a bell that wakes all who wait for it."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung when something changed. Costs nothing while nobody waits; belongs to one event loop.

    ``rung``: how often it was. Who looks, does something else and then waits, waits for more than that.
    """

    __slots__ = ("_waiting", "rung")

    def __init__(self) -> None:
        self.rung = 0
        self._waiting: list[asyncio.Future[None]] = []  # few: a set would be three times as large

    @property
    def awaited(self) -> bool:
        """Whether somebody waits."""
        return bool(self._waiting)

    def ring(self) -> None:
        """Wake all who wait."""
        self.rung += 1
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """Wait for the next ring, at most so long. Whether it rang."""
        if seconds <= 0:
            return False
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.append(future)
        timer = loop.call_later(seconds, _give_up, future)
        try:
            await future
        except TimeoutError:
            return False
        finally:
            timer.cancel()
            if future in self._waiting:
                self._waiting.remove(future)
        return True


def _give_up(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())
