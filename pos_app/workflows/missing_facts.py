"""What was here before the disk was set back, and is not: said until it is back, or somebody has read it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from pos_app.background import Writer
from pos_app.workflows.book import Book
from pos_app.workflows.incarnations import SET_BACK, still_missing


class MissingFacts:
    """``count`` of them, as far as the keyring had seen them before."""

    def __init__(
        self,
        book: Book,
        writer: Writer,
        staff_write: Callable[..., Future[Any]],
        changed: Callable[[], None],
    ) -> None:
        self._book, self._writer = book, writer
        self._staff_write, self._changed = staff_write, changed
        self.count = 0

    def look(self) -> None:
        """Look again, as when facts have come back. Any thread may call it."""

        def work() -> None:
            self.count = still_missing(self._book)
            self._changed()

        self._writer.submit(work)

    def read(self, by: str) -> Future[None]:
        """Somebody who may change settings has read of it: it is said no more."""
        future: Future[None] = self._staff_write(by, "settings", lambda entry: None)
        future.add_done_callback(self._forget)
        return future

    def _forget(self, done: Future[None]) -> None:
        if not done.exception():
            self._writer.submit(lambda: self._book.set_local(SET_BACK, None))
            self.look()
