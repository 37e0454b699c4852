"""What of a day is in order, and what staff changed on it 退、赠、改: where an owner looks before closing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QWidget

from domain.money.bills import FREE
from domain.money.carried import AT_TABLE, BY_CODE, CHARGE, GOING_BACK, HELD, JOB, PARKED, SHIFT, UNSENT
from domain.money.day_changes import KINDS
from domain.money.day_figures import DayFigures
from pos_app.language import _
from pos_app.models.day_words import change_word
from pos_app.screens.desk import Desk
from pos_app.screens.people.staff_screen import AUDIT
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, amount, short, wrapped
from pos_app.widgets.theme import Theme


def in_order(figures: DayFigures) -> tuple[str, ...]:
    """What nobody needs to look at any more, in the order of what may be open."""
    opened = {one.kind for one in figures.carried}
    said = (
        ({*AT_TABLE, PARKED} - {UNSENT}, _("Every table is paid")),
        ({UNSENT, HELD}, _("Every dish is with the kitchen")),
        ({CHARGE, *GOING_BACK}, _("No payment without an end, no refund on its way")),
        ({*BY_CODE}, _("No payment by the printed code to confirm")),
        ({JOB}, _("Every slip is printed")),
        ({SHIFT}, _("Every drawer is handed over")),
    )
    return tuple(words for kinds, words in said if not kinds & opened)


class TickLine(QWidget):
    """A tick and a sentence."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(10)
        self._theme, self._tick = theme, QLabel()
        row.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(wrapped(words, 14), 1)
        theme.changed.connect(self._dress)  # a method of its own: the theme forgets it when it goes
        self._dress()

    def _dress(self) -> None:
        self._tick.setPixmap(self._theme.icon("tick-circle", "accent", 20, self._tick))


class ChangesCard(Card):
    """`went(screen, place)`: one tap to who did it, and why."""

    went = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16, gap=4)
        self._desk = desk
        self._title = wrapped(size=18, bold=True)
        self._who = Button(desk.theme, "quiet", "", "", 44)
        self._who.clicked.connect(lambda: self.went.emit("staff", AUDIT))
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._who)
        self.body.addLayout(self._head)
        self._rows = QGridLayout()
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(0, 1)
        self.body.addLayout(self._rows)
        self._lines = [
            (short(size=14), amount("", 14)) for _kind in (*KINDS, "reversed", "refunded", "opened", *FREE)
        ]
        for place, (words, figure) in enumerate(self._lines):
            self._rows.addWidget(words, place, 0)
            self._rows.addWidget(figure, place, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Beside each other where both have room in one line, else the heading first."""
        wide = self._desk.theme.metrics(18, True).horizontalAdvance(self._title.text())
        fits = wide + self._who.sizeHint().width() + 48 <= self.width()
        sides = QBoxLayout.Direction
        self._head.setDirection(sides.LeftToRight if fits else sides.TopToBottom)

    def tell(self, figures: DayFigures) -> None:
        """Each kind, also what nobody did; free bills where there are any."""
        money, found = self._desk.wording.money, {one.kind: one for one in figures.changes}
        self._title.setText(_("Changed by staff"))
        self._who.setText(_("Who and why"))
        self._lay_out()
        said = [
            (f"{change_word(kind)} × {found[kind].count}", money(found[kind].amount))
            if kind in found
            else (change_word(kind), money(0))
            for kind in KINDS
        ]
        said += [
            (_("Bills reversed"), str(figures.reversals)),
            (_("Refunds"), money(figures.refunds)),
            (_("Opened without a sale"), str(figures.openings)),
        ]
        free = [found[kind] for kind in FREE if kind in found]
        said += [(f"{change_word(one.kind)} × {one.count}", money(one.amount)) for one in free]
        said += [("", "")] * (len(self._lines) - len(said))
        for (words, figure), (text, value) in zip(self._lines, said, strict=True):
            words.setText(text)
            figure.setText(value)
            words.setVisible(bool(text))
            figure.setVisible(bool(text))
