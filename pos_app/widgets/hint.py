"""One sentence that answers the last act, at the foot of the window; it goes by itself or at a tap."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.widgets.painting import panel
from pos_app.widgets.theme import Theme

_STAYS = 7000  # milliseconds


class Hint(QWidget):
    """Tone "bad" for a refusal, "good" for news."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._words, self._tone = "", "bad"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, words: str, tone: str = "bad") -> None:
        """Show the sentence."""
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        metrics = self._theme.metrics(16, True)
        width = min(self._window.width() - 160, 760, metrics.horizontalAdvance(words) + 84)
        room = QRect(0, 0, width - 72, 400)
        height = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words).height() + 32
        self.setGeometry(
            (self._window.width() - width) // 2, self._window.height() - height - 88, width, height
        )
        self.show()
        self.raise_()
        self._timer.start()
        self.update()

    def words(self) -> str:
        """What it says while it is seen."""
        return self._words if self.isVisible() else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        bad = self._tone == "bad"
        fill, ink = ("danger-soft", "on-danger-soft") if bad else ("accent-soft", "on-accent-soft")
        panel(painter, self.rect(), 12, theme.colour(fill), theme.colour("danger" if bad else "accent"), 1.5)
        icon = theme.icon("warning" if bad else "tick-circle", ink, 24, self)
        painter.drawPixmap(18, self.height() // 2 - 12, icon)
        painter.setFont(theme.font(16, True))
        painter.setPen(theme.colour(ink))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(54, 6, -16, -6), flags, self._words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hide()
