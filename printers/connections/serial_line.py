"""A printer or a scale on a serial cable, through pyserial: speed and flow control stand in its address."""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import serial

from printers.connections.base import SendError

if sys.platform == "win32":
    _TERMINAL: type[Exception] = OSError
else:
    import termios

    _TERMINAL = termios.error

BAUDS = (1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200)
FLOWS = ("none", "rts", "dtr", "xon")
SEND_SECONDS = 5.0
_CHUNK = 256
_BITS = 10  # start, eight, stop
_PAUSE = 0.01


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """An adapter that is pulled out is told as an OSError; pyserial lets the terminal's own error through."""
    try:
        yield
    except _TERMINAL as error:
        raise error if isinstance(error, OSError) else OSError(*error.args) from error


@dataclass(slots=True)
class SerialConnection:
    """`flow`: none | rts | dtr | xon. `send_seconds` beyond the time that the bits take ends a sending."""

    port: str
    baud: int = 9600
    flow: str = "none"
    send_seconds: float = SEND_SECONDS
    _line: serial.Serial | None = field(default=None, init=False)

    @property
    def answers(self) -> bool:
        return True

    def open(self) -> None:
        self.close()
        with _told():
            self._line = serial.Serial(
                self.port,
                self.baud,
                timeout=0,
                write_timeout=self.send_seconds + _CHUNK * _BITS / self.baud,
                rtscts=self.flow == "rts",
                dsrdtr=self.flow == "dtr",
                xonxoff=self.flow == "xon",
                exclusive=True,
            )
            self._line.reset_input_buffer()

    def send(self, data: bytes) -> None:
        line, sent = self._opened(), 0
        try:
            with _told():
                while sent < len(data):
                    sent += line.write(data[sent : sent + _CHUNK]) or 0
                self._drain(line)
        except OSError as error:  # pyserial's own errors are OSErrors too
            with contextlib.suppress(OSError), _told():
                line.reset_output_buffer()  # else closing waits for a printer that is switched off
            late = isinstance(error, serial.SerialTimeoutException)  # a part of the piece may have left
            raise SendError(str(error), max(sent, 1) if late else sent) from error

    def receive(self, seconds: float) -> bytes:
        line = self._opened()
        with _told():
            line.timeout = seconds
            first: bytes = line.read(1)
            line.timeout = 0
            return first + line.read(4096) if first else b""

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _drain(self, line: serial.Serial) -> None:
        """Wait until the cable has it: closing would throw the rest away."""
        waiting = line.out_waiting
        until = time.monotonic() + self.send_seconds + waiting * _BITS / self.baud
        while waiting:
            if time.monotonic() > until:
                raise TimeoutError(f"{waiting} bytes were not taken in time")
            time.sleep(_PAUSE)
            waiting = line.out_waiting

    def _opened(self) -> serial.Serial:
        if self._line is None:
            raise OSError("the connection is not open")
        return self._line


def serial_ports() -> list[tuple[str, str]]:
    """(address, name) of each serial port of this computer; what is at its other end is not known."""
    from serial.tools.list_ports import comports

    return [(f"serial://{port.device}?baud=9600", port.description) for port in comports()]
