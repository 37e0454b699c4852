"""The store's file: SQLCipher with a raw key, WAL, synchronous FULL, explicit BEGIN, one till at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from pos_app.database.copying import keep_before

MIGRATIONS = Path(__file__).parent / "migrations"
LATEST = "0079"  # the newest migration
FILE = "store.db"
LOCK = "till.lock"
Connection = sa.Connection
T = TypeVar("T")
SAFE_SQLITE = (3, 51, 3)  # older ones can corrupt a file when the WAL is reset
# KiB of the file's pages that a connection keeps; by itself 8,000. A tap asks for few, and the start reads
# much once. A reader reads along and seldom back, and there is one for each server.
KEPT, READ_AHEAD = 2_000, 512
DISK = frozenset({8, 10, 13, 14})  # SQLite's numbers: read-only; neither read nor written, full, not opened
PLACE = (sa.exc.DatabaseError, dbapi2.DatabaseError)  # what of_place judges
CORRUPT = frozenset({11, 26})  # a page is not what was written there


def raw(connection: Connection) -> Any:
    """The driver's own connection, for statements on a hot path."""
    return connection.connection.driver_connection


class FolderError(Exception):
    """The data folder cannot be used; the message is one line for a person, ``code`` the same as a sentence
    of ``domain.errors``."""

    def __init__(self, message: str, code: str = "start_broken") -> None:
        super().__init__(message)
        self.code = code


class StorageError(Exception):
    """The disk did not take or give it: full, read-only, damaged. The transaction is undone."""

    @property
    def of_disk(self) -> bool:
        """Whether the disk is the trouble, and what is kept on it may be sound."""
        return of_disk(self.__cause__)

    @property
    def of_place(self) -> bool:
        """Whether a place of the file is damaged, and others may be sound."""
        return of_place(self.__cause__)


def of_disk(error: BaseException | None) -> bool:
    """Whether an error says that the disk gives or takes nothing; not that what it gave is damaged."""
    found = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's
    return isinstance(found, OSError) or getattr(found, "sqlite_errorcode", 0) & 0xFF in DISK


def of_place(error: BaseException | None) -> bool:
    """Whether an error says that a place of the file is damaged: what lies on other pages may be sound.

    SQLCipher gives nothing more on a connection that has met such a page, so it must be opened anew.
    """
    found = getattr(error, "orig", error)
    return getattr(found, "sqlite_errorcode", 0) & 0xFF in CORRUPT


class Database:
    """One connection to the store's file. It belongs to the thread that opened it."""

    def __init__(
        self, folder: Path, key: str, updating: Callable[[], None] = lambda: None, revision: str = ""
    ) -> None:
        """``key``: 64 hexadecimal characters. Raises FolderError; an unusable file is left as it was.

        ``updating`` is called before an update, which first copies the file: a large one takes a while.
        ``revision``: an older shape that a new file is to have; else LATEST.
        """
        if dbapi2.sqlite_version_info < SAFE_SQLITE:
            raise FolderError(
                f"SQLite {dbapi2.sqlite_version} may corrupt files; {SAFE_SQLITE} or newer needed"
            )
        self.path = folder / FILE
        self.engine = _engine(self.path, key)
        try:
            self._migrate(updating, revision or LATEST)
            self.connection = self.engine.connect()
        except (sa.exc.DatabaseError, OSError) as error:
            self.engine.dispose()
            if of_disk(error):
                said = str(getattr(error, "orig", error))
                raise FolderError(f"{self.path} cannot be opened: {said}", "start_disk") from error
            raise FolderError(f"{self.path} cannot be opened: wrong key, or not a store file") from error

    def _migrate(self, updating: Callable[[], None], wanted: str) -> None:
        present = self._revision()
        if present == wanted:
            return
        if present > LATEST:
            message = f"{self.path} was written by a newer version; update this program"
            raise FolderError(message, "start_newer")
        if present:
            updating()
            self._copy_before_update(present)
        from alembic import command  # slow to import, and rarely needed
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, wanted)

    def _copy_before_update(self, revision: str) -> None:
        try:
            keep_before(self.engine, self.path.parent, revision)
        except (dbapi2.Error, OSError) as error:
            if of_place(error):
                raise FolderError(f"{self.path} cannot be read everywhere: {error}", "start_page") from error
            raise FolderError(
                f"{self.path} cannot be copied before the update ({error}); nothing was changed: free some"
                " space, or go on with the version from before",
                "start_no_room",
            ) from error

    def _revision(self) -> str:
        with self.engine.connect() as connection, connection.begin():
            if not sa.inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """BEGIN IMMEDIATE … COMMIT, or ROLLBACK if the block raises. Raises StorageError.

        By the driver: SQLAlchemy's own takes several times as long, and most blocks are short looks.
        """
        driver = raw(self.connection)
        try:
            driver.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                driver.execute("COMMIT")
            finally:
                if driver.in_transaction:  # a COMMIT that failed may leave it open
                    driver.execute("ROLLBACK")
                self.connection.rollback()  # nothing is open any more; SQLAlchemy is told so
        except (sa.exc.DatabaseError, dbapi2.DatabaseError) as error:
            found = error.orig if isinstance(error, sa.exc.DatabaseError) else error
            if of_place(found):
                self.connection = _anew(self.engine, self.connection)
            if type(found) not in (dbapi2.OperationalError, dbapi2.DatabaseError):
                raise  # our own mistake, not the disk's
            raise StorageError(str(found)) from error

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()


class Reader:
    """A second, read-only connection for a thread of its own; it sees what is committed."""

    def __init__(self, folder: Path, key: str) -> None:
        self.engine = _engine(folder / FILE, key, begin="BEGIN", kept=READ_AHEAD)
        self.connection = self.engine.connect()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Look at one snapshot. ``work`` must not write."""
        try:
            with self.connection.begin():
                return work(self.connection)
        except (sa.exc.DatabaseError, dbapi2.DatabaseError) as error:
            if of_place(error):
                self.connection = _anew(self.engine, self.connection)
            raise

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()


def _anew(engine: sa.Engine, connection: sa.Connection) -> sa.Connection:
    """Another connection in the place of one that has met a damaged page; itself if none can be opened."""
    try:
        other = engine.connect()
    except (sa.exc.DatabaseError, dbapi2.Error):
        return connection
    connection.close()
    return other


def _engine(path: Path, key: str, begin: str = "BEGIN IMMEDIATE", kept: int = KEPT) -> sa.Engine:
    def connect() -> Any:
        connection = dbapi2.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=10, cached_statements=512
        )
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{kept}")
        except dbapi2.Error:
            connection.close()  # else its empty log of writes would stay beside the file
            raise
        return connection

    engine = sa.create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=NullPool)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if not raw(connection).in_transaction:  # the till's one connection has begun by itself
            connection.exec_driver_sql(begin)

    return engine


@contextmanager
def no_till_may_start(folder: Path) -> Iterator[bool]:
    """Whether no till runs on the folder; none can start meanwhile. The folder is not touched."""
    try:
        file = (folder / LOCK).open("rb")
    except FileNotFoundError:
        yield True
        return
    with file:
        try:
            _lock(file)
        except OSError:
            yield False
        else:
            yield True


class FolderLock:
    """Holds a data folder for one till. A killed till leaves no lock behind."""

    def __init__(self, folder: Path) -> None:
        """Raises FolderError if another till holds the folder."""
        self._file: IO[bytes] = (folder / LOCK).open("ab")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise FolderError(f"another till is using {folder}; close it first", "start_taken") from error

    def release(self) -> None:
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
