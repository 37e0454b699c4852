"""What is still being read: nothing for a moment, then grey lines that stand still where it comes to."""

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.widgets.painting import mirrored, panel
from pos_app.widgets.theme import Theme

AFTER = 300  # milliseconds in which an answer needs no sign that one waits
_LINE, _GAP, _EDGE = 18, 22, 16
_LENGTHS = (0.72, 0.5, 0.64, 0.4)  # of the width, so that it looks like text


class Skeleton(QWidget):
    """Lies over ``place`` until ``end``; it takes no tap that is not for what it covers."""

    def __init__(self, theme: Theme, place: QWidget) -> None:
        super().__init__(place)
        self._theme, self._place = theme, place
        self.setAccessibleName(_("Being read"))
        self.hide()
        place.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._appear)
        self._timer.start(AFTER)

    def end(self) -> None:
        """The answer is there."""
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def _appear(self) -> None:
        self.setGeometry(self._place.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._place.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("surface"))
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        for number, top in enumerate(range(room.top(), room.bottom() - _LINE, _LINE + _GAP)):
            length = round(room.width() * _LENGTHS[number % len(_LENGTHS)])
            line = QRect(room.left(), top, length, _LINE)
            panel(painter, mirrored(painter, room, line), _LINE / 2, theme.colour("sunk"))
