"""A printer in software on a TCP port: real bytes in, paper and replies out. For the demo and for tests.

Like a real one it serves one connection at a time, answers DLE EOT at once even when it cannot print,
keeps what it cannot print in its buffer, and answers GS r and GS ( H only when it gets to them.
"""

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from printers.command_reader import Command, CommandReader, Token
from printers.paper import Paper
from printers.press import Press
from printers.status import Condition

# Answers to DLE EOT 1, 2 and 4; the bytes of reference printing.md, "The acknowledgement ladder".
_REALTIME = {
    Condition.OK: b"\x12\x12\x12",
    Condition.NEAR_END: b"\x12\x12\x1e",
    Condition.PAPER_OUT: b"\x1a\x32\x7e",
    Condition.COVER_OPEN: b"\x1a\x16\x12",
    Condition.OFFLINE: b"\x1a\x12\x12",
    Condition.ERROR: b"\x1a\x52\x12",
}
_AUTO = {
    Condition.OK: b"\x10\x00\x00\x00",
    Condition.NEAR_END: b"\x10\x00\x03\x00",
    Condition.PAPER_OUT: b"\x18\x00\x0f\x00",
    Condition.COVER_OPEN: b"\x38\x00\x00\x00",
    Condition.OFFLINE: b"\x18\x00\x00\x00",
    Condition.ERROR: b"\x18\x20\x00\x00",
}


@dataclass(slots=True)
class ReceivedTicket:
    """What came up to a cut. Times are of time.monotonic(); `printed_at` None while it waits inside."""

    paper: Paper
    arrived_at: float
    printed_at: float | None = None

    @property
    def text(self) -> str:
        return self.paper.text

    @property
    def printed(self) -> bool:
        return self.printed_at is not None


class PrinterBody:
    """The printer without its wires: bytes and conditions in, replies out. Not thread-safe.

    Replies come first; paper is laid only when somebody looks, so that pictures cost the sender no time.
    One that ``forgets`` keeps no ticket that was taken: a demo prints all day.
    """

    def __init__(self, width_dots: int, forgets: bool = False) -> None:
        self._forgets = forgets
        self.condition = Condition.OK
        self._reader = CommandReader()
        self._press = Press(width_dots)
        self._buffer: deque[Token] = deque()
        self._auto = False
        self._arrived: list[tuple[float, Token]] = []
        self._tickets: list[ReceivedTicket] = []
        self._printed_at: list[float] = []
        self._shown = 0

    @property
    def tickets(self) -> list[ReceivedTicket]:
        """All that came whole, in order."""
        for arrived_at, token in self._arrived:
            self._press.run(token)
            if _cuts(token):
                self._tickets.append(ReceivedTicket(self._press.take(), arrived_at))
        self._arrived.clear()
        for ticket, printed_at in zip(self._tickets, self._printed_at, strict=False):
            ticket.printed_at = printed_at
        return self._tickets

    def receive(self, data: bytes) -> bytes:
        """Takes bytes in; returns the replies that are due now."""
        replies, now = b"", time.monotonic()
        for token in self._reader.feed(data):
            if isinstance(token, Command) and token.name == b"\x10\x04":
                replies += self._realtime(token.data[0])
                continue
            self._arrived.append((now, token))
            self._buffer.append(token)
        return replies + self._work()

    def change(self, condition: Condition) -> bytes:
        """Paper in or out, cover open or shut; returns the replies that this sets free."""
        changed, self.condition = condition is not self.condition, condition
        frame = _AUTO[condition] if changed and self._auto else b""
        return frame + self._work()

    def take_printed(self) -> list[Paper]:
        """The tickets printed since this was last asked."""
        if self._shown == len(self._printed_at):
            return []
        fresh = self.tickets[self._shown : len(self._printed_at)]
        self._shown = len(self._printed_at)
        if self._forgets:
            del self._tickets[: self._shown], self._printed_at[:]
            self._shown = 0
        return [ticket.paper for ticket in fresh]

    def switch_off(self) -> None:
        """Loses all that is not on paper."""
        self._tickets = [ticket for ticket in self.tickets if ticket.printed]
        self._reader = CommandReader()
        self._press = Press(self._press.width_dots)
        self._buffer.clear()
        self._auto = False

    def _work(self) -> bytes:
        replies = b""
        while self._buffer and self.condition.prints:
            token = self._buffer.popleft()
            if _cuts(token):
                self._printed_at.append(time.monotonic())
            elif isinstance(token, Command):
                replies += self._answer(token)
        return replies

    def _realtime(self, question: int) -> bytes:
        answers = _REALTIME[self.condition]
        return {1: answers[0:1], 2: answers[1:2], 3: b"\x12", 4: answers[2:3]}.get(question, b"")

    def _answer(self, command: Command) -> bytes:
        if command.name == b"\x1dr":
            near_end = self.condition is Condition.NEAR_END
            return b"\x03" if near_end and command.data in (b"\x01", b"1") else b"\x00"
        if command.name == b"\x1d(H" and command.data[2:4] == b"00":
            return b"\x37\x22" + command.data[4:8] + b"\x00"
        if command.name == b"\x1da":
            self._auto = command.data != b"\x00"
            return _AUTO[self.condition] if self._auto else b""
        return b""


def _cuts(token: Token) -> bool:
    return isinstance(token, Command) and token.name in (b"\x1dV", b"\x1bi", b"\x1bm")


class PrinterServer:
    """A printer that never fails, on its own thread. `on_ticket` is called there with each ticket's paper."""

    def __init__(
        self,
        on_ticket: Callable[[Paper], None] = lambda paper: None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        width_dots: int = 576,
        forgets: bool = False,
    ) -> None:
        self.body = PrinterBody(width_dots, forgets)
        self._on_ticket = on_ticket
        self.lock = threading.RLock()
        self._listener = socket.create_server((host, port))
        self.host, self.port = self._listener.getsockname()[:2]
        self._current: socket.socket | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._accept, name=f"printer-{self.port}", daemon=True)

    @property
    def address(self) -> str:
        return f"tcp://{self.host}:{self.port}"

    def start(self) -> "PrinterServer":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends the thread and frees the port."""
        self._stopping.set()
        with self.lock:
            for sock in (self._current, self._listener):
                if sock is not None:
                    _end(sock)
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()

    def change(self, condition: Condition) -> None:
        with self.lock:
            self._reply(self.body.change(condition))
            self._show()

    def handle(self, data: bytes) -> None:
        """What arrived on the current connection; a fake with faults does worse here."""
        with self.lock:
            self._reply(self.body.receive(data))
            self._show()

    def serve(self, connection: socket.socket) -> None:
        """One connection to its end."""
        while data := connection.recv(65536):
            self.handle(data)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self.lock:
                    self._current = connection
                    if self._stopping.is_set():
                        return
                self.serve(connection)
            with self.lock:
                self._current = None

    def _show(self) -> None:
        for paper in self.body.take_printed():
            self._on_ticket(paper)

    def _reply(self, data: bytes) -> None:
        if data and self._current is not None:
            with contextlib.suppress(OSError):
                self._current.sendall(data)


def _end(sock: socket.socket) -> None:
    """Wakes whoever waits on it; some systems do so at shutdown, others only at close."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
