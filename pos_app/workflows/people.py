"""Who is at the till: PINs, hashed with Argon2id and a pepper, and a growing delay after wrong ones.

The delay runs by time that passes, never by the clock, which whoever guesses could set. After a restart it
begins anew, in full.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from domain.errors import Refused
from domain.people.staff import Staff, pin_delay
from pos_app.background import Writer
from pos_app.database.session import StorageError
from pos_app.workflows.book import Book

Failures = Mapping[str, int]  # by person: wrong tries in a row
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
        passed: Callable[[], int],
        failures: Failures | None = None,
        keep: Callable[[Failures], None] = lambda failures: None,
    ) -> None:
        """``failures``: what an earlier run has counted; ``keep`` makes it durable before it returns.

        ``passed``: milliseconds that only ever grow.
        """
        self._pepper = pepper
        self._passed = passed
        self._failures = dict(failures or {})
        self._last = dict.fromkeys(self._failures, passed())
        self._keep = keep
        self._lock = threading.Lock()

    def pepper(self) -> str:
        """What goes into every PIN's hash at this store."""
        return self._pepper

    def check(self, staff: Staff, pin: str) -> None:
        """Raise Refused("wrong_pin") or Refused("pin_wait") unless the PIN is right and may be tried now."""
        with self._lock:
            count, now = self._failures.get(staff.id, 0), self._passed()
            wait = pin_delay(count) - (now - self._last.get(staff.id, now)) // 1000
            if wait > 0:
                raise Refused("pin_wait", seconds=wait)
            self._failures[staff.id], self._last[staff.id] = count + 1, now
            self._keep(self._failures)
        if not pin_fits(staff, pin, self._pepper):
            raise Refused("wrong_pin")
        with self._lock:
            self._failures.pop(staff.id, None)
            self._keep(self._failures)


def open_door(book: Book, writer: Writer, pepper: str) -> Door:
    """The door of a store's till; wrong tries are kept in its file, so that a restart gives no new ones."""

    def keep(failures: Failures) -> None:
        counted = {person: [count, 0] for person, count in failures.items()}  # as release 0.1.0 reads it
        with suppress(StorageError):  # a full disk is no reason to leave staff outside
            writer.submit(lambda: book.set_local(FAILURES, counted)).result()

    kept = writer.submit(lambda: book.local(FAILURES)).result() or {}
    failures = {person: count for person, (count, _clock) in kept.items()}
    return Door(pepper, book.clock.passed, failures, keep)
