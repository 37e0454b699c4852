"""Who did what, latest first, page by page: filtered by what it is about and by person."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.people.audit import GROUPS
from domain.record.envelope import Event
from pos_app.language import _
from pos_app.models.people_words import deed_detail, deed_word, doer, group_word
from pos_app.screens.desk import Desk
from pos_app.screens.pick_sheet import PickSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, label, short, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.workflows.auditing import Page, TakenOff

MOST = 40


class AuditPage(QWidget):
    """A page at a time is read and drawn; "further back" reads the next."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._before, self._turn = desk, 0, 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._group, self._person = "", ""
        self._group_button = Button(desk.theme, "secondary", "list", "", 48)
        self._group_button.clicked.connect(self._choose_group)
        self._person_button = Button(desk.theme, "secondary", "person", "", 48)
        self._person_button.clicked.connect(self._choose_person)
        row.addWidget(self._group_button)
        row.addWidget(self._person_button)
        row.addStretch(1)
        self._more = Button(desk.theme, "secondary", "chevron-down", "", 48)
        self._more.clicked.connect(lambda: self._ask(self._before))
        row.addWidget(self._more)
        column.addLayout(row)
        card = Card(margin=16)
        self._scroll = Scroll()
        card.body.addWidget(self._scroll)
        column.addWidget(card, 1)

    def say(self) -> None:
        """Fixed words."""
        self._more.setText(_("Further back"))
        self._name_filters()

    def begin(self) -> None:
        """From the latest."""
        self._name_filters()
        self._ask(0)

    def _name_filters(self) -> None:
        name = next((one.name for one in self._desk.view.staff if one.id == self._person), {})
        self._group_button.setText(group_word(self._group))
        self._person_button.setText(self._desk.wording.name(name) or _("Everybody"))

    def _choose_group(self) -> None:
        groups = [(group, group_word(group)) for group in ("", *GROUPS)]
        self._choose(_("What it is about"), groups, self._group, self.show_group)

    def _choose_person(self) -> None:
        people = [(one.id, self._desk.wording.name(one.name)) for one in self._desk.view.staff]
        self._choose(_("Who did it"), [("", _("Everybody")), *people], self._person, self.show_person)

    def _choose(
        self, title: str, choices: Sequence[tuple[str, str]], chosen: str, done: Callable[[str], None]
    ) -> None:
        sheet = PickSheet(self._desk, self.window(), title, choices, chosen)
        sheet.picked.connect(done)
        sheet.open()

    def show_group(self, group: str) -> None:
        """Only what is about this, "" for everything."""
        self._group = group
        self.begin()

    def show_person(self, person: str) -> None:
        """Only what this person did, "" for everybody."""
        self._person = person
        self.begin()

    def _ask(self, before: int) -> None:
        desk = self._desk
        self._turn += 1
        turn, group, person = self._turn, self._group, self._person
        desk.read(
            lambda: desk.till.people.audit(group, person, before, desk.by, MOST),
            lambda page: self._take(page, turn),
            self._scroll,
        )

    def _take(self, page: Page, turn: int) -> None:
        if turn != self._turn:
            return  # another filter was chosen meanwhile
        if not page.events and page.before:
            self._ask(page.before)  # nothing of it in this stretch of the journal
            return
        self._before = page.before
        self._more.setEnabled(page.before > 0)
        inner = QWidget()
        inner.setProperty("ground", "none")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setSpacing(10)
        for event in page.events:
            off = page.taken_off.get(str(event.body.get("act")))
            lines.addWidget(self._line(event, off, page))
        if not page.events:
            lines.addWidget(label(_("Nothing further back."), tone="ink2"))
        lines.addStretch(1)
        self._scroll.setWidget(inner)

    def _line(self, event: Event, off: TakenOff | None, page: Page) -> QWidget:
        desk = self._desk
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        when = label(desk.wording.when(event.at).strftime("%m-%d %H:%M"), tone="ink2")
        when.setFixedWidth(104)
        who = short(doer(event.by, desk.view, desk.wording), bold=True)
        who.setFixedWidth(136)
        what = wrapped(deed_detail(event, desk.view, desk.wording, off, page), tone="ink2")
        for widget, width in ((when, 0), (who, 0), (short(deed_word(event)), 1), (what, 2)):
            row.addWidget(widget, width)
            row.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
        return whole
