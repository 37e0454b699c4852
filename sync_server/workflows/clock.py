"""The server's clocks: one that says what time it is, one that only runs forward."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from domain.record.ids import uuid7


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """``now``: UTC milliseconds; ``steady``: seconds that never jump back."""

    now: Callable[[], int] = _milliseconds
    steady: Callable[[], float] = time.monotonic

    def new_id(self) -> str:
        """A fresh id that sorts by this clock."""
        return uuid7(self.now(), secrets.token_bytes(10))
