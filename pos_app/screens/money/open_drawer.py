"""The drawer is opened without a sale: why, and who agrees once the role has done it as often as it may."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.record.business_day import business_date
from pos_app.language import _
from pos_app.models.people_words import reason_words
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_open_drawer


class OpenDrawerSheet(ReasonedSheet):
    """Opens it as soon as the till has noted who, and why."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk, window, "drawer", QSize(720, 0))
        self.say(_("Opened without a sale"), _("The drawer opens. It is noted with your name."))
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        view = self.desk.view
        return to_open_drawer(view.drawer.moves, self.desk.by, business_date(self.desk.now, view.store.zone))

    def words(self) -> str:
        return _("Open the drawer")

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        said = reason_words(reason, self.desk.view, self.desk.wording)  # as it stands on the shift's paper
        return self.desk.till.shifts.open_drawer(self.act, said, self.desk.by, approver)
