"""One conversation at a time: two printers of a set-up may be one, and what both send at once would mix."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from printers.connections.base import Connection

_LOOK = 0.1  # seconds between looks whether it is still wanted


@dataclass(slots=True)
class InTurn:
    """A way to a printer that opens when ``turn`` is free; ``ended``: whether nobody waits any more."""

    inner: Connection
    turn: threading.Lock
    ended: Callable[[], bool]
    _mine: bool = field(default=False, init=False)

    @property
    def answers(self) -> bool:
        return self.inner.answers

    def open(self) -> None:
        while not self.turn.acquire(timeout=_LOOK):
            if self.ended():
                raise OSError("somebody else talks to this printer")
        self._mine = True
        try:
            self.inner.open()
        except BaseException:
            self._leave()
            raise

    def send(self, data: bytes) -> None:
        self.inner.send(data)

    def receive(self, seconds: float) -> bytes:
        return self.inner.receive(seconds)

    def close(self) -> None:
        try:
            self.inner.close()
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._mine:
            self._mine = False
            self.turn.release()
