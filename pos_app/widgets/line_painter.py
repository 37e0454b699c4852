"""Paints what a printer's own font lacks: accents, emoji, Thai, Arabic. It may run on a printer's thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPainterPath

from domain.words.direction import reads_from_right
from pos_app.widgets.fonts import families
from printers.ticket import DOTS_PER_LINE, Style

_DARK_OR_LIGHT = Qt.ImageConversionFlag.ThresholdDither
_KNOWN_SPANS = 256  # counts and × on each line, names all evening: a megabyte at most
_MOST_FONTS = 64  # of a thread: a slip has few heights, and Chinese letters stand equally far apart


class _Fonts(threading.local):
    def __init__(self) -> None:
        self.known: dict[tuple[int, bool, int], tuple[QFont, QFontMetricsF]] = {}


_fonts = _Fonts()


@lru_cache(maxsize=_KNOWN_SPANS)
def paint_line(text: str, width_dots: int, style: Style) -> Sequence[bytes]:
    """``printers.raster.Painter`` by Qt: rows of dots, narrowed if the text is too wide for its cells.

    Letters that stand apart are spread over their cells, as those of the printer's own font are: what is at
    the right of a line ends at its edge.
    """
    height = DOTS_PER_LINE * style.height
    image = QImage(width_dots, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    font, metrics = _font(height, style.bold)
    stretch = style.width / style.height
    apart = _stand_apart(text)
    if apart:
        free = width_dots / stretch - metrics.horizontalAdvance(text)
        font, metrics = _font(height, style.bold, max(0, round(free * 64 / len(text))))
    ink = metrics.tightBoundingRect(text) if apart else _ink(text, font, metrics)
    shrink = min(1.0, height / ink.height()) if ink.height() else 1.0  # Arabic and Thai reach far up and down
    wide = metrics.horizontalAdvance(text) * stretch
    squeeze = min(1.0, width_dots / wide) if wide else 1.0
    foot = (height + metrics.ascent() - metrics.descent()) / 2
    foot = min(max(foot, -ink.top() * shrink), height - 1 - ink.bottom() * shrink)
    painter = QPainter(image)
    painter.setFont(font)
    painter.translate(0, foot)
    painter.scale(stretch * squeeze, shrink)
    start = 0.0
    if reads_from_right(text):  # it stands at the right of its cells, and its brackets and numbers follow
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        start = max(0.0, width_dots / (stretch * squeeze) - metrics.horizontalAdvance(text))
    painter.drawText(QPointF(start, 0), text)
    painter.end()
    return dots_of(image)


def _font(height: int, bold: bool, spacing: int = 0) -> tuple[QFont, QFontMetricsF]:
    """The font of a line so many dots high, its letters ``spacing`` 64ths of a dot apart.

    What Qt knows of a font's glyphs belongs to one thread, and to look it up takes longer than to paint.
    """
    known, key = _fonts.known, (height, bold, spacing)
    if key not in known:
        if len(known) >= _MOST_FONTS:
            known.clear()
        font = QFont(families("zh-Hans"))
        font.setPixelSize(int(height * 0.86))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing / 64)
        known[key] = font, QFontMetricsF(font)
    return known[key]


def _ink(text: str, font: QFont, metrics: QFontMetricsF) -> QRectF:
    """How far up and down the dots reach: also marks on marks, that the metrics alone know nothing of."""
    outline = QPainterPath()
    outline.addText(QPointF(0, 0), font, text)
    return metrics.tightBoundingRect(text).united(outline.boundingRect())


def _stand_apart(text: str) -> bool:
    """Whether each character is a letter or sign by itself: not in Arabic, nor where marks sit on others."""
    joined = ("Mn", "Mc", "Me", "Cf")
    return bool(text) and not reads_from_right(text) and all(category(one) not in joined for one in text)


def dots_of(image: QImage, how: Qt.ImageConversionFlag = _DARK_OR_LIGHT) -> list[bytes]:
    """A picture as rows of dots, the leftmost highest, 1 for what is dark; padded on the right."""
    mono = image.convertToFormat(QImage.Format.Format_Mono, how)  # Qt: 1 is black
    across, step, data = (mono.width() + 7) // 8, mono.bytesPerLine(), bytes(mono.constBits())
    return [data[at : at + across] for at in range(0, step * mono.height(), step)]
