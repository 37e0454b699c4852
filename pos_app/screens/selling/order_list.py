"""The order's lines as a list; the chosen one shows its stepper in place, one widget that only moves."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QListView

from pos_app.models.order_rows import OrderRow, rows_model
from pos_app.models.rows import VALUE
from pos_app.screens.selling.line_editor import LineEditor
from pos_app.screens.selling.order_delegate import EDITOR, OrderDelegate
from pos_app.widgets.focus import belongs_to_screen
from pos_app.widgets.scrolling import by_finger
from pos_app.widgets.theme import Theme


class OrderList(QListView):
    """Answers taps on lines and folds; the stepper's own signals are those of `editor`."""

    tapped = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows = rows_model(self)
        self.editor = LineEditor(theme, self.viewport())
        self.editor.hide()
        self.setProperty("own_focus", True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self)
        self._delegate = OrderDelegate(theme, self, self._rows)
        self.setItemDelegate(self._delegate)
        self.setModel(self._rows)
        theme.changed.connect(self._redress)

    def tell(self, rows: Sequence[OrderRow]) -> None:
        """The order now."""
        self._rows.tell(rows)
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self._place_editor()

    def shown(self) -> Sequence[OrderRow]:
        """The rows from above."""
        return self._rows.rows()

    def show_row(self, key: str) -> None:
        """Scroll so that a line is seen whole."""
        place = self._rows.row_of(key)
        if place >= 0:
            self.scrollTo(self._rows.index(place, 0))
            self._place_editor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_editor()

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
            self.editor.stepped.emit(row.entry, -1 if event.text() == "-" else 1)
        elif belongs_to_screen(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _place_editor(self) -> None:
        place = next((at for at, row in enumerate(self._rows.rows()) if row.chosen), -1)
        if place < 0:
            self.editor.hide()
            return
        box = self.visualRect(self._rows.index(place, 0))
        self.editor.tell(self._rows.rows()[place])
        self.editor.setGeometry(QRect(box.left(), box.bottom() - EDITOR + 1, box.width(), EDITOR))
        self.editor.show()

    def _redress(self) -> None:
        self._delegate.forget()
        self.viewport().update()
