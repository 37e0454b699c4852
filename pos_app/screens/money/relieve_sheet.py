"""Somebody has left with the drawer still theirs: why another one ends the shift, and who agrees to it."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.shifts import Shift
from pos_app.language import _
from pos_app.models.people_words import reason_words
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.workflows.approving import Approver


class RelieveSheet(ReasonedSheet):
    """`done()`: it may be counted and handed over by who asked."""

    def __init__(self, desk: Desk, window: QWidget, shift: Shift) -> None:
        super().__init__(desk, window, "shift_force", QSize(720, 0))
        self._shift = shift
        name = desk.wording.name(next((one.name for one in desk.view.staff if one.id == shift.by), {}))
        self.say(
            _("End the shift for {name}").format(name=name),
            _("It is noted that you ended it, why, and who agreed. Then the drawer is counted."),
        )
        self.add_reasons(self.form)
        self.tell()

    def words(self) -> str:
        return _("Count the drawer")

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        said = reason_words(reason, self.desk.view, self.desk.wording)  # as it stands on the shift's paper
        return self.desk.till.shifts.relieve(self._shift.id, said, self.desk.by, approver)
