"""What a home tells of a store's money from time to time, kept here for times without a network.

Only that is shown of which no fact of this till tells meanwhile, also in a later run that has heard nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from pos_app.background import Writer
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Book, Written

log = logging.getLogger(__name__)
Told = TypeVar("Told")


class ToldByHome(Generic[Told]):
    """``views``: what is to be seen to now."""

    def __init__(
        self,
        book: Book,
        writer: Writer,
        changed: Callable[[], None],
        key: str,
        kind: type[Told],
        read: Callable[[SqlTables], tuple[Told, ...]],
        facts: tuple[type[object], ...],
    ) -> None:
        """``key``: this device's value that keeps it. ``kind``: a frozen dataclass. ``read``: what of it no
        fact tells of. ``facts``: rows that may tell of it."""
        self._book, self._writer, self._changed = book, writer, changed
        self._key, self._kind, self._read, self._facts = key, kind, read, facts
        self._kept: Sequence[Told] | None = None  # as heard in this run
        self.views: tuple[Told, ...] = writer.submit(lambda: book.read(read)).result()
        book.after_commit.append(self._see)

    def hear(self, told: Sequence[Mapping[str, Any]], **more: str) -> None:
        """What a home says now, and what is known ``more`` of each. Any thread may call it."""
        try:
            found = tuple(replace(from_plain(self._kind, one), **more) for one in told)  # type: ignore[type-var]
        except Refused:
            log.warning("what a home says of money cannot be read")
            return
        self._writer.submit(lambda: self._keep(found))

    # inside, on the writer's thread

    def _keep(self, found: Sequence[Told]) -> None:
        if found != self._kept:
            self._book.set_local(self._key, to_plain(found))
            self._kept = found
            self._look()

    def _see(self, written: Written) -> None:
        if self.views and any(isinstance(row, self._facts) for row in written.rows):
            self._look()

    def _look(self) -> None:
        before, self.views = self.views, self._book.read(self._read)
        if before != self.views:
            self._changed()


def kept_as(tables: SqlTables, key: str, kind: type[Told]) -> tuple[Told, ...]:
    """As the home has told it last. What another release wrote is none: the home will tell it again."""
    try:
        plain = json.loads(tables.local(key) or "[]")
        return tuple(from_plain(kind, one) for one in plain)
    except (Refused, TypeError):
        return ()
