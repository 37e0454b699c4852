"""Letters for which this computer has no typeface: painted on a slip they would be boxes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category

from PySide6.QtGui import QFont, QTextLayout

from pos_app.widgets.fonts import families
from printers.charset import sets_well

_NO_GLYPH = 0


def without_a_face(texts: Iterable[str]) -> str:
    """Each letter that neither a printer has nor this computer, once, as they come; needs an application."""
    letters = dict.fromkeys(letter for text in texts if not sets_well(text) for letter in text)
    return "".join(letter for letter in letters if not _is_there(letter))


@lru_cache(maxsize=4096)
def _is_there(letter: str) -> bool:
    """Whether any typeface has it; what only shapes others, as a joiner, is no letter."""
    if sets_well(letter) or category(letter) in ("Cf", "Mn"):
        return True
    layout = QTextLayout(letter, QFont(families("zh-Hans")))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(_NO_GLYPH not in run.glyphIndexes() for run in layout.glyphRuns())
