"""Guests' pictures at the till: shown from memory, carried to servers that lack them, never on its disk.

Each server hears which stand. So one goes everywhere when the guest takes it back, also from a server that
was away when she did.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence

from domain.selling.pictures import picture_id
from pos_app.sync.pictures import PictureClient
from pos_app.workflows.picture_carrying import AGAIN, Carrier
from pos_app.workflows.views import LinkView

MOST = 24 * 1024 * 1024  # bytes in memory
SOON = 1.0  # seconds between two looks: a picture is wanted where its words are read already


class GuestShelf:
    """A few in memory. Safe from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self.arrived: Callable[[], None] = lambda: None  # told after each that came

    def get(self, id: str) -> bytes | None:
        """A JPEG; None if it is not here."""
        with self._lock:
            return self._kept.get(id)

    def put(self, jpeg: bytes) -> None:
        """Keep one; the oldest go."""
        with self._lock:
            self._kept[picture_id(jpeg)] = jpeg
            while sum(map(len, self._kept.values())) > MOST:
                self._kept.popitem(last=False)
        self.arrived()

    def trim(self, shown: Collection[str]) -> None:
        """Let go of what does not stand any more."""
        with self._lock:
            for id in set(self._kept) - set(shown):
                del self._kept[id]


class GuestCarrier(Carrier):
    """``standing``: all pictures that stand; ``near``: those that the till shows."""

    def __init__(
        self,
        shelf: GuestShelf,
        standing: Callable[[], Sequence[str]],
        near: Callable[[], Collection[str]],
        servers: Callable[[], Sequence[LinkView]],
        connect: Callable[[str], PictureClient],
    ) -> None:
        super().__init__(shelf, standing, servers, connect)
        self._near = near
        self._tried: object = None
        self._rest = 0.0

    def step(self) -> float:
        """As often as something may be news; what could not be carried waits, but for nothing else."""
        state = (self._state(), frozenset(self._near()))
        if state == self._tried and self._rest > 0:
            self._rest -= SOON
            return SOON
        if state != self._tried:
            self._settled = None
        self._tried = state
        self._rest = AGAIN if super().step() == AGAIN else 0.0
        return SOON

    def _idle(self, shown: Sequence[str]) -> bool:
        """That nothing stands is told, too."""
        return False

    def _carry(self, picture: str, lacking: dict[str, set[str]]) -> bool:
        if picture in self._near() or any(picture in lacks for lacks in lacking.values()):
            return super()._carry(picture, lacking)
        return True
