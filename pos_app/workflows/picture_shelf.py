"""Dishes' pictures as files in the till's folder, so that a server that lost them gets them back.

They are what every guest sees, so that nothing of them is secret; each is known by its content.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from domain.errors import Refused
from domain.selling.pictures import SMALL, is_picture_id, picture_id, unpack

MOST = 128 * 1024 * 1024  # bytes, beyond which those go that no dish shows
ENDING = ".picture"


class Shelf:
    """The files of ``folder``, and beside it those that came with the program. Safe from any thread."""

    def __init__(self, folder: Path, given: Path) -> None:
        self._folder, self._given = folder, given
        self.arrived: Callable[[], None] = lambda: None  # told after each that came

    def get(self, id: str) -> bytes | None:
        """A packed picture; None if it is not here, or not whole."""
        if not is_picture_id(id):
            return None
        for folder in (self._folder, self._given):
            with suppress(OSError):
                packed = (folder / f"{id}{ENDING}").read_bytes()
                if picture_id(packed) == id:
                    return packed
        return None

    def image(self, id: str, side: int) -> bytes | None:
        """An image file for a square of so many pixels."""
        packed = self.get(id)
        try:
            return unpack(packed)["small.webp" if side <= SMALL[0] else "large.webp"] if packed else None
        except Refused:
            return None

    def put(self, packed: bytes) -> None:
        """Keep one. A file that a power cut tears is told by its name, and fetched again. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f"{secrets.token_hex(8)}.part"
        unfinished.write_bytes(packed)
        unfinished.replace(self._folder / f"{picture_id(packed)}{ENDING}")
        self.arrived()

    def trim(self, shown: Collection[str], most: int = MOST) -> None:
        """Let go of the oldest that no dish shows, until the rest fits."""
        found = [(one.stat(), one) for one in self._folder.glob("*.p*")]
        size = sum(state.st_size for state, _ in found)
        for state, one in sorted(found, key=lambda each: each[0].st_mtime):
            if size <= most:
                return
            if one.stem not in shown:
                one.unlink(missing_ok=True)
                size -= state.st_size


EMPTY_SHELF = Shelf(Path(), Path())
