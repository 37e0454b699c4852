"""The fold's tables over SQL: rows are read when asked for and written together at the end.

The statements go to the driver itself: an order reads and writes some thirty rows, and SQLAlchemy's own work
for a statement takes longer than SQLite's.
"""

# ruff: noqa: S608 - tables and columns are ours, values are bound

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast, get_origin

import sqlalchemy as sa

from domain.record.canonical import canonical
from domain.record.fitting import check_row
from domain.record.fold import ROWS
from domain.record.plain import decoder_of, from_plain, to_plain
from domain.record.rows import Document
from domain.record.tables import key_of
from pos_app.database.schema import hints_of, is_plain, name_of
from pos_app.database.session import raw

Row = TypeVar("Row")
T = TypeVar("T")


class Decoded:
    """Documents as the program uses them: a menu is decoded once, not for each order.

    ``until_written``: what was worked out of the tables, for as long as nothing is written.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Any], Any] = {}
        self.until_written: dict[object, Any] = {}

    def get(self, name: str, kind: Any, decode: Callable[[], Any]) -> Any:
        if (name, kind) not in self._kept:
            self._kept[name, kind] = decode()
        return self._kept[name, kind]

    def forget(self, names: Iterable[str]) -> None:
        """Something was written, these documents among it."""
        self.until_written.clear()
        gone = set(names)
        self._kept = {key: value for key, value in self._kept.items() if key[0] not in gone}


class SqlTables:
    """``domain.record.tables.Tables`` in one SQL transaction. Call ``flush`` before it commits."""

    def __init__(self, connection: sa.Connection, decoded: Decoded | None = None) -> None:
        self.connection = connection
        self._driver = raw(connection)
        self._decoded = decoded or Decoded()
        self._seen: dict[type[object], dict[str, object | None]] = {}
        self._whole: set[type[object]] = set()  # kinds of which every row has been seen
        self._found: dict[type[object], dict[object, list[Any]]] = {}  # by question, as long as it holds
        self._unwritten: dict[type[object], set[str]] = {}
        self._changed = False
        self.touched: list[object] = []
        self.published: set[str] = set()
        self.from_elsewhere = False  # facts of other programs: their rows are held against their form

    def document(self, kind: type[Row], name: str) -> Row | None:
        """A published document decoded, or None. Raises Refused if it does not have that form."""

        def decode() -> Row | None:
            row = self.get(Document, name)
            return from_plain(kind, row.body) if row else None

        return decode() if name in self.published else cast(Row, self._decoded.get(name, kind, decode))

    def once(self, what: object, work: Callable[[], T]) -> T:
        """What ``work`` finds in the tables, ``what`` names it: it is looked for again when they changed."""
        if self._changed:
            return work()
        known = self._decoded.until_written
        if what not in known:
            known[what] = work()
        return cast(T, known[what])

    def local(self, name: str) -> str | None:
        """A value of this device alone, as JSON text; None if unset."""
        found = self._driver.execute("SELECT value FROM local WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def get(self, kind: type[Row], key: str) -> Row | None:
        seen = self._seen.setdefault(kind, {})
        if key not in seen and kind not in self._whole:
            shape = _SHAPES[kind]
            found = self._driver.execute(shape.one, (key,)).fetchone()
            seen[key] = shape.row(found) if found is not None else None
        return cast("Row | None", seen.get(key))

    def put(self, row: object) -> None:
        if self.from_elsewhere:
            check_row(row)
        kind, key = type(row), key_of(row)
        self._seen.setdefault(kind, {})[key] = row
        self._unwritten.setdefault(kind, set()).add(key)
        self._found.pop(kind, None)
        self._changed = True
        self.touched.append(row)
        if isinstance(row, Document):
            self.published.add(row.name)

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        known, asked = self._found.setdefault(kind, {}), tuple(equal.items())
        if asked not in known:  # a bill's figures ask the same many times over
            known[asked] = self._ask(kind, equal)
        return list(known[asked])

    def _ask(self, kind: type[Row], equal: Mapping[str, str | int]) -> list[Row]:
        self._flush(kind)
        shape, seen = _SHAPES[kind], self._seen.setdefault(kind, {})
        found = []
        for values in self._driver.execute(shape.where(equal), tuple(equal.values())):
            row = seen.get(key := str(values[0]))  # a line of an opening is one of its bill too
            if row is None:
                row = seen[key] = shape.row(values)
            found.append(row)
        if not equal:
            self._whole.add(kind)
        return cast("list[Row]", found)

    def commonest(self, kind: type[object], field: str, among: int) -> list[str]:
        """Values of a text field in so many of the newest rows, the commonest first, of equals the newest.

        Newest by key, for ids sort by time: the key's index leads to them, and to no other row.
        """
        self._flush(kind)
        shape = _SHAPES[kind]
        newest = f'SELECT {shape.key} AS "key", "{field}" AS "value" FROM {shape.name}'
        found = self._driver.execute(
            f'SELECT "value" FROM ({newest} ORDER BY {shape.key} DESC LIMIT ?)'
            ' GROUP BY "value" ORDER BY count(*) DESC, max("key") DESC',
            (among,),
        )
        return [str(value) for (value,) in found]

    def remove(self, kind: type[object], key: str) -> None:
        if self.get(kind, key) is not None:
            self._flush(kind)
            self._changed = True
            self._found.pop(kind, None)
            shape = _SHAPES[kind]
            self._driver.execute(f"{shape.delete} WHERE {shape.key} = ?", (key,))
            self._seen[kind][key] = None

    def flush(self) -> None:
        """Write what was put."""
        for kind in list(self._unwritten):
            self._flush(kind)

    def settle(self) -> None:
        """Write what was put and forget what was seen: a rebuild folds more than memory holds."""
        self.flush()
        self._seen.clear()
        self._whole.clear()
        self._found.clear()
        self.touched.clear()

    def _flush(self, kind: type[Any]) -> None:
        keys = self._unwritten.pop(kind, None)
        if keys:
            shape, seen = _SHAPES[kind], self._seen[kind]
            self._driver.executemany(shape.upsert, [shape.values(seen[key]) for key in sorted(keys)])

    def clear(self) -> None:
        """Empty every state table, before a rebuild from the journal."""
        self._unwritten.clear()
        self.settle()
        for shape in map(_SHAPES.__getitem__, ROWS):
            self._driver.execute(shape.delete)

    def fingerprints(self) -> dict[str, str]:
        """A hash of each table's rows by key: what a rebuild must give again."""
        self.flush()
        found = {}
        for shape in map(_SHAPES.__getitem__, ROWS):
            hashed = hashlib.sha256()
            for row in self._driver.execute(shape.where(())):
                hashed.update(repr(row).encode())
            found[shape.name] = hashed.hexdigest()
        return found


