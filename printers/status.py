"""One reader for all that a printer says on one wire: DLE EOT, GS r and GS ( H replies and ASB frames.

They are told apart by fixed bits. DLE EOT and GS r replies do not say which question they answer, so
the reader is told what was asked. Bytes: reference printing.md, "The acknowledgement ladder".
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class Condition(Enum):
    """What keeps a printer from printing, worst first; it prints while OK or NEAR_END."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    ERROR = "error"
    OFFLINE = "offline"
    NEAR_END = "near_end"
    OK = "ok"

    @property
    def prints(self) -> bool:
        return self in (Condition.OK, Condition.NEAR_END)


def worst(conditions: Iterable[Condition]) -> Condition:
    order = list(Condition)
    return min(conditions, key=order.index, default=Condition.OK)


@dataclass(frozen=True, slots=True)
class Realtime:
    """Answer to DLE EOT `question` (1 printer, 2 cause of offline, 3 error, 4 paper); 0 when nobody asked."""

    question: int
    byte: int

    @property
    def condition(self) -> Condition:
        return _first(_REALTIME.get(self.question, ()), self.byte)


@dataclass(frozen=True, slots=True)
class Processed:
    """Answer to GS r 1: all that was sent before it has been processed."""

    byte: int

    @property
    def condition(self) -> Condition:
        return _first(((0x0C, Condition.PAPER_OUT), (0x03, Condition.NEAR_END)), self.byte)


@dataclass(frozen=True, slots=True)
class Completed:
    """Answer to GS ( H: all that was sent before this mark is on paper."""

    mark: bytes


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """An ASB frame, which a printer sends by itself when something changes."""

    frame: bytes

    @property
    def condition(self) -> Condition:
        return worst(_first(bits, byte) for bits, byte in zip(_AUTO, self.frame, strict=True))


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that are no answer at all."""

    data: bytes


Reply = Realtime | Processed | Completed | AutoStatus | Garbage
_Bits = tuple[tuple[int, Condition], ...]

_REALTIME: dict[int, _Bits] = {
    1: ((0x08, Condition.OFFLINE),),
    2: ((0x20, Condition.PAPER_OUT), (0x04, Condition.COVER_OPEN), (0x40, Condition.ERROR)),
    3: ((0x68, Condition.ERROR),),
    4: ((0x60, Condition.PAPER_OUT), (0x0C, Condition.NEAR_END)),
}
_AUTO: tuple[_Bits, ...] = (
    ((0x20, Condition.COVER_OPEN), (0x08, Condition.OFFLINE)),
    ((0x68, Condition.ERROR),),
    ((0x0C, Condition.PAPER_OUT), (0x03, Condition.NEAR_END)),
    (),
)


def _first(bits: _Bits, byte: int) -> Condition:
    return next((condition for mask, condition in bits if byte & mask), Condition.OK)


class StatusReader:
    """Feed it what arrives, in any pieces; it gives whole replies and keeps what is still open."""

    def __init__(self) -> None:
        self._open = b""
        self._asked: deque[int] = deque()

    def asked(self, *questions: int) -> None:
        """DLE EOT questions just sent; their answers come in this order."""
        self._asked.extend(questions)

    def feed(self, data: bytes) -> Iterator[Reply]:
        self._open += data
        while self._open:
            reply, size = self._reply()
            if reply is None:
                return
            self._open = self._open[size:]
            yield reply

    def _reply(self) -> tuple[Reply | None, int]:
        """The first whole reply and its length, or (None, 0) while more must come."""
        data, first = self._open, self._open[0]
        if first & 0x93 == 0x12:
            return Realtime(self._asked.popleft() if self._asked else 0, first), 1
        if first == 0x37:
            return _block(data)
        if first & 0x93 == 0x10:
            return _frame(data)
        if first & 0x90 == 0:
            return Processed(first), 1
        return Garbage(data[:1]), 1


def _block(data: bytes) -> tuple[Reply | None, int]:
    """37 22 d1 d2 d3 d4 00."""
    if any(got != due for got, due in zip(data[1:2], b"\x22", strict=False)):
        return Garbage(data[:1]), 1
    if any(not 0x20 <= byte <= 0x7E for byte in data[2:6]) or data[6:7] not in (b"", b"\0"):
        return Garbage(data[:1]), 1
    return (Completed(data[2:6]), 7) if len(data) >= 7 else (None, 0)


def _frame(data: bytes) -> tuple[Reply | None, int]:
    """Four bytes; bits 4 and 7 of the last three are 0."""
    if any(byte & 0x90 for byte in data[1:4]):
        return Garbage(data[:1]), 1
    return (AutoStatus(data[:4]), 4) if len(data) >= 4 else (None, 0)
