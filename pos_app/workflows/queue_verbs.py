"""What a host does with the queue; reached as ``till.queue``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from domain.floor.queue import QueueSetup
from pos_app.workflows import queueing
from pos_app.workflows.staff_write import StaffWrite


class QueueVerbs:
    """Verbs return at once, as the till's other verbs do. ``url``: where phones find this store."""

    def __init__(self, write: StaffWrite, url: Callable[[], str]) -> None:
        self._write, self._url = write, url

    def join(self, queue: str, guests: int, by: str) -> Future[None]:
        """A party takes a number, under an id of the screen's; its slip is printed."""
        url = self._url()
        return self._write(by, "serve", lambda entry: queueing.join(entry, queue, guests, by, url))

    def call(self, queue: str, by: str) -> Future[None]:
        """Their turn; once more if they were called."""
        return self._write(by, "serve", lambda entry: queueing.call(entry, queue, by))

    def pass_over(self, queue: str, by: str) -> Future[None]:
        """They were called and nobody came."""
        return self._write(by, "serve", lambda entry: queueing.pass_over(entry, queue, by))

    def seat(self, queue: str, table: str, by: str) -> Future[str]:
        """They sit down at a free table; the opening."""
        return self._write(by, "serve", lambda entry: queueing.seat(entry, queue, table, by))

    def leave(self, queue: str, by: str) -> Future[None]:
        """They do not wait any longer."""
        return self._write(by, "serve", lambda entry: queueing.leave(entry, queue, by))

    def save_setup(self, setup: QueueSetup, by: str) -> Future[None]:
        """Other classes, another rule for who was passed over."""
        return self._write(by, "settings", lambda entry: queueing.save_setup(entry, setup, by))
