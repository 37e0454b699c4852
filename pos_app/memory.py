"""What glibc keeps for later: little, and given back once the till stands. Elsewhere nothing is done."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

_ARENAS, _MOST = -8, 1  # M_ARENA_MAX: by itself each thread gets one, and each keeps its holes
# M_MMAP_THRESHOLD, bytes: larger pieces go back at once. By itself it rises to the largest that was freed,
# and a menu on its way to a server leaves a hole of megabytes.
_APART, _LARGE = -3, 128 * 1024


def little_for_later() -> None:
    """To be called before there are threads."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_ARENAS, _MOST)
        library.mallopt(_APART, _LARGE)


def of_a_child() -> Mapping[str, str]:
    """The environment of a program that is to be as sparing from its beginning."""
    return {**os.environ, "MALLOC_ARENA_MAX": str(_MOST), "MALLOC_MMAP_THRESHOLD_": str(_LARGE)}


def give_back() -> None:
    """What the start has used and freed."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
