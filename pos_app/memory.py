"""What glibc keeps for later: little, and given back once the till stands. Elsewhere nothing is done."""

from __future__ import annotations

import ctypes
import sys

_ARENAS, _MOST = -8, 1  # M_ARENA_MAX: by itself each thread gets one, and each keeps its holes


def one_arena() -> None:
    """To be called before there are threads."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_ARENAS, _MOST)


def give_back() -> None:
    """What the start has used and freed."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
