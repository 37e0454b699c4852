"""On top of everything in practice: stripes that nobody takes for the real till, and the way out."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label, retone

HEIGHT, STRIPE = 52, 24
EDGE = 14


class PracticeStrip(QWidget):
    """Amber with stripes at both ends; its button closes the window, and the practice with it."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * STRIPE + EDGE, 0, 4 * STRIPE + EDGE, 0)
        self._words = label(bold=True)
        retone(self._words, "warn")
        row.addWidget(self._words, 1)
        self._end = Button(desk.theme, "warn", "", "", 44)
        self._end.clicked.connect(window.close)
        row.addWidget(self._end)
        desk.worded.connect(self.say)
        desk.viewed.connect(self.draw)
        desk.theme.changed.connect(self.update)
        self.say()
        self.draw()

    def draw(self) -> None:
        """Nothing of it at the real till."""
        self.setVisible(self._desk.view.store.practice)

    def say(self) -> None:
        """Fixed words."""
        self._words.setText(_("Practice: nothing here is cooked, paid or counted."))
        self._end.setText(_("End practice"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._desk.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("warn-soft"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("warn"))
        for left in (0, self.width() - 4 * STRIPE):
            painter.setClipRect(left, 0, 4 * STRIPE, HEIGHT)
            for x in range(left - HEIGHT, left + 4 * STRIPE, 2 * STRIPE):
                points = ((x, HEIGHT), (x + HEIGHT, 0), (x + HEIGHT + STRIPE, 0), (x + STRIPE, HEIGHT))
                painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
