"""Tickets written one after another into a file, as a proof or for a program that takes them from there."""

import time
from dataclasses import dataclass
from pathlib import Path

from printers.connections.base import SendError


@dataclass(slots=True)
class FileConnection:
    """Bytes added to a file; it never answers."""

    path: Path

    @property
    def answers(self) -> bool:
        return False

    def open(self) -> None:
        with self.path.open("ab"):
            pass

    def send(self, data: bytes) -> None:
        try:
            with self.path.open("ab", buffering=0) as file:
                sent = file.write(data) or 0
        except OSError as error:
            raise SendError(str(error), 0) from error
        if sent < len(data):
            raise SendError(f"only {sent} of {len(data)} bytes written", sent)

    def receive(self, seconds: float) -> bytes:
        time.sleep(seconds)
        return b""

    def close(self) -> None:
        pass
