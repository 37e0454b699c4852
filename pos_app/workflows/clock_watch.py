"""A clock that somebody set back: the next who writes at the till stands with it in the audit, by how much.

Sales of an earlier hour would be found on another day, or none. Nothing is refused: selling goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from domain.errors import Refused
from domain.record.envelope import Event
from pos_app.database import journal
from pos_app.database.session import StorageError
from pos_app.workflows.book import Book, Entry, Written

T = TypeVar("T")
SET_BACK = "clock.set_back"
ALLOWED = 120_000  # milliseconds by which a network may put a clock right
LOOKED_AT = 200  # last facts of an earlier run


class ClockWatch:
    """Knows the latest moment at which anything happened here. Works on the writer's thread."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._latest = 0  # UTC milliseconds; 0: not looked at yet
        book.after_commit.append(self._follow)

    def watch(self, work: Callable[[Entry], T]) -> Callable[[Entry], T]:
        """The same work; if time went back, that is told after it under the name of who did it."""

        self._look()

        def both(entry: Entry) -> T:
            latest = self._latest
            result, behind = work(entry), latest - entry.now
            if behind > ALLOWED and entry.events:
                entry.record(SET_BACK, {"seconds": behind // 1_000}, entry.events[-1].by)
            return result

        return both

    def _look(self) -> None:
        """Once, and not within what is to be written: that shall not fail by an old fact that is damaged."""
        if not self._latest:
            try:
                self._latest = self._book.look(lambda c: latest_of(journal.last(c, LOOKED_AT)))
            except StorageError as error:
                if not error.of_place:
                    raise Refused("cannot_save") from error
                self._latest = 1

    def _follow(self, written: Written) -> None:
        if self._latest:
            self._latest = latest_of(reversed(written.events), self._latest)


def latest_of(events: Iterable[Event], before: int = 0) -> int:
    """The latest moment of events that come newest first, or ``before`` them; what the clock had been
    before it was told to be set back is over."""
    found = 0
    for event in events:
        found = max(found, event.at)
        if event.kind == SET_BACK:
            return found
    return max(found, before)
