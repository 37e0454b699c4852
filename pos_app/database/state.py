"""The fold's tables over SQL: rows are read when asked for and written together at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast, get_type_hints

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from domain.record.canonical import canonical
from domain.record.plain import decoder_of, to_plain
from domain.record.tables import key_of
from pos_app.database.schema import is_plain, state_tables

Row = TypeVar("Row")


class SqlTables:
    """``domain.record.tables.Tables`` in one SQL transaction. Call ``flush`` before it commits."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._written: dict[type[object], dict[str, object]] = {}
        self.touched: list[object] = []

    def get(self, kind: type[Row], key: str) -> Row | None:
        written = self._written.get(kind)
        if written is not None and key in written:
            return cast(Row, written[key])
        found = self._connection.execute(_select_one(kind), {"key": key}).first()
        return cast(Row, _row(kind, found)) if found is not None else None

    def put(self, row: object) -> None:
        self._written.setdefault(type(row), {})[key_of(row)] = row
        self.touched.append(row)

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        self._flush(kind)
        found = self._connection.execute(_select_where(kind, tuple(equal)), equal)
        return [cast(Row, _row(kind, one)) for one in found]

    def remove(self, kind: type[object], key: str) -> None:
        self._flush(kind)
        table = state_tables[kind]
        self._connection.execute(table.delete().where(_key(table) == key))

    def flush(self) -> None:
        """Write what was put."""
        for kind in list(self._written):
            self._flush(kind)

    def _flush(self, kind: type[object]) -> None:
        written = self._written.pop(kind, None)
        if written:
            self._connection.execute(_upsert(kind), [_values(row) for row in written.values()])

    def clear(self) -> None:
        """Empty every state table, before a rebuild from the journal."""
        self._written.clear()
        for table in state_tables.values():
            self._connection.execute(table.delete())

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All state, by table and key: what a rebuild must give again."""
        self.flush()
        return {
            table.name: [tuple(row) for row in self._connection.execute(table.select().order_by(_key(table)))]
            for table in state_tables.values()
        }


def _key(table: sa.Table) -> sa.Column[Any]:
    return next(iter(table.primary_key.columns))


@cache
def _select_one(kind: type[object]) -> sa.Select[Any]:
    table = state_tables[kind]
    return table.select().where(_key(table) == sa.bindparam("key"))


@cache
def _select_where(kind: type[object], names: tuple[str, ...]) -> sa.Select[Any]:
    table = state_tables[kind]
    return (
        table.select().where(*(table.c[name] == sa.bindparam(name) for name in names)).order_by(_key(table))
    )


@cache
def _upsert(kind: type[object]) -> Any:
    table = state_tables[kind]
    statement = insert(table)
    others = {
        column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=[_key(table)], set_=others)


@cache
def _readers(kind: type[object]) -> tuple[Callable[[Any], Any] | None, ...]:
    hints = get_type_hints(kind)
    return tuple(
        None if is_plain(kind, field.name) else decoder_of(hints[field.name])
        for field in fields(kind)  # type: ignore[arg-type]
    )


def _row(kind: type[object], values: Iterable[Any]) -> object:
    return kind(
        *(
            value if read is None else read(json.loads(value))
            for value, read in zip(values, _readers(kind), strict=True)
        )
    )


def _values(row: object) -> dict[str, Any]:
    kind = type(row)
    return {
        field.name: value if is_plain(kind, field.name) else canonical(to_plain(value)).decode()
        for field in fields(kind)  # type: ignore[arg-type]
        for value in (getattr(row, field.name),)
    }
