"""Identities that sort by time: UUIDv7 as 32 hexadecimal characters (RFC 9562)."""

from __future__ import annotations

import re

_ID = re.compile(r"[0-9a-f]{32}")


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """An id from a UTC time in milliseconds and 10 random bytes."""
    if len(randomness) != 10:
        raise ValueError("ten random bytes make an id")
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return f"{value:032x}"


def is_id(text: str) -> bool:
    """Whether a text from outside has the shape of an id."""
    return _ID.fullmatch(text) is not None
