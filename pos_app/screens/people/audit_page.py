"""Who did what, latest first, page by page: filtered by what it is about and by person."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from domain.people.audit import GROUPS
from domain.record.envelope import Event
from pos_app.language import _
from pos_app.models.people_words import deed_detail, deed_word, group_word
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, label, short
from pos_app.workflows.auditing import Page

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
        self.group, self.person = QComboBox(), QComboBox()
        for box in (self.group, self.person):
            box.setMinimumWidth(220)
            box.activated.connect(lambda _place: self._first())
            row.addWidget(box)
        row.addStretch(1)
        self._more = Button(desk.theme, "secondary", "chevron-down", "", 48)
        self._more.clicked.connect(lambda: self._ask(self._before))
        row.addWidget(self._more)
        column.addLayout(row)
        card = Card(margin=16)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card.body.addWidget(self._scroll)
        column.addWidget(card, 1)

    def say(self) -> None:
        """Fixed words."""
        self._more.setText(_("Further back"))
        place = max(0, self.group.currentIndex())
        self.group.clear()
        for group in ("", *GROUPS):
            self.group.addItem(group_word(group), group)
        self.group.setCurrentIndex(place)

    def begin(self) -> None:
        """From the latest, with everybody to choose from."""
        chosen = self.person.currentData()
        self.person.clear()
        self.person.addItem(_("Everybody"), "")
        for one in self._desk.view.staff:
            self.person.addItem(self._desk.wording.name(one.name), one.id)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self._first()

    def _first(self) -> None:
        self._ask(0)

    def _ask(self, before: int) -> None:
        desk = self._desk
        self._turn += 1
        turn = self._turn
        future = desk.till.people.audit(
            self.group.currentData() or "", self.person.currentData() or "", before, desk.by, MOST
        )
        desk.ask(future, lambda page: self._take(page, turn))

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
            lines.addWidget(self._line(event))
        if not page.events:
            lines.addWidget(label(_("Nothing further back."), tone="ink2"))
        lines.addStretch(1)
        self._scroll.setWidget(inner)

    def _line(self, event: Event) -> QWidget:
        desk = self._desk
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        when = label(desk.wording.when(event.at).strftime("%m-%d %H:%M"), tone="ink2")
        when.setFixedWidth(104)
        name = desk.wording.name(next((one.name for one in desk.view.staff if one.id == event.by), {}))
        who = short(name or _("Till"), bold=True)
        who.setFixedWidth(120)
        row.addWidget(when)
        row.addWidget(who)
        row.addWidget(short(deed_word(event)), 1)
        row.addWidget(short(deed_detail(event, desk.view, desk.wording), tone="ink2"), 2)
        return whole
