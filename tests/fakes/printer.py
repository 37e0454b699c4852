"""A strict printer with faults, over a real socket: what it got, what it printed, and how it failed.

with VirtualPrinter() as printer:
    printer.fault = Fault.PAPER_OUT
    ...
    printer.fault = None           # paper refilled: what waits in the buffer is printed now
    printer.wait_for(1)
"""

import contextlib
import socket
import struct
import threading
import time
from enum import Enum
from typing import Self

from printers.paper import Paper
from printers.status import Condition
from printers.virtual import PrinterServer, ReceivedTicket


class Fault(Enum):
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    NEAR_END = "near_end"
    ERROR = "error"
    PAPER_OUT_MID_JOB = "paper_out_mid_job"  # says OK until a ticket begins, then is PAPER_OUT
    SILENT = "silent"  # prints, never answers
    RESET_MID_JOB = "reset_mid_job"  # takes half of a ticket, then resets the connection
    RESET_AFTER_JOB = "reset_after_job"  # prints a ticket and resets the connection unanswered; once
    NEVER_READS = "never_reads"  # accepts connections and leaves the bytes to the system
    GARBAGE = "garbage"  # each answer comes after bytes that mean nothing


_CONDITIONS = {
    Fault.PAPER_OUT: Condition.PAPER_OUT,
    Fault.COVER_OPEN: Condition.COVER_OPEN,
    Fault.OFFLINE: Condition.OFFLINE,
    Fault.NEAR_END: Condition.NEAR_END,
    Fault.ERROR: Condition.ERROR,
}
_RESET = b"\x1b@"  # begins each ticket
PATIENCE = 20.0  # seconds for what must come: a busy machine may hold everything up for some


class VirtualPrinter(PrinterServer):
    """`tickets` holds each whole ticket received, printed or not; `strays` counts undecodable characters."""

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", width_dots: int = 576) -> None:
        super().__init__(self._printed, host=host, port=port, width_dots=width_dots)
        self.connections = 0
        self.bytes_received = 0
        self._news = threading.Condition(self.lock)
        self._fault: Fault | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def tickets(self) -> list[ReceivedTicket]:
        with self.lock:
            return list(self.body.tickets)

    @property
    def printed(self) -> list[ReceivedTicket]:
        return [ticket for ticket in self.tickets if ticket.printed]

    @property
    def texts(self) -> list[str]:
        """The characters of each ticket that is on paper."""
        return [ticket.text for ticket in self.printed]

    @property
    def strays(self) -> int:
        return sum(ticket.text.count("\ufffd") for ticket in self.tickets)

    @property
    def fault(self) -> Fault | None:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        with self._news:
            self._fault = fault
            self.change(_CONDITIONS.get(fault, Condition.OK) if fault else Condition.OK)
            self._news.notify_all()

    def wait_for(self, count: int, timeout: float = PATIENCE) -> list[ReceivedTicket]:
        """The printed tickets once there are so many; AssertionError when they do not come in time."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.printed) >= count, timeout):
                raise AssertionError(f"{len(self.printed)} of {count} tickets printed in {timeout} s")
            return self.printed

    def drain(self) -> None:
        """Wait until all that was sent so far has been taken in: connections are served in turn."""
        host, port = self.address.rpartition("/")[2].split(":")
        with socket.create_connection((host, int(port)), timeout=5) as mine:
            mine.sendall(b"\x10\x04\x01")
            assert mine.recv(1)

    def switch_off_and_on(self) -> None:
        """A power cut: connection reset, buffer lost."""
        with self.lock:
            if self._current is not None:
                _reset(self._current)
            self.body.switch_off()

    def _printed(self, paper: Paper) -> None:
        with self._news:
            self._news.notify_all()

    # ---------------------------------------------------------------- what faults do

    def serve(self, connection: socket.socket) -> None:
        with self._news:
            self.connections += 1
            if self._fault is Fault.NEVER_READS:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                self._news.wait_for(lambda: self._fault is not Fault.NEVER_READS or self._stopping.is_set())
        super().serve(connection)

    def handle(self, data: bytes) -> None:
        with self.lock:
            self.bytes_received += len(data)
            if self._fault is Fault.PAPER_OUT_MID_JOB and _RESET in data:
                self.body.change(Condition.PAPER_OUT)
            if self._fault is Fault.RESET_MID_JOB and _RESET in data:
                self.body.receive(data[: len(data) // 2])
                assert self._current is not None
                _reset(self._current)
                return
            if self._fault is Fault.RESET_AFTER_JOB:
                before = len(self.body.tickets)
                replies = self.body.receive(data)
                if len(self.body.tickets) > before:
                    self._fault = None
                    assert self._current is not None
                    _reset(self._current)
                else:
                    self._reply(replies)
                return
        super().handle(data)

    def stop(self) -> None:
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        super().stop()

    def _reply(self, data: bytes) -> None:
        if self._fault is Fault.SILENT:
            return
        super()._reply(b"\xff\x91" + data if data and self._fault is Fault.GARBAGE else data)


def _reset(connection: socket.socket) -> None:
    """Closes so that the other side gets a reset instead of an end."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


def free_port() -> int:
    """A port where nobody listens at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def until(condition: object, timeout: float = PATIENCE) -> None:
    """Waits for a callable to become true."""
    assert callable(condition)
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
