"""Guests are charged nothing by head: tea, tableware; why, and who agrees."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from pos_app.language import _, pgettext
from pos_app.models.order_rows import line_title
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_void
from pos_app.workflows.views import LineView, OpeningView


def by_head(opening: OpeningView) -> list[LineView]:
    """What stands by head on the current bill."""
    return [line for line in opening.bill_lines if line.line.by_head]


class WaiveSheet(ReasonedSheet):
    """免收: all that is charged by head comes off."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk, window, "waive", QSize(760, 0))
        self._opening, self._lines = opening.opening.id, by_head(opening)
        names = [
            f"{line_title(line.line, desk.wording)} ×{desk.wording.times(line.line.quantity)}"
            for line in self._lines
        ]
        self.say(_("Waive what is charged by head"), pgettext("list", ", ").join(names))
        self.add_reasons(self.form)
        self.tell()

    def _off(self) -> int:
        return sum(line.charged for line in self._lines)

    def demand(self) -> Demand:
        return to_void(self._off())

    def words(self) -> str:
        return _("Waive {amount}").format(amount=self.desk.wording.money(self._off()))

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        return self.desk.till.by_head.waive(self._opening, reason, self.desk.by, self.act, approver)
