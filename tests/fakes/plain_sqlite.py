"""sqlcipher3's DB-API as far as our programs use it, over apsw and without encryption.

SQLCipher brings its own SQLite, which takes no disk of a test's; apsw does. What stands above it, from
``pos_app.database.session`` on, is the real program. ``PRAGMA key`` is unknown here, so it does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import apsw

Row = tuple[Any, ...]
_FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI


class Error(Exception):
    """As in PEP 249."""


class DatabaseError(Error):
    """A damaged file, or no database."""


class OperationalError(DatabaseError):
    """The disk, a lock, a statement that cannot run."""


class IntegrityError(DatabaseError):
    """A constraint."""


class Driver:
    """Stands where the module ``sqlcipher3.dbapi2`` stands. Files lie on the file system named ``vfs``."""

    paramstyle = "qmark"
    threadsafety = 1
    Binary = bytes
    sqlite_version = apsw.sqlite_lib_version()
    sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))
    Error = Error
    DatabaseError = DatabaseError
    OperationalError = OperationalError
    IntegrityError = IntegrityError
    ProgrammingError = OperationalError

    def __init__(self, vfs: str, log_pages: int = 1000, instead: Mapping[str, str] | None = None) -> None:
        """``log_pages``: how long the log of writes may grow before it is written back.

        ``instead``: statements replaced by others.
        """
        self._vfs = vfs
        self._log_pages = log_pages
        self._instead = instead or {}

    def connect(self, path: str, **_: object) -> Connection:
        with _translated():
            connection = apsw.Connection(path, flags=_FLAGS, vfs=self._vfs)
            connection.set_busy_timeout(10_000)
        return Connection(connection, self._log_pages, self._instead)


class Connection:
    """Transactions are begun by statements, never by themselves.

    A log that has grown is written back after a commit as SQLite does it by itself: an error there is
    nobody's. (apsw would raise it out of the COMMIT that had succeeded.)
    """

    def __init__(self, connection: apsw.Connection, log_pages: int, instead: Mapping[str, str]) -> None:
        self._apsw = connection
        self._log_pages = log_pages
        self._instead = instead
        self._in_log = 0
        connection.set_wal_hook(self._note_log)

    @property
    def in_transaction(self) -> bool:
        return self._apsw.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self, self._apsw)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def executemany(self, statement: str, many: Sequence[Sequence[Any]]) -> Cursor:
        return self.cursor().executemany(statement, many)

    def instead_of(self, statement: str) -> str:
        return self._instead.get(statement, statement)

    def write_back(self) -> None:
        """If the log has grown over its length."""
        if self._in_log >= self._log_pages and not self.in_transaction:
            self._in_log = 0
            with suppress(apsw.Error):
                self._apsw.wal_checkpoint()

    def _note_log(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._in_log = pages
        return apsw.SQLITE_OK

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, count: int, do: Callable[..., Any], **_: object) -> None:
        self._apsw.create_scalar_function(name, do, count)

    def close(self) -> None:
        with _translated():
            self._apsw.close()


class Cursor:
    """Fetches all rows at once."""

    arraysize = 1

    def __init__(self, whole: Connection, connection: apsw.Connection) -> None:
        self._whole = whole
        self._connection = connection
        self._rows: Iterator[Row] = iter(())
        self.description: Sequence[Row] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        cursor = self._connection.cursor()
        self.description = None
        cursor.exec_trace = self._note_columns
        before = self._connection.total_changes()
        with _translated():
            found = list(cursor.execute(self._whole.instead_of(statement), values))
        self._rows = iter(found)
        self.rowcount = self._connection.total_changes() - before
        self.lastrowid = self._connection.last_insert_rowid()
        self._whole.write_back()
        return self

    def executemany(self, statement: str, many: Sequence[Sequence[Any]]) -> Cursor:
        before = self._connection.total_changes()
        for values in many:
            self.execute(statement, values)
        self.rowcount = self._connection.total_changes() - before
        return self

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def fetchone(self) -> Row | None:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Row]:
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def fetchall(self) -> list[Row]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())

    def _note_columns(self, cursor: apsw.Cursor, _statement: str, _values: object) -> bool:
        columns = cursor.get_description()
        self.description = [(name, None, None, None, None, None, None) for name, _ in columns] or None
        return True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except apsw.ConstraintError as error:
        raise IntegrityError(str(error)) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise DatabaseError(str(error)) from error
    except apsw.Error as error:
        raise OperationalError(f"{type(error).__name__}: {error}") from error
