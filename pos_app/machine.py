"""Which computer this is: a till's folder that runs on another one than before may be a copy of it."""

from __future__ import annotations

import hashlib
import uuid

MADE_UP = 1 << 40  # set where no network card was found, and Python makes an address up at each start


def machine(device: str) -> bytes:
    """Six bytes that name this computer among those that a till's ``device`` ran on; none if it has no name.

    It is a hash over its network address, which nobody can read out of it without knowing the device.
    """
    node = uuid.getnode()
    return b"" if node & MADE_UP else hashlib.sha256(f"{device} {node:012x}".encode()).digest()[:6]
