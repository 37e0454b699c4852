"""A printer at the other end of a cable: a pseudo-terminal with a strict printer's body behind it."""

import contextlib
import os
import select
import threading
import tty

from printers.status import Condition
from printers.virtual import PrinterBody


class CablePrinter:
    """`port` is what the till opens, as a serial port or as a device file."""

    def __init__(self) -> None:
        self._mine, theirs = os.openpty()
        tty.setraw(self._mine)
        tty.setraw(theirs)
        self.port = os.ttyname(theirs)
        self._theirs = theirs  # kept open: a cable stays plugged in while nobody talks
        self.body = PrinterBody(576)
        self._lock = threading.Lock()
        self._read = threading.Event()
        self._read.set()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="cable-printer", daemon=True)

    def __enter__(self) -> "CablePrinter":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._ending:
            self.pull_out()

    @property
    def texts(self) -> list[str]:
        """The characters of each ticket on paper."""
        with self._lock:
            return [ticket.text for ticket in self.body.tickets if ticket.printed]

    def change(self, condition: Condition) -> None:
        with self._lock:
            replies = self.body.change(condition)
        if replies:
            os.write(self._mine, replies)

    def stop_reading(self) -> None:
        self._read.clear()

    def fill(self, room: int) -> None:
        """Take no more than ``room`` bytes from now on: all before that waits on the cable."""
        self.stop_reading()
        os.set_blocking(self._theirs, False)
        with contextlib.suppress(BlockingIOError):
            while os.write(self._theirs, b" "):
                pass
        os.read(self._mine, room)

    def pull_out(self) -> None:
        """The cable, or the adapter at its end, is out."""
        self._ending = True
        self._read.set()
        self._thread.join()
        os.close(self._theirs)
        os.close(self._mine)

    def _run(self) -> None:
        while not self._ending:
            self._read.wait()
            if not select.select([self._mine], [], [], 0.05)[0] or not self._read.is_set():
                continue
            data = os.read(self._mine, 4096)
            with self._lock:
                replies = self.body.receive(data)
            if replies:
                os.write(self._mine, replies)
