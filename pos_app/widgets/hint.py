"""One sentence that answers the last act, at the foot of the window; it goes by itself or at a tap.

Where the act can be taken back, the button for that stands beside it as long as it is seen.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.widgets.buttons import Button
from pos_app.widgets.painting import panel
from pos_app.widgets.theme import Theme

_STAYS = 7000  # milliseconds


class Hint(QWidget):
    """Tone "bad" for a refusal, "good" for news."""

    def __init__(
        self, theme: Theme, window: QWidget, over: Callable[[], QWidget | None] = lambda: None
    ) -> None:
        """``over``: the part of the window at whose foot it stands, so that no sum is hidden; None: all."""
        super().__init__(window)
        self._theme, self._window, self._over = theme, window, over
        self._words, self._tone = "", "bad"
        self._undo: Callable[[], object] | None = None
        self._button = Button(theme, "secondary", "undo", "Ctrl+Z", 48, self)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the next key is the screen's
        self._button.clicked.connect(self.take_back)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(
        self, words: str, tone: str = "bad", undo: Callable[[], object] | None = None, undo_words: str = ""
    ) -> None:
        """Show the sentence; ``undo`` takes back what it tells, by a button with ``undo_words``."""
        self._words, self._tone, self._undo = words, tone, undo
        self.setAccessibleName(words)
        self._button.setText(undo_words)
        self._button.setVisible(undo is not None)
        self.stand()
        self.show()
        self.raise_()
        self._timer.start()
        self.update()

    def stand(self) -> None:
        """At its place, which is another one when another screen is shown meanwhile."""
        beside = self._beside()
        metrics = self._theme.metrics(16, True)
        left, most = self._place()
        width = min(most, 760, metrics.horizontalAdvance(self._words) + 84 + beside)
        room = QRect(0, 0, width - 72 - beside, 400)
        height = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._words).height() + 32
        height = max(height, 64) if self._undo else height
        self.setGeometry(left + (most - width) // 2, self._window.height() - height - 88, width, height)
        size = self._button.sizeHint()
        self._button.setGeometry(width - size.width() - 12, (height - 48) // 2, size.width(), 48)

    def words(self) -> str:
        """What it says while it is seen."""
        return self._words if self.isVisible() else ""

    def take_back(self) -> bool:
        """Undo what it tells, while it is seen; whether there was something."""
        undo, self._undo = self._undo if self.isVisible() else None, None
        if undo is None:
            return False
        self.hide()
        undo()
        return True

    def forget(self) -> None:
        """Something else was done since: what it could take back is not the last act any more."""
        if self._undo is not None:
            self._undo = None
            self.hide()

    def _place(self) -> tuple[int, int]:
        """Where the part of the window begins at whose foot it stands, and how wide that is."""
        over = self._over()
        if over is None:
            return 80, self._window.width() - 160
        return over.mapTo(self._window, QPoint(16, 0)).x(), over.width() - 32

    def _beside(self) -> int:
        """The button's room."""
        return self._button.sizeHint().width() + 16 if self._undo is not None else 0

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
        painter.drawText(self.rect().adjusted(54, 6, -16 - self._beside(), -6), flags, self._words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hide()
