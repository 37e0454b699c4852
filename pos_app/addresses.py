"""Under which address phones in the same network reach this machine."""

from __future__ import annotations

import socket


def lan_address() -> str:
    """This machine's address in the LAN; 127.0.0.1 without one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: only chooses the way out
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    if port == 0:
        return True
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False
