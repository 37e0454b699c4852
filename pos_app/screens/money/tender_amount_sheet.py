"""An amount by a tender, outside of a bill: a tip, a deposit, money for a debt; one keypad, one button."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.tenders import LONGEST_REFERENCE
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.tender_pad import AmountBox, amount_pad
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pad_sheet import PadSheet
from pos_app.widgets.text_field import text_field


class TenderAmountSheet(PadSheet):
    """`run` says what the amount is for."""

    def __init__(self, desk: Desk, window: QWidget, what: str, suggested: int = 0) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self.desk, self._what, self._busy = desk, what, False
        self.act = desk.till.new_id()
        self._entry = MoneyEntry(desk.view.store.currency)
        self._entry.suggest(suggested)
        self._tenders = ChoiceGrid(desk.theme, 3, 1, 1)
        for one in desk.view.tenders:
            if one.takings and not one.on_account and not one.off:
                self._tenders.add(one.id, desk.wording.name(one.names))
        self._tenders.choose(next(iter(self._tenders.tiles), ""))
        self._tenders.changed.connect(self.tell)
        self._reference = text_field(_("Reference"), LONGEST_REFERENCE)
        self._reference.textChanged.connect(self.tell)
        self._reference.returnPressed.connect(self.go)
        self._box = AmountBox(desk.theme)
        self._pad = amount_pad(desk.theme, desk.view.store.currency)
        self._pad.pressed.connect(self.press)
        self._no = wrapped(tone="danger")
        self._no.hide()
        for each in (self._tenders, self._reference, self._box, self._pad, self._no):
            self.body.addWidget(each)
        self._go = add_foot(self, "tick", "Enter", self.go)
        self.tell()

    def run(self, tender: str, amount: int, reference: str) -> Future[Any]:
        """The verb, with ``amount`` in minor units; ``reference`` "" where the tender needs none."""
        raise NotImplementedError

    def ended(self) -> None:
        """What else happens when it is done."""

    def typed(self) -> bool:
        return self._entry.typed or bool(self._typed_reference())

    def _asks_reference(self) -> bool:
        chosen = next(iter(self._tenders.chosen()), "")
        return any(one.id == chosen and one.asks_reference for one in self.desk.view.tenders)

    def _typed_reference(self) -> str:
        return self._reference.text().strip() if self._asks_reference() else ""

    def press(self, key: str) -> None:
        """A key of the pad."""
        self._entry.press(key)
        self.tell()

    def tell(self) -> None:
        """What the box and the button say."""
        amount = self.desk.wording.money(self._entry.amount)
        self._box.tell(self._what, amount)
        self._go.setText(_("Take {amount}").format(amount=amount))
        self._reference.setVisible(self._asks_reference())
        found_by = bool(self._typed_reference()) or not self._asks_reference()
        good = self._entry.amount > 0 and bool(self._tenders.chosen()) and found_by
        self._go.setEnabled(good and not self._busy)
        self.missing.setText(
            ""
            if good
            else _("Still missing: the reference.")
            if not found_by
            else _("Still missing: how much.")
            if self._tenders.chosen()
            else _("Still missing: how it is paid.")
        )

    def go(self) -> None:
        """Take it, once."""
        if self._go.isEnabled():
            self._busy = True
            self.tell()
            tender = next(iter(self._tenders.chosen()))
            future = self.run(tender, self._entry.amount, self._typed_reference())
            self.desk.ask(future, self._end, self._refused)

    def _end(self, _done: object) -> None:
        self.finish()
        self.ended()

    def _refused(self, words: str) -> None:
        self._busy = False
        self._no.setText(words)
        self._no.show()
        self.tell()
