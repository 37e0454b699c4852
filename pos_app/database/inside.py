"""What a store's file holds, read from any copy of it, and whether the copy is whole.

``copy_into`` reads on a connection of its own, so that the writer waits for nothing but the disk; what it
writes is encrypted under the same key, and never lies readable anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from domain.record.replication import Mark
from pos_app.database.copying import copy_store
from pos_app.database.session import LATEST, Reader, StorageError


@dataclass(frozen=True, slots=True)
class Inside:
    """What a store's file holds. ``marks``: how far each incarnation has got; ``own``: which one it writes.

    ``newest``: time of the newest fact, UTC milliseconds; ``bills``: paid bills; ``store``: its founding
    document; ``servers``: the addresses that it has joined, its home first.
    """

    revision: str
    store: Mapping[str, Any]
    own: str
    marks: tuple[Mark, ...]
    newest: int
    bills: int
    servers: tuple[str, ...] = ()

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote it."""
        return self.revision > LATEST


def copy_into(folder: Path, key: str, target: Path) -> None:
    """Write the store of ``folder`` into a new file, whole or not at all. Raises StorageError or OSError."""
    reader = Reader(folder, key)
    try:
        copy_store(reader.engine, target)
    except dbapi2.Error as error:
        raise StorageError(str(error)) from error
    finally:
        reader.close()


def look_into(file: Path, key: str) -> Inside:
    """What a store's file holds, of this or an older release. Raises StorageError: wrong key, or damaged."""
    with _opened(file, key) as connection:
        try:
            return _look(connection)
        except (dbapi2.Error, ValueError, TypeError, KeyError) as error:
            raise StorageError(str(error)) from error


def holds(file: Path, key: str, heads: Iterable[tuple[str, int, str]]) -> list[str]:
    """Of incarnations, each with a number and the hash after it in hexadecimal: those whose journal says the
    same there. Raises StorageError."""
    query = "SELECT hash FROM journal WHERE incarnation = ? AND seq = ?"
    with _opened(file, key) as connection:
        try:
            return [
                incarnation
                for incarnation, seq, hashed in heads
                if connection.execute(query, (incarnation, seq)).fetchone() == (bytes.fromhex(hashed),)
            ]
        except dbapi2.Error as error:
            raise StorageError(str(error)) from error


def incarnations_in(file: Path, key: str) -> list[Mark]:
    """The incarnations of a journal in the order they began, without how far they have got. Raises
    StorageError."""
    query = "SELECT id, follows, fork FROM incarnations ORDER BY place"
    with _opened(file, key) as connection:
        try:
            return [Mark(id, 0, "", follows, fork) for id, follows, fork in connection.execute(query)]
        except dbapi2.Error as error:
            raise StorageError(str(error)) from error


def is_whole(file: Path, key: str) -> bool:
    """Whether each page is as it was written, and tables and indexes agree."""
    with _opened(file, key) as connection:
        try:
            pages = list(connection.execute("PRAGMA cipher_integrity_check"))
            return not pages and list(connection.execute("PRAGMA integrity_check")) == [("ok",)]
        except dbapi2.Error:
            return False


def _opened(file: Path, key: str) -> closing[Any]:
    connection = dbapi2.connect(f"file:{file.as_posix()}?mode=rw", uri=True, timeout=10)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return closing(connection)


def _look(connection: Any) -> Inside:
    def one(query: str) -> Any:
        found = connection.execute(query).fetchone()
        return found[0] if found else None

    marks = connection.execute(
        "SELECT incarnation, seq, hash FROM journal AS last WHERE seq ="
        " (SELECT max(seq) FROM journal WHERE incarnation = last.incarnation) ORDER BY position"
    )
    newest = one("SELECT raw FROM journal ORDER BY position DESC LIMIT 1")
    store = one("SELECT body FROM documents WHERE name = 'store'")
    return Inside(
        revision=str(one("SELECT version_num FROM alembic_version")),
        store=json.loads(store) if store else {},
        own=json.loads(one("SELECT value FROM local WHERE name = 'incarnation'") or '""'),
        marks=tuple(Mark(incarnation, seq, hashed.hex()) for incarnation, seq, hashed in marks),
        newest=int(json.loads(newest)["at"]) if newest else 0,
        bills=int(one("SELECT count(*) FROM settlements")),
        servers=_servers(one("SELECT value FROM local WHERE name = 'servers'")),
    )


def _servers(value: str | None) -> tuple[str, ...]:
    joined = sorted(json.loads(value or "[]"), key=lambda one: one["role"] != "home")
    return tuple(str(one["url"]) for one in joined)
