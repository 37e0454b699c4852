"""The floor as a list, for small screens and for those who read rather than look."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from pos_app.models.rows import VALUE, Index
from pos_app.models.tables import TableTile
from pos_app.widgets.act_list import ActDelegate
from pos_app.widgets.chips import paint_state_square
from pos_app.widgets.painting import END, START, panel, text

ROW = 64


class TableRowDelegate(ActDelegate):
    """One table a row: square, label, state, guests and time, amount."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, ROW + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, tile = self.theme, index.data(VALUE)
        if not isinstance(tile, TableTile):
            return
        card = option.rect.adjusted(0, 0, -4, -8)
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        focused = self.view.is_focused(index, 0)
        edge = theme.colour("accent" if focused else "line")
        panel(painter, card, 12, theme.colour("surface"), edge, 3 if focused else 1)
        square = self.turned(card, QRect(card.left() + 10, card.top() + 10, 44, 44))
        paint_state_square(painter, theme, square, tile.look, tile.icon, 24)
        left, ink = card.left() + 70, theme.colour("ink")
        columns = (
            (0, 150, tile.label, 18, True),
            (160, 160, tile.word, 16, True),
            (330, 260, tile.note, 16, False),
        )
        for start, width, words, pixels, bold in columns:
            box = self.turned(card, QRect(left + start, card.top(), width, card.height()))
            text(painter, box, words, theme.font(pixels, bold), ink, START, theme.metrics(pixels, bold))
        end = self.turned(card, QRect(card.right() - 170, card.top(), 150, card.height()))
        text(painter, end, tile.amount, theme.font(18, True), ink, END)
        painter.restore()
