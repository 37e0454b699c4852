"""One of a few: a sunk bar on which the chosen word or icon is raised."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.widgets.painting import CENTRE, mirrored, panel, text
from pos_app.widgets.theme import Theme

LEAST = 44  # pixels of a segment


class SegmentedControl(QWidget):
    """Answers `chosen(index)`; each item is (words, icon), one of which may be empty.

    One that ``shrinks`` shortens its longest words where there is no room for all.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None, shrinks: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: list[tuple[str, str]] = []
        self._index = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        across = QSizePolicy.Policy.Maximum if shrinks else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_items(self, items: list[tuple[str, str]]) -> None:
        """Other words; the choice keeps its place."""
        if items != self._items:
            self._items = items
            self._index = min(self._index, max(0, len(items) - 1))
            self.updateGeometry()
            self.update()

    def index(self) -> int:
        """The chosen place."""
        return self._index

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def choose(self, index: int) -> None:
        """Choose as a tap would."""
        if 0 <= index < len(self._items) and index != self._index:
            self._index = index
            self.update()
            self.chosen.emit(index)

    def sizeHint(self) -> QSize:
        return QSize(8 + sum(self._widths()) + 4 * max(0, len(self._items) - 1), 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 + (LEAST + 4) * len(self._items), 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        panel(painter, self.rect(), 10, theme.colour("sunk"))
        for place, (box, (words, icon)) in enumerate(zip(self._boxes(), self._items, strict=True)):
            box = mirrored(painter, self.rect(), box)
            on = place == self._index
            if on:
                panel(painter, box, 8, theme.colour("surface"), theme.colour("line"))
            ink = theme.colour("ink" if on else "ink2")
            if icon:
                centre = box.center()
                painter.drawPixmap(centre.x() - 11, centre.y() - 11, theme.icon(icon, ink, 24, self))
            else:
                room = box.adjusted(2, 0, -2, 0)
                text(painter, room, words, theme.font(16, on), ink, CENTRE, theme.metrics(16, on))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for place, box in enumerate(self._boxes()):
            if self._visual(box).contains(event.position().toPoint()):
                self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        if step:
            self.choose(self._index + step)
            return
        super().keyPressEvent(event)

    def _visual(self, box: QRect) -> QRect:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRect(self.width() - box.right() - 1, box.top(), box.width(), box.height())
        return box

    def _widths(self) -> list[int]:
        metrics = self._theme.metrics(16, True)
        return [
            max(LEAST, metrics.horizontalAdvance(words) + 28) if not icon else LEAST
            for words, icon in self._items
        ]

    def _fitted(self) -> list[int]:
        """The widths, the widest cut down to what there is room for."""
        widths, room = self._widths(), self.width() - 4 - 4 * len(self._items)
        most, left = max(widths, default=0), len(widths)
        for width in sorted(widths):
            if width * left > room:
                most = max(LEAST, room // left)
                break
            room, left = room - width, left - 1
        return [min(width, most) for width in widths]

    def _boxes(self) -> list[QRect]:
        boxes, left = [], 4
        for width in self._fitted():
            boxes.append(QRect(left, 4, width, self.height() - 8))
            left += width + 4
        return boxes
