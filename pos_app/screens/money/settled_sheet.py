"""The paid bills of a day, latest first, and the way to other days; one tap picks one."""

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from domain.money.gateway_refunds import FAILED, ON_WAY, STUCK
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import label
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.refunding import SettledBill, SettledDay


class SettledSheet(Sheet):
    """Begins at the day that is due; one tap `picked` a bill with its dishes."""

    picked = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._days = desk, ("", "")
        self.say(_("Paid bills"), _("Which bill? The receipt says its number."))
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout()
        self._before, self._after = (
            self._step(icon, place) for place, icon in enumerate(("back", "chevron-right"))
        )
        self._before.setAccessibleName(_("Earlier day"))
        self._after.setAccessibleName(_("Later day"))
        self._date = label(size=18, bold=True)
        self._date.setAlignment(Qt.AlignmentFlag.AlignCenter)
        across.addWidget(self._before)
        across.addWidget(self._date, 1)
        across.addWidget(self._after)
        self.body.addLayout(across)
        self._empty = EmptyState(desk.theme, "bill")
        self._empty.tell(_("No bill was paid on this day."), "")
        self._pages = QStackedWidget()
        self._pages.setFixedHeight(420)
        self._list = QScrollArea()
        for page in (self._empty, self._list):
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(self._list)
        self.body.addWidget(self._pages)
        self._ask("")

    def _step(self, icon: str, place: int) -> Button:
        button = Button(self._desk.theme, "secondary", icon, "", 48)
        button.clicked.connect(lambda: self._ask(self._days[place]))
        button.setEnabled(False)
        return button

    def _ask(self, date: str) -> None:
        desk = self._desk
        desk.ask(desk.till.money.settled(desk.by, date), self._show, desk.refused.emit, over=self._pages)

    def _show(self, day: SettledDay) -> None:
        self._days = (day.before, day.after)
        self._before.setEnabled(bool(day.before))
        self._after.setEnabled(bool(day.after))
        today = day.date == day.due
        self._date.setText(_("Today · {date}").format(date=day.date) if today else day.date)
        self._pages.removeWidget(self._list)
        self._list.deleteLater()
        self._list, column = scrolled()
        for bill in day.bills:
            column.addWidget(self._button(bill))
        column.addStretch(1)
        self._pages.addWidget(self._list)
        self._pages.setCurrentWidget(self._list if day.bills else self._empty)

    def _button(self, bill: SettledBill) -> Button:
        button = Button(self._desk.theme, "secondary", "bill", "", 56)
        button.setText(self._words(bill))
        button.clicked.connect(lambda: self._pick(bill.id))
        return button

    def _words(self, bill: SettledBill) -> str:
        wording = self._desk.wording
        words = _("No. {number} · {table} · {time} · {amount}").format(
            number=bill.receipt,
            table=wording.name(bill.table) or "–",
            time=wording.clock(bill.at),
            amount=wording.money(bill.total),
        )
        notes = [words]
        if bill.corrected:
            notes.append(_("reversed"))
        if bill.corrects:
            notes.append(_("corrects No. {number}").format(number=bill.corrects))
        if bill.twice:
            notes.append(_("{amount} to give back").format(amount=wording.money(bill.twice)))
        if word := short_word([row.state for row in bill.gateway]):
            notes.append(word)
        return " · ".join(notes)

    def _pick(self, bill: str) -> None:
        desk = self._desk
        desk.ask(desk.till.money.settled_bill(bill, desk.by), self._go, desk.refused.emit)

    def _go(self, bill: SettledBill) -> None:
        self.finish()
        self.picked.emit(bill)


def short_word(states: Collection[str]) -> str:
    """What of a bill's refunds by providers matters most, in a word; "" if there are none."""
    if FAILED in states or STUCK in states:
        return _("refund refused")
    if ON_WAY in states:
        return _("refund on its way")
    return _("refund gone back") if states else ""
