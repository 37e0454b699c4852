"""A list whose rows bear painted buttons: taps, arrow keys and Enter reach each of them."""

from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate

from pos_app.widgets.buttons import LOOKS
from pos_app.widgets.focus import belongs_to_screen, keyed
from pos_app.widgets.painting import CENTRE, panel, pressed, text
from pos_app.widgets.scrolling import by_finger
from pos_app.widgets.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ACT_HEIGHT = 44


class Act(NamedTuple):
    """A button of a row: where it is, what it does, what it says, how heavy it looks."""

    box: QRect
    key: str
    words: str
    kind: str


class ActDelegate(QStyledItemDelegate):
    """Base of delegates that paint rows with acts; `acts` says where they are."""

    def __init__(self, theme: Theme, view: "ActList") -> None:
        super().__init__(view)
        self.theme, self.view = theme, view

    def acts(self, box: QRect, index: Index) -> list[Act]:
        """The buttons of the row that fills `box`, in reading order."""
        return []

    def turned(self, bounds: QRect, box: QRect) -> QRect:
        """A box where it belongs in the direction of reading."""
        return QStyle.visualRect(self.view.layoutDirection(), bounds, box)

    def end_acts(
        self, box: QRect, acts: tuple[tuple[str, str, str], ...], edge: int, gap: int = 8
    ) -> list[Act]:
        """Buttons (key, words, kind) set so many pixels before the end of `box`, where it is read to."""
        placed: list[Act] = []
        right = box.right() + 1 - edge
        for key, words, kind in reversed(acts):
            width = max(62, self.theme.metrics(16, True).horizontalAdvance(words) + 30)
            right -= width
            place = QRect(right, box.center().y() - ACT_HEIGHT // 2 + 1, width, ACT_HEIGHT)
            placed.insert(0, Act(self.turned(box, place), key, words, kind))
            right -= gap
        return placed

    def paint_acts(self, painter: QPainter, box: QRect, index: Index) -> None:
        """Draw the row's buttons; the one with the keyboard has a ring."""
        theme, colour = self.theme, self.theme.colour
        for place, act in enumerate(self.acts(box, index)):
            look = LOOKS[act.kind]
            down = self.view.is_down(index, act.key)
            border = colour(look.border) if look.border else None
            panel(painter, act.box, 10, pressed(colour(look.fill), down), border, look.width)
            bold = look.bold
            metrics = theme.metrics(16, bold)
            text(painter, act.box, act.words, theme.font(16, bold), colour(look.ink), CENTRE, metrics)
            if self.view.is_focused(index, place):
                panel(painter, act.box.adjusted(-4, -4, 4, 4), 13, None, colour("accent"), 3)


class ActList(QListView):
    """Answers `acted(value, key)` with the row's value; a tap beside the buttons is key ""."""

    acted = Signal(object, str)

    def __init__(self, theme: Theme, role: int) -> None:
        super().__init__()
        self._role = role
        self._place = 0
        self._down: tuple[int, str] | None = None
        self.setProperty("own_focus", True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self, self._let_go)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        theme.changed.connect(self._redress)

    def is_down(self, index: Index, key: str) -> bool:
        """Whether a finger is on this act."""
        return self._down == (index.row(), key)

    def is_focused(self, index: Index, place: int) -> bool:
        """Whether the keyboard holds this act."""
        return keyed(self) and index.row() == self.currentIndex().row() and place == self._place

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, key = self._hit(event)
        self._down = (index.row(), key) if index.isValid() else None
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index, key = self._hit(event)
        down, self._down = self._down, None
        self.viewport().update()
        if index.isValid() and down == (index.row(), key):
            self._emit(index, key)

    def _let_go(self) -> None:
        self._down = None
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._acts(self.currentIndex()))
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and count:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._place = min(count - 1, max(0, self._place + step))
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            acts = self._acts(self.currentIndex())
            key = acts[min(self._place, len(acts) - 1)].key if acts else ""
            if self.currentIndex().isValid():
                self._emit(self.currentIndex(), key)
        elif belongs_to_screen(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _emit(self, index: Index, key: str) -> None:
        value: Any = index.data(self._role)
        self.acted.emit(value, key)

    def _hit(self, event: QMouseEvent) -> tuple[QModelIndex, str]:
        point = event.position().toPoint()
        index = self.indexAt(point)
        near = (act.key for act in self._acts(index) if act.box.adjusted(-4, -4, 4, 4).contains(point))
        return index, next(near, "")

    def _acts(self, index: Index) -> list[Act]:
        delegate = self.itemDelegate()
        if not index.isValid() or not isinstance(delegate, ActDelegate):
            return []
        model_index = self.model().index(index.row(), 0)
        return delegate.acts(self.visualRect(model_index), model_index)

    def _redress(self) -> None:
        self.viewport().update()
