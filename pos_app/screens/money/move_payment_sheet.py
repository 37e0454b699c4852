"""转款: which payment of this bill belongs to which other table, why, and who agrees."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.money.settled_sheet import scrolled
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label
from pos_app.workflows.approving import Approver
from pos_app.workflows.views import OpeningView


class MovePaymentSheet(ReasonedSheet):
    """Only tables on which so much is still due are offered."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk, window, "tender_change", QSize(760, 0))
        wording = desk.wording
        names = {one.id: wording.name(one.names) for one in desk.view.tenders}
        self._by_id = {one.id: one for one in opening.payments}
        self.say(
            _("Move a payment from {table}").format(table=desk.place(opening.opening)),
            _("It was taken on the wrong table"),
        )
        self._payments = ChoiceGrid(desk.theme, 2, 1, 1)
        for one in opening.payments:
            words = f"{names.get(one.tender, one.tender)} {wording.money(one.amount)}"
            self._payments.add(one.id, words)
        if opening.payments:
            self._payments.choose(opening.payments[-1].id)
        self._tables = ChoiceGrid(desk.theme, 3, 1, 1)
        others = [one for one in desk.view.openings.values() if one.opening.id != opening.opening.id]
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

    def _chosen(self) -> tuple[str, str]:
        return next(iter(self._payments.chosen()), ""), next(iter(self._tables.chosen()), "")

    def ready(self) -> bool:
        payment, table = self._chosen()
        return bool(payment and table) and self._by_id[payment].amount <= self._due[table]

    def words(self) -> str:
        payment = self._by_id.get(self._chosen()[0])
        amount = self.desk.wording.money(payment.amount if payment else 0)
        return _("Move {amount}").format(amount=amount)

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        payment, table = self._chosen()
        verb = self.desk.till.money.move_payment
        return verb(payment, table, reason, self.desk.by, self.act, approver)
