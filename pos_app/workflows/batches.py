"""Batches of facts for a keeper: while one is on its way, the next of a long backlog is made ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from domain.record.envelope import GENESIS, chain, head_of
from domain.record.replication import MOST_EVENTS, BatchHeader, Push, pack
from pos_app.database.journal import Kept, batch, hash_at, numbers
from pos_app.database.session import PLACE, Reader, of_place


@dataclass(frozen=True, slots=True)
class Batch:
    """The events of a push up to ``last``, whose hash is ``head``; ``full``: there may be more."""

    push: Push
    last: int
    head: str
    packed: bytes
    full: bool


class Batches:
    """Reads batches from the journal. For one thread, which may let one batch be made beside it."""

    def __init__(self, open_reader: Callable[[], Reader], sender: Mapping[str, Any]) -> None:
        """``sender``: brand, store, device and protocol, as they stand in each header."""
        self._reader = open_reader()
        self._sender = sender
        self._beside = ThreadPoolExecutor(1, "batches")
        self._ahead: Future[Batch | None] | None = None
        self.careful = False  # a server could not read one: each ends before a broken link of our chain

    def speak(self, protocol: int) -> None:
        """The protocol of the batches from now on."""
        self._sender = {**self._sender, "protocol": protocol}

    def of(self, push: Push) -> Batch | None:
        """The batch of a push, or None if there is nothing."""
        ahead, self._ahead = self._ahead, None
        ready = ahead.result() if ahead else None
        return ready if ready and ready.push == push else self._make(push)

    def prepare(self, push: Push) -> None:
        """Make ready the batch that will be asked for next."""
        self._ahead = self._beside.submit(self._make, push)

    def hash_at(self, incarnation: str, seq: int) -> str:
        """Our hash after an event, hexadecimal; "" if its place on the disk is damaged."""
        if self._ahead:
            self._ahead.exception()  # the reader is for one thread at a time
        try:
            return self._hash_at(incarnation, seq)
        except PLACE as error:
            if not of_place(error):
                raise
            return ""

    def _hash_at(self, incarnation: str, seq: int) -> str:
        return self._reader.read(lambda connection: hash_at(connection, incarnation, seq)).hex()

    def unproven(self, incarnation: str, after: int) -> tuple[bytes, int] | None:
        """What is written behind a number, packed, and up to which number; None if there is nothing.

        A fact that does not follow from the one before it comes alone, by the hash that it has; the next one
        goes on from the hash that is written there.
        """
        if self._ahead:
            self._ahead.exception()
        rows = self._rows(incarnation, after - 1)
        known = bool(rows) and rows[0].seq == after  # else it begins, or nobody can say from what it goes on
        previous = rows.pop(0).hash if known else bytes.fromhex(self.hash_at(incarnation, after)) or GENESIS
        rows = rows or self._rows(incarnation, after)
        if not rows:
            return None
        rows = _whole(previous, rows) or rows[:1]
        head = head_of(previous, [row.raw for row in rows]).hex()
        begin = rows[0].seq - 1
        header = BatchHeader(
            **self._sender, incarnation=incarnation, after=begin, previous=previous.hex(), head=head
        )
        return pack(header, [row.raw for row in rows]), rows[-1].seq

    def _rows(self, incarnation: str, after: int) -> list[Kept]:
        """Events behind a number, as far as they can be read; what cannot be before them is passed over."""
        try:
            return self._reader.read(lambda c: batch(c, incarnation, after, MOST_EVENTS + 1))
        except PLACE as error:
            if not of_place(error):
                raise
        found: list[Kept] = []
        for seq in self._reader.read(lambda c: numbers(c, incarnation, after, MOST_EVENTS + 1)):
            try:
                found += self._reader.read(lambda c, before=seq - 1: batch(c, incarnation, before, 1))  # type: ignore[misc]
            except PLACE as error:
                if not of_place(error):
                    raise
                if found:
                    break
        return found

    def _make(self, push: Push) -> Batch | None:
        rows = self._rows(push.incarnation, push.after - 1)
        if rows and rows[0].seq == push.after:
            previous = rows.pop(0).hash.hex()
        else:
            previous = push.head or self._hash_at(push.incarnation, push.after)
        if not rows:
            return None
        full = len(rows) >= MOST_EVENTS
        if self.careful:
            rows = _whole(bytes.fromhex(previous), rows) or rows  # what is broken is told: there it is noted
        header = BatchHeader(
            **self._sender,
            incarnation=push.there,
            after=push.after,
            previous=previous,
            head=rows[-1].hash.hex(),
            follows=push.follows,
            fork=push.fork,
        )
        packed = pack(header, [row.raw for row in rows])
        return Batch(push, rows[-1].seq, header.head, packed, full)


def _whole(previous: bytes, rows: list[Kept]) -> list[Kept]:
    """Those that stand before a broken link."""
    for place, row in enumerate(rows):
        if chain(previous, row.raw) != row.hash:
            return rows[:place]
        previous = row.hash
    return rows
