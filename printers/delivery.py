"""One ticket over one connection, up the acknowledgement ladder, and the truth about what came of it.

Ask first (DLE EOT), send, then wait for the printer's own word that it is printed (GS ( H), or at least
processed (GS r). While that word is late the socket stays open and the printer is asked what keeps it:
a refilled roll often prints the ticket after all. Why: reference printing.md.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from printers.connections import Connection, SendError
from printers.escpos import PROCESSED_REQUEST, completion_request
from printers.outcome import Outcome, Result, Rung
from printers.status import AutoStatus, Completed, Condition, Processed, Realtime, Reply, StatusReader, worst

_QUESTIONS = (1, 2, 4)
_STATUS_REQUEST = b"".join(b"\x10\x04" + bytes([question]) for question in _QUESTIONS)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. `status`: for a first sign of life. `answer`: before the printer is asked what keeps it.
    `poll`: how much longer it is then asked, every `every`; after that the ticket is unknown."""

    status: float = 0.3
    answer: float = 5.0
    poll: float = 25.0
    every: float = 1.0


def deliver(
    connection: Connection,
    payload: bytes | Callable[[], bytes],
    rung: Rung | None = None,
    *,
    patience: Patience = Patience(),
    told: Callable[[Condition], None] = lambda condition: None,
) -> Outcome:
    """Opens, sends one ticket, closes. The caller decides on retries and remembers `outcome.rung`.

    `rung` is what the printer is known to answer; None asks with DLE EOT and GS r, which any printer
    bears, while GS ( H is used only where `probe` has found it. SILENT is sent to without a question.
    A callable `payload` is asked only when the printer is ready, just before the first byte: there the
    caller notes in its ledger that bytes may leave. What it raises passes through, and nothing was sent.
    `told` hears of a changed condition while a ticket waits inside the printer.
    """
    if not connection.answers:
        rung = Rung.SILENT
    talk = _Talk(connection, patience, told)
    try:
        connection.open()
    except OSError as error:
        return Outcome(Result.FAILED, Condition.OFFLINE, rung, str(error), reached=False)
    try:
        return _delivered(talk, payload, rung)
    finally:
        connection.close()


def probe(connection: Connection, patience: Patience = Patience()) -> tuple[Rung, Condition]:
    """Which rung a printer stands on, and its condition; OSError if it is not reached.

    For set-up, with a test page after it: an old model may print the question itself.
    """
    talk = _Talk(connection, patience)
    connection.open()
    try:
        if not connection.answers or not talk.ask_status():
            return Rung.SILENT, Condition.OK
        if not talk.condition.prints:  # buffered questions are not answered now
            return Rung.STATUS, talk.condition
        connection.send(completion_request(b"PROB") + PROCESSED_REQUEST)
        first = talk.wait_for((Completed, Processed), patience.status)
        if first is None:
            return Rung.STATUS, talk.condition
        done = isinstance(first, Completed) or talk.wait_for((Completed,), patience.status)
        return (Rung.COMPLETION if done else Rung.PROCESSED), talk.condition
    finally:
        connection.close()


def look(connection: Connection, patience: Patience = Patience()) -> Condition | None:
    """A printer's condition, None if it tells none; OSError if it is not reached. No paper is used."""
    talk = _Talk(connection, patience)
    connection.open()
    try:
        return talk.condition if connection.answers and talk.ask_status() else None
    finally:
        connection.close()


def _delivered(talk: "_Talk", payload: bytes | Callable[[], bytes], rung: Rung | None) -> Outcome:
    if rung is not Rung.SILENT:
        try:
            alive = talk.ask_status()
        except OSError as error:
            return Outcome(Result.FAILED, Condition.OFFLINE, rung, str(error))
        if not alive and rung is not None:
            return Outcome(Result.FAILED, Condition.OFFLINE, rung, "no answer to DLE EOT")
        if not talk.condition.prints:
            return Outcome(Result.FAILED, talk.condition, rung)
        rung = rung or (Rung.PROCESSED if alive else Rung.SILENT)
    talk.forget()
    data = payload if isinstance(payload, bytes) else payload()
    mark = _mark(data)
    try:
        talk.connection.send(data + _request(rung, mark))
    except SendError as error:
        result = Result.UNKNOWN if error.sent else Result.FAILED
        return Outcome(result, Condition.OFFLINE, rung, str(error))
    if rung is Rung.SILENT:
        return Outcome(Result.SENT_UNCONFIRMED, talk.condition, rung)
    if rung is Rung.STATUS:
        return _arrived(talk)
    try:
        confirmed = talk.wait_for_end(rung, mark)
    except OSError as error:
        return Outcome(Result.UNKNOWN, Condition.OFFLINE, rung, str(error))
    return Outcome(Result.CONFIRMED if confirmed else Result.UNKNOWN, talk.condition, rung)


