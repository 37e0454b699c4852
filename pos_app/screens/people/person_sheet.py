"""What concerns the person at the till: language, light or dark, sound, guest's screen, practice, lock."""

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from domain.people.staff import role_of
from pos_app.language import OWN_NAMES, _
from pos_app.models.role_words import role_name
from pos_app.screens.desk import Desk
from pos_app.screens.guest_screen import SETTING, wanted_at_first
from pos_app.screens.handedness import SETTING as HAND
from pos_app.screens.handedness import left_handed
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.toggle import Toggle


class PersonSheet(Sheet):
    """Switches take effect at once; `locked` leaves the till, `switched` lets another cashier go on."""

    locked = Signal()
    switched = Signal()
    guest_turned = Signal(bool)
    till_wanted = Signal()
    sounds_wanted = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(600, 0))
        self._desk = desk
        self._words = label(size=18, bold=True)
        self.body.addWidget(self._words)
        self._languages = ChoiceGrid(desk.theme, 2, 1, 1)
        for tag in desk.language.tags():
            self._languages.add(tag, OWN_NAMES.get(tag, tag))
        self._languages.choose(desk.language.tag)
        self._languages.changed.connect(self._switch_language)
        self.body.addWidget(self._languages)
        self._dark_word, self._dark = self._line()
        self._dark.setChecked(desk.theme.dark)
        self._dark.toggled.connect(desk.theme.set_dark)
        self._guest_word, self._guest = self._line()
        self._guest.setChecked(desk.till.device.get(SETTING, wanted_at_first()))
        self._guest.toggled.connect(self._turn_guest)
        self._hand_word, self._hand = self._line()
        self._hand.setChecked(left_handed(desk))
        self._hand.toggled.connect(self._change_hand)
        self._sounds = Button(desk.theme, "secondary", "volume", "", 48)
        self._sounds.clicked.connect(lambda: self._leave_for(self.sounds_wanted))
        self._till = Button(desk.theme, "secondary", "device", "", 48)
        self._till.clicked.connect(lambda: self._leave_for(self.till_wanted))
        for button in (self._sounds, self._till):
            self.body.addWidget(button)
        self._practice_word, self._practice = wrapped(), Button(desk.theme, "secondary", "", "", 48)
        self._practice.clicked.connect(self._practise)
        self._practice_row = QWidget()
        self._practice_row.setProperty("ground", "none")
        row = QHBoxLayout(self._practice_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._practice_word, 1)
        row.addWidget(self._practice)
        self.body.addWidget(self._practice_row)
        self._practice_row.setVisible(not desk.view.store.practice and desk.till.practice is not None)
        self._lock = Button(desk.theme, "secondary", "lock", "", 56)
        self._lock.clicked.connect(lambda: self._leave_for(self.locked))
        self.foot.addWidget(self._lock)
        self._switch = Button(desk.theme, "secondary", "members", "", 56)
        self._switch.clicked.connect(lambda: self._leave_for(self.switched))
        self.foot.addWidget(self._switch)
        self.foot.addStretch(1)
        self._done = Button(desk.theme, "primary", "", "Esc", 56)
        self._done.clicked.connect(self.cancel)
        self.foot.addWidget(self._done)
        desk.worded.connect(self._say)
        self._say()

    def _line(self) -> tuple[QLabel, Toggle]:
        row, words, switch = QHBoxLayout(), label(), Toggle(self._desk.theme)
        row.addWidget(words, 1)
        row.addWidget(switch)
        self.body.addLayout(row)
        return words, switch

    def _say(self) -> None:
        staff = self._desk.staff
        name = self._desk.wording.name(staff.name) if staff else ""
        self.say(name, role_name(role_of(staff), self._desk.wording) if staff else "")
        self._words.setText(_("Language"))
        self._dark_word.setText(_("Dark"))
        self._sounds.setText(_("Sounds of this till"))
        self._guest_word.setText(_("The guest's screen"))
        self._hand_word.setText(_("For the left hand"))
        switches = (
            (self._dark, self._dark_word),
            (self._guest, self._guest_word),
            (self._hand, self._hand_word),
        )
        for switch, words in switches:
            switch.setAccessibleName(words.text())
        self._practice_word.setText(_("Practice: nothing is cooked, paid or counted"))
        self._practice.setText(_("Practice"))
        self._till.setText(_("Size, and what is said aloud"))
        self._lock.setText(_("Lock the till"))
        self._switch.setText(_("Another cashier"))
        self._done.setText(_("Done"))

    def _switch_language(self) -> None:
        self._desk.language.switch(self._languages.chosen()[0])

    def _turn_guest(self, on: bool) -> None:
        self._desk.till.device.keep(SETTING, on)
        self.guest_turned.emit(on)

    def _change_hand(self, left: bool) -> None:
        self._desk.till.device.keep(HAND, left)
        self._desk.viewed.emit()

    def _practise(self) -> None:
        practice = self._desk.till.practice
        if practice is not None:
            self._desk.told.emit(_("Practice opens in a window of its own in a moment."))
            self._desk.ask(practice.start())
            self.finish()

    def _leave_for(self, wanted: SignalInstance) -> None:
        self.finish()
        wanted.emit()
