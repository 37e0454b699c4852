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
        self.setWindowTitle(self._heading())
        self.setAccessibleName(f"{self._heading()} {' '.join(self._calls.called)}")
        self.update()

    def _heading(self) -> str:
        """What all the numbers have in common."""
        calls = self._calls
        if calls.tables and calls.ready:
            return _("Now called")
        return _("Your table is ready") if calls.tables else _("Now ready")

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
        text(painter, top, self._heading(), theme.font(40, True), theme.colour("ink"), START)
        text(painter, top, name, theme.font(22), theme.colour("ink2"), END)
        foot = QRect(inside.left(), inside.bottom() - 88, inside.width(), 88)
        self._paint_ready(painter, QRect(inside.left(), top.bottom() + GAP, inside.width(), 0), foot.top())
        self._paint_foot(painter, foot)

    def _paint_ready(self, painter: QPainter, at: QRect, end: int) -> None:
        theme, ready, both = self._desk.theme, self._calls.called, self._calls.tables and self._calls.ready
        if not ready:
            room = QRect(at.left(), at.top(), at.width(), end - at.top())
            words = _("Your number appears here when it is called.")
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
            pixels = min(height * 3 // 5, width * 6 // (5 * len(number)))
            inner = box.adjusted(0, 0, 0, -34) if both else box
            text(painter, inner, number, theme.font(pixels, True), theme.colour(ink), CENTRE)
            if both:
                what = _("Table ready") if number in self._calls.tables else _("Dishes ready")
                under = QRect(box.left(), box.bottom() - 46, box.width(), 34)
                text(painter, under, what, theme.font(22), theme.colour(ink), CENTRE)

    def _paint_foot(self, painter: QPainter, foot: QRect) -> None:
        """Smaller: those whose guests wait, for dishes or for a table."""
        calls = self._calls
        painter.fillRect(foot.left(), foot.top(), foot.width(), 1, self._desk.theme.colour("line"))
        rows = [(_("Next for a table"), calls.queue)] if calls.queue else []
        if calls.making or not rows:
            rows.insert(0, (_("Being made"), calls.making))
        width = foot.width() // len(rows)
        for place, (words, numbers) in enumerate(rows):
            part = QRect(foot.left() + place * width, foot.top(), width - GAP, foot.height())
            self._paint_waiting(painter, part, words, numbers)

    def _paint_waiting(self, painter: QPainter, foot: QRect, words: str, numbers: tuple[str, ...]) -> None:
        theme = self._desk.theme
        metrics = theme.metrics(22, False)
        text(painter, foot, words, theme.font(22), theme.colour("ink2"), START)
        room = foot.adjusted(metrics.horizontalAdvance(words) + 32, 0, 0, 0)
        shown, large = "", theme.metrics(28, True)
        for number in numbers:
            longer = f"{shown}   {number}" if shown else number
            if large.horizontalAdvance(longer) > room.width():
                break
            shown = longer
        text(painter, room, shown or "–", theme.font(28, True), theme.colour("ink"), START)
