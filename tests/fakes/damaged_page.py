"""A page of an encrypted file that does not hold what was written there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

PAGE = 4096  # bytes


def damage_a_page(file: Path, found: Callable[[], bool]) -> None:
    """One bit of the first page of which ``found`` says, when it is damaged, that it is the one."""
    for page in range(2, file.stat().st_size // PAGE + 1):
        _flip(file, page)
        if found():
            return
        _flip(file, page)
    raise AssertionError("it lies nowhere")


def _flip(file: Path, page: int) -> None:
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE + 100)
        (byte,) = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte ^ 1]))
