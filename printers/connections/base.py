"""The small interface behind which every way to a printer stands: open, send, receive, close."""

from typing import Protocol


class SendError(OSError):
    """Sending stopped after `sent` bytes were taken by the system; 0 means that none can have left."""

    def __init__(self, message: str, sent: int) -> None:
        super().__init__(message)
        self.sent = sent


class Connection(Protocol):
    """One conversation with a printer, a new one for each job. Errors are OSError; no call waits longer
    than it says."""

    @property
    def answers(self) -> bool:
        """Whether a printer can be heard here; where not, nothing is asked, so no question is printed."""
        ...

    def open(self) -> None: ...

    def send(self, data: bytes) -> None:
        """All of it, or SendError."""
        ...

    def receive(self, seconds: float) -> bytes:
        """What has arrived, waiting at most so long; b"" if nothing did, ConnectionError at the end."""
        ...

    def close(self) -> None: ...
