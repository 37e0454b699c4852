"""Under which address phones in the same network reach this machine."""

from __future__ import annotations

import errno
import socket


def lan_address() -> str:
    """This machine's address in the LAN; 127.0.0.1 without one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: only chooses the way out
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def cannot_listen(host: str, port: int) -> str:
    """Why no server could listen there now, for a person; "" if one could."""
    try:
        with socket.create_server((host, port)):
            return ""
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"port {port} is in use; choose another with --relay-port, or 0 for any"
        return f"cannot listen on {host}: {error.strerror or error}"
