"""Good news that is read from across the room: a sum in large figures, and what it is for; gone by itself."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.widgets.painting import panel
from pos_app.widgets.theme import Theme

STAYS = 10_000  # milliseconds
_SUM, _WORDS, _EDGE = 44, 20, 32  # text sizes and margin, pixels


class BigNews(QWidget):
    """Over the upper half of a window, until a tap or some seconds later."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._sum, self._words = "", ""
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, sum_words: str, words: str) -> None:
        """Show the sum, and beneath it what it is for."""
        self._sum, self._words = sum_words, words
        self.setAccessibleName(f"{sum_words}. {words}")
        wide = self._theme.metrics(_SUM, True).horizontalAdvance(sum_words) + 72
        wide = max(wide, self._theme.metrics(_WORDS, False).horizontalAdvance(words))
        width = min(self._window.width() - 80, max(480, wide + 2 * _EDGE))
        self.setGeometry((self._window.width() - width) // 2, 104, width, 160)
        self.show()
        self.raise_()
        self._timer.start()
        self.update()

    def words(self) -> str:
        """What it says while it is seen."""
        return self.accessibleName() if self.isVisible() else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        ink = theme.colour("on-accent-soft")
        panel(painter, self.rect(), 20, theme.colour("accent-soft"), theme.colour("accent"), 2)
        painter.setPen(ink)
        painter.drawPixmap(_EDGE, 44, theme.icon("tick-circle", "on-accent-soft", 48, self))
        painter.setFont(theme.font(_SUM, True))
        room = QRect(_EDGE + 64, 24, self.width() - 2 * _EDGE - 64, 84)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._sum)
        painter.setFont(theme.font(_WORDS, False))
        below = QRect(_EDGE, 104, self.width() - 2 * _EDGE, 40)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hide()
