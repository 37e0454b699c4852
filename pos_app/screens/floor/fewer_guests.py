"""Fewer guests than before are charged, and whoever says so may not say so alone: somebody agrees by PIN."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.selling.price import Rules
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.labels import wrapped
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_have_fewer
from pos_app.workflows.views import OpeningView


class FewerGuests(ReasonedSheet):
    """Names what comes off the bill; no reason is asked for, for the number says it."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, guests: int) -> None:
        super().__init__(desk, window, "void", QSize(620, 0))
        self._opening, self._guests = opening, guests
        before, after = (desk.wording.guests(count) for count in (opening.opening.guests, guests))
        self.say(f"{desk.place(opening.opening)} · {before} → {after}")
        words = _("{amount} less to pay: cover charge and what is charged by head.")
        self.form.addWidget(wrapped(words.format(amount=desk.wording.money(self.demand().off))))
        self.add_reasons(self.form)
        self.tell()

    def needs_reason(self) -> bool:
        return False

    def demand(self) -> Demand:
        return fewer_demand(self._opening, self._guests, self.desk.view.rules)

    def words(self) -> str:
        return _("Save, {guests}").format(guests=self.desk.wording.guests(self._guests))

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        return self.desk.till.set_guests(self._opening.opening.id, self._guests, self.desk.by, approver)


def fewer_demand(opening: OpeningView, guests: int, rules: Rules) -> Demand:
    """What the till will ask for it; see ``workflows.floor.to_set_guests``."""
    seen = any(one.agreed.shown_at for one in opening.bills) or bool(opening.agreed.shown_at)
    if guests >= opening.opening.guests or not (opening.opening.rounds or seen):
        return Demand("serve")
    still = {one.agreed.id for one in opening.open_bills} or {opening.agreed.id}
    rows = [line for line in opening.lines if line.line.by_head and line.bill in still]
    rows = sorted((line for line in rows if line.line.quantity), key=lambda line: line.id)
    return to_have_fewer(rows, rules.cover, opening.opening.guests - guests)
