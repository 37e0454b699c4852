"""The order's lines as a list; the chosen one opens its stepper in place."""

from collections.abc import Sequence

from PySide6.QtCore import QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QStyleOptionViewItem, QWidget

from pos_app.language import _
from pos_app.models.order_rows import OrderRow, rows_model
from pos_app.models.rows import VALUE, Index
from pos_app.screens.selling.order_delegate import EDITOR, OrderDelegate
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.stepper import Stepper
from pos_app.widgets.theme import Theme


class LineEditor(QWidget):
    """Under the chosen line: how many, remark, more; under a sent one: served."""

    def __init__(self, theme: Theme, parent: QWidget, row: OrderRow, view: "OrderList") -> None:
        super().__init__(parent)
        self.row = row
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(66, 0, 8, 8)
        line.setSpacing(8)
        self.stepper: Stepper | None = None
        if row.kind == "new":
            self.stepper = Stepper(theme)
            self.stepper.stepped.connect(lambda by: view.stepped.emit(self.row.entry, by))
            remark = Button(theme, "quiet", "note", "", 44)
            remark.setText(_("Remark"))
            remark.clicked.connect(lambda: view.remark_asked.emit(self.row.entry))
            more = icon_button(theme, "more", _("More"), side=44)
            more.clicked.connect(lambda: view.more_asked.emit(self.row.entry))
            line.addWidget(self.stepper)
            line.addStretch(1)
            line.addWidget(remark)
            line.addWidget(more)
        else:
            served = Button(theme, "quiet", "tick", "", 44)
            served.setText(_("Served"))
            served.clicked.connect(lambda: view.served.emit(self.row.key))
            line.addWidget(served)
            line.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line.setContentsMargins(66 if self.width() >= 360 else 14, 0, 8, 8)

    def tell(self, row: OrderRow) -> None:
        """The line changed."""
        self.row = row
        if self.stepper is not None:
            self.stepper.tell(row.quantity)


class _Delegate(OrderDelegate):
    """Makes the editor and keeps it at the foot of its row."""

    def __init__(self, theme: Theme, view: "OrderList") -> None:
        super().__init__(theme, view)
        self._list = view

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return LineEditor(self._theme, parent, index.data(VALUE), self._list)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, LineEditor):
            editor.tell(index.data(VALUE))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = option.rect
        editor.setGeometry(QRect(box.left(), box.bottom() - EDITOR + 1, box.width(), EDITOR))


class OrderList(QListView):
    """Answers taps on lines, folds and the stepper."""

    tapped = Signal(object)
    stepped = Signal(int, int)
    remark_asked = Signal(int)
    more_asked = Signal(int)
    served = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows = rows_model()
        self._open = QPersistentModelIndex()
        self.setProperty("own_focus", True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(theme, self))
        self.setModel(self._rows)
        theme.changed.connect(self._redress)

    def tell(self, rows: Sequence[OrderRow]) -> None:
        """The order now. The editor moves only when another line is chosen."""
        chosen = next((row for row in rows if row.chosen), None)
        held = self._rows.value(self._open) if self._open.isValid() else None
        if held is not None and (chosen is None or held.key != chosen.key):
            self.closePersistentEditor(self._rows.index(self._open.row(), 0))
            self._open = QPersistentModelIndex()
        self._rows.tell(rows)
        if chosen is not None and not self._open.isValid():
            index = self._rows.index(self._rows.row_of(chosen.key), 0)
            self._open = QPersistentModelIndex(index)
            self.openPersistentEditor(index)
        self.scheduleDelayedItemsLayout()

    def show_row(self, key: str) -> None:
        """Scroll so that a line is seen whole."""
        place = self._rows.row_of(key)
        if place >= 0:
            self.executeDelayedItemsLayout()
            self.scrollTo(self._rows.index(place, 0))

    def redo_editor(self) -> None:
        """After a change of language the editor's words are made anew."""
        if self._open.isValid():
            index = self._rows.index(self._open.row(), 0)
            self.closePersistentEditor(index)
            self.openPersistentEditor(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.setCurrentIndex(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index == self.currentIndex():
            self.tapped.emit(index.data(VALUE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self._rows.value(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row is not None:
            self.tapped.emit(row)
        elif row is not None and row.kind == "new" and event.text() in ("+", "=", "-"):
            self.stepped.emit(row.entry, -1 if event.text() == "-" else 1)
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _redress(self) -> None:
        self.viewport().update()
