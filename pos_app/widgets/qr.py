"""A code to scan, painted square by square so that it stays sharp at any size."""

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

QUIET = 4


@lru_cache(maxsize=64)
def matrix(content: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of dark and light squares, without the quiet zone."""
    import qrcode  # with its pictures it takes 7 MB, and most tills show no code in an evening
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    return tuple(tuple(bool(square) for square in row) for row in code.get_matrix())


def paint_qr(painter: QPainter, box: QRect, content: str, quiet: int = QUIET) -> None:
    """Black on white, in whole device pixels, with `quiet` light squares around."""
    rows = matrix(content)
    count = len(rows) + 2 * quiet
    square = max(1, min(box.width(), box.height()) // count)
    side = square * count
    left = box.left() + (box.width() - side) // 2
    top = box.top() + (box.height() - side) // 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(left, top, side, side, Qt.GlobalColor.white)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                at = (left + (across + quiet) * square, top + (down + quiet) * square)
                painter.fillRect(*at, square, square, Qt.GlobalColor.black)


class QrCode(QWidget):
    """Always black on white, in the dark theme too, because phones ask for it."""

    def __init__(self, side: int = 280) -> None:
        super().__init__()
        self._content = ""
        self._side = side
        self.setFixedSize(side, side)

    def set_content(self, content: str) -> None:
        """What a phone reads."""
        if content != self._content:
            self._content = content
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._content:
            paint_qr(painter, self.rect(), self._content)
