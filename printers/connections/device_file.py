"""A USB printer as the kernel's usblp driver shows it: /dev/usb/lp0, written to and read from, no library."""

import os
import select
import sys
import time
from dataclasses import dataclass, field

from printers.connections.base import SendError

SEND_SECONDS = 5.0
_PAUSE = 0.02  # seconds before an empty answer is asked for again: usblp reads do not always wait


@dataclass(slots=True)
class DeviceFileConnection:
    """`send_seconds` without a byte taken ends a sending, as when there is no paper."""

    path: str
    send_seconds: float = SEND_SECONDS
    _file: int | None = field(default=None, init=False)

    @property
    def answers(self) -> bool:
        return True

    def open(self) -> None:
        self.close()
        if sys.platform == "win32":
            raise OSError("only Linux shows a USB printer as a file")
        self._file = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def send(self, data: bytes) -> None:
        file, sent = self._opened(), 0
        try:
            while sent < len(data):
                if not select.select([], [file], [], self.send_seconds)[1]:
                    raise TimeoutError(f"nothing taken in {self.send_seconds} s")
                sent += os.write(file, data[sent : sent + 4096])
        except OSError as error:
            raise SendError(str(error), sent) from error

    def receive(self, seconds: float) -> bytes:
        file, until = self._opened(), time.monotonic() + seconds
        while select.select([file], [], [], max(0.0, until - time.monotonic()))[0]:
            try:
                data = os.read(file, 4096)
            except BlockingIOError:
                data = b""
            if data:
                return data
            if time.monotonic() >= until:
                break
            time.sleep(min(_PAUSE, max(0.0, until - time.monotonic())))
        return b""

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _opened(self) -> int:
        if self._file is None:
            raise OSError("the connection is not open")
        return self._file
