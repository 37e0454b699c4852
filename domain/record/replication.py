"""How facts travel home: batches, what an answer means, when to try again. Sans I/O; both programs use it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from domain.record.plain import from_plain, to_plain

PROTOCOL = 1
MOST_EVENTS = 2_000  # in one batch
MOST_BYTES = 32 * 1024 * 1024  # of one batch, unpacked


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """Stands once before a run of events. Hashes in hexadecimal: before its first event, after its last."""

    brand: str
    store: str
    device: str
    incarnation: str
    after: int
    previous: str
    head: str
    protocol: int = PROTOCOL


def pack(header: BatchHeader, raws: Sequence[bytes]) -> bytes:
    """The header and the raw events, one a line, gzipped."""
    plain = canonical({**to_plain(header), "protocol": header.protocol})
    return gzip.compress(b"\n".join([plain, *raws]), compresslevel=3, mtime=0)


def unpack(data: bytes) -> tuple[BatchHeader, list[bytes]]:
    """A batch's header and raw events as sent. Raises Refused("unreadable")."""
    try:
        unpacker = zlib.decompressobj(wbits=31)
        text = unpacker.decompress(data, MOST_BYTES)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise Refused("unreadable")
    except zlib.error as error:
        raise Refused("unreadable") from error
    first, *raws = text.split(b"\n")
    return from_plain(BatchHeader, parse(first)), raws


@dataclass(slots=True)
class Backlog:
    """How far a home has got with an incarnation, and the progress of catching up.

    ``acked`` is the last number that home holds (−1: not asked yet); ``total`` and ``sent`` count events
    since the backlog began and are 0 when there is none.
    """

    acked: int = -1
    total: int = 0
    sent: int = 0

    def waiting(self, head: int) -> int:
        """Events that home does not hold yet."""
        return max(0, head - max(self.acked, 0))

    def answered(self, seq: int, head: int) -> None:
        """Home says it holds everything up to ``seq``; the journal's last number is ``head``."""
        before = max(self.acked, 0)
        if not self.total:
            self.total = max(0, head - before)
        self.sent += max(0, seq - before)
        self.acked = seq
        if seq >= head:
            self.total = self.sent = 0
        else:
            self.total = max(self.total, self.sent + head - seq)


@dataclass(slots=True)
class Backoff:
    """How long to wait after a failure: doubling from ``first`` to ``most`` seconds, spread by chance."""

    first: float = 0.2
    most: float = 15.0
    failures: int = 0

    def failed(self, chance: float) -> float:
        """Seconds to wait now. ``chance`` in [0, 1) spreads the tries of many tills."""
        wait: float = min(self.most, self.first * 2**self.failures)
        self.failures = min(self.failures + 1, 20)
        return wait * (0.5 + chance / 2)

    def succeeded(self) -> None:
        self.failures = 0
