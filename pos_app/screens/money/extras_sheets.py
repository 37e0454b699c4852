"""Beside a bill: a tip, and the title of an invoice."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from domain.money.invoices import LONGEST_NUMBER, LONGEST_TITLE
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.tender_amount_sheet import TenderAmountSheet
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.labels import wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.text_field import text_field
from pos_app.workflows.views import OpeningView


class TipSheet(TenderAmountSheet):
    """How much, and how it came."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk, window, _("Tip"))
        self._opening = opening
        self.say(_("Tip"), _("For the staff: no takings, told at the hand-over"))

    def run(self, tender: str, amount: int, reference: str) -> Future[Any]:
        desk, opening = self.desk, self._opening
        bill = (opening.opening.id, opening.agreed.id)
        return desk.till.money.take_tip(*bill, tender, amount, self.act, desk.by, reference)


class InvoiceSheet(Sheet):
    """Who the invoice is for."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._opening = desk, opening
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.go = add_foot(self, "tick", "Enter", self._save)
        self.say(_("Invoice title"), _("It stands on the receipt. The invoice itself is still to be issued."))
        self._title = self._field(_("Name of the company or person"), LONGEST_TITLE)
        self._number = self._field(_("Tax number, for a company"), LONGEST_NUMBER)
        self.body.addWidget(self._no)
        self.go.setText(_("Save"))
        self._title.textChanged.connect(self._tell)
        self.begins_at = self._title
        self._tell()

    def _field(self, words: str, longest: int) -> QLineEdit:
        field = text_field(words, longest)
        self.body.addWidget(field)
        return field

    def typed(self) -> bool:
        return bool(self._title.text())

    def _tell(self) -> None:
        named = bool(self._title.text().strip())
        self.go.setEnabled(named)
        self.missing.setText("" if named else _("Still missing: the name on the invoice."))

    def _save(self) -> None:
        desk, opening = self._desk, self._opening
        future = desk.till.money.ask_invoice(
            opening.opening.id, opening.agreed.id, self._title.text(), self._number.text(), desk.by
        )
        desk.ask(future, lambda _: self.finish(), self._refuse)

    def _refuse(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
