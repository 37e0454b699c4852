"""The floor's picture as an item view: areas, tables, landmarks; tap or arrow keys and Enter open a table."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from domain.floor.plan import Floor
from pos_app.models.rows import VALUE, Index
from pos_app.models.tables import TableTile
from pos_app.models.wording import Wording
from pos_app.screens.floor.plan_layout import PlanLayout, lay_out
from pos_app.screens.floor.table_painter import paint_mark, paint_table
from pos_app.widgets.focus import belongs_to_screen, keyed
from pos_app.widgets.painting import START, panel, text
from pos_app.widgets.scrolling import by_finger
from pos_app.widgets.theme import Theme

_AROUND = 12  # seat marks and focus ring outside a table's box


class PlanView(QAbstractItemView):
    """Shows the tables of a model where the floor's plan puts them."""

    opened = Signal(str)

    def __init__(self, theme: Theme, tables: QAbstractItemModel) -> None:
        super().__init__()
        self._theme, self._tables = theme, tables
        self._floor, self._area = Floor(), ""
        self._layout = PlanLayout()
        self._names: dict[str, str] = {}
        self._wording: Wording | None = None
        self._down: QModelIndex | None = None
        self._look = ""
        self.setModel(tables)
        self.setProperty("own_focus", True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self, self._let_go)
        theme.changed.connect(self._repaint)
        self.activated.connect(self._activate)

    def show_floor(self, floor: Floor, area: str, wording: Wording) -> None:
        """Another plan, or another part of it."""
        if (floor, area, wording) != (self._floor, self._area, self._wording):
            self._floor, self._area, self._wording = floor, area, wording
            self._lay_out()

    def highlight(self, look: str) -> None:
        """Only tables of one state at full strength; "" for all."""
        if look != self._look:
            self._look = look
            self._repaint()

    # ---------------------------------------------------------------- geometry

    def visualRect(self, index: Index) -> QRect:
        tile = index.data(VALUE)
        if not isinstance(tile, TableTile) or tile.id not in self._layout.tables:
            return QRect()
        box = self._layout.tables[tile.id].translated(0, -self.verticalOffset())
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            box.moveLeft(self.viewport().width() - box.right() - 1)
        return box

    def indexAt(self, point: QPoint) -> QModelIndex:
        for row in range(self._tables.rowCount()):
            index = self._tables.index(row, 0)
            if self.visualRect(index).adjusted(-4, -4, 4, 4).contains(point):
                return index
        return QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        box = self.visualRect(index).adjusted(0, -_AROUND, 0, _AROUND)
        bar = self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(bar.value() + box.top())
        elif box.bottom() > self.viewport().height():
            bar.setValue(bar.value() + box.bottom() - self.viewport().height())

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return self.visualRect(index).isNull()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += QRegion(self.visualRect(index).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND))
        return region

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The nearest table in the direction of the arrow."""
        current = self.currentIndex()
        moves = QAbstractItemView.CursorAction
        step = {
            moves.MoveLeft: (-1, 0),
            moves.MoveRight: (1, 0),
            moves.MoveUp: (0, -1),
            moves.MoveDown: (0, 1),
        }.get(action)
        if not current.isValid() or step is None:
            return self._first()
        here, best, best_cost = self.visualRect(current), current, 1 << 30
        for row in range(self._tables.rowCount()):
            index = self._tables.index(row, 0)
            box = self.visualRect(index)
            away = box.center() - here.center()
            along = away.x() * step[0] + away.y() * step[1]
            if box.isNull() or along <= 4:
                continue
            cost = along + 3 * _apart(here, box, bool(step[0]))
            cost += (abs(away.x() * step[1]) + abs(away.y() * step[0])) // 4
            if cost < best_cost:
                best, best_cost = index, cost
        return best

    # ---------------------------------------------------------------- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(self.layoutDirection())
        dirty = event.rect()
        shift = -self.verticalOffset()
        for area, box in self._layout.panels.items():
            self._paint_panel(painter, self._turned(box.translated(0, shift)), self._names.get(area, ""))
        for mark, box in self._layout.marks:
            name = self._wording.name(mark.names) if self._wording else ""
            paint_mark(painter, self._theme, self._turned(box.translated(0, shift)), mark.kind, name)
        focused = self.currentIndex() if keyed(self) else QModelIndex()
        for row in range(self._tables.rowCount()):
            index = self._tables.index(row, 0)
            box = self.visualRect(index)
            if not box.isNull() and box.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND).intersects(dirty):
                self._paint_table(painter, index, box, index == focused)

    def _paint_table(self, painter: QPainter, index: QModelIndex, box: QRect, focused: bool) -> None:
        tile = index.data(VALUE)
        dim = bool(self._look) and tile.look != self._look
        painter.setOpacity(0.35 if dim else 1.0)
        paint_table(painter, self._theme, box, tile, index == self._down, focused, self)
        painter.setOpacity(1.0)

    def _paint_panel(self, painter: QPainter, box: QRect, name: str) -> None:
        theme = self._theme
        panel(painter, box, 14, theme.colour("floor"))
        head = box.adjusted(16, 10, -16, 0)
        head.setHeight(24)
        text(painter, head, name, theme.font(16, True), theme.colour("ink2"), START)

    def _turned(self, box: QRect) -> QRect:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            box.moveLeft(self.viewport().width() - box.right() - 1)
        return box

    # ---------------------------------------------------------------- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        for row in range(first.row(), last.row() + 1):
            box = self.visualRect(self._tables.index(row, 0))
            self.viewport().update(box.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if belongs_to_screen(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._down = self.indexAt(event.position().toPoint())
        if self._down.isValid():
            self.setCurrentIndex(self._down)
        self._repaint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index, down = self.indexAt(event.position().toPoint()), self._down
        self._down = None
        self._repaint()
        if index.isValid() and index == down:
            self._activate(index)

    def _let_go(self) -> None:
        self._down = None
        self._repaint()

    def _activate(self, index: Index) -> None:
        tile = index.data(VALUE)
        if isinstance(tile, TableTile):
            self.opened.emit(tile.id)

    def _lay_out(self) -> None:
        port: QWidget = self.viewport()
        self._layout = lay_out(self._floor, self._area, port.width(), port.height())
        wording = self._wording
        self._names = {area.id: wording.name(area.names) for area in self._floor.areas} if wording else {}
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._layout.height - port.height()))
        bar.setPageStep(port.height())
        self._repaint()

    def stand_at(self, table: str) -> None:
        """From which table an arrow goes on."""
        for row in range(self._tables.rowCount()):
            index = self._tables.index(row, 0)
            if index.data(VALUE).id == table:
                self.setCurrentIndex(index)

    def _first(self) -> QModelIndex:
        return self._tables.index(0, 0) if self._tables.rowCount() else QModelIndex()

    def _repaint(self) -> None:
        self.viewport().update()


def _apart(one: QRect, other: QRect, in_height: bool) -> int:
    """Pixels between two boxes across the way of an arrow; 0: one lies before the other."""
    if in_height:
        return max(0, other.top() - one.bottom(), one.top() - other.bottom())
    return max(0, other.left() - one.right(), one.left() - other.right())
