"""A card or voucher was charged more than is due: the rest is a tip for the staff, if somebody may say so."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from domain.money.tenders import Tender
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.labels import wrapped
from pos_app.workflows.approving import Approver
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.views import OpeningView


class SurplusSheet(ReasonedSheet):
    """`taken(done)` when it is."""

    taken = Signal(object)

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        opening: OpeningView,
        tender: Tender,
        tendered: int,
        prints: bool,
        id: str,
        reference: str = "",
    ) -> None:
        super().__init__(desk, window, "tip_over", QSize(760, 0))
        self._opening, self._tender, self._tendered, self._prints, self._id = (
            opening,
            tender,
            tendered,
            prints,
            id,
        )
        self._reference = reference
        money, surplus = desk.wording.money, tendered - opening.due
        self.say(
            _("{amount} more than is due").format(amount=money(surplus)),
            _("{tender} {tendered}, to pay {due}").format(
                tender=desk.wording.name(tender.names), tendered=money(tendered), due=money(opening.due)
            ),
        )
        self.form.addWidget(wrapped(_("It becomes a tip for the staff: no takings, told at the hand-over.")))
        self.form.addWidget(wrapped(_("A mistake? Go back and type what is due."), 14, tone="ink2"))
        self.add_reasons(self.form)
        self.tell()

    def needs_reason(self) -> bool:
        return False

    def words(self) -> str:
        money, tip = self.desk.wording.money, self._tendered - self._opening.due
        return _("Take {amount}, {tip} of it a tip").format(amount=money(self._tendered), tip=money(tip))

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        opening = self._opening
        return self.desk.till.money.take_with_tip(
            opening.opening.id,
            self._tender.id,
            self._tendered,
            opening.version,
            self._prints,
            self.desk.by,
            self._id,
            opening.agreed.id,
            approver,
            self._reference,
        )

    def _end(self, done: PaymentDone) -> None:  # type: ignore[override]
        super()._end(done)
        self.taken.emit(done)
