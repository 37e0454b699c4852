"""Folding facts into the owner's figures, behind the acknowledgement, each fact exactly once.

A slice of facts and the position they reach commit together, so a kill at any moment repeats or skips
nothing. The writer takes a slice only when no phone and no till waits, and a slice is short.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from domain.record.envelope import decode
from domain.record.fold import KNOWN, apply
from domain.record.replication import Backoff
from sync_server.database import disk, journal
from sync_server.database.folding import FoldingTables
from sync_server.database.projections import make_projections, present_shape
from sync_server.database.session import Connection, Database, DatabaseClosed

SLICE = 0.010  # seconds that the writer may be kept from others
MOST_OF_SLICE = 100  # events
BACKLOG_PAUSE = 0.1  # seconds after a large batch: the till has probably more to send
LONGEST_PAUSE = 2.0  # however much comes, figures must not stand still

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Slice:
    """What one slice changed; ``more``: there may be facts left."""

    stores: frozenset[str]
    more: bool


class Projector:
    """Keeps the projections up with the facts. ``changed`` is told which stores have news, in the writer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._running = False
        self._asked = False
        self._closed = False
        self._rest_until = 0.0
        self._resting_since = 0.0
        self._backoff = Backoff()
        self.changed: Callable[[frozenset[str]], object] = lambda stores: None
        database.submit(_prepare).result()

    def wake(self) -> None:
        """There may be new facts. Any thread may call this."""
        with self._lock:
            self._asked = True
            if self._running or self._closed:
                return
            self._running = True
        self._next()

    def backlog(self) -> None:
        """A large batch came: folding rests a little, so that it does not slow the next one down."""
        now = time.monotonic()
        with self._lock:
            if now > self._rest_until:
                self._resting_since = now
            self._rest_until = min(now + BACKLOG_PAUSE, self._resting_since + LONGEST_PAUSE)

    def close(self) -> None:
        """Take no further slice; the rest is folded after the next start."""
        with self._lock:
            self._closed = True

    def _next(self) -> None:
        with self._lock:
            self._asked = False
            rest = self._rest_until - time.monotonic()
        if rest > 0:
            self._next_in(rest)
            return
        try:
            self._database.submit(fold_slice, behind=True).add_done_callback(self._folded)
        except DatabaseClosed:
            self.close()

    def _next_in(self, seconds: float) -> None:
        later = threading.Timer(seconds, self._next)
        later.daemon = True
        later.start()

    def _folded(self, future: Future[Slice]) -> None:
        if failure := future.exception():
            log.error("facts cannot be folded: %s", type(failure).__name__)
            self._next_in(
                self._backoff.failed(random.SystemRandom().random())
            )  # the disk may take them later
            return
        self._backoff.succeeded()
        done = future.result()
        if done.stores:
            self.changed(done.stores)
        with self._lock:
            self._running = not self._closed and (self._asked or done.more)
            if not self._running:
                return
        self._next()


def _prepare(connection: Connection) -> None:
    """Projections of another shape are folded anew from the first fact."""
    shape = present_shape()
    if journal.folded_position(connection, shape) is None:
        make_projections(connection)
        journal.begin_fold(connection, shape)


def fold_slice(connection: Connection) -> Slice:
    """Fold as many facts as fit into a slice, in the caller's transaction."""
    shape = present_shape()
    position = before = journal.folded_position(connection, shape) or 0
    ends = time.monotonic() + SLICE
    tables: dict[str, FoldingTables] = {}
    for kept in journal.kept_after(connection, position, MOST_OF_SLICE):
        if not kept.trouble and not journal.told_before(connection, kept):
            into = tables.get(kept.store) or FoldingTables(connection, kept.store)
            tables[kept.store] = into
            _fold(connection, kept, into)
        position = kept.position
        if time.monotonic() > ends:
            break
    if position == before:
        return Slice(frozenset(), more=False)
    for into in tables.values():
        into.write()
    journal.set_folded(connection, position, shape)
    return Slice(frozenset(tables), more=True)


def _fold(connection: Connection, kept: journal.Kept, tables: FoldingTables) -> None:
    """Fold one fact; one that cannot be folded is marked, changes nothing and is in nobody's way."""
    try:
        event = decode(kept.raw)
        apply(event, tables)
    except Exception as error:
        if disk.told(error) is not error:
            raise  # it is not the fact's fault: the slice is folded again later
        tables.forget()
        log.error("fact %d cannot be folded: %s", kept.position, type(error).__name__)
        journal.mark_trouble(connection, kept.position, "fold")
    else:
        tables.keep()
        if event.kind not in KNOWN:
            journal.mark_trouble(connection, kept.position, "unknown")
