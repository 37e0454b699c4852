"""Who is at the till: tap a name, type four digits."""

import json

from PySide6.QtCore import QDate, QLocale, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from domain.people.staff import Staff
from pos_app.language import OWN_NAMES, _
from pos_app.paths import DEMO
from pos_app.screens.desk import Desk
from pos_app.screens.people.staff_card import StaffCard
from pos_app.screens.screen import Screen
from pos_app.screens.states import link_pill, printer_pill
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import ground, label, retone, rule, short
from pos_app.widgets.pads import BACK, CLEAR, CodeBoxes, NumberPad, typed_key
from pos_app.widgets.rail import Seal

PIN_LENGTH = 4


def role_word(role: str) -> str:
    """A role's name."""
    return {
        "owner": _("Owner"),
        "manager": _("Manager"),
        "cashier": _("Cashier"),
        "waiter": _("Waiter"),
        "chef": _("Head chef"),
    }.get(role, role)


def _demo_pins() -> dict[str, str]:
    """The demo restaurant's PINs, which its sign-in shows."""
    try:
        plain = json.loads((DEMO / "staff.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {person["id"]: str(person["pin"]) for person in plain.get("staff", ())}


class SignIn(Screen):
    """Emits nothing but the desk's `signed`; `theme_asked` and `language_asked` switch live."""

    helped = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._typed, self._chosen, self._busy = "", "", False
        self._cards: dict[str, StaffCard] = {}
        self._pins = _demo_pins() if desk.view.store.demo else {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._people_side(), 1)
        row.addWidget(rule(down=True))
        row.addWidget(self._pin_side())
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tell_time)
        desk.theme.changed.connect(self._dress)
        self.start()

    # ---------------------------------------------------------------- building

    def _people_side(self) -> QWidget:
        theme = self.desk.theme
        side = ground(QWidget(), "canvas")
        column = self._left = QVBoxLayout(side)
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
        self._link, self._printers = Chip(theme), Chip(theme)
        chips.addWidget(self._link)
        chips.addWidget(self._printers)
        chips.addStretch(1)
        column.addLayout(chips)
        return side

    def _people_area(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(area.focusPolicy().NoFocus)
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

    def _pin_side(self) -> QWidget:
        theme = self.desk.theme
        side = ground(QWidget(), "surface")
        self._right_side = side
        column = self._right = QVBoxLayout(side)
        column.setSpacing(0)
        column.addLayout(self._clock_row())
        column.addSpacing(34)
        words = QHBoxLayout()
        self._whose, self._hint = short(size=18, bold=True), label(tone="ink2")
        words.addWidget(self._whose, 1)
        words.addWidget(self._hint)
        column.addLayout(words)
        column.addSpacing(10)
        self._boxes = CodeBoxes(theme, PIN_LENGTH)
        column.addWidget(self._boxes)
        column.addSpacing(20)
        self._pad = NumberPad(theme, (CLEAR, "0", BACK))
        self._pad.setFixedHeight(340)
        self._pad.pressed.connect(self._key)
        column.addWidget(self._pad)
        column.addStretch(1)
        foot = QHBoxLayout()
        self._forgot = short(tone="on-accent-soft")
        self._help = Button(theme, "link", "", "", 44)
        self._help.clicked.connect(self.helped)
        foot.addWidget(self._forgot, 1)
        foot.addWidget(self._help)
        column.addLayout(foot)
        return side

    def _clock_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._time, self._date = label(size=40, bold=True), short(tone="ink2")
        words.addWidget(self._time)
        words.addWidget(self._date)
        row.addLayout(words, 1)
        self._language = Button(self.desk.theme, "quiet", "globe")
        self._language.clicked.connect(lambda: self.desk.language.switch(self.desk.language.next_tag()))
        self._shade = icon_button(self.desk.theme, "moon", "")
        self._shade.clicked.connect(lambda: self.desk.theme.set_dark(not self.desk.theme.dark))
        row.addWidget(self._language)
        row.addWidget(self._shade)
        return row

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._question.setText(_("Who is at the till?"))
        self._how.setText(_("Tap your name, then type your PIN."))
        self._demo.show_state("info", "info", _("Demo restaurant"))
        self._hint.setText(_("{n} digits").format(n=PIN_LENGTH))
        self._forgot.setText(_("PIN forgotten: ask a manager"))
        self._help.setText(_("F1 Help"))
        self._pad.keys[CLEAR].setText(_("Clear"))
        self._language.setText(OWN_NAMES.get(self.desk.language.tag, self.desk.language.tag))
        self._dress()
        self.draw()

    def draw(self) -> None:
        desk, view = self.desk, self.desk.view
        wording = desk.wording
        self._store.setText(wording.name(view.store.names))
        branch = wording.name(view.store.branch)
        self._branch.setText(" · ".join(filter(None, (_("Mashang till"), branch))))
        self._demo.setVisible(view.store.demo)
        self._link.show_state(*link_pill(view, desk.now, wording))
        self._printers.show_state(*printer_pill(view, wording))
        self._place_cards(view.staff)
        self._tell_time()
        self._tell_pin()

    def enter(self, place: str) -> None:
        self._typed = ""
        self._clock.start()
        self.draw()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 1200
        side = 28 if narrow else 56
        self._left.setContentsMargins(side, 40, side, 40)
        self._right.setContentsMargins(side, 40, side, 36)
        self._right_side.setFixedWidth(380 if narrow else 479)

    def leave(self) -> None:
        self._clock.stop()

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
            card.tell(
                self.desk.wording.name(person.name), " · ".join(filter(None, (role_word(person.role), demo)))
            )
            card.setChecked(person.id == self._chosen)

    def _tell_time(self) -> None:
        wall = self.desk.wording.when(self.desk.now)
        self._time.setText(f"{wall.hour:02}:{wall.minute:02}")
        day = QDate(wall.year, wall.month, wall.day)
        self._date.setText(QLocale().toString(day, _("dddd, d MMMM")))

    def _tell_pin(self, wrong: str = "") -> None:
        self._boxes.tell(len(self._typed), bool(wrong))
        retone(self._whose, "danger" if wrong else "ink")
        if wrong:
            self._whose.setText(wrong)
            return
        person = next((one for one in self.desk.view.staff if one.id == self._chosen), None)
        name = self.desk.wording.name(person.name) if person else ""
        self._whose.setText(_("PIN of {name}").format(name=name))

    def _dress(self) -> None:
        self._shade.set_icon("sun" if self.desk.theme.dark else "moon")
        words = _("Light") if self.desk.theme.dark else _("Dark")
        self._shade.setAccessibleName(words)
        self._shade.setToolTip(words)

    # ---------------------------------------------------------------- acts

    def choose(self, staff_id: str) -> None:
        """Somebody else is going to type."""
        self._chosen, self._typed = staff_id, ""
        for key, card in self._cards.items():
            card.setChecked(key == staff_id)
        self._tell_pin()

    def press(self, event: QKeyEvent) -> bool:
        key = typed_key(event.key(), event.text())
        if key and key != ".":
            self._key(key)
        return bool(key)

    def _key(self, key: str) -> None:
        if self._busy or not self._chosen:
            return
        if key == CLEAR:
            self._typed = ""
        elif key == BACK:
            self._typed = self._typed[:-1]
        elif len(self._typed) < PIN_LENGTH:
            self._typed += key
        self._tell_pin()
        if len(self._typed) == PIN_LENGTH:
            self._sign_in()

    def _sign_in(self) -> None:
        self._busy = True
        self.desk.ask(self.desk.till.sign_in(self._chosen, self._typed), self._signed, self._wrong)

    def _signed(self, staff: Staff) -> None:
        self._busy, self._typed = False, ""
        self.desk.sign(staff)

    def _wrong(self, words: str) -> None:
        self._busy, self._typed = False, ""
        self._tell_pin(words)
