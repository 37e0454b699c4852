"""A thread that repeats one step as long as the till runs, and waits longer after each failure."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence

from domain.record.replication import Backoff
from pos_app.sync.client import ServerRefused, Unreachable

log = logging.getLogger(__name__)
LONGEST_WAIT = 2.0  # seconds for which an end waits; a call that hangs in the network dies with the process


class Loop:
    """Calls ``step``; it returns seconds to rest (0: again at once). ``wake`` ends a rest early.

    ``failed`` hears each failure (Unreachable or ServerRefused) before the wait.
    """

    def __init__(
        self, name: str, step: Callable[[], float], failed: Callable[[Exception], None] | None = None
    ) -> None:
        self._step = step
        self._failed = failed
        self._wake = threading.Event()
        self._closed = False
        self._backoff = Backoff()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self, wait: float = LONGEST_WAIT) -> None:
        """Ask the thread to end; a call that hangs in the network is left to the process's end."""
        end_together([self], wait)

    def _stop(self) -> None:
        self._closed = True
        self._wake.set()

    def closed(self) -> bool:
        return self._closed

    def _run(self) -> None:
        while not self.closed():
            self._wake.clear()
            try:
                rest = self._step()
                self._backoff.succeeded()
            except (Unreachable, ServerRefused) as error:
                rest = self._backoff.failed(random.SystemRandom().random())
                if self._failed and not self.closed():
                    self._failed(error)
            except Exception:
                if self.closed():
                    return
                log.exception("%s failed", self._thread.name)
                rest = self._backoff.failed(random.SystemRandom().random())
            if rest > 0 and not self.closed():
                self._wake.wait(rest)


def end_together(loops: Sequence[Loop], wait: float = LONGEST_WAIT) -> None:
    """Ask all to end, and wait ``wait`` seconds for all of them, not for each."""
    for loop in loops:
        loop._stop()
    ends = time.monotonic() + wait
    for loop in loops:
        if loop._thread.is_alive():
            loop._thread.join(max(0.0, ends - time.monotonic()))
