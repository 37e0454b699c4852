"""Rows of the order pane as pictured: group heads, lines with a quantity block, folded rounds."""

from functools import partial

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.models.order_rows import OrderRow
from pos_app.models.rows import Index, RowsModel
from pos_app.widgets.chips import chip_width, paint_chip
from pos_app.widgets.drawn_once import DrawnOnce
from pos_app.widgets.focus import keyed
from pos_app.widgets.painting import CENTRE, END, START, panel, text
from pos_app.widgets.theme import Theme

HEAD, LINE, NOTE, EDITOR, FOLD = 36, 45, 15, 52, 57
PAD = 16
MOST_PICTURES = 40


def row_height(row: OrderRow) -> int:
    """Pixels of one row."""
    if row.kind == "head":
        return HEAD
    if row.kind == "fold":
        return FOLD
    lines = bool(row.note or row.mark) + bool(row.warn)
    return LINE + NOTE * lines + (EDITOR if row.chosen else 0)


class OrderDelegate(QStyledItemDelegate):
    """Paints rows; the chosen line's editor stands below its words."""

    def __init__(self, theme: Theme, view: QListView, rows: RowsModel[OrderRow]) -> None:
        super().__init__(view)
        self._theme, self._view, self._rows = theme, view, rows
        self._drawn = DrawnOnce(view, MOST_PICTURES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, row_height(self._rows.rows()[index.row()]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, box = self._rows.rows()[index.row()], option.rect
        ground = self._theme.colour("surface")
        painter.drawPixmap(
            box.topLeft(), self._drawn.picture(row, box.size(), partial(self._draw, row=row), ground)
        )
        if keyed(self._view) and index.row() == self._view.currentIndex().row():
            panel(painter, box.adjusted(3, 2, -3, -2), 8, None, self._theme.colour("accent"), 3)

    def forget(self) -> None:
        """Colours or words turned: rows are drawn anew."""
        self._drawn.forget()

    def _draw(self, painter: QPainter, box: QRect, row: OrderRow) -> None:
        if row.kind == "head":
            self._paint_head(painter, box, row)
        elif row.kind == "fold":
            self._paint_fold(painter, box, row)
        else:
            self._paint_line(painter, box, row)

    def _paint_head(self, painter: QPainter, box: QRect, row: OrderRow) -> None:
        theme, new = self._theme, row.tone == "new"
        if not row.first:
            painter.fillRect(box.left(), box.top(), box.width(), 1, theme.colour("line"))
        ink = theme.colour("on-accent-soft" if new else "ink2")
        spot = self._turned(box, QRect(box.left() + PAD, box.top() + 10, 18, 18))
        painter.drawPixmap(spot.topLeft(), theme.icon(row.icon, ink, 18, self._view))
        end = box.adjusted(0, 0, -PAD, 0)
        small = theme.metrics(14)
        width = small.horizontalAdvance(row.end) + 8
        place = self._turned(box, end.adjusted(end.width() - width, 0, 0, 0))
        text(painter, place, row.end, theme.font(14), ink, END, small)
        words = row.title + (f" · {row.note}" if row.note else "")
        room = box.width() - 42 - PAD - width
        place = self._turned(box, QRect(box.left() + 42, box.top(), room, box.height()))
        text(painter, place, words, theme.font(14, new), ink, START, theme.metrics(14, new))

    def _paint_fold(self, painter: QPainter, box: QRect, row: OrderRow) -> None:
        theme = self._theme
        painter.fillRect(box.left(), box.top(), box.width(), 1, theme.colour("line"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour("line"))
        spot = self._turned(box, QRect(box.left() + PAD, box.top() + 18, 20, 20))
        painter.drawPixmap(spot.topLeft(), theme.icon(row.icon, "ink", 20, self._view))
        wide = theme.metrics(16, True).horizontalAdvance(row.end)
        amount = QRect(box.right() - 44 - wide, box.top(), wide + 2, box.height())
        text(painter, self._turned(box, amount), row.end, theme.font(16, True), theme.colour("ink"), END)
        arrow = self._turned(box, QRect(box.right() - 34, box.top() + 18, 20, 20))
        painter.drawPixmap(arrow.topLeft(), theme.icon("chevron-right", "ink", 20, self._view))
        room = amount.left() - box.left() - 44 - 8
        title = self._turned(box, QRect(box.left() + 44, box.top() + 7, room, 22))
        text(painter, title, row.title, theme.font(16), theme.colour("ink"), START, theme.metrics(16))
        note = self._turned(box, QRect(box.left() + 44, box.top() + 29, room, 20))
        text(painter, note, row.note, theme.font(14), theme.colour("ink2"), START, theme.metrics(14))

    def _paint_line(self, painter: QPainter, box: QRect, row: OrderRow) -> None:
        theme, new = self._theme, row.kind == "new"
        if row.chosen:
            painter.fillRect(box, theme.colour("accent-soft"))
            bar = self._turned(box, QRect(box.left(), box.top(), 4, box.height()))
            painter.fillRect(bar, theme.colour("accent"))
        block = self._turned(box, QRect(box.left() + PAD, box.top() + 8, 40, 30))
        fill, ink = ("accent", "on-accent") if new else ("sunk", "ink")
        panel(painter, block, 8, theme.colour(fill))
        font, bold = self._font(row), theme.metrics(16, True)
        text(painter, block, row.quantity, font, theme.colour(ink), CENTRE, bold)
        wide = bold.horizontalAdvance(row.end) + 2
        end = self._turned(box, QRect(box.right() - PAD - wide + 1, box.top() + 8, wide, 23))
        text(painter, end, row.end, theme.font(16, True), theme.colour("ink"), END, bold)
        room = box.width() - 66 - PAD - wide - 8
        title = self._turned(box, QRect(box.left() + 66, box.top() + 8, room, 23))
        tone = "ink2" if row.served else "ink"
        text(painter, title, row.title, font, theme.colour(tone), START, bold)
        top, start = box.top() + 30, box.left() + 66
        if row.mark:
            mark = QRect(start, top, chip_width(theme, "", row.mark), 20)
            paint_chip(painter, theme, self._turned(box, mark), "warn", "", row.mark)
            start = mark.right() + 8
        for words, shade in ((row.note, "ink2"), (row.warn, "danger")):
            if words:
                place = self._turned(box, QRect(start, top, box.right() - PAD - start, 20))
                text(painter, place, words, theme.font(14), theme.colour(shade), START, theme.metrics(14))
            if words or row.mark:
                top, start = top + NOTE + 3, box.left() + 66

    def _font(self, row: OrderRow) -> QFont:
        """Of a line's words; what is off the bill is struck through."""
        font = QFont(self._theme.font(16, True))
        font.setStrikeOut(row.struck)
        return font

    def _turned(self, bounds: QRect, box: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), bounds, box)
