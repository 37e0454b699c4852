"""An act on a bill that needs a reason, and perhaps somebody who agrees by PIN; one layer, two pages."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.money.reasons import LONGEST_REASON
from domain.people.staff import Staff
from pos_app.language import _
from pos_app.models.limit_words import who_agrees, why_not_alone
from pos_app.models.people_words import reason_words
from pos_app.screens.desk import Desk
from pos_app.screens.money.approval_panel import ApprovalPanel
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.pads import typed_key
from pos_app.widgets.pages import Pages
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.text_field import text_field
from pos_app.workflows.approving import Approver, Demand

COLUMNS = 3


class ReasonedSheet(Sheet):
    """Base of these sheets: `demand`, `ready`, `words` and `run` say what the act is. `done()` when it is."""

    done = Signal()

    def __init__(self, desk: Desk, window: QWidget, right: str, size: QSize) -> None:
        super().__init__(desk.theme, window, size)
        self.desk, self._right, self._busy = desk, right, False
        self.act = desk.till.new_id()
        self.own = text_field(_("Another reason"), LONGEST_REASON)
        self._pages = Pages()
        page = QWidget()
        self.form = QVBoxLayout()
        self.form.setSpacing(10)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self.form)
        whole.addStretch(1)  # a sheet with a height of its own: what is asked stays together
        self._pages.addWidget(page)
        self._approval = ApprovalPanel(desk)
        self._approval.entered.connect(self._agreed)
        self._pages.addWidget(self._approval)
        self.body.addWidget(self._pages, 1)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._note = wrapped(size=14, tone="ink2")
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self._go = Button(desk.theme, "primary", "", "Enter", 56)
        self._go.clicked.connect(self.go)
        self.foot.addWidget(self._note, 1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self._go)

    # ---------------------------------------------------------------- what the act is

    def demand(self) -> Demand:
        """The right, and how much of its limit."""
        return Demand(self._right)

    def ready(self) -> bool:
        """Whether all but the reason is chosen."""
        return True

    def needs_reason(self) -> bool:
        """Whether somebody will be asked why."""
        return True

    def words(self) -> str:
        """The button's words: what will be so."""
        raise NotImplementedError

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        """The verb."""
        raise NotImplementedError

    # ---------------------------------------------------------------- reasons

    def add_reasons(self, into: QVBoxLayout, columns: int = COLUMNS) -> None:
        """The reasons offered, and a line to type another one; unseen where nobody is asked why."""
        self.why = label(_("Why?"), 18, True)
        into.addWidget(self.why)
        self.reasons = ChoiceGrid(self.theme, columns, 0, 1)
        offered = self.desk.view.reasons.offered(self._right)
        for reason in offered:
            self.reasons.add(reason, reason_words(reason, self.desk.view, self.desk.wording))
        if len(offered) == 1:  # a staff meal is a staff meal: who types another one says so
            self.reasons.choose(offered[0])
        self.reasons.changed.connect(self._reason_chosen)
        into.addWidget(self.reasons)
        self.own.textEdited.connect(self._reason_typed)
        self.own.returnPressed.connect(self.go)
        into.addWidget(self.own)
        for each in () if self.needs_reason() else (self.why, self.reasons, self.own):
            each.hide()

    def reason(self) -> str:
        """The one chosen, or as typed."""
        return self.own.text().strip() or next(iter(self.reasons.chosen()), "")

    def _reason_chosen(self) -> None:
        self.own.clear()
        self.tell()

    def _reason_typed(self) -> None:
        for key in self.reasons.chosen():
            self.reasons.tiles[key].click()
            break
        self.tell()

    def typed(self) -> bool:
        return bool(self.own.text().strip())

    # ---------------------------------------------------------------- going

    def tell(self) -> None:
        """What the button says now, and whether somebody else has to agree."""
        demand = self.demand()
        alone = self.desk.meets(demand)
        others = () if alone else self.desk.agreeing(demand)
        self._go.setText(self.words())
        said = bool(self.reason()) or not self.needs_reason()
        good = self.ready() and said and (alone or bool(others))
        self._go.setEnabled(good and not self._busy and self._pages.currentIndex() == 0)
        self._note.setText(self._note_words(demand, alone, others))

    def _note_words(self, demand: Demand, alone: bool, others: tuple[Staff, ...]) -> str:
        if self.needs_reason() and not self.reason():
            return _("Choose a reason")
        if alone:
            return ""
        agree = who_agrees(others, self.desk.wording)
        limit = self._limit_words(demand) if self._pages.currentIndex() == 0 else ""  # else it stands there
        return "\n".join(filter(None, (limit, agree)))

    def _limit_words(self, demand: Demand) -> str:
        view, wording = self.desk.view, self.desk.wording
        return why_not_alone(demand, self.desk.person, view.taken_off, wording)

    def go(self) -> None:
        """Do it, or ask for the second person first."""
        if not self._go.isEnabled():
            return
        demand = self.demand()
        if self.desk.meets(demand):
            self._start(None)
            return
        self._approval.ask(self.desk.agreeing(demand), self.words(), self._limit_words(demand))
        self._pages.setCurrentIndex(1)
        self.setFocus()
        self.tell()

    def _agreed(self, staff: str, pin: str) -> None:
        self._start(Approver(staff, pin))

    def _start(self, approver: Approver | None) -> None:
        if self._busy:
            return
        self._busy = True
        self._no.hide()
        self.tell()
        self.desk.ask(self.run(self.reason(), approver), self._end, self._refused)

    def _end(self, _: object) -> None:
        self.done.emit()
        self.finish()

    def _refused(self, words: str) -> None:
        self._busy = False
        if self._pages.currentIndex() == 1:
            self._approval.refuse(words)
        else:
            self._no.setText(words)
            self._no.show()
        self.tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = typed_key(event.key(), event.text())
        if self._pages.currentIndex() == 1 and key:
            self._approval.press(key)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        elif key:
            self.pressed(key)
        else:
            super().keyPressEvent(event)
        event.accept()

    def pressed(self, key: str) -> None:
        """A key of the pad, typed; sheets with a number listen."""


def columns(into: QVBoxLayout) -> tuple[QVBoxLayout, QVBoxLayout]:
    """Two columns, side by side."""
    row = QHBoxLayout()
    row.setSpacing(20)
    made = (QVBoxLayout(), QVBoxLayout())
    for column in made:
        column.setSpacing(10)
        row.addLayout(column, 1)
    into.addLayout(row)
    return made
