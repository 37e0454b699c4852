"""定金 of a booking: taken by a tender, given back or kept by right and with a reason."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.deposits import BACK as GIVE_BACK
from domain.money.deposits import KEPT
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.money.tender_amount_sheet import TenderAmountSheet
from pos_app.widgets.buttons import Button
from pos_app.workflows.approving import Approver, Demand


def held_for(desk: Desk, booking: str) -> int:
    """Minor units held for a booking."""
    return next((one.deposit for one in desk.view.bookings if one.booking.id == booking), 0)


class DepositSheet(TenderAmountSheet):
    """Takes money for a booking; what is held can be given back or kept from here."""

    def __init__(self, desk: Desk, window: QWidget, booking: str) -> None:
        super().__init__(desk, window, _("Deposit"))
        self._booking = booking
        held = held_for(desk, booking)
        words = _("{amount} is held. It is owed to the guests until it pays.")
        self.say(_("Deposit"), words.format(amount=desk.wording.money(held)))
        self.body.addWidget(self.missing)  # beside four buttons it would have no room
        self.foot.insertStretch(1, 1)
        for place, (kind, does) in enumerate(((GIVE_BACK, _("Give it back")), (KEPT, _("Keep it")))):
            button = Button(desk.theme, "secondary", "", "", 56)
            button.setText(does)
            button.setVisible(held > 0)
            button.clicked.connect(lambda _=False, kind=kind: self._give_up(kind))
            self.foot.insertWidget(place, button)
        if not desk.may("deposit"):
            self._no.setText(desk.barred("deposit"))
            self._no.show()

    def tell(self) -> None:
        super().tell()
        self._go.setEnabled(self._go.isEnabled() and self.desk.may("deposit"))

    def run(self, tender: str, amount: int, reference: str) -> Future[Any]:
        desk = self.desk
        return desk.till.bookings.take_deposit(self.act, self._booking, tender, amount, desk.by, reference)

    def _give_up(self, kind: str) -> None:
        self.finish()
        EndDepositSheet(self.desk, self.window(), self._booking, kind).open()


class EndDepositSheet(ReasonedSheet):
    """All that is held goes back by the tender it came by, or stays with the house."""

    def __init__(self, desk: Desk, window: QWidget, booking: str, kind: str) -> None:
        super().__init__(desk, window, "deposit_back", QSize(760, 0))
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
        return Demand("deposit_back", "deposit_back", self._held)

    def ready(self) -> bool:
        return self._held > 0

    def words(self) -> str:
        words = _("Give back {amount}") if self._kind == GIVE_BACK else _("Keep {amount}")
        return words.format(amount=self.desk.wording.money(self._held))

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        verb = self.desk.till.bookings.end_deposit
        return verb(self._booking, self._kind, reason, self.desk.by, self.act, approver)
