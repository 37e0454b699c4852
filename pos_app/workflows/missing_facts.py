"""What happened to this till's record, said until somebody has read it: facts that went with a disk which was
set back, and damaged ones that came back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from pos_app.background import Writer
from pos_app.workflows.book import Book
from pos_app.workflows.incarnations import SET_BACK, still_missing
from pos_app.workflows.mending import forget_mended, mended_unread


class ToldUntilRead:
    """``count`` of them, as far as is known."""

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
            self.count = self._found()
            self._changed()

        self._writer.submit(work)

    def read(self, by: str) -> Future[None]:
        """Somebody who may change settings has read of it: it is said no more."""
        future: Future[None] = self._staff_write(by, "settings", lambda entry: None)
        future.add_done_callback(self._forget)
        return future

    def _forget(self, done: Future[None]) -> None:
        if not done.exception():
            self._writer.submit(self._is_read)
            self.look()

    def _found(self) -> int:
        raise NotImplementedError

    def _is_read(self) -> None:
        raise NotImplementedError


class MissingFacts(ToldUntilRead):
    """What was here before the disk was set back, and is not: until it is back, or somebody has read it."""

    def _found(self) -> int:
        return still_missing(self._book)

    def _is_read(self) -> None:
        self._book.set_local(SET_BACK, None)


class MendedFacts(ToldUntilRead):
    """What was damaged here and is whole again."""

    def _found(self) -> int:
        return mended_unread(self._book)

    def _is_read(self) -> None:
        forget_mended(self._book)
