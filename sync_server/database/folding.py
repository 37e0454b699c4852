"""The rows of one store while facts are folded: read once, changed in memory, written together.

One order changes a dozen rows, some of them again and again; each statement saved is time that phones do not
wait. What a fact changes counts only when the fact is folded whole.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar, cast

from domain.record.fitting import check_row
from sync_server.database.projections import SqlTables, key_of
from sync_server.database.session import Connection

Row = TypeVar("Row")
Layer = dict[type[object], dict[str, object | None]]  # None: no such row


class FoldingTables:
    """Implements domain.record.tables.Tables. ``keep`` or ``forget`` ends a fact, ``write`` ends a slice."""

    def __init__(self, connection: Connection, store: str) -> None:
        self._sql = SqlTables(connection, store)
        self._read: Layer = defaultdict(dict)
        self._changed: Layer = defaultdict(dict)
        self._now: Layer = defaultdict(dict)  # by the fact at hand

    def get(self, kind: type[Row], key: str) -> Row | None:
        for layer in (self._now, self._changed, self._read):
            if key in layer[kind]:
                return cast(Row | None, layer[kind][key])
        found = self._sql.get(kind, key)
        self._read[kind][key] = found
        return found

    def put(self, row: object) -> None:
        check_row(row)  # here, while it is one fact's: the slice is written as a whole
        self._now[type(row)][key_of(row)] = row

    def remove(self, kind: type[object], key: str) -> None:
        self._now[kind][key] = None

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        found: dict[str, object | None] = {key_of(row): row for row in self._sql.where(kind, **equal)}
        for layer in (self._changed, self._now):
            for key, row in layer[kind].items():
                fits = row is not None and all(getattr(row, name) == value for name, value in equal.items())
                found[key] = row if fits else None
        return [cast(Row, found[key]) for key in sorted(found) if found[key] is not None]

    def keep(self) -> None:
        """The fact at hand is folded."""
        for kind, rows in self._now.items():
            self._changed[kind].update(rows)
        self._now.clear()

    def forget(self) -> None:
        """The fact at hand cannot be folded: it has changed nothing."""
        self._now.clear()

    def write(self) -> None:
        """Write what the facts changed, in the caller's transaction."""
        for kind, rows in self._changed.items():
            self._sql.put_all(kind, [row for row in rows.values() if row is not None])
            for key in [key for key, row in rows.items() if row is None]:
                self._sql.remove(kind, key)
        self._changed.clear()
