"""How large this computer draws the till: a percentage in a file beside the store's folder.

It is read before Qt begins, as Qt scales all or nothing. Where nobody chose, a screen of 4K that its system
does not scale is drawn at 200 %.
"""

from __future__ import annotations

import os
from pathlib import Path

SIZES = (100, 125, 150, 175, 200)  # percent
VARIABLE = "QT_SCALE_FACTOR"
WIDE = 3_200  # pixels from which letters of 14 are too small to read at arm's length


def chosen(data_dir: Path) -> int:
    """Percent; 0 while nobody has chosen."""
    try:
        percent = int(_file(data_dir).read_text("utf-8"))
    except (OSError, ValueError):
        return 0
    return percent if percent in SIZES else 0


def choose(data_dir: Path, percent: int) -> None:
    """Counts from the next start on. Raises OSError."""
    _file(data_dir).parent.mkdir(parents=True, exist_ok=True)
    _file(data_dir).write_text(str(percent), "utf-8")


def apply(data_dir: Path) -> None:
    """Tell Qt, unless whoever started the program has told it otherwise."""
    percent = chosen(data_dir)
    if percent and VARIABLE not in os.environ:
        os.environ[VARIABLE] = str(percent / 100)


def now() -> int:
    """What is drawn at present, of ``SIZES``."""
    try:
        percent = round(float(os.environ.get(VARIABLE, "1")) * 100)
    except ValueError:
        return 100
    return min(SIZES, key=lambda one: abs(one - percent))


def wanted_for(width: int, ratio: float) -> int:
    """The size for a screen so many pixels wide of which the system draws ``ratio`` as one; 0: as it is."""
    return 200 if width >= WIDE and ratio < 1.25 else 0


def _file(data_dir: Path) -> Path:
    return data_dir.with_name(f"{data_dir.name}.size")
