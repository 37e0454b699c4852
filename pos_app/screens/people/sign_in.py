"""Who is at the till: tap a name, type four digits."""

import json

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from domain.people.staff import Staff, role_of
from pos_app.language import _
from pos_app.models.role_words import role_name
from pos_app.paths import DEMO
from pos_app.screens.desk import Desk
from pos_app.screens.people.pin_side import PinSide
from pos_app.screens.people.staff_card import StaffCard
from pos_app.screens.pills import link_pill, printer_pill
from pos_app.screens.screen import Screen
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import ground, label, rule, short
from pos_app.widgets.pads import typed_key
from pos_app.widgets.rail import Seal
from pos_app.widgets.scrolling import Scroll


def _demo_pins() -> dict[str, str]:
    """The demo restaurant's PINs, which its sign-in shows."""
    try:
        plain = json.loads((DEMO / "staff.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {person["id"]: str(person["pin"]) for person in plain.get("staff", ())}


class SignIn(Screen):
    """Signs a person in at the desk; `helped` for F1."""

    helped = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen, self._busy = "", False
        self._cards: dict[str, StaffCard] = {}
        self._pins = _demo_pins() if desk.view.store.demo else {}
        self.pin = PinSide(desk)
        self.pin.entered.connect(self._sign_in)
        self.pin.helped.connect(self.helped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._people_side(), 1)
        row.addWidget(rule(down=True))
        row.addWidget(self.pin)
        self.sides = (row,)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.pin.tell_time)
        self.start()

    def _people_side(self) -> QWidget:
        theme = self.desk.theme
        side = ground(QWidget(), "canvas")
        column = self._column = QVBoxLayout(side)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Seal(theme, 64))
        names = QVBoxLayout()
        names.setSpacing(0)
        self._store, self._branch = short(size=28, bold=True), short(tone="ink2")
        names.addWidget(self._store)
        names.addWidget(self._branch)
        head.addLayout(names, 1)
        self._demo = Chip(theme)
        head.addWidget(self._demo)
        column.addLayout(head)
        column.addSpacing(46)
        self._question, self._how = label(size=22, bold=True), label(tone="ink2")
        column.addWidget(self._question)
        column.addWidget(self._how)
        column.addSpacing(18)
        column.addWidget(self._people_area(), 1)
        column.addSpacing(12)
        chips = QHBoxLayout()
        chips.setSpacing(12)
        self._link, self._printers, self._shift = Chip(theme), Chip(theme), Chip(theme)
        chips.addWidget(self._link)
        chips.addWidget(self._printers)
        chips.addWidget(self._shift)
        chips.addStretch(1)
        column.addLayout(chips)
        return side

    def _people_area(self) -> Scroll:
        area = Scroll()
        inside = QWidget()
        inside.setProperty("ground", "none")
        around = QVBoxLayout(inside)
        around.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        around.addLayout(self._grid)
        around.addStretch(1)
        area.setWidget(inside)
        return area

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._question.setText(_("Who is at the till?"))
        self._how.setText(_("Tap your name, then type your PIN."))
        self._demo.show_state("info", "info", _("Demo restaurant"))
        self.pin.say()
        self.draw()
        self.pin.ask(self._name())

    def draw(self) -> None:
        desk, view, wording = self.desk, self.desk.view, self.desk.wording
        self._store.setText(wording.name(view.store.names))
        branch = wording.name(view.store.branch)
        self._branch.setText(" · ".join(filter(None, (_("Mashang till"), branch))))
        self._demo.setVisible(view.store.demo)
        for chip in (self._link, self._printers):
            chip.setVisible(desk.ready)
        if desk.ready:
            self._link.show_state(*link_pill(view, desk.now, wording))
            self._printers.show_state(*printer_pill(view, wording))
        self._tell_shift()
        self._place_cards(view.people.present)
        self.pin.tell_time()

    def enter(self, place: str) -> None:
        self._clock.start()
        self.draw()
        self.pin.ask(self._name())
        self.setFocus()

    def leave(self) -> None:
        self._clock.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 1200
        side = 28 if narrow else 56
        self._column.setContentsMargins(side, 40, side, 40)
        self.pin.narrow(narrow)

    def _tell_shift(self) -> None:
        """Whose drawer it is, since when, with what float."""
        desk, shift = self.desk, self.desk.view.drawer.shift
        self._shift.setVisible(shift is not None)
        if shift is not None:
            name = next((one.name for one in desk.view.staff if one.id == shift.by), {})
            words = _("Drawer: {name}, since {time}, float {amount}").format(
                name=desk.wording.name(name),
                time=desk.wording.clock(shift.opened_at),
                amount=desk.wording.money(shift.start),
            )
            self._shift.show_state("calm", "clock", words)

    def _place_cards(self, staff: tuple[Staff, ...]) -> None:
        if tuple(self._cards) != tuple(person.id for person in staff):
            for card in self._cards.values():
                card.deleteLater()
            self._cards = {person.id: StaffCard(self.desk.theme, person.id) for person in staff}
            for place, card in enumerate(self._cards.values()):
                card.clicked.connect(lambda _=False, key=card.key: self.choose(key))
                self._grid.addWidget(card, place // 2, place % 2)
            known = self._chosen in self._cards
            self._chosen = self._chosen if known else next(iter(self._cards), "")
        for person in staff:
            card = self._cards[person.id]
            pin = self._pins.get(person.id)
            demo = _("demo PIN {pin}").format(pin=pin) if pin else ""
            note = " · ".join(filter(None, (role_name(role_of(person), self.desk.wording), demo)))
            card.tell(self.desk.wording.name(person.name), note)
            card.setChecked(person.id == self._chosen)

    def _name(self) -> str:
        person = next((one for one in self.desk.view.staff if one.id == self._chosen), None)
        return self.desk.wording.name(person.name) if person else ""

    # ---------------------------------------------------------------- acts

    def choose(self, staff_id: str) -> None:
        """Somebody else is going to type."""
        self._chosen = staff_id
        for key, card in self._cards.items():
            card.setChecked(key == staff_id)
        self.pin.ask(self._name())

    def press(self, event: QKeyEvent) -> bool:
        key = typed_key(event.key(), event.text())
        if key and key != ".":
            self.pin.press(key)
        return bool(key)

    def _sign_in(self, pin: str) -> None:
        if not self._busy and self._chosen:
            self._busy = True
            self.desk.ask(self.desk.till.sign_in(self._chosen, pin), self._signed, self._wrong)

    def _signed(self, staff: Staff) -> None:
        self._busy = False
        self.desk.sign(staff)

    def _wrong(self, words: str) -> None:
        self._busy = False
        self.pin.refuse(words)
