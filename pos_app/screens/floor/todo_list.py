"""Cards of what needs a person: a coloured square, two lines, one or two acts."""

from PySide6.QtCore import QAbstractItemModel, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QSizePolicy, QStyleOptionViewItem

from pos_app.models.rows import VALUE, Index
from pos_app.models.todo import Todo
from pos_app.widgets.act_list import Act, ActDelegate, ActList
from pos_app.widgets.chips import paint_state_square
from pos_app.widgets.painting import START, panel, text
from pos_app.widgets.theme import Theme

CARD = 70
GAP = 10
MARGIN = 12
FOOT = 52


def card_height(todo: Todo, wide: bool = False) -> int:
    """Two acts stand in a row of their own, where a card is not wide enough for both."""
    return CARD + (FOOT if len(todo.acts) > 1 and not wide else 0)


class TodoDelegate(ActDelegate):
    """Paints one card; a ``wide`` one has room for all acts beside its words."""

    def __init__(self, theme: Theme, view: ActList, wide: bool = False) -> None:
        super().__init__(theme, view)
        self._wide = wide

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, card_height(index.data(VALUE), self._wide) + GAP)

    def acts(self, box: QRect, index: Index) -> list[Act]:
        todo = index.data(VALUE)
        if not isinstance(todo, Todo):
            return []
        real = tuple(act for act in todo.acts if act[0])
        card = self._card(box)
        if len(real) > 1 and not self._wide:
            card.setTop(card.bottom() - FOOT - 4)
        return self.end_acts(card, real, 13)

    def _card(self, row: QRect) -> QRect:
        """Cards keep their width whether or not a scroll bar stands in the margin."""
        return QRect(row.left(), row.top(), self.view.width() - MARGIN, row.height() - GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, todo, whole = self.theme, index.data(VALUE), option.rect
        card = self._card(whole)
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        width = 1 if todo.edge == "line" else 1.5
        panel(painter, card, 12, theme.colour("surface"), theme.colour(todo.edge), width)
        self._paint_square(painter, card, todo)
        acts = self.acts(whole, index)
        taken = sum(act.box.width() + 8 for act in acts) + 12 if len(acts) < 2 or self._wide else 12
        if not acts and todo.acts:
            taken = 44
            self._paint_mark(painter, card, todo.acts[0][2])
        room = card.width() - 69 - taken
        title = self.turned(card, QRect(card.left() + 69, card.top() + 13, room, 24))
        text(painter, title, todo.title, theme.font(16, True), theme.colour("ink"), START)
        note = self.turned(card, QRect(card.left() + 69, card.top() + 36, room, 20))
        text(painter, note, todo.note, theme.font(14), theme.colour("ink2"), START)
        self.paint_acts(painter, whole, index)
        painter.restore()

    def _paint_square(self, painter: QPainter, card: QRect, todo: Todo) -> None:
        box = self.turned(card, QRect(card.left() + 13, card.top() + 13, 44, 44))
        if todo.look:
            paint_state_square(painter, self.theme, box, todo.look, todo.icon, 24)
            return
        panel(painter, box, 10, self.theme.colour("accent-soft"))
        pixmap = self.theme.icon(todo.icon, "on-accent-soft", 24, self.view)
        painter.drawPixmap(box.center().x() - 11, box.center().y() - 11, pixmap)

    def _paint_mark(self, painter: QPainter, card: QRect, icon: str) -> None:
        box = self.turned(card, QRect(card.right() - 36, card.top() + 23, 24, 24))
        painter.drawPixmap(box.topLeft(), self.theme.icon(icon, "ink", 24, self.view))


class TodoList(ActList):
    """As tall as its cards, up to the room there is; `least` cards are always seen."""

    def __init__(self, theme: Theme, model: QAbstractItemModel, least: int, wide: bool = False) -> None:
        super().__init__(theme, VALUE)
        self._least, self._source, self._wide = least, model, wide
        self.setItemDelegate(TodoDelegate(theme, self, wide))
        self.setVerticalScrollBarPolicy(self.verticalScrollBarPolicy().ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setSizeAdjustPolicy(QListView.SizeAdjustPolicy.AdjustIgnored)
        self.setModel(model)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(200, sum(self._heights()))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, sum(self._heights()[: self._least]))

    def _heights(self) -> list[int]:
        rows = range(self._source.rowCount())
        cards = (self._source.index(row, 0).data(VALUE) for row in rows)
        return [card_height(card, self._wide) + GAP for card in cards]
