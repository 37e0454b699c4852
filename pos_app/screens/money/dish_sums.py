"""What was sold on a day 菜品销量, dish by dish, to read and to print."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from domain.money.day_figures import DayFigures
from pos_app.language import _
from pos_app.models.dish_sum_rows import DishSumRow, dish_sum_rows
from pos_app.models.rows import VALUE, Index, RowsModel
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import wrapped
from pos_app.widgets.painting import END, START, panel, text
from pos_app.widgets.reading_list import ReadingList
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme
from pos_app.workflows.report_slips import Around

SIZE = QSize(760, 620)
ROW, GAP, COUNT, MONEY = 48, 12, 72, 128  # pixels: a row's height, between columns, and how wide these are


class _Delegate(QStyledItemDelegate):
    """A name with what stands beside it below, how much, and both sums in columns of their own."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(VALUE)
        if not isinstance(row, DishSumRow):
            return
        theme, box = self._theme, option.rect.adjusted(0, 0, -10, 0)
        painter.save()
        painter.setLayoutDirection(self._view.layoutDirection())
        if row.head:
            ground = theme.colour("sunk")
            panel(painter, box.adjusted(0, 6, 0, -2), 10, ground, ground)
        inner = box.adjusted(10, 4 if row.head else 0, -10, 0)
        room = inner.width() - COUNT - 2 * MONEY - 3 * GAP
        font, metrics = theme.font(16, row.head), theme.metrics(16, row.head)
        left = inner.left() + room + GAP
        for width, words in ((COUNT, row.quantity), (MONEY, row.amount), (MONEY, row.paid)):
            cell = self._turned(inner, QRect(left, inner.top(), width, inner.height()))
            text(painter, cell, words, font, theme.colour("ink"), END, metrics)
            left += width + GAP
        high = inner.height() // 2 + 2 if row.note else inner.height()
        name = self._turned(inner, QRect(inner.left(), inner.top(), room, high))
        text(painter, name, row.name, font, theme.colour("ink"), START, metrics)
        if row.note:
            below = self._turned(
                inner, QRect(inner.left(), inner.top() + high - 2, room, inner.height() - high)
            )
            text(painter, below, row.note, theme.font(14), theme.colour("ink2"), START, theme.metrics(14))
        painter.restore()

    def _turned(self, bounds: QRect, box: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), bounds, box)


class DishSumList(ReadingList):
    """Categories and their dishes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._rows: RowsModel[DishSumRow] = RowsModel(
            lambda row: row.key,
            lambda row: " ".join(filter(None, (row.name, row.note, row.quantity, row.amount, row.paid))),
            self,
        )
        self.setItemDelegate(_Delegate(theme, self))
        self.setModel(self._rows)

    def tell(self, rows: tuple[DishSumRow, ...]) -> None:
        """These rows."""
        self._rows.tell(rows)


class _Heads(QWidget):
    """What the columns are called, above the list and where its figures end."""

    def __init__(self, theme: Theme, listed: DishSumList) -> None:
        super().__init__()
        self._theme, self._list = theme, listed
        self.setFixedHeight(28)
        self._words = (_("Sold"), _("Amount"), _("Paid by guests"))
        self.setAccessibleName(" ".join(self._words))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        theme, whole = self._theme, QRect(0, 0, self._list.viewport().width(), self.height())
        inner = QStyle.visualRect(self.layoutDirection(), self.rect(), whole).adjusted(10, 0, -20, 0)
        left = inner.right() + 1 - COUNT - 2 * MONEY - 2 * GAP
        for width, words in zip((COUNT, MONEY, MONEY), self._words, strict=True):
            cell = QRect(left, inner.top(), width, inner.height())
            bounds = QStyle.visualRect(self.layoutDirection(), inner, cell)
            text(painter, bounds, words, theme.font(14), theme.colour("ink2"), END, theme.metrics(14))
            left += width + GAP


class DishSumSheet(Sheet):
    """The dishes of an X, or of a day as its Z has frozen it."""

    def __init__(self, desk: Desk, window: QWidget, figures: DayFigures, z: int, by: str) -> None:
        super().__init__(desk.theme, window, SIZE)
        self._desk, self._figures, self._z, self._by = desk, figures, z, by
        number = _("Z {z}").format(z=f"{z:04d}") if z else _("X, the day is not closed")
        self.say(_("What was sold"), f"{figures.date} · {number}")
        rows = dish_sum_rows(figures, desk.wording)
        if rows:
            self._fill(rows)
        else:
            empty = EmptyState(desk.theme, "chart")
            before = _("When this day was closed, its dishes were not kept yet.")
            empty.tell(before if z and figures.bills else _("No dish was sold on this day."))
            self.body.addWidget(empty, 1)
            self.foot_line.hide()

    def _fill(self, rows: tuple[DishSumRow, ...]) -> None:
        desk, found = self._desk, self._figures.dishes
        column = QVBoxLayout()
        column.setSpacing(0)
        listed = DishSumList(desk.theme)
        listed.tell(rows)
        listed.setAccessibleName(self.title.text())
        column.addWidget(_Heads(desk.theme, listed))
        column.addWidget(listed, 1)
        self.body.addLayout(column, 1)
        self.body.addWidget(
            wrapped(
                _(
                    "Amounts are before anything was taken off. What guests paid has its share of service,"
                    " discounts and rounding, no cover charge; money that was paid back is still in it."
                ),
                14,
                tone="ink2",
            )
        )
        money = desk.wording.money
        sums = _("Total {amount}, paid by guests {paid}").format(
            amount=money(sum(one.amount for one in found)), paid=money(sum(one.paid for one in found))
        )
        self.foot.addWidget(wrapped(sums, bold=True), 1)
        button = Button(desk.theme, "secondary", "printer", "", 56)
        button.setText(_("Print"))
        button.clicked.connect(self._print)
        self.foot.addWidget(button)

    def _print(self) -> None:
        desk = self._desk
        known = Around(desk.view.store, desk.view.people)
        printed = desk.till.shifts.print_dishes(self._figures, self._z, known, desk.now, self._by)
        desk.ask(printed, lambda _done: desk.told.emit(_("It is printed at the counter.")))
