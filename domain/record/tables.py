"""The state that facts fold into, as rows in tables; who keeps them implements this port."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, Protocol, TypeVar

Row = TypeVar("Row")


class Tables(Protocol):
    """Rows are frozen dataclasses; the first field is the key. Reads see earlier writes of the same fold."""

    def get(self, kind: type[Row], key: str) -> Row | None:
        """The row with that key, if there is one."""

    def put(self, row: object) -> None:
        """Insert the row, or replace the one with its key."""

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        """All rows whose fields equal the given values, by key."""

    def remove(self, kind: type[object], key: str) -> None:
        """Delete the row with that key, if there is one."""


def key_of(row: object) -> str:
    """A row's key: its first field."""
    kind: Any = type(row)
    return str(getattr(row, _first_field(kind)))


@cache
def _first_field(kind: Any) -> str:
    return fields(kind)[0].name


class MemoryTables:
    """Tables in a dict, for tests and for what-if questions."""

    def __init__(self) -> None:
        self.rows: dict[type[object], dict[str, object]] = {}

    def get(self, kind: type[Row], key: str) -> Row | None:
        return self.rows.get(kind, {}).get(key)  # type: ignore[return-value]

    def put(self, row: object) -> None:
        self.rows.setdefault(type(row), {})[key_of(row)] = row

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        rows = self.rows.get(kind, {})
        found = [rows[key] for key in sorted(rows)]
        return [row for row in found if all(getattr(row, k) == v for k, v in equal.items())]  # type: ignore[misc]

    def remove(self, kind: type[object], key: str) -> None:
        self.rows.get(kind, {}).pop(key, None)
