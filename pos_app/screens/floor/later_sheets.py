"""Settled later 暂结: guests go and pay another time; and the bills that are still to be paid so."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.floor.later import LONGEST_NAME
from pos_app.language import _
from pos_app.models.backup_words import moment_word
from pos_app.models.todo import to_be_paid_later
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.pick_sheet import PickSheet
from pos_app.widgets.labels import label
from pos_app.widgets.text_field import text_field
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_settle_later
from pos_app.workflows.views import LaterView, OpeningView


class LaterSheet(ReasonedSheet):
    """Who pays later; `done` once the table is free."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk, window, to_settle_later().right, QSize(640, 0))
        self._opening, self._due = opening.opening.id, opening.due
        place = desk.wording.name(desk.view.place(opening.opening))
        detail = _("The table becomes free. The bill stays open, among what is to do, until it is paid.")
        self.say(_("{table}: the guests pay later").format(table=place), detail)
        self.form.addWidget(label(_("Who pays?"), 18, True))
        self.name = text_field(_("Name, perhaps a phone number"), LONGEST_NAME)
        self.name.textChanged.connect(lambda _text: self.tell())
        self.name.returnPressed.connect(self.go)
        self.form.addWidget(self.name)
        self.add_reasons(self.form)
        self.begins_at = self.name
        self.tell()

    def demand(self) -> Demand:
        return to_settle_later()

    def needs_reason(self) -> bool:
        return False

    def ready(self) -> bool:
        return bool(self.name.text().strip())

    def typed(self) -> bool:
        return self.ready()

    def words(self) -> str:
        return _("Free the table · {amount} later").format(amount=self.desk.wording.money(self._due))

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        return self.desk.till.tables.settle_later(self._opening, self.name.text(), self.desk.by, approver)


def pick_later(desk: Desk, window: QWidget) -> PickSheet:
    """The bills of guests who have gone and pay later; `picked(opening)`."""
    found = [(one, desk.view.later[one.opening.id]) for one in to_be_paid_later(desk.view)]
    rows = [(one.opening.id, _row(one, later, desk)) for one, later in found]
    return PickSheet(desk, window, _("Who pays now?"), rows, "", columns=1)


def _row(one: OpeningView, later: LaterView, desk: Desk) -> str:
    wording = desk.wording
    table = wording.name(desk.view.floor.label_of(later.table, later.party))
    told = (later.name or one.opening.number, table, moment_word(later.at, desk.now, wording))
    return " · ".join(filter(None, (*told, wording.money(one.due))))
