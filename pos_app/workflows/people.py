"""Who is at the till: PINs, hashed with Argon2id and a pepper, and a growing delay after wrong ones."""

from __future__ import annotations

import threading
from collections.abc import Callable

from domain.errors import Refused
from domain.people.staff import Staff, pin_delay


def hash_pin(pin: str, pepper: str) -> str:
    """An Argon2id hash of a PIN (19 MiB, two passes). Takes about 60 ms: never on the drawing thread."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(pin + pepper)


def pin_fits(staff: Staff, pin: str, pepper: str) -> bool:
    """Whether the PIN is the person's."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(staff.pin, pin + pepper)
    except (VerificationError, InvalidHashError):
        return False


class Door:
    """Counts wrong PINs per person and makes the next try wait. Safe from any thread."""

    def __init__(self, pepper: str, now: Callable[[], int]) -> None:
        self._pepper = pepper
        self._now = now
        self._failures: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def check(self, staff: Staff, pin: str) -> None:
        """Raise Refused("wrong_pin") or Refused("pin_wait") unless the PIN is right and may be tried now."""
        with self._lock:
            count, last = self._failures.get(staff.id, (0, 0))
        wait = pin_delay(count) - abs(self._now() - last) // 1000
        if wait > 0:
            raise Refused("pin_wait", seconds=wait)
        fits = pin_fits(staff, pin, self._pepper)
        with self._lock:
            if fits:
                self._failures.pop(staff.id, None)
                return
            self._failures[staff.id] = (count + 1, self._now())
        raise Refused("wrong_pin")