NOTHING = "[]"  # an empty tuple as a column; most are


class _Shape:
    """How rows of one kind are selected, written and read."""

    def __init__(self, kind: Any) -> None:
        hints = hints_of(kind)
        names = [field.name for field in fields(kind)]
        columns = [f'"{name}"' for name in names]
        self.kind = kind
        self.name = name_of(kind)
        self.key, *others = columns
        values = ", ".join("?" * len(columns))
        changed = ", ".join(f"{one} = excluded.{one}" for one in others)
        self._all = f"SELECT {', '.join(columns)} FROM {self.name}"
        self.one = f"{self._all} WHERE {self.key} = ?"
        self.delete = f"DELETE FROM {self.name}"
        self.upsert = (
            f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({values})"
            f" ON CONFLICT ({self.key}) DO UPDATE SET {changed}"
        )
        self._readers = [None if is_plain(kind, name) else _reader(hints[name]) for name in names]
        self._writers = [(name, is_plain(kind, name)) for name in names]

    def where(self, names: Iterable[str]) -> str:
        wanted = " AND ".join(f'"{name}" = ?' for name in names)
        return f"{self._all}{' WHERE ' if wanted else ''}{wanted} ORDER BY {self.key}"

    def row(self, values: Iterable[Any]) -> Any:
        pairs = zip(values, self._readers, strict=True)
        return self.kind(*(value if read is None else read(value) for value, read in pairs))

    def values(self, row: object) -> list[Any]:
        return [
            value if plain else NOTHING if value == () else canonical(to_plain(value)).decode()
            for name, plain in self._writers
            for value in (getattr(row, name),)
        ]


class _Shapes(dict[Any, _Shape]):
    """Each is built when a kind is first asked for."""

    def __missing__(self, kind: Any) -> _Shape:
        shape = self[kind] = _Shape(kind)
        return shape


_SHAPES = _Shapes()


def _reader(hint: Any) -> Callable[[str], Any]:
    """A column's text as the value of its field."""
    decode = decoder_of(hint)
    if get_origin(hint) is tuple:
        return lambda text: () if text == NOTHING else decode(json.loads(text))
    return lambda text: decode(json.loads(text))


def read_rows(kind: type[Row], found: Iterable[Iterable[Any]]) -> list[Row]:
    """What a query of a kind's whole table has found, as rows of the fold."""
    return [cast(Row, _SHAPES[kind].row(one)) for one in found]
