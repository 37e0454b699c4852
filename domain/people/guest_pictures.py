"""A picture that a guest sends with what she says of a meal: one JPEG, made anew, called by its content.

Staff and the owner see it, nobody else; it goes with what was said, at the latest after a month.
"""

from __future__ import annotations

from domain.errors import Refused
from domain.selling.pictures import picture_id

SIDE = 1280  # pixels of its longest side
MOST_BYTES = 300 * 1024
MOST_SENT = 1024 * 1024  # bytes of what a phone sends: its page makes it small before
MOST_PIXELS = 16_000_000  # of that
KEPT_DAYS = 30
KEPT = KEPT_DAYS * 24 * 3_600_000  # milliseconds
_BEGINNING = b"\xff\xd8\xff"


def check_kept(id: str, jpeg: bytes) -> None:
    """Raises Refused("picture_unreadable") for what is not the picture of that name."""
    if not jpeg.startswith(_BEGINNING) or len(jpeg) > MOST_BYTES or picture_id(jpeg) != id:
        raise Refused("picture_unreadable")
