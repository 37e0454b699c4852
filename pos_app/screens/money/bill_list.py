"""The bill's lines for the guest to follow: dish with options, times, amount."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.language import _
from pos_app.models.order_rows import change_note, line_note, line_title, spared_word
from pos_app.models.rows import VALUE, Index, RowsModel
from pos_app.models.wording import Wording
from pos_app.widgets.painting import END, START, text
from pos_app.widgets.reading_list import ReadingList
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import LineView, OpeningView

PITCH = 32


@dataclass(frozen=True, slots=True)
class BillRow:
    """One line of the bill."""

    key: str
    title: str
    note: str
    times: str
    amount: str


def bill_rows(opening: OpeningView, wording: Wording) -> tuple[BillRow, ...]:
    """Every line of the current bill in the order in which it came."""
    return tuple(
        BillRow(
            line.id,
            line_title(line.line, wording),
            _note(line, opening, wording),
            f"×{wording.times(line.line.quantity)}",
            _("to weigh") if line.line.awaits_weight else wording.figure(line.amount),
        )
        for line in opening.bill_lines
    )


def _note(line: LineView, opening: OpeningView, wording: Wording) -> str:
    spared = spared_word() if opening.spares and line.full_price and line.line.price else ""
    notes = (spared, line_note(line.line, wording), change_note(line, wording))
    return " · ".join(filter(None, notes))


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, PITCH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, box = self._theme, index.data(VALUE), option.rect
        painter.setLayoutDirection(self._view.layoutDirection())
        plain, ink = theme.metrics(16), theme.colour("ink")
        wide = text(painter, box, row.amount, theme.font(16), ink, END, plain)
        gap = max(wide + 8, 103 if box.width() > 330 else 72)
        times = self._turned(box, QRect(box.right() - gap - 44, box.top(), 44, box.height()))
        text(painter, times, row.times, theme.font(16), theme.colour("ink2"), END, plain)
        room = box.width() - gap - 52
        title = self._turned(box, QRect(box.left(), box.top(), room, box.height()))
        wide = text(painter, title, row.title, theme.font(16), ink, START, plain)
        if row.note and room - wide > 40:
            note = self._turned(
                box, QRect(box.left() + wide + 12, box.top() + 1, room - wide - 12, box.height())
            )
            text(painter, note, row.note, theme.font(14), theme.colour("ink2"), START, theme.metrics(14))

    def _turned(self, bounds: QRect, box: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), bounds, box)


class BillList(ReadingList):
    """As high as its lines, if there is room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._rows: RowsModel[BillRow] = RowsModel(
            lambda row: row.key, lambda row: f"{row.title} {row.note} {row.times} {row.amount}", self
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setItemDelegate(_Delegate(theme, self))
        self.setModel(self._rows)

    def show_bill(self, opening: OpeningView, wording: Wording) -> None:
        """The lines now."""
        self.show_rows(bill_rows(opening, wording))

    def show_rows(self, rows: Iterable[BillRow]) -> None:
        """These lines."""
        self._rows.tell(tuple(rows))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(300, self._rows.rowCount() * PITCH + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, PITCH)
