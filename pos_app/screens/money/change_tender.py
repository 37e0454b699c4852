"""A payment of a paid bill was booked by the wrong tender 改支付方式: which, how it came, and why."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.payments import Payment
from domain.money.tenders import DEPOSIT, LONGEST_REFERENCE
from domain.people.staff import Staff
from pos_app.language import _
from pos_app.models.tender_words import tender_names
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label
from pos_app.widgets.text_field import text_field
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.refunding import SettledBill


def changeable(payments: Sequence[Payment]) -> list[Payment]:
    """Those that may have come otherwise; a voucher and a deposit are what they are."""
    return [one for one in payments if not one.voucher and one.tender != DEPOSIT.id]


class TenderSheet(ReasonedSheet):
    """A payment of a bill was booked by the wrong tender."""

    def __init__(self, desk: Desk, window: QWidget, bill: SettledBill) -> None:
        super().__init__(desk, window, "tender_change", QSize(760, 0))
        self._names = tender_names(desk.view, desk.wording)
        self._ways = {one.id: one for one in desk.view.tenders if not (one.off or one.on_account)}
        self._by_id = {one.id: one for one in changeable(bill.payments)}
        self.say(
            _("Change how bill No. {number} was paid").format(number=bill.receipt),
            _("Only while the shift and the day are open"),
        )
        self._payments = ChoiceGrid(desk.theme, 2, 1, 1)
        for id, payment in self._by_id.items():
            self._payments.add(id, self._payment_words(payment))
        self._tenders = ChoiceGrid(desk.theme, 3, 1, 1)
        for id in self._ways:
            self._tenders.add(id, self._names[id])
        if self._by_id:
            self._payments.choose(list(self._by_id)[-1])
        for words, grid in ((_("Which payment?"), self._payments), (_("It came by"), self._tenders)):
            grid.changed.connect(self.tell)
            self.form.addWidget(label(words, 18, True))
            self.form.addWidget(grid)
        self._reference = text_field(_("Reference"), LONGEST_REFERENCE)
        self._reference.textChanged.connect(self.tell)
        self._reference.returnPressed.connect(self.go)
        self.form.addWidget(self._reference)
        self.add_reasons(self.form)
        self.tell()

    def _payment_words(self, payment: Payment) -> str:
        way = f"{self._names.get(payment.tender, payment.tender)} {payment.reference}".strip()
        return f"{way} {self.desk.wording.money(payment.amount)}"

    def _chosen(self) -> tuple[str, str]:
        return next(iter(self._payments.chosen()), ""), next(iter(self._tenders.chosen()), "")

    def _asks_reference(self) -> bool:
        """Whether the way that it came by has a word to find each payment by."""
        way = self._ways.get(self._chosen()[1])
        return way is not None and way.asks_reference

    def _typed_reference(self) -> str:
        return self._reference.text().strip() if self._asks_reference() else ""

    def tell(self) -> None:
        self._offer_others()
        self._reference.setVisible(self._asks_reference())
        super().tell()

    def _offer_others(self) -> None:
        """Not the way by which it is booked already."""
        chosen = self._by_id.get(self._chosen()[0])
        for id, tile in self._tenders.tiles.items():
            booked = chosen is not None and chosen.tender == id
            tile.setEnabled(not booked)
            if booked:
                self._tenders.clear(id)

    def ready(self) -> bool:
        payment, tender = self._chosen()
        if not payment or not tender or self._by_id[payment].tender == tender:
            return False
        return bool(self._typed_reference()) or not self._asks_reference()

    def _note_words(self, demand: Demand, alone: bool, others: tuple[Staff, ...]) -> str:
        if not self._chosen()[1]:
            return _("Choose how it came")
        if self._asks_reference() and not self._typed_reference():
            return _("Type its reference")
        return super()._note_words(demand, alone, others)

    def typed(self) -> bool:
        return bool(self._typed_reference()) or super().typed()

    def words(self) -> str:
        name = self._names.get(self._chosen()[1])
        return _("Book it as {tender}").format(tender=name) if name else _("Book it anew")

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        payment, tender = self._chosen()
        verb = self.desk.till.money.change_tender
        return verb(payment, tender, reason, self.desk.by, self.act, approver, self._typed_reference())
