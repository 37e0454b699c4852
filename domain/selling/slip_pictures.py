"""A store's sign as text in a template: "WIDTHxHEIGHT:" and its dots, packed and in base 64."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from functools import lru_cache

from domain.errors import Refused

MOST_DOTS = (384, 256)
"""Across and down: it fits on 58 mm."""


def packed_picture(width: int, rows: Sequence[bytes]) -> str:
    """Rows of ceil(width / 8) bytes, leftmost dot highest, 1 black."""
    data = base64.b64encode(zlib.compress(b"".join(rows), 9)).decode()
    return f"{width}x{len(rows)}:{data}"


@lru_cache(maxsize=8)
def picture_rows(text: str) -> tuple[int, tuple[bytes, ...]]:
    """(width, rows) of a packed picture. Raises Refused("slip_picture_wrong")."""
    wrong = Refused("slip_picture_wrong", across=MOST_DOTS[0], down=MOST_DOTS[1])
    size, _, data = text.partition(":")
    try:
        width, height = map(int, size.split("x"))
        across = (width + 7) // 8
        if not (0 < width <= MOST_DOTS[0] and 0 < height <= MOST_DOTS[1]):
            raise wrong
        unpacker = zlib.decompressobj()
        dots = unpacker.decompress(base64.b64decode(data, validate=True), across * height + 1)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise wrong from error
    if len(dots) != across * height or not any(dots):
        raise wrong
    return width, tuple(dots[at : at + across] for at in range(0, len(dots), across))
