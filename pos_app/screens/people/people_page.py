"""Who works here: a card each, a tap changes it; and after how long the till locks itself."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.people.staff import PIN_LENGTH, Staff, role_of
from pos_app.language import _
from pos_app.models.role_words import role_name
from pos_app.screens.desk import Desk
from pos_app.screens.people.staff_card import StaffCard
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet

LOCKS = (0, 60, 300, 900)  # seconds


class PeoplePage(QWidget):
    """Cards, those who have left at the end."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._cards: dict[str, StaffCard] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        inner = QWidget()
        inner.setProperty("ground", "none")
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 0, 6, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        around.addLayout(self._grid)
        around.addStretch(1)
        scroll = Scroll()
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        foot = self.foot = QHBoxLayout()
        foot.setSpacing(12)
        self._lock_word, self._lock = label(), SegmentedControl(desk.theme)
        self._lock.chosen.connect(self._set_lock)
        self._new = Button(desk.theme, "primary", "plus", "", 56)
        self._new.clicked.connect(lambda: PersonEdit(desk, self.window(), None).open())
        foot.addWidget(self._lock_word)
        foot.addWidget(self._lock)
        foot.addStretch(1)
        foot.addWidget(self._new)
        column.addLayout(foot)

    def say(self) -> None:
        """Fixed words."""
        self._lock_word.setText(_("The till locks itself"))
        words = [_("never"), *(_("{n} min").format(n=seconds // 60) for seconds in LOCKS[1:])]
        self._lock.set_items([(word, "") for word in words])
        self._new.setText(_("Add somebody"))

    def draw(self) -> None:
        """The list now."""
        desk, people = self._desk, self._desk.view.people
        staff = sorted(people.staff, key=lambda one: one.left_at > 0)
        if list(self._cards) != [one.id for one in staff]:
            for card in self._cards.values():
                card.deleteLater()
            self._cards = {one.id: StaffCard(desk.theme, one.id) for one in staff}
            for place, card in enumerate(self._cards.values()):
                card.setCheckable(False)
                card.clicked.connect(lambda _=False, key=card.key: self._edit(key))
                self._grid.addWidget(card, place // 3, place % 3)
        for one in staff:
            note = _("has left") if one.left_at else role_name(role_of(one), desk.wording)
            self._cards[one.id].tell(desk.wording.name(one.name), note)
        if people.lock_after in LOCKS and self._lock.index() != LOCKS.index(people.lock_after):
            self._lock.blockSignals(True)
            self._lock.choose(LOCKS.index(people.lock_after))
            self._lock.blockSignals(False)

    def _edit(self, staff_id: str) -> None:
        person = next((one for one in self._desk.view.staff if one.id == staff_id), None)
        PersonEdit(self._desk, self.window(), person).open()

    def _set_lock(self, place: int) -> None:
        desk = self._desk
        desk.ask(desk.till.people.set_lock_after(LOCKS[place], desk.by))


class PersonEdit(Sheet):
    """Name, role and PIN of somebody new (None) or known."""

    def __init__(self, desk: Desk, window: QWidget, person: Staff | None) -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        self._desk, self._person = desk, person
        self._id = person.id if person else desk.till.new_id()
        self._before = desk.wording.name(person.name) if person else ""
        self._name = QLineEdit(self._before)
        self._name.setMaxLength(40)
        self._name.setPlaceholderText(_("Name"))
        self.begins_at = self if person else self._name
        self._roles = ChoiceGrid(desk.theme, 3, 1, 1)
        for role in desk.view.people.roles:
            self._roles.add(role.id, role_name(role, desk.wording))
        self._roles.choose(person.role if person else "waiter")
        self._pin = QLineEdit()
        self._pin.setMaxLength(PIN_LENGTH)
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        words = _("New PIN, {n} digits; empty keeps the old one") if person else _("PIN, {n} digits")
        self._pin.setPlaceholderText(words.format(n=PIN_LENGTH))
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        for each in (self._name, self._roles, self._pin, self._said):
            self.body.addWidget(each)
        gone = person is not None and person.left_at > 0
        self._leave = Button(desk.theme, "danger", "logout", "", 56)
        self._leave.setText(_("Works here no more"))
        self._leave.setVisible(person is not None and not gone)
        self._leave.clicked.connect(self._let_go)
        self._save = Button(desk.theme, "primary", "tick", "", 56)
        self._save.setText(_("Works here again") if gone else _("Save"))
        self._save.clicked.connect(self._done)
        self.foot.addWidget(self._leave)
        self.foot.addStretch(1)
        self.foot.addWidget(self._save)
        self.say(self._before or _("Somebody new"), _("has left") if gone else "")

    def typed(self) -> bool:
        return self._name.text() != self._before or bool(self._pin.text())

    def _done(self) -> None:
        desk, person, name = self._desk, self._person, self._name.text().strip()
        names = person.name if person and name == self._before else {"und": name}
        role = self._roles.chosen()[0] if self._roles.chosen() else ""
        future = desk.till.people.save(self._id, names, role, self._pin.text(), desk.by)
        desk.ask(future, lambda _done: self.finish(), self._refuse)

    def _let_go(self) -> None:
        desk = self._desk
        desk.ask(desk.till.people.leave(self._id, desk.by), lambda _done: self.finish(), self._refuse)

    def _refuse(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()
