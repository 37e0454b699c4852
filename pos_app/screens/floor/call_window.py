"""The call screen 叫号屏: a window for a second display, on which guests see which numbers are ready."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.models.counter import Calls, calls, store_name
from pos_app.screens.desk import Desk
from pos_app.widgets.painting import CENTRE, END, START, panel, text

EDGE = 40
GAP = 20
COLUMNS = 3


class CallWindow(QWidget):
    """Painted, for it is read from afar; a number that was just called stands on colour."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self._desk = desk
        self._calls = Calls((), frozenset(), ())
        self.setMinimumSize(640, 400)
        self.resize(1024, 600)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        desk.viewed.connect(self.draw)
        desk.worded.connect(self.draw)
        desk.theme.changed.connect(self.update)
        self.draw()

    def come_forward(self, *others: QWidget) -> None:
        """Whole, on a display where none of the other windows is; where all are taken, as a window."""
        taken = {other.screen() for other in others if other.isVisible()}
        free = [screen for screen in QGuiApplication.screens() if screen not in taken]
        if free:
            self.setGeometry(free[0].geometry())
            self.showFullScreen()
        else:
            self.show()
            self.raise_()

    def draw(self) -> None:
        """The numbers of this moment."""
        self._calls = calls(self._desk.view, self._desk.now)
        self.setWindowTitle(_("Now ready"))
        self.setAccessibleName(f"{_('Now ready')} {' '.join(self._calls.ready)}")
        self.update()

    def shown(self) -> Calls:
        """What it says now."""
        return self._calls

    def sizeHint(self) -> QSize:
        return QSize(1024, 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, store = QPainter(self), self._desk.theme, self._desk.view.store
        painter.fillRect(self.rect(), theme.colour("canvas"))
        inside = self.rect().adjusted(EDGE, EDGE - 8, -EDGE, -EDGE + 8)
        name = store_name(store.names, store.branch, self._desk.wording)
        top = QRect(inside.left(), inside.top(), inside.width(), 64)
        text(painter, top, _("Now ready"), theme.font(40, True), theme.colour("ink"), START)
        text(painter, top, name, theme.font(22), theme.colour("ink2"), END)
        foot = QRect(inside.left(), inside.bottom() - 88, inside.width(), 88)
        self._paint_ready(painter, QRect(inside.left(), top.bottom() + GAP, inside.width(), 0), foot.top())
        self._paint_making(painter, foot)

    def _paint_ready(self, painter: QPainter, at: QRect, end: int) -> None:
        theme, ready = self._desk.theme, self._calls.ready
        if not ready:
            room = QRect(at.left(), at.top(), at.width(), end - at.top())
            words = _("Your number appears here when your dishes are ready.")
            text(painter, room, words, theme.font(28), theme.colour("ink2"), CENTRE)
            return
        rows = max(2, (end - at.top()) // 170)
        width = (at.width() - GAP * (COLUMNS - 1)) // COLUMNS
        height = (end - at.top() - GAP * rows) // rows
        for place, number in enumerate(ready[: rows * COLUMNS]):
            left = at.left() + place % COLUMNS * (width + GAP)
            box = QRect(left, at.top() + place // COLUMNS * (height + GAP), width, height)
            fresh = number in self._calls.fresh
            fill, ink = ("accent", "on-accent") if fresh else ("surface", "ink")
            panel(painter, box, 16, theme.colour(fill), theme.colour("accent" if fresh else "line"), 2)
            pixels = min(height * 3 // 5, width * 2 // 5)
            text(painter, box, number, theme.font(pixels, True), theme.colour(ink), CENTRE)

    def _paint_making(self, painter: QPainter, foot: QRect) -> None:
        """Smaller: those whose guests wait."""
        theme = self._desk.theme
        painter.fillRect(foot.left(), foot.top(), foot.width(), 1, theme.colour("line"))
        words = _("Being made")
        metrics = theme.metrics(22, False)
        text(painter, foot, words, theme.font(22), theme.colour("ink2"), START)
        room = foot.adjusted(metrics.horizontalAdvance(words) + 32, 0, 0, 0)
        shown, large = "", theme.metrics(28, True)
        for number in self._calls.making:
            longer = f"{shown}   {number}" if shown else number
            if large.horizontalAdvance(longer) > room.width():
                break
            shown = longer
        text(painter, room, shown or "–", theme.font(28, True), theme.colour("ink"), START)
