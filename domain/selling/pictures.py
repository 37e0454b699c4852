"""A dish's picture, or a licence's: the forms that pages show, in one file that is called by its content.

So it never changes under its name: it may be kept for ever, and who is handed one can tell that it is whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from domain.errors import Refused

SMALL = (160, 160)  # pixels: a square of 80 on a usual phone
LARGE = (720, 400)
WHOLE = (1280, 1280)  # at most, of a sheet that is to be read: nothing of it is cut off
FORMS = ("small.avif", "small.webp", "large.avif", "large.webp")
MOST_SMALL = 12 * 1024  # bytes of a small one
MOST_LARGE = 64 * 1024
MOST_UPLOAD = 20 * 1024 * 1024  # of the file that all is made of
MOST_PACKED = 2 * (MOST_SMALL + MOST_LARGE) + 1024
_BEGINNING = b"mashang picture 1\n"
_ID = re.compile("[0-9a-f]{20}")


def pack(forms: Mapping[str, bytes]) -> bytes:
    """All of FORMS as one file: each behind its length in four bytes."""
    parts = [len(forms[name]).to_bytes(4, "big") + forms[name] for name in FORMS]
    return _BEGINNING + b"".join(parts)


def unpack(packed: bytes) -> dict[str, bytes]:
    """Raises Refused("picture_unreadable") for what was not packed by ``pack``, or is too big."""
    if not packed.startswith(_BEGINNING) or len(packed) > MOST_PACKED:
        raise Refused("picture_unreadable")
    found, place = {}, len(_BEGINNING)
    for name in FORMS:
        size = int.from_bytes(packed[place : place + 4], "big")
        found[name] = packed[place + 4 : place + 4 + size]
        place += 4 + size
    if place != len(packed) or not all(found.values()):
        raise Refused("picture_unreadable")
    return found


def picture_id(packed: bytes) -> str:
    """What it is called: the first 20 digits of the SHA-256 of it."""
    return hashlib.sha256(packed).hexdigest()[:20]


def is_picture_id(text: str) -> bool:
    """Whether a picture could be called so."""
    return bool(_ID.fullmatch(text))
