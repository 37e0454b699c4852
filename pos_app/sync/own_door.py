"""The door of the own server: the till holds it open while the server behind it is started again.

Who knocks meanwhile waits for the new server instead of being refused: a browser that reloads shows the page
a second later, not an error. Windows ties a socket to the first process that serves it, so there the server
opens its own door and a reload in that second is refused.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence

PASSED_ON = sys.platform != "win32"
WAITING = 1024  # connections that the system keeps for a server that is being started


class OwnDoor:
    """An address to listen on, held open from ``hold`` to ``close``; ``port`` 0 takes a free one for good."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._socket: socket.socket | None = None

    def hold(self) -> None:
        """Open it unless it is open. Raises OSError."""
        if self._socket is not None or not PASSED_ON:
            return
        family, kind, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind)
        try:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
            door.listen(WAITING)
        except OSError:
            door.close()
            raise
        self._socket, self.port = door, int(door.getsockname()[1])

    @property
    def handles(self) -> Sequence[int]:
        """What the server's process inherits, if anything."""
        return (self._socket.fileno(),) if self._socket else ()

    def close(self) -> None:
        """Hold it no more: who knocks where no server stands is refused at once."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
