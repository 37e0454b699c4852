"""The dish grid: tiles of one size painted by a delegate; five thousand dishes cost no more than fifty."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QListView

from pos_app.models.dishes import DishModel
from pos_app.models.rows import Index
from pos_app.screens.selling.dish_delegate import GAP, DishDelegate
from pos_app.widgets.focus import belongs_to_screen
from pos_app.widgets.scrolling import Thumb, by_finger
from pos_app.widgets.theme import Theme

LEAST_TILE = 118


class DishGrid(QListView):
    """Rows and columns by the room there is; `tapped(dish id)`."""

    tapped = Signal(str)

    def __init__(self, theme: Theme, model: DishModel) -> None:
        super().__init__()
        self._theme, self._dishes = theme, model
        self._columns, self._rows = 4, 5
        self._down = QModelIndex()
        self.setProperty("own_focus", True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self, self._let_go)
        Thumb(theme, self)
        self._delegate = DishDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        theme.changed.connect(self._redress)
        if theme.pictures:
            theme.pictures.came.connect(self._redress)

    def set_shape(self, columns: int, rows: int) -> None:
        """How many tiles stand across and, if they fit, down."""
        self._columns, self._rows = columns, rows
        self._fit()

    def tap_first(self) -> None:
        """Enter in the search field takes what was found first."""
        if self.model().rowCount():
            self._tap(self.model().index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._tap(self.currentIndex())
            return
        if belongs_to_screen(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._down = self.indexAt(event.position().toPoint())
        self._delegate.down = self._down.row()
        if self._down.isValid():
            self.setCurrentIndex(self._down)
            self.update(self._down)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        down, self._down, self._delegate.down = self._down, QModelIndex(), -1
        if down.isValid():
            self.update(down)
            if self.indexAt(event.position().toPoint()) == down:
                self._tap(down)

    def _let_go(self) -> None:
        down, self._down, self._delegate.down = self._down, QModelIndex(), -1
        self.update(down)

    def _tap(self, index: QModelIndex) -> None:
        dish = self._dishes.dish(index)
        if dish is not None:
            self.tapped.emit(dish.id)

    def _fit(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        across = (width - 1) // self._columns
        down = max(LEAST_TILE + GAP, height // self._rows)
        size = QSize(across, down)
        if size != self.gridSize() and across > 40:
            self.setGridSize(size)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Repaint the tiles that differ; Qt would lay out all of them again."""
        for row in range(first.row(), last.row() + 1) if last.row() - first.row() < 100 else ():
            self.update(self._dishes.index(row, 0))
        if last.row() - first.row() >= 100:
            self.viewport().update()

    def _redress(self) -> None:
        self._delegate.forget()
        self.viewport().update()
