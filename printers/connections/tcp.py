"""A printer in the network: raw bytes on port 9100."""

import socket
from dataclasses import dataclass, field

from printers.connections.base import SendError

CONNECT_SECONDS = 3.0
SEND_SECONDS = 5.0
PORT = 9100


@dataclass(slots=True)
class TcpConnection:
    """A printer's port 9100. Each `open` is a new socket: a half-dead old one would swallow a ticket."""

    host: str
    port: int = PORT
    connect_seconds: float = CONNECT_SECONDS
    send_seconds: float = SEND_SECONDS
    _socket: socket.socket | None = field(default=None, init=False)

    @property
    def answers(self) -> bool:
        return True

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
