"""转款: which payment of this bill belongs to which other table, why, and who agrees."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.payments import Payment
from domain.money.tenders import DEPOSIT
from domain.people.staff import Staff
from pos_app.language import _
from pos_app.models.tender_words import tender_names
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label
from pos_app.widgets.scrolling import scrolled
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.refunding import SettledBill


class MovePaymentSheet(ReasonedSheet):
    """Only tables on which so much is still due are offered."""

    right = "tender_change"

    def __init__(
        self, desk: Desk, window: QWidget, title: str, payments: Sequence[Payment], source: str = ""
    ) -> None:
        """``source``: the opening that they are on, of a bill that is not settled."""
        super().__init__(desk, window, self.right, QSize(760, 0))
        wording = desk.wording
        names = tender_names(desk.view, wording)
        self._by_id = {one.id: one for one in payments}
        self.say(title, self.said())
        self._payments = ChoiceGrid(desk.theme, 2, 1, 1)
        for one in payments:
            words = f"{names.get(one.tender, one.tender)} {wording.money(one.amount)}"
            self._payments.add(one.id, words)
        if payments:
            self._payments.choose(payments[-1].id)
        self._tables = ChoiceGrid(desk.theme, 3, 1, 1)
        others = [one for one in desk.view.openings.values() if one.opening.id != source]
        self._due = {one.opening.id: one.due for one in others if one.settlement is None}
        for other in others:
            if self._due.get(other.opening.id, 0) > 0 and not other.opening.into:
                words = f"{desk.place(other.opening)} · {wording.money(other.due)}"
                self._tables.add(other.opening.id, words)
        scroll, column = scrolled()
        scroll.setFixedHeight(150)
        column.addWidget(self._tables)
        column.addStretch(1)
        self.form.addWidget(label(_("Which payment?"), 18, True))
        self.form.addWidget(self._payments)
        self.form.addWidget(label(_("It belongs to"), 18, True))
        self.form.addWidget(scroll)
        for grid in (self._payments, self._tables):
            grid.changed.connect(self.tell)
        self.add_reasons(self.form)
        self.tell()

    def said(self) -> str:
        """What is to be known of it."""
        return _("It was taken on the wrong table")

    def _chosen(self) -> tuple[str, str]:
        return next(iter(self._payments.chosen()), ""), next(iter(self._tables.chosen()), "")

    def ready(self) -> bool:
        payment, table = self._chosen()
        return bool(payment and table) and self._by_id[payment].amount <= self._due[table]

    def _note_words(self, demand: Demand, alone: bool, others: tuple[Staff, ...]) -> str:
        payment, table = self._chosen()
        if not self._tables.tiles:
            return _("No other bill waits for money. Open its table and order there first.")
        if not table:
            return _("Choose whose payment it is")
        if payment and self._by_id[payment].amount > self._due[table]:
            words = _("It is more than the {amount} still due there. Give it back, and take the money there.")
            return words.format(amount=self.desk.wording.money(self._due[table]))
        return super()._note_words(demand, alone, others)

    def words(self) -> str:
        payment = self._by_id.get(self._chosen()[0])
        amount = self.desk.wording.money(payment.amount if payment else 0)
        return _("Move {amount}").format(amount=amount)

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        payment, table = self._chosen()
        verb = self.desk.till.money.move_payment
        return verb(payment, table, reason, self.desk.by, self.act, approver)


class MoveSettledSheet(MovePaymentSheet):
    """Of a paid bill 反结账: it is reversed, and another stands in its place."""

    right = "reverse"

    def __init__(self, desk: Desk, window: QWidget, bill: SettledBill) -> None:
        movable = [one for one in bill.payments if not one.voucher and one.tender != DEPOSIT.id]
        title = _("Move a payment of bill No. {number}").format(number=bill.receipt)
        super().__init__(desk, window, title, movable)

    def said(self) -> str:
        return _(
            "The paid bill is reversed and stays. One with the same dishes, to be paid again, corrects it."
        )

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        payment, table = self._chosen()
        verb = self.desk.till.money.move_settled_payment
        return verb(payment, table, True, reason, self.desk.by, self.act, approver)
