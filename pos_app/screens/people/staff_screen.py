"""The staff: who works here, what each role may do, and who did what."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.people.audit_page import AuditPage
from pos_app.screens.people.people_page import PeoplePage
from pos_app.screens.people.roles_page import RolesPage
from pos_app.screens.screen import Screen
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground, label
from pos_app.widgets.segments import SegmentedControl

AUDIT = "audit"
"""The place of who did what."""


class StaffScreen(Screen):
    """Each page is for who has its right; the others read why it is empty."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._title = label(size=22, bold=True)
        self._tabs = SegmentedControl(desk.theme)
        self._tabs.chosen.connect(lambda _place: self.enter(""))
        self.lead_row.addWidget(self._title)
        self.lead_row.addWidget(self._tabs)
        self.lead_row.addStretch(1)
        self.people, self.roles, self.audit = PeoplePage(desk), RolesPage(desk), AuditPage(desk)
        self.sides = (self.people.foot, self.roles.foot)
        self._no = EmptyState(desk.theme, "lock")
        self._stack = QStackedWidget()
        for page in (self.people, self.roles, self.audit, self._no):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._stack)
        self.start()

    def say(self) -> None:
        self._title.setText(_("Staff"))
        self._tabs.set_items([(_("People"), ""), (_("Roles"), ""), (_("Who did what"), "")])
        for page in (self.people, self.roles, self.audit):
            page.say()
        self.draw()

    def enter(self, place: str) -> None:
        if place == AUDIT:
            self._tabs.choose(2)
        if self._tabs.index() == 1:
            self.roles.begin()
        elif self._tabs.index() == 2 and self.desk.may("reports"):
            self.audit.begin()
        super().enter(place)

    def draw(self) -> None:
        place = self._tabs.index()
        self._no.tell(no := self.desk.barred("reports" if place == 2 else "people"))
        may = not no
        self._stack.setCurrentIndex(place if may else 3)
        if may and place == 0:
            self.people.draw()
