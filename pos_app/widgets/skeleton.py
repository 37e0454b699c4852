"""What is still being read: nothing for a moment, then grey lines that stand still where it comes to."""

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.widgets.cover import Cover
from pos_app.widgets.painting import mirrored, panel
from pos_app.widgets.theme import Theme

AFTER = 300  # milliseconds in which an answer needs no sign that one waits
_LINE, _GAP, _EDGE = 18, 22, 16
_LENGTHS = (0.72, 0.5, 0.64, 0.4)  # of the width, so that it looks like text


class Skeleton(Cover):
    """Appears by itself, if it takes long."""

    def __init__(self, theme: Theme, place: QWidget) -> None:
        super().__init__(theme, place)
        self.setAccessibleName(_("Being read"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.appear)
        self._timer.start(AFTER)

    def end(self) -> None:
        """The answer is there."""
        self._timer.stop()
        super().end()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("surface"))
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        for number, top in enumerate(range(room.top(), room.bottom() - _LINE, _LINE + _GAP)):
            length = round(room.width() * _LENGTHS[number % len(_LENGTHS)])
            line = QRect(room.left(), top, length, _LINE)
            panel(painter, mirrored(painter, room, line), _LINE / 2, theme.colour("sunk"))
