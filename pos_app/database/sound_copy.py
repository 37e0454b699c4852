"""All that can still be read of a store's file, in a new one: a page that the disk does not give is left out.

Rows are read along their tables, many at once; where one cannot be read, row by row and over it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.failpoints import reach
from pos_app.database.session import FILE, LATEST, PLACE, Connection, Database, Reader, StorageError, of_place
from pos_app.database.session import raw as driver

AT_ONCE = 500  # rows
# Facts in a row that cannot be read: about as many as hang on one page above them. What follows from the
# facts is folded anew if any of it is missing: there a page of rows is enough.
MOST_PASSED, MOST_OF_STATE = 10_000, 300
KEPT_AS = "store-damaged-{at}.db"  # the file as it was, beside the new one
NEEDED = frozenset({"local", "incarnations", "alembic_version"})  # without them nobody can tell whose it is
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """``facts`` that could be read; ``at_end``: how many stood behind the last of them; ``between``: how many
    stood before it and could not; ``unread``: other tables of which rows could not."""

    facts: int
    at_end: int
    between: int
    unread: tuple[str, ...]


def copy_what_is_read(folder: Path, key: str, work: Path, progress: Progress) -> Copied:
    """Copy the store of a folder, on which no till runs, into the empty folder ``work``.

    Raises StorageError if what can be read is not enough to go on with, or finds no room.
    """
    try:
        with closing(Reader(folder, key)) as reader:
            old = _Reading(reader)
            revision = str(old.one("SELECT version_num FROM alembic_version"))
            if revision > LATEST:
                raise StorageError("a newer version wrote this file")
            with closing(Database(work, key, revision=revision)) as new, new.transaction() as connection:
                return _copy(old, connection, progress)
    except PLACE as error:
        raise StorageError(str(error)) from error


def _copy(old: _Reading, connection: Connection, progress: Progress) -> Copied:
    end = old.one("SELECT seq FROM sqlite_sequence WHERE name = 'journal'") or 0
    run = driver(connection).execute
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    unread, last = [], 0
    for (table,) in run(tables).fetchall():
        columns = ["rowid", *(f'"{column[1]}"' for column in run(f"PRAGMA table_info({table})"))]
        into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        run(f"DELETE FROM {table}")  # noqa: S608 - what the migrations have put there
        passed = old.passed
        for rows in old.rows(table, columns, end if table == "journal" else 0):
            driver(connection).executemany(into, rows)
            if table == "journal":
                last = rows[-1][0]
                progress(last, max(last, end))
        if old.passed > passed and table in NEEDED:
            raise StorageError(f"{table} cannot be read")
        if old.passed > passed and table != "journal":
            unread.append(table)
    facts, first = run("SELECT count(*), coalesce(min(position), 1) FROM journal").fetchone()
    return Copied(facts, max(0, end - last), max(0, last - first + 1 - facts), tuple(unread))


class _Reading:
    """``passed``: how many places were gone over because nothing could be read there."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.passed = 0

    def one(self, query: str) -> Any:
        return self._reader.read(lambda connection: connection.exec_driver_sql(query).scalar())

    def rows(self, table: str, columns: list[str], end: int) -> Iterator[list[tuple[Any, ...]]]:
        """All that can be read, some at once, rowid first; ``end``: that of the last row, 0: not known."""
        after, in_a_row, most, longest = -1, 0, AT_ONCE, MOST_PASSED if end else MOST_OF_STATE
        while in_a_row < longest and not 0 < end <= after:
            found = self._read(table, columns, after, most)
            if found:
                yield found
                after, in_a_row, most = found[-1][0], 0, min(AT_ONCE, most * 2)
            elif found is not None:
                return
            elif most > 1:
                most = 1
            else:
                after, in_a_row, self.passed = after + 1, in_a_row + 1, self.passed + 1

    def _read(self, table: str, columns: list[str], after: int, most: int) -> list[tuple[Any, ...]] | None:
        """Rows behind one; None if one of them cannot be read."""
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT ?"  # noqa: S608
        try:
            return self._reader.read(lambda c: driver(c).execute(query, (after, most)).fetchall())  # type: ignore[no-any-return]
        except PLACE as error:
            if not of_place(error):
                raise
            return None


def take_the_place(folder: Path, work: Path, at: int) -> Path:
    """The new file in the place of the old one, which stays beside it under the name that is returned.
    ``at``: UTC milliseconds. Killed at any moment, one of them is the store.

    Raises OSError, or StorageError if the old one has a log of writes that is not in it yet.
    """
    old = folder / FILE
    log = folder / f"{FILE}-wal"
    if log.exists() and log.stat().st_size:
        raise StorageError("the log of writes does not get into the file")
    for name in (log.name, f"{FILE}-shm"):
        (folder / name).unlink(missing_ok=True)
    kept = folder / KEPT_AS.format(at=datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m%dT%H%M%SZ"))
    if not (kept.exists() and kept.samefile(old)):  # else it was cut off just now
        try:
            os.link(old, kept)
        except OSError:  # not every disk knows two names for one file
            shutil.copyfile(old, kept)
    with (work / FILE).open("rb+") as file:
        os.fsync(file.fileno())
    reach("sound.before_rename")
    (work / FILE).replace(old)
    return kept


def take_log_in(folder: Path, key: str) -> None:
    """What the log of writes holds goes into the file, so far as the disk takes it. Raises StorageError."""
    try:
        with closing(Reader(folder, key)) as reader:
            driver(reader.connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except PLACE as error:
        raise StorageError(str(error)) from error
