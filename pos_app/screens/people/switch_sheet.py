"""Another cashier takes over by PIN: the screen and every unsent dish stay where they are."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.people.staff import PIN_LENGTH, Staff
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pads import BACK, CLEAR, CodeBoxes, NumberPad, typed_key
from pos_app.widgets.sheet import Sheet


class SwitchSheet(Sheet):
    """Tap a name, type four digits."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._desk, self._typed, self._busy = desk, "", False
        row = QHBoxLayout()
        row.setSpacing(20)
        self._people = ChoiceGrid(desk.theme, 2, 1, 1)
        others = [one for one in desk.view.people.present if one.id != desk.by]
        for one in others:
            self._people.add(one.id, desk.wording.name(one.name))
        if others:
            self._people.choose(others[0].id)
        self._people.changed.connect(self._clear)
        who = QVBoxLayout()
        who.addWidget(self._people)
        who.addStretch(1)
        row.addLayout(who, 1)
        self._pad = NumberPad(desk.theme, (CLEAR, "0", BACK), 8)
        self._pad.keys[CLEAR].setText(_("Clear"))
        self._pad.setFixedSize(264, 280)
        self._pad.pressed.connect(self._press)
        self._boxes = CodeBoxes(desk.theme, PIN_LENGTH)
        typing = QVBoxLayout()
        typing.setSpacing(12)
        typing.addWidget(self._boxes)
        typing.addWidget(self._pad)
        typing.addStretch(1)
        row.addLayout(typing)
        self.body.addLayout(row)
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        self.body.addWidget(self._said)
        self.foot_line.hide()
        self.say(_("Who goes on?"), _("What is on the screen stays, dishes that are not sent too."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = typed_key(event.key(), event.text())
        if typed and typed != ".":
            self._press(typed)
            return
        super().keyPressEvent(event)

    def _clear(self) -> None:
        self._typed = ""
        self._boxes.tell(0)

    def _press(self, key: str) -> None:
        if self._busy:
            return
        if key == CLEAR:
            self._typed = ""
        elif key == BACK:
            self._typed = self._typed[:-1]
        elif key.isdigit() and len(self._typed) < PIN_LENGTH:
            self._typed += key
        self._boxes.tell(len(self._typed))
        if len(self._typed) == PIN_LENGTH and self._people.chosen():
            self._busy = True
            future = self._desk.till.sign_in(self._people.chosen()[0], self._typed)
            self._desk.ask(future, self._signed, self._wrong)

    def _signed(self, staff: Staff) -> None:
        self.finish()
        self._desk.sign(staff)

    def _wrong(self, words: str) -> None:
        self._busy, self._typed = False, ""
        self._boxes.tell(0, True)
        self._said.setText(words)
        self._said.show()
