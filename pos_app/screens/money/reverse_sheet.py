"""反结账: what becomes of the money, why, and who agrees; then the bill that takes the old one's place."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.models.tender_words import tender_names
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.workflows.approving import Approver
from pos_app.workflows.refunding import SettledBill
from pos_app.workflows.reversing import Correcting

CARRY, BACK = "carry", "back"


class ReverseSheet(ReasonedSheet):
    """`reversed(opening)`: where the correcting bill is."""

    reversed = Signal(str)

    def __init__(self, desk: Desk, window: QWidget, bill: SettledBill) -> None:
        super().__init__(desk, window, "reverse", QSize(760, 0))
        self._bill, wording = bill, desk.wording
        self.say(
            _("Reverse bill No. {number}").format(number=bill.receipt),
            _("{table} · paid {total}").format(
                table=wording.name(bill.table) or "–", total=wording.money(bill.total)
            ),
        )
        self.form.addWidget(
            wrapped(
                _(
                    "The paid bill stays as it is, marked as reversed. A correcting bill with the same dishes"
                    " takes its place: change it, then settle it."
                ),
                tone="ink2",
            )
        )
        self._money = ChoiceGrid(desk.theme, 2, 1, 1)
        if bill.left:
            left = wording.money(bill.left)
            self.form.addWidget(label(_("The {amount} that were paid").format(amount=left), 18, True))
            self._money.add(CARRY, _("Carry over to the correcting bill"))
            self._money.add(BACK, _("Give back by the way they were paid"))
            self._money.choose(CARRY)
            self.form.addWidget(self._money)
        self._ways = wrapped(size=14, tone="ink2")
        self.form.addWidget(self._ways)
        self._money.changed.connect(self.tell)
        self.add_reasons(self.form)
        self.tell()

    def _carries(self) -> bool:
        return CARRY in self._money.chosen()

    def tell(self) -> None:
        wording, names = self.desk.wording, tender_names(self.desk.view, self.desk.wording)
        ways = [
            f"{names.get(one.tender, one.tender)} {wording.money(one.amount)}" for one in self._bill.payments
        ]
        self._ways.setText(" · ".join(ways))
        self._ways.setVisible(bool(ways))
        super().tell()

    def words(self) -> str:
        if self._carries() or not self._bill.left:
            return _("Reverse the bill")
        amount = self.desk.wording.money(self._bill.left)
        return _("Reverse, give back {amount}").format(amount=amount)

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        verb = self.desk.till.money.reverse
        return verb(self._bill.id, self._carries(), True, reason, self.desk.by, self.act, approver)

    def _end(self, done: object) -> None:
        super()._end(done)
        if isinstance(done, Correcting):
            self.reversed.emit(done.opening)
