"""定金 of a booking: taken by a tender, given back or kept by right and with a reason."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from domain.money.deposits import BACK as GIVE_BACK
from domain.money.deposits import KEPT
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pads import BACK, CLEAR, NumberPad, typed_key
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.approving import Approver, Demand


def held_for(desk: Desk, booking: str) -> int:
    """Minor units held for a booking."""
    return next((one.deposit for one in desk.view.bookings if one.booking.id == booking), 0)


class DepositSheet(Sheet):
    """Takes money for a booking; what is held can be given back or kept from here."""

    def __init__(self, desk: Desk, window: QWidget, booking: str) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._booking, self._move = desk, booking, desk.till.new_id()
        held = held_for(desk, booking)
        money = desk.wording.money
        self.say(
            _("Deposit"),
            _("{amount} is held. It is owed to the guests until it pays.").format(amount=money(held)),
        )
        self._entry = MoneyEntry(desk.view.store.currency)
        self._box = AmountBox(desk.theme)
        self._pad = NumberPad(desk.theme, ("00", "0", "."), 8)
        self._pad.place(BACK, 0, 3)
        self._pad.place(CLEAR, 1, 3).setText(_("Clear"))
        self._pad.setFixedHeight(248)
        self._pad.pressed.connect(self._press)
        self._tenders = ChoiceGrid(desk.theme, 4, 1, 1)
        for tender in desk.view.tenders:
            if tender.takings and not tender.on_account:
                self._tenders.add(tender.id, desk.wording.name(tender.names))
        self._tenders.choose(next(iter(self._tenders.tiles), ""))
        self._tenders.changed.connect(self._tell)
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        for each in (self._box, self._pad, self._tenders, self._said):
            self.body.addWidget(each)
        for kind, words in ((GIVE_BACK, _("Give it back")), (KEPT, _("Keep it"))):
            button = Button(desk.theme, "secondary", "", "", 56)
            button.setText(words)
            button.setEnabled(held > 0)
            button.clicked.connect(lambda _=False, kind=kind: self._end(kind))
            self.foot.addWidget(button)
        self.foot.addStretch(1)
        self._go = Button(desk.theme, "primary", "", "", 56)
        self._go.clicked.connect(self._take)
        self.foot.addWidget(self._go)
        self._tell()

    def typed(self) -> bool:
        return self._entry.typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = typed_key(event.key(), event.text())
        if typed:
            self._press(typed)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._go.isEnabled():
            self._take()
        else:
            super().keyPressEvent(event)

    def _press(self, key: str) -> None:
        self._entry.press(key)
        self._tell()

    def _tell(self) -> None:
        amount = self._desk.wording.money(self._entry.amount)
        self._box.tell(_("Deposit"), amount)
        self._go.setText(_("Take {amount}").format(amount=amount))
        self._go.setEnabled(self._entry.amount > 0 and self._desk.may("settle"))

    def _take(self) -> None:
        desk, tender = self._desk, next(iter(self._tenders.chosen()), "")
        self._go.setEnabled(False)
        taken = desk.till.bookings.take_deposit(
            self._move, self._booking, tender, self._entry.amount, desk.by
        )
        desk.ask(taken, lambda _: self.finish(), self._refused)

    def _refused(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()
        self._tell()

    def _end(self, kind: str) -> None:
        self.finish()
        EndDepositSheet(self._desk, self.window(), self._booking, kind).open()


class EndDepositSheet(ReasonedSheet):
    """All that is held goes back by the tender it came by, or stays with the house."""

    def __init__(self, desk: Desk, window: QWidget, booking: str, kind: str) -> None:
        super().__init__(desk, window, "refund", QSize(760, 0))
        self._booking, self._kind, self._held = booking, kind, held_for(desk, booking)
        back = kind == GIVE_BACK
        self.say(
            _("Give the deposit back") if back else _("Keep the deposit"),
            _("By the tender that it came by.")
            if back
            else _("It is nobody's takings of a bill; it is told apart."),
        )
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        return Demand("refund", "refund", self._held)

    def ready(self) -> bool:
        return self._held > 0

    def words(self) -> str:
        words = _("Give back {amount}") if self._kind == GIVE_BACK else _("Keep {amount}")
        return words.format(amount=self.desk.wording.money(self._held))

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        verb = self.desk.till.bookings.end_deposit
        return verb(self._booking, self._kind, reason, self.desk.by, self.act, approver)
