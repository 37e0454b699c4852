"""Today's tickets as rows: time, slip, printer, state, and what a person may do."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from pos_app.language import _
from pos_app.models.print_rows import JobRow, jobs_model
from pos_app.models.rows import VALUE, Index, RowsModel
from pos_app.widgets.act_list import Act, ActDelegate, ActList
from pos_app.widgets.chips import chip_width, paint_chip
from pos_app.widgets.painting import START, text
from pos_app.widgets.theme import Theme

ROW = 60


def columns(width: int) -> tuple[int, int, int, int]:
    """Where time, slip, printer and state begin. The slip's number stands under its time."""
    state = width - max(360, round(width * 0.365))
    printer = state - (130 if width > 1000 else 110)
    return (16, 108, printer, state)


class _Delegate(ActDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(600, ROW)

    def acts(self, box: QRect, index: Index) -> list[Act]:
        row = index.data(VALUE)
        return self.end_acts(box.adjusted(0, 0, 0, -1), row.acts, 16) if isinstance(row, JobRow) else []

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, box = self.theme, index.data(VALUE), option.rect
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        if row.tone in ("warn", "bad"):
            painter.fillRect(box, theme.colour("warn-soft" if row.tone == "warn" else "danger-soft"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour("line"))
        time, slip, printer, state = columns(self.view.width())
        upper, lower = box.adjusted(0, 8, 0, -26), box.adjusted(0, 32, 0, -8)
        self._words(painter, upper, time, slip - time - 8, row.time, 16, "ink2")
        self._words(painter, lower, time, slip - time - 8, f"No.{row.number}", 14, "ink2")
        wide = self._words(painter, box, slip, printer - slip - 16, row.title, 16, "ink", bold=True)
        note = f"{row.content}  {row.mark}" if row.mark else row.content
        self._words(painter, box, slip + wide + 16, printer - slip - wide - 32, note, 16, "ink2")
        room = state - printer - 8
        fits = theme.metrics(16).horizontalAdvance(row.printer) <= room
        self._words(painter, box, printer, room, row.printer if fits else row.printer_short, 16, "ink")
        self._chip(painter, box, state, row, index)
        self.paint_acts(painter, box, index)
        painter.restore()

    def _chip(self, painter: QPainter, box: QRect, state: int, row: JobRow, index: Index) -> None:
        """The state; beside many acts its icon alone, for its colour and they say the rest."""
        taken = sum(act.box.width() + 8 for act in self.acts(box, index)) + 24
        word = row.word
        if state + chip_width(self.theme, row.icon, word) + taken > box.width():
            word = ""
        pill = QRect(box.left() + state, box.center().y() - 13, chip_width(self.theme, row.icon, word), 28)
        paint_chip(painter, self.theme, self.turned(box, pill), row.tone, row.icon, word)

    def _words(
        self,
        painter: QPainter,
        box: QRect,
        at: int,
        room: int,
        words: str,
        size: int,
        tone: str,
        bold: bool = False,
    ) -> int:
        if room < 8:
            return 0
        place = self.turned(box, QRect(box.left() + at, box.top(), room, box.height()))
        theme = self.theme
        return text(
            painter,
            place,
            words,
            theme.font(size, bold),
            theme.colour(tone),
            START,
            theme.metrics(size, bold),
        )


class JobList(ActList):
    """The rows; `acted(JobRow, act)`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, VALUE)
        self.jobs: RowsModel[JobRow] = jobs_model(self)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Delegate(theme, self))
        self.setModel(self.jobs)


class JobHead(QWidget):
    """The columns' names."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(44)
        theme.changed.connect(self.update)

    def paintEvent(self, event: object) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        names = (_("Time"), _("Slip"), _("Printer"), _("State"))
        for at, words in zip(columns(self.width()), names, strict=True):
            box = QRect(at, 0, 160, self.height())
            if self.layoutDirection() == self.layoutDirection().RightToLeft:
                box.moveLeft(self.width() - at - 160)
            text(painter, box, words, theme.font(14), theme.colour("ink2"), START)
