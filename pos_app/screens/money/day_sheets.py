"""Closing a day, which is asked about once, and the list of days that are closed."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.money.day_figures import DayFigures
from domain.money.days import DayEnd
from domain.record.plain import from_plain
from pos_app.language import _
from pos_app.models.day_words import loose_ends
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import Card, short, wrapped
from pos_app.widgets.sheet import Sheet

MOST_LISTED = 6
MOST_DAYS = 8
LEAST_HIGH = 180  # pixels: room for grey lines, and for why there are none


class CloseSheet(Sheet):
    """`done(DayEnd)` when the day is closed."""

    done = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, figures: DayFigures) -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        self._desk, self._day = desk, desk.till.new_id()
        z = f"{desk.view.drawer.next_z:04d}"
        loose = loose_ends(figures.carried, desk.view, desk.wording)
        if loose:
            self.body.addWidget(wrapped(_("This is carried over to the next day:"), bold=True))
            card = Card("soft-warn", 14, 4)
            for one in loose[:MOST_LISTED]:
                card.body.addWidget(short(" · ".join(filter(None, (one.title, one.note, one.since)))))
            if len(loose) > MOST_LISTED:
                card.body.addWidget(short(_("and {n} more").format(n=len(loose) - MOST_LISTED)))
            self.body.addWidget(card)
        self.body.addWidget(
            wrapped(
                _("The figures are frozen for good. What is sold after it counts to the next business day.")
            )
        )
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        self.body.addWidget(self._said)
        self.foot.addStretch(1)
        self._take = Button(desk.theme, "primary", "lock", "", 56)
        self._take.setText(_("Close the day, print Z {z}").format(z=z))
        self._take.clicked.connect(self._close)
        self.foot.addWidget(self._take)
        self.say(_("Close {date}?").format(date=figures.date), desk.wording.money(figures.takings))

    def _close(self) -> None:
        desk = self._desk
        self._take.setEnabled(False)
        future = desk.till.shifts.close_day(self._day, desk.rounds(), True, desk.by)
        desk.ask(future, self._closed, self._refuse)

    def _closed(self, day: DayEnd) -> None:
        self.finish()
        self.done.emit(day)

    def _refuse(self, words: str) -> None:
        self._take.setEnabled(True)
        self._said.setText(words)
        self._said.show()


class DaysSheet(Sheet):
    """The last closed days, a tap each; further ones come page by page. `picked(DayEnd)`."""

    picked = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        self._desk, self._before = desk, 0
        self.say(_("Earlier days"))
        self._days = QWidget()
        self._days.setMinimumHeight(LEAST_HIGH)
        self._list = QVBoxLayout(self._days)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._days)
        self._empty = EmptyState(desk.theme, "calendar")
        self._empty.hide()
        self._list.addWidget(self._empty)
        self._more = Button(desk.theme, "secondary", "chevron-down", "", 48)
        self._more.setText(_("Further back"))
        self._more.clicked.connect(self._ask)
        self._more.hide()
        self.foot.addWidget(self._more)
        self.foot.addStretch(1)
        self._rows: list[Button] = []
        self._ask()

    def _ask(self) -> None:
        desk, before = self._desk, self._before
        desk.read(lambda: desk.till.shifts.days(desk.by, before, MOST_DAYS), self._take, self._days)

    def _take(self, days: tuple[DayEnd, ...]) -> None:
        if not days and not self._before:
            self._empty.tell(_("No day has been closed yet."))
            self._empty.show()
        for row in self._rows:
            row.deleteLater()
        self._rows = [self._row(day) for day in days]
        self._more.setVisible(len(days) == MOST_DAYS)
        if days:
            self._before = days[-1].z
        self._cover()

    def _row(self, day: DayEnd) -> Button:
        figures = from_plain(DayFigures, day.report)
        row = Button(self._desk.theme, "secondary", "calendar", "", 56)
        row.setText(f"Z {day.z:04d} · {day.date}")
        row.set_note(self._desk.wording.money(figures.takings))
        row.clicked.connect(lambda: self._pick(day))
        self._list.addWidget(row)
        return row

    def _pick(self, day: DayEnd) -> None:
        self.finish()
        self.picked.emit(day)
