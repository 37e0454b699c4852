"""The call screen 叫号屏: a window for a second display, on which guests see which numbers are ready."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.models.counter import Calls, calls, store_name
from pos_app.screens.desk import Desk
from pos_app.screens.second_display import SecondDisplay
from pos_app.widgets.painting import CENTRE, END, START, mirrored, panel, text

EDGE = 40
GAP = 20
COLUMNS, ROW = 3, 170  # a few numbers stand so large; a row's pixels
LEAST = (150, 84)  # pixels of a number, read from afar still
WORD = 40  # pixels under it, where it says what is ready
TURN = 6_000  # milliseconds that numbers are seen before those come that had no room


def grid_of(count: int, width: int, height: int, word: int = 0) -> tuple[int, int]:
    """Columns and rows in so many pixels for so many numbers, as large as can be, each with a ``word`` of
    that height; of more than fit, the most that do."""
    columns, rows, least = COLUMNS, max(2, height // ROW), LEAST[1] + word
    while columns * rows < count:
        wide = (width - GAP * columns) // (columns + 1)
        high = (height - GAP * (rows + 1)) // (rows + 1)
        if wide < LEAST[0] and high < least:
            break
        if high < least or (wide >= LEAST[0] and wide >= 2 * high):
            columns += 1
        else:
            rows += 1
    return columns, rows


class CallWindow(QWidget):
    """Painted, for it is read from afar; a number that was just called stands on colour."""

    def __init__(self, desk: Desk, window: QWidget, others: Callable[[], Iterable[QWidget]]) -> None:
        """``others``: the windows whose displays it leaves to them."""
        super().__init__(window, Qt.WindowType.Window)
        self._desk, self._display = desk, SecondDisplay(self, others)
        self._calls = Calls((), frozenset(), ())
        self._columns, self._rows = COLUMNS, 2
        self._turned, self._timer = 0, QTimer(self)
        self._timer.setInterval(TURN)
        self._timer.timeout.connect(self.turn)
        self.setMinimumSize(640, 400)
        self.resize(1024, 600)
        desk.viewed.connect(self.draw)
        desk.worded.connect(self.draw)
        desk.theme.changed.connect(self.update)
        self.draw()

    def come_forward(self) -> None:
        """Whole, on a display where none of the other windows is; where all are taken, as a window."""
        self._display.show()
        self.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._display.hide()
        super().closeEvent(event)

    def draw(self) -> None:
        """The numbers of this moment."""
        self._calls = calls(self._desk.view, self._desk.now)
        self.setWindowTitle(self._heading())
        self.setAccessibleName(f"{self._heading()} {' '.join(self._calls.called)}")
        self._arrange()
        self.update()

    def turn(self) -> None:
        """Those that had no room come; what was just called stays."""
        self._turned += 1
        self.update()

    def page(self) -> tuple[str, ...]:
        """The numbers that are seen now."""
        called, fresh = self._calls.called, self._calls.fresh
        stay = [one for one in called if one in fresh]
        rest = [one for one in called if one not in fresh]
        room = self._columns * self._rows
        if len(called) <= room:
            return tuple(called)
        if len(stay) > room // 2:
            stay, rest = [], list(called)
        each = room - len(stay)
        pages = -(-len(rest) // each)
        begin = self._turned % pages * each
        return (*stay, *rest[begin : begin + each])

    def _arrange(self) -> None:
        """As large as there is room for all; else they take turns."""
        inside = self.rect().adjusted(EDGE, EDGE - 8, -EDGE, -EDGE + 8)
        high = inside.height() - 88 - 64 - GAP
        count = len(self._calls.called)
        both = bool(self._calls.tables and self._calls.ready)
        self._columns, self._rows = grid_of(count, inside.width(), high, WORD if both else 0)
        turns = count > self._columns * self._rows
        if turns != self._timer.isActive():
            self._timer.start() if turns else self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

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
        columns, rows = self._columns, self._rows
        width = (at.width() - GAP * (columns - 1)) // columns
        height = (end - at.top() - GAP * rows) // rows
        for place, number in enumerate(self.page()):
            left = at.left() + place % columns * (width + GAP)
            box = QRect(left, at.top() + place // columns * (height + GAP), width, height)
            box = mirrored(painter, QRect(at.left(), at.top(), at.width(), end - at.top()), box)
            fresh = number in self._calls.fresh
            fill, ink = ("accent", "on-accent") if fresh else ("surface", "ink")
            panel(painter, box, 16, theme.colour(fill), theme.colour("accent" if fresh else "line"), 2)
            pixels = min(height * 3 // 5, width * 6 // (5 * len(number)))
            inner = box.adjusted(0, 0, 0, -WORD) if both else box
            pixels = min(pixels, inner.height() * 3 // 4)
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
            self._paint_waiting(painter, mirrored(painter, foot, part), words, numbers)

    def _paint_waiting(self, painter: QPainter, foot: QRect, words: str, numbers: tuple[str, ...]) -> None:
        theme = self._desk.theme
        metrics = theme.metrics(22, False)
        text(painter, foot, words, theme.font(22), theme.colour("ink2"), START)
        room = mirrored(painter, foot, foot.adjusted(metrics.horizontalAdvance(words) + 32, 0, 0, 0))
        shown, large = "", theme.metrics(28, True)
        for number in numbers:
            longer = f"{shown}   {number}" if shown else number
            if large.horizontalAdvance(longer) > room.width():
                break
            shown = longer
        text(painter, room, shown or "–", theme.font(28, True), theme.colour("ink"), START)
