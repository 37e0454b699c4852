"""A record of facts that was altered or is damaged on this disk: it is looked for while the till runs.

Selling goes on, under a new incarnation if the present one is damaged: no server takes what goes on from a
broken link. The look goes in small steps with rests between, so that a long journal slows no tap.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from domain.errors import Refused
from domain.record.envelope import decode
from pos_app.database.journal import ChainLook
from pos_app.database.old_store import NOT_READ
from pos_app.database.session import PLACE, Reader, of_place
from pos_app.sync.loop import Loop

AGAIN = 3_600.0  # seconds
AT_ONCE = 500  # facts
REST = 0.02  # seconds after so many
MOST_PASSED = 5_000  # facts in a row that cannot be read: more than hang on one page
NOT_SOONER = 600.0  # seconds after a look that somebody asked for
log = logging.getLogger(__name__)


class ChainWatch:
    """``damaged``: when the last fact before the damage was written, UTC milliseconds, 0 if there is none;
    None while no damage is known; ``breaks``: the damaged facts of each incarnation, then.

    ``found`` hears of these after each look that finds any.
    """

    def __init__(
        self,
        open_reader: Callable[[], Reader],
        found: Callable[[Mapping[str, Sequence[int]]], None],
        changed: Callable[[], None],
    ) -> None:
        self._open_reader, self._found, self._changed = open_reader, found, changed
        self._closing = threading.Event()
        self._loop = Loop("chain", self._look)
        self._lock = threading.Lock()
        self._mended = 0  # how often something has come back: a look that saw it before tells nothing new
        self._asked = -NOT_SOONER  # when a look was asked for, on a clock that only runs forward
        self.damaged: int | None = None
        self.breaks: Mapping[str, Sequence[int]] = {}

    def start(self) -> None:
        self._loop.start()

    def look_now(self) -> None:
        """There is a reason to look, as when a server cannot read what is sent. Any thread may call it."""
        if time.monotonic() - self._asked >= NOT_SOONER:
            self._asked = time.monotonic()
            self._loop.wake()

    def mended(self, incarnation: str, numbers: Sequence[int]) -> None:
        """These facts are whole again. Any thread may call it."""
        with self._lock:
            self._mended += 1
            breaks = dict(self.breaks)
            still = [seq for seq in breaks.pop(incarnation, ()) if seq not in numbers]
            self.breaks = {**breaks, incarnation: still} if still else breaks
            whole = not self.breaks
        if whole:
            self.damaged = None
            self._changed()
        self._loop.wake()  # what is damaged first may be another place now

    def close(self) -> None:
        self._closing.set()
        self._loop.close()

    def _look(self) -> float:
        try:
            return self._look_along()
        except NOT_READ as error:  # that file, or its disk, is in trouble itself: the doctor says which
            log.warning("the chain of facts cannot be read: %s", type(error).__name__)
            return AGAIN

    def _look_along(self) -> float:
        found, mended = ChainLook(), self._mended
        with closing(self._open_reader()) as reader:
            while _go_on(reader, found):
                if self._closing.wait(REST):
                    return AGAIN
        at = found.broken
        damaged = _moment(found.whole) if at else None
        with self._lock:
            if mended != self._mended:
                return 0  # something came back meanwhile
            self.breaks = found.breaks
        if found.breaks:
            self._found(found.breaks)
        if damaged != self.damaged:
            if at:
                log.error("the chain of facts breaks at %s:%d", at.incarnation, at.seq)
            self.damaged = damaged
            self._changed()
        return AGAIN


def _go_on(reader: Reader, found: ChainLook) -> bool:
    """Look at some facts more; where a place of the file is damaged, one by one, and over it."""
    try:
        return reader.read(lambda connection: found.go_on(connection, AT_ONCE))
    except PLACE as error:
        if not of_place(error):
            raise
    for _ in range(MOST_PASSED):
        try:
            return reader.read(lambda connection: found.go_on(connection, 1))
        except PLACE as error:
            if not of_place(error):
                raise
            found.pass_over()
    return False


def _moment(raw: bytes) -> int:
    try:
        return decode(raw).at if raw else 0
    except Refused:
        return 0
