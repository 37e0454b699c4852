"""Who is at the till: PINs, hashed with Argon2id and a pepper, and a growing delay after wrong ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from domain.errors import Refused
from domain.people.staff import Staff, pin_delay
from pos_app.background import Writer
from pos_app.database.session import StorageError
from pos_app.workflows.book import Book

Failures = Mapping[str, tuple[int, int]]  # by person: tries in a row, the last one in UTC milliseconds
FAILURES = "pin_failures"  # this device's value


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
    """Counts wrong PINs per person and makes the next try wait. Safe from any thread.

    A try is counted before the PIN is looked at: whoever pulls the plug in between has used it up.
    """

    def __init__(
        self,
        pepper: str,
        now: Callable[[], int],
        failures: Failures | None = None,
        keep: Callable[[Failures], None] = lambda failures: None,
    ) -> None:
        """``failures``: what an earlier run has counted; ``keep`` makes it durable before it returns."""
        self._pepper = pepper
        self._now = now
        self._failures = dict(failures or {})
        self._keep = keep
        self._lock = threading.Lock()

    def check(self, staff: Staff, pin: str) -> None:
        """Raise Refused("wrong_pin") or Refused("pin_wait") unless the PIN is right and may be tried now."""
        with self._lock:
            count, last = self._failures.get(staff.id, (0, 0))
            wait = pin_delay(count) - abs(self._now() - last) // 1000
            if wait > 0:
                raise Refused("pin_wait", seconds=wait)
            self._failures[staff.id] = (count + 1, self._now())
            self._keep(self._failures)
        if not pin_fits(staff, pin, self._pepper):
            raise Refused("wrong_pin")
        with self._lock:
            self._failures.pop(staff.id, None)
            self._keep(self._failures)


def open_door(book: Book, writer: Writer, pepper: str) -> Door:
    """The door of a store's till; wrong tries are kept in its file, so that a restart gives no new ones."""

    def keep(failures: Failures) -> None:
        plain = {person: list(tried) for person, tried in failures.items()}
        with suppress(StorageError):  # a full disk is no reason to leave staff outside
            writer.submit(lambda: book.set_local(FAILURES, plain)).result()

    kept = writer.submit(lambda: book.local(FAILURES)).result() or {}
    failures = {person: (count, last) for person, (count, last) in kept.items()}
    return Door(pepper, book.clock.now, failures, keep)
