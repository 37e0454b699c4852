"""The guest's lines, large enough to be read across a counter; the list follows the newest."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pos_app.models.guest_sight import GuestRow
from pos_app.models.rows import VALUE, Index, RowsModel
from pos_app.widgets.painting import END, START, mirrored, text
from pos_app.widgets.theme import Theme

PITCH, TIMES, AMOUNT = 76, 64, 150  # pixels; an amount takes what it needs


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(320, PITCH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, box = self._theme, index.data(VALUE), option.rect
        painter.setLayoutDirection(self._view.layoutDirection())
        newest = index.row() == self._view.model().rowCount() - 1
        if newest:
            painter.fillRect(box, theme.colour("accent-soft"))
        ink, pale = theme.colour("ink"), theme.colour("ink2")
        inner = box.adjusted(12, 0, -12, 0)

        def part(left: int, width: int, top: int, height: int) -> QRect:
            return mirrored(painter, box, QRect(inner.left() + left, box.top() + top, width, height))

        pixels = theme.fitting(row.amount, inner.width() // 2, (22, 18, 16), bold=True)
        wide = max(AMOUNT, theme.metrics(pixels, True).horizontalAdvance(row.amount) + 12)
        middle = inner.width() - TIMES - wide
        note = " · ".join(filter(None, (row.second, row.note)))
        upper = 12 if note else (PITCH - 32) // 2
        text(painter, part(0, middle, upper, 32), row.title, theme.font(22, True), ink, START)
        if note:
            text(painter, part(0, middle, 44, 24), note, theme.font(16), pale, START)
        text(painter, part(middle, TIMES, 0, PITCH), f"×{row.times}", theme.font(22), pale, END)
        text(painter, part(middle + TIMES, wide, 0, PITCH), row.amount, theme.font(pixels, True), ink, END)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line"))


class GuestLines(QListView):
    """Told rows, it shows the last one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: RowsModel[GuestRow] = RowsModel(
            lambda row: row.key, lambda row: f"{row.title} ×{row.times} {row.amount}", self
        )
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(theme, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.viewport().update)

    def tell(self, rows: "tuple[GuestRow, ...]") -> None:
        """These are the lines now."""
        self._rows.tell(rows)
        self.scrollToBottom()
        self.viewport().update()
