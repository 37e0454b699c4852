"""A picture that a guest sends: one JPEG, made anew, called by its content; and a voice from inside WeChat.

Staff and the owner see it, nobody else; it goes with what was said, at the latest after a month.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import Refused
from domain.selling.pictures import picture_id

SIDE = 1280  # pixels of its longest side
MOST_BYTES = 300 * 1024
MOST_SENT = 1024 * 1024  # bytes of what a phone sends: its page makes it small before
MOST_FETCHED = 10 * 1024 * 1024  # bytes of what she sends inside WeChat
MOST_PIXELS = 16_000_000  # of that
KEPT_DAYS = 30
KEPT = KEPT_DAYS * 24 * 3_600_000  # milliseconds
KINDS: Mapping[bytes, tuple[str, str]] = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"#!AMR": ("audio/amr", "amr"),
    b"ID3": ("audio/mpeg", "mp3"),
    b"\xff\xfb": ("audio/mpeg", "mp3"),
    b"\xff\xf3": ("audio/mpeg", "mp3"),
}
"""By how a file begins: its type, and how its name ends."""


def kind_of(file: bytes) -> tuple[str, str]:
    """Type and ending of what is kept. Raises Refused("picture_unreadable") for anything else."""
    for beginning, kind in KINDS.items():
        if file.startswith(beginning):
            return kind
    raise Refused("picture_unreadable")


def check_kept(id: str, file: bytes) -> None:
    """Raises Refused("picture_unreadable") for what is not the file of that name."""
    if len(file) > MOST_BYTES or picture_id(file) != id:
        raise Refused("picture_unreadable")
    kind_of(file)


def check_voice(file: bytes) -> None:
    """Raises Refused("picture_unreadable") for what is no voice, or too long a one."""
    if len(file) > MOST_BYTES or not kind_of(file)[0].startswith("audio/"):
        raise Refused("picture_unreadable")
