"""Categories at the end of the grid: word and number; the chosen one is dark."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.models.rows import VALUE, Index, RowsModel
from pos_app.widgets.focus import belongs_to_screen, keyed
from pos_app.widgets.painting import END, START, panel, split_line, text
from pos_app.widgets.scrolling import Thumb, by_finger
from pos_app.widgets.theme import Theme

PITCH, LEAST = 62, 50  # pixels of a row; what is left of a finger's 44 with the gap between two

Category = tuple[str, str, int]  # id, words, number of dishes


def _key(row: Category) -> str:
    return row[0]


def _words(row: Category) -> str:
    return f"{row[1]} {row[2]}"


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: "CategoryList") -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._view.pitch)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, whole = self._theme, option.rect
        _key, words, count = index.data(VALUE)
        box = whole.adjusted(0, 0, 0, -6)
        on = index.row() == self._view.currentIndex().row()
        painter.setLayoutDirection(self._view.layoutDirection())
        if on:
            panel(painter, box, 10, theme.colour("ink"))
        ink = theme.colour("surface" if on else "ink2")
        number = str(count)
        wide = theme.metrics(14, on).horizontalAdvance(number)
        room = QRect(box.left() + 12, box.top(), box.width() - 24 - wide - 6, box.height())
        place = QStyle.visualRect(self._view.layoutDirection(), box, room)
        metrics = theme.metrics(16, on)
        if metrics.horizontalAdvance(words) <= place.width():
            text(painter, place, words, theme.font(16, on), ink, START, metrics)
        else:
            first, rest = split_line(words, metrics, place.width())
            upper, lower = QRect(place), QRect(place)
            upper.setBottom(place.center().y() + 1)
            lower.setTop(place.center().y() - 1)
            text(painter, upper, first, theme.font(16, on), ink, START, metrics)
            text(painter, lower, rest, theme.font(16, on), ink, START, metrics)
        text(painter, box.adjusted(12, 0, -12, 0), number, theme.font(14, on), ink, END)
        if on and keyed(self._view):
            panel(painter, box.adjusted(2, 2, -2, -2), 9, None, theme.colour("accent"), 3)


class CategoryList(QListView):
    """Answers `chosen(category id)`; "" is all dishes."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.pitch = PITCH
        self._rows: RowsModel[Category] = RowsModel(
            lambda row: row[0], lambda row: f"{row[1]} {row[2]}", self
        )
        self.setProperty("own_focus", True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self)
        Thumb(theme, self)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setItemDelegate(_Delegate(theme, self))
        self.setModel(self._rows)
        self.selectionModel().currentChanged.connect(self._changed)
        theme.changed.connect(self._redress)

    def tell(self, categories: Sequence[Category]) -> None:
        """The categories now; the choice stays."""
        self._rows.tell(categories)
        self._fit()
        if not self.currentIndex().isValid() and categories:
            self.setCurrentIndex(self._rows.index(0, 0))

    def choose(self, key: str) -> None:
        self.setCurrentIndex(self._rows.index(self._rows.row_of(key), 0))

    def choose_first(self) -> None:
        self.setCurrentIndex(self._rows.index(0, 0))

    def step(self, by: int) -> None:
        """So many down, or up below zero, as far as there are some."""
        last = self._rows.rowCount() - 1
        self.setCurrentIndex(self._rows.index(min(last, max(0, self.currentIndex().row() + by)), 0))

    def key(self) -> str:
        """The chosen category's id."""
        value = self._rows.value(self.currentIndex())
        return value[0] if value else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many as a finger can still tell apart are seen at once."""
        pitch = min(PITCH, max(LEAST, self.viewport().height() // max(1, self._rows.rowCount())))
        if pitch != self.pitch:
            self.pitch = pitch
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if belongs_to_screen(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _changed(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.key())

    def _redress(self) -> None:
        self.viewport().update()
