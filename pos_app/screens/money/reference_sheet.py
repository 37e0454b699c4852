"""What a payment is found by elsewhere: the number of a card machine's slip, a room, a voucher's stub."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from domain.money.tenders import LONGEST_REFERENCE, Tender
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.text_field import text_field


class ReferenceSheet(Sheet):
    """`typed_in(reference)`; nothing is taken before."""

    typed_in = Signal(str)

    def __init__(self, desk: Desk, window: QWidget, tender: Tender, amount: int) -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        money = desk.wording.money(amount)
        self.say(
            _("{tender}: its reference").format(tender=desk.wording.name(tender.names)),
            _("Such as the number on the machine's slip. It stands on the receipt and in the records."),
        )
        self._field = text_field(_("Reference"), LONGEST_REFERENCE)
        self.body.addWidget(self._field)
        self.go = add_foot(self, "tick", "Enter", self._done)
        self.go.setText(_("Take {amount}").format(amount=money))
        self._field.textChanged.connect(self._tell)
        self.begins_at = self._field
        self._tell()

    def typed(self) -> bool:
        return bool(self._field.text())

    def _tell(self) -> None:
        there = bool(self._field.text().strip())
        self.go.setEnabled(there)
        self.missing.setText("" if there else _("Still missing: the reference."))

    def _done(self) -> None:
        reference = self._field.text().strip()
        self.finish()
        self.typed_in.emit(reference)
