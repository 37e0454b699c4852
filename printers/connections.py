"""Ways to a printer behind one small interface: open, send, receive, close; a new one for each job.

Loaded here is only what the standard library has; USB, serial and spooler come with their own files.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

CONNECT_SECONDS = 3.0
SEND_SECONDS = 5.0
PORT = 9100


class SendError(OSError):
    """Sending stopped after `sent` bytes were taken by the system; 0 means that none can have left."""

    def __init__(self, message: str, sent: int) -> None:
        super().__init__(message)
        self.sent = sent


class Connection(Protocol):
    """One conversation with a printer. Errors are OSError; no call waits longer than it says."""

    def open(self) -> None: ...

    def send(self, data: bytes) -> None:
        """All of it, or SendError."""
        ...

    def receive(self, seconds: float) -> bytes:
        """What has arrived, waiting at most so long; b"" if nothing did, ConnectionError at the end."""
        ...

    def close(self) -> None: ...


@dataclass(slots=True)
class TcpConnection:
    """A printer's port 9100. Each `open` is a new socket: a half-dead old one would swallow a ticket."""

    host: str
    port: int = PORT
    connect_seconds: float = CONNECT_SECONDS
    send_seconds: float = SEND_SECONDS
    _socket: socket.socket | None = field(default=None, init=False)

    def open(self) -> None:
        self.close()
        self._socket = socket.create_connection((self.host, self.port), self.connect_seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """SendError after `send_seconds` without a byte taken, as when a printer accepts and never reads."""
        sock, sent = self._opened(), 0
        sock.settimeout(self.send_seconds)
        try:
            while sent < len(data):
                sent += sock.send(data[sent:])
        except OSError as error:
            raise SendError(str(error), sent) from error

    def receive(self, seconds: float) -> bytes:
        sock = self._opened()
        sock.settimeout(max(seconds, 0.000_001))  # 0 would mean not to wait at all, and raise
        try:
            data = sock.recv(4096)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("the printer closed the connection")
        return data

    def close(self) -> None:
        """Ends our side first and reads what is left: unread bytes would make the close a reset, and a
        reset may take the ticket's tail with it."""
        sock, self._socket = self._socket, None
        if sock is None:
            return
        try:
            sock.shutdown(socket.SHUT_WR)
            sock.setblocking(False)
            while sock.recv(4096):
                pass
        except OSError:
            pass
        finally:
            sock.close()

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise OSError("the connection is not open")
        return self._socket


@dataclass(slots=True)
class FileConnection:
    """Bytes added to a file or written to a device file; it never answers."""

    path: Path

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


@dataclass(slots=True)
class RecordingConnection:
    """Keeps what is sent, and answers as told: `answer(sent)` gives the reply to each sending."""

    answer: Callable[[bytes], bytes] = lambda sent: b""
    sent: bytearray = field(default_factory=bytearray)
    _replies: bytearray = field(default_factory=bytearray, init=False)

    def open(self) -> None:
        self._replies.clear()

    def send(self, data: bytes) -> None:
        self.sent += data
        self._replies += self.answer(data)

    def receive(self, seconds: float) -> bytes:
        if not self._replies:
            time.sleep(seconds)
        data = bytes(self._replies)
        self._replies.clear()
        return data

    def close(self) -> None:
        pass


def connection_to(address: str) -> Connection:
    """tcp://HOST:PORT (port 9100 if none) or file:///PATH. ValueError names what is wrong."""
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        try:
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise ValueError(f"{address}: {error}") from error
        if not host or parts.path not in ("", "/") or port == 0:
            raise ValueError(f"{address}: a network printer is tcp://HOST:PORT")
        return TcpConnection(host, port or PORT)
    if parts.scheme == "file" and parts.path:
        return FileConnection(Path(parts.path))
    raise ValueError(f"{address}: a printer is tcp://HOST:PORT or file:///PATH")
