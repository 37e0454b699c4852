"""Paints what a printer's own font lacks: emoji, Thai, Arabic. It may run on a printer's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from pos_app.widgets.fonts import families
from printers.ticket import DOTS_PER_LINE, Style

_INK = bytes(ord("1") if grey < 140 else ord("0") for grey in range(256))


def paint_line(text: str, width_dots: int, style: Style) -> Sequence[bytes]:
    """``printers.raster.Painter`` by Qt: rows of dots, narrowed if the text is too wide for its cells."""
    height = DOTS_PER_LINE * style.height
    image = QImage(width_dots, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    font = QFont(families("zh-Hans"))
    font.setPixelSize(int(height * 0.86))
    font.setWeight(QFont.Weight.Bold if style.bold else QFont.Weight.Normal)
    stretch = style.width / style.height
    wide = QFontMetricsF(font).horizontalAdvance(text) * stretch
    squeeze = min(1.0, width_dots / wide) if wide else 1.0
    painter = QPainter(image)
    painter.setFont(font)
    painter.scale(stretch * squeeze, 1)
    box = QRectF(0, 0, width_dots / (stretch * squeeze), height)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return [_packed(bytes(cast(memoryview, image.constScanLine(y)))[:width_dots]) for y in range(height)]


def _packed(greys: bytes) -> bytes:
    """A row of grey values as dots, the leftmost highest, padded on the right."""
    spare = -len(greys) % 8
    return (int(greys.translate(_INK), 2) << spare).to_bytes((len(greys) + spare) // 8, "big")
