"""Beside a bill: a tip, and the title of an invoice."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from domain.money.invoices import LONGEST_NUMBER, LONGEST_TITLE
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pads import BACK, CLEAR, NumberPad
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import OpeningView


class ExtraSheet(Sheet):
    """Base: one act, one button, and what was wrong with it."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._opening = desk, opening
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.go = Button(desk.theme, "primary", "tick", "", 56)
        self.foot.addStretch(1)
        self.foot.addWidget(self.go)

    def refuse(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()

    def done(self, _answer: object) -> None:
        self.finish()


class TipSheet(ExtraSheet):
    """How much, and how it came."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk, window, opening)
        self._tip, self._entry = desk.till.new_id(), MoneyEntry(desk.view.store.currency)
        self.say(_("Tip"), _("For the staff: no takings, told at the hand-over"))
        self._tenders = ChoiceGrid(desk.theme, 3, 1, 1)
        ways = [one for one in desk.view.tenders if one.takings and not one.on_account]
        for one in ways:
            self._tenders.add(one.id, desk.wording.name(one.names))
        if ways:
            self._tenders.choose(ways[0].id)
        self._box = AmountBox(desk.theme)
        self._pad = NumberPad(desk.theme, ("00", "0", "."), 8)
        self._pad.place(BACK, 0, 3)
        self._pad.place(CLEAR, 1, 3).setText(_("Clear"))
        self._pad.setFixedHeight(264)
        self._pad.pressed.connect(self._press)
        for each in (self._tenders, self._box, self._pad):
            self.body.addWidget(each)
        self.body.addWidget(self._no)
        self.go.clicked.connect(self._take)
        self._tell()

    def typed(self) -> bool:
        return self._entry.typed

    def _press(self, key: str) -> None:
        self._entry.press(key)
        self._tell()

    def _tell(self) -> None:
        words = self._desk.wording.money(self._entry.amount)
        self._box.tell(_("Tip"), words)
        self.go.setText(_("Take {amount}").format(amount=words))
        self.go.setEnabled(self._entry.amount > 0)

    def _take(self) -> None:
        desk, opening = self._desk, self._opening
        tender = self._tenders.chosen()[0]
        future = desk.till.money.take_tip(
            opening.opening.id, opening.agreed.id, tender, self._entry.amount, self._tip, desk.by
        )
        desk.ask(future, self.done, self.refuse)


class InvoiceSheet(ExtraSheet):
    """Who the invoice is for."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk, window, opening)
        self.say(_("Invoice title"), _("It stands on the receipt. The invoice itself is still to be issued."))
        self._title = self._field(_("Name of the company or person"), LONGEST_TITLE)
        self._number = self._field(_("Tax number, for a company"), LONGEST_NUMBER)
        self.body.addWidget(self._no)
        self.go.setText(_("Save"))
        self.go.clicked.connect(self._save)
        self._title.textChanged.connect(self._tell)
        self._tell()
        self._title.setFocus()

    def _field(self, words: str, longest: int) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setMaxLength(longest)
        field.setMinimumHeight(48)
        self.body.addWidget(field)
        return field

    def typed(self) -> bool:
        return bool(self._title.text())

    def _tell(self) -> None:
        self.go.setEnabled(bool(self._title.text().strip()))

    def _save(self) -> None:
        desk, opening = self._desk, self._opening
        future = desk.till.money.ask_invoice(
            opening.opening.id, opening.agreed.id, self._title.text(), self._number.text(), desk.by
        )
        desk.ask(future, self.done, self.refuse)
