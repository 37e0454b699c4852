"""One writer thread that commits waiting works together, and readers that never block it.

A commit at synchronous=FULL costs a few milliseconds whatever it holds, so all works that wait share one
transaction. Each runs in its own savepoint: one that fails takes nothing of the others with it.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from sync_server.database import disk
from sync_server.database.connecting import assert_sqlite_is_sound, connect

__all__ = ["Connection", "Database", "DatabaseClosed", "raw"]

T = TypeVar("T")
MOST_WORKS = 512  # of one transaction


def raw(connection: Connection) -> Any:
    """The driver's own connection, for statements on a hot path."""
    return connection.connection.driver_connection


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """What is changed or deleted meanwhile is overwritten in the file, which else forgets but its place."""
    raw(connection).execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        raw(connection).execute("PRAGMA secure_delete = OFF")


class DatabaseClosed(Exception):  # noqa: N818 - it reads as what is so
    """The server is ending; nothing is taken any more."""


@dataclass(slots=True)
class _Work:
    do: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)


class Database:
    """The server's file: ``write`` and ``submit`` by the one writer, ``read`` sees the last commit."""

    def __init__(self, path: Path, key: str) -> None:
        assert_sqlite_is_sound()
        self.path = path
        self.key = key
        self._writing = _engine(lambda: connect(path, key), "BEGIN IMMEDIATE", single=True)
        self._reading = _engine(lambda: connect(path, key, read_only=True), "BEGIN", single=False)
        self._urgent: deque[_Work] = deque()
        self._behind: deque[_Work] = deque()
        self._bell: SimpleQueue[None] = SimpleQueue()  # rung once for each work
        self._lock = threading.Lock()
        self._closing = False
        try:
            self._writing.connect().close()  # a wrong key shows here, in the caller
        except (sqlcipher.Error, DBAPIError) as error:
            raise disk.told(error)  # noqa: B904 - the cause is kept there
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, do: Callable[[Connection], T], *, behind: bool = False) -> Future[T]:
        """Queue a work for the writer; its future resolves when the work is durable, or with its exception:
        Refused("server_disk") if the disk did not take it.

        ``behind``: only when nothing else waits, in a transaction of its own.
        """
        work = _Work(do)
        with self._lock:
            if self._closing:
                raise DatabaseClosed
            (self._behind if behind else self._urgent).append(work)
        self._bell.put(None)
        return work.future

    async def write(self, do: Callable[[Connection], T], *, behind: bool = False) -> T:
        """``submit`` for the event loop."""
        return await asyncio.wrap_future(self.submit(do, behind=behind))

    def read(self, do: Callable[[Connection], T]) -> T:
        """Run a query on one snapshot of the last commit, in the caller's thread. Raises as ``submit``."""
        try:
            with self._reading.connect() as connection, _given_up_if_damaged(connection), connection.begin():
                return do(connection)
        except (sqlcipher.Error, DBAPIError) as error:
            raise disk.told(error, writing=False)  # noqa: B904 - the cause is kept there

    def close(self) -> None:
        """Finish what is queued, then close the file."""
        with self._lock:
            self._closing = True
        self._bell.put(None)
        self._thread.join()
        self._reading.dispose()
        self._writing.dispose()

    def _run(self) -> None:
        while self._write_until_damaged():
            self._writing.dispose()

    def _write_until_damaged(self) -> bool:
        """Do what is handed in; whether a damaged place of the file was met, on a connection that is of no
        use any more. False: the server ends."""
        with self._writing.connect() as connection:
            while True:
                self._bell.get()
                if works := self._take():
                    if _commit_together(connection, works):
                        return True
                elif self._closing:
                    return False

    def _take(self) -> Sequence[_Work]:
        """What the next transaction does: all that is urgent, else one work that may wait."""
        if self._urgent:
            count = min(len(self._urgent), MOST_WORKS)
            return [self._urgent.popleft() for _ in range(count)]
        return [self._behind.popleft()] if self._behind else []


def _engine(creator: Callable[[], Any], begin: str, *, single: bool) -> Engine:
    pool = StaticPool if single else QueuePool
    engine = create_engine("sqlite://", module=sqlcipher, creator=creator, poolclass=pool)

    def start(connection: Connection) -> None:
        if not raw(connection).in_transaction:  # the writer has begun by itself
            connection.exec_driver_sql(begin)

    event.listen(engine, "begin", start)
    return engine


@contextmanager
def _given_up_if_damaged(connection: Connection) -> Iterator[None]:
    try:
        yield
    except (sqlcipher.Error, DBAPIError) as error:
        if disk.of_place(error):
            connection.invalidate()
        raise


def _commit_together(connection: Connection, works: Sequence[_Work]) -> bool:
    """Run works in one transaction and resolve each; if the commit itself fails, all fail. Whether a damaged
    place of the file was met."""
    works = [work for work in works if work.future.set_running_or_notify_cancel()]
    done: list[tuple[_Work, Any, BaseException | None]] = []
    driver = raw(connection)
    try:
        # By the driver: a third of the time of SQLAlchemy's own transaction, which most works do not need.
        driver.execute("BEGIN IMMEDIATE")
        if len(works) == 1:
            done.append((works[0], works[0].do(connection), None))  # fails alone with its transaction
        else:
            done += [(work, *_in_savepoint(connection, work)) for work in works]
        driver.execute("COMMIT")
    except BaseException as error:
        if driver.in_transaction:  # a COMMIT that failed leaves it open
            driver.execute("ROLLBACK")
        why = error.__cause__ if isinstance(error, _TransactionEnded) else error
        no = disk.told(why or error)
        done = [(work, None, no) for work in works]
    connection.rollback()  # nothing is open any more; SQLAlchemy is told so
    for work, result, refusal in done:
        if refusal is None:
            work.future.set_result(result)
        else:
            work.future.set_exception(refusal)
    return any(disk.of_place(no) or disk.of_place(no.__cause__) for _, _, no in done if no)


def _in_savepoint(connection: Connection, work: _Work) -> tuple[Any, BaseException | None]:
    try:
        with _savepoint(connection, "work"):
            return work.do(connection), None
    except _TransactionEnded:
        raise
    except Exception as error:
        return None, disk.told(error)


class _TransactionEnded(Exception):  # noqa: N818 - it reads as what is so
    """The whole transaction is gone, as on a full disk."""


@contextmanager
def _savepoint(connection: Connection, name: str) -> Iterator[None]:
    """What is done inside is undone if it raises, and nothing else of the transaction."""
    driver = raw(connection)
    driver.execute(f"SAVEPOINT {name}")
    try:
        yield
    except BaseException as error:
        if not driver.in_transaction:
            raise _TransactionEnded from error
        driver.execute(f"ROLLBACK TO {name}")
        driver.execute(f"RELEASE {name}")
        raise
    driver.execute(f"RELEASE {name}")
