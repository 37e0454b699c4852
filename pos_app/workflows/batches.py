"""Batches of facts for home: while one is on its way, the next of a long backlog is made ready."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from domain.record.envelope import GENESIS
from domain.record.replication import MOST_EVENTS, BatchHeader, pack
from pos_app.database.journal import batch_query
from pos_app.database.session import Reader


@dataclass(frozen=True, slots=True)
class Batch:
    """The events behind ``after`` up to ``last``, packed; ``full``: there may be more."""

    after: int
    last: int
    packed: bytes
    full: bool


class Batches:
    """Reads batches from the journal. For one thread, which may let one batch be made beside it."""

    def __init__(self, open_reader: Callable[[], Reader], sender: dict[str, Any]) -> None:
        """``sender``: brand, store, device and incarnation, as they stand in each header."""
        self._reader = open_reader()
        self._sender = sender
        self._beside = ThreadPoolExecutor(1, "batches")
        self._ahead: Future[Batch | None] | None = None

    def behind(self, after: int) -> Batch | None:
        """The batch behind a number, or None if there is nothing."""
        ahead, self._ahead = self._ahead, None
        ready = ahead.result() if ahead else None
        return ready if ready and ready.after == after else self._make(after)

    def prepare(self, after: int) -> None:
        """Make ready the batch behind a number, which will be asked for next."""
        self._ahead = self._beside.submit(self._make, after)

    def _make(self, after: int) -> Batch | None:
        incarnation = self._sender["incarnation"]
        rows = self._reader.rows(batch_query(incarnation, after - 1, MOST_EVENTS + 1))
        previous = rows.pop(0).hash if rows and rows[0].seq == after else GENESIS
        if not rows:
            return None
        header = BatchHeader(**self._sender, after=after, previous=previous.hex(), head=rows[-1].hash.hex())
        packed = pack(header, [row.raw for row in rows])
        return Batch(after, rows[-1].seq, packed, len(rows) >= MOST_EVENTS)