def _arrived(talk: "_Talk") -> Outcome:
    """A printer that tells only its state: what answers behind the ticket has at least received it."""
    try:
        alive = talk.ask_status()
    except OSError as error:
        return Outcome(Result.UNKNOWN, Condition.OFFLINE, Rung.STATUS, str(error))
    result = Result.SENT_UNCONFIRMED if alive and talk.condition.prints else Result.UNKNOWN
    return Outcome(result, talk.condition, Rung.STATUS)


def _mark(payload: bytes) -> bytes:
    """Four printable bytes that tell this ticket's answer from a late one of the ticket before."""
    return b"%04d" % (zlib.crc32(payload) % 10_000)


def _request(rung: Rung | None, mark: bytes) -> bytes:
    if rung is Rung.COMPLETION:
        return completion_request(mark)
    return PROCESSED_REQUEST if rung is Rung.PROCESSED else b""


@dataclass(slots=True)
class _Talk:
    """What the printer has said so far on this connection."""

    connection: Connection
    patience: Patience
    told: Callable[[Condition], None] = lambda condition: None
    condition: Condition = Condition.OK
    _reader: StatusReader = field(default_factory=StatusReader)
    _answers: dict[int, Condition] = field(default_factory=dict)
    _waiting: list[Reply] = field(default_factory=list)

    def ask_status(self) -> bool:
        """Asks the three questions; whether any was answered in time. The condition is then known."""
        self._answers.clear()
        self._reader.asked(*_QUESTIONS)
        self.connection.send(_STATUS_REQUEST)
        until = time.monotonic() + self.patience.status
        while len(self._answers) < len(_QUESTIONS) and time.monotonic() < until:
            self._waiting += self._replies(until)
        self._change(worst(self._answers.values()))
        return bool(self._answers)

    def forget(self) -> None:
        """Drops what was said before the ticket: some printers send an old answer to a new connection."""
        self._waiting.clear()

    def wait_for(self, kinds: tuple[type[Reply], ...], seconds: float) -> Reply | None:
        """The first reply of these kinds; others are noted and dropped."""
        until = time.monotonic() + seconds
        while True:
            while self._waiting:
                reply = self._waiting.pop(0)
                if isinstance(reply, kinds):
                    return reply
            if time.monotonic() >= until:
                return None
            self._waiting += self._replies(until)

    def wait_for_end(self, rung: Rung, mark: bytes) -> bool:
        """Whether the printer said in all our patience that this ticket is done."""
        if self._ended(rung, mark, self.patience.answer):
            return True
        until = time.monotonic() + self.patience.poll
        while time.monotonic() < until:
            self._reader.asked(*_QUESTIONS)
            self.connection.send(_STATUS_REQUEST)
            if self._ended(rung, mark, min(self.patience.every, max(0.0, until - time.monotonic()))):
                return True
        return False

    def _ended(self, rung: Rung, mark: bytes, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while reply := self.wait_for((Completed, Processed), until - time.monotonic()):
            if rung is Rung.PROCESSED and isinstance(reply, Processed):
                return True
            if isinstance(reply, Completed) and reply.mark == mark:
                return True
        return False

    def _replies(self, until: float) -> Iterator[Reply]:
        data = self.connection.receive(max(0.0, until - time.monotonic()))
        for reply in self._reader.feed(data):
            self._note(reply)
            yield reply

    def _note(self, reply: Reply) -> None:
        if isinstance(reply, Realtime) and reply.question:
            self._answers[reply.question] = reply.condition
            if reply.question == _QUESTIONS[-1]:
                self._change(worst(self._answers.values()))
        elif isinstance(reply, AutoStatus | Processed):
            self._change(reply.condition)

    def _change(self, condition: Condition) -> None:
        if condition is not self.condition:
            self.condition = condition
            self.told(condition)
