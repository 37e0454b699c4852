"""Paints what a printer's own font lacks: emoji, Thai, Arabic. It may run on a printer's thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from domain.words.direction import reads_from_right
from pos_app.widgets.fonts import families
from printers.ticket import DOTS_PER_LINE, Style

_DARK_OR_LIGHT = Qt.ImageConversionFlag.ThresholdDither


def paint_line(text: str, width_dots: int, style: Style) -> Sequence[bytes]:
    """``printers.raster.Painter`` by Qt: rows of dots, narrowed if the text is too wide for its cells."""
    height = DOTS_PER_LINE * style.height
    image = QImage(width_dots, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    font = QFont(families("zh-Hans"))
    font.setPixelSize(int(height * 0.86))
    font.setWeight(QFont.Weight.Bold if style.bold else QFont.Weight.Normal)
    metrics = QFontMetricsF(font)
    ink = metrics.tightBoundingRect(text)
    shrink = min(1.0, height / ink.height()) if ink.height() else 1.0  # Arabic and Thai reach far up and down
    stretch = style.width / style.height
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


def dots_of(image: QImage, how: Qt.ImageConversionFlag = _DARK_OR_LIGHT) -> list[bytes]:
    """A picture as rows of dots, the leftmost highest, 1 for what is dark; padded on the right."""
    mono = image.convertToFormat(QImage.Format.Format_Mono, how)  # Qt: 1 is black
    across, step, data = (mono.width() + 7) // 8, mono.bytesPerLine(), bytes(mono.constBits())
    return [data[at : at + across] for at in range(0, step * mono.height(), step)]
