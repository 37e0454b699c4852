"""The short token that the clients of one server share: taken with a signature, shown until it nearly ends.

Its life is counted on a clock that only runs forward: setting this computer's clock does not change it. After
any no, also of a server that knows no tokens yet, calls are signed for a minute before it is tried again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

REST = 60.0  # seconds
EARLY = 15.0  # seconds before its end


class ShortToken:
    """One thread takes it, others show it."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._held = ("", 0.0)  # the token, and until when it is shown
        self._rest_until = 0.0

    def shown(self) -> str:
        """The token that holds now, "" if there is none."""
        token, until = self._held
        return token if self._steady() < until else ""

    @property
    def wanted(self) -> bool:
        """Whether it is time to take one."""
        return not self.shown() and self._steady() >= self._rest_until

    def taken(self, token: str, lives: float) -> None:
        """The server has given one that lives so many seconds."""
        self._held = (token, self._steady() + lives - EARLY)

    def refused(self) -> None:
        """The server takes it no more, or gives none."""
        self._held = ("", 0.0)
        self._rest_until = self._steady() + REST
