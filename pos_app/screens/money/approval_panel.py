"""Who agrees, and their PIN: the second page of an act that the cashier may not do alone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.people.staff import PIN_LENGTH, Staff
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, retone, wrapped
from pos_app.widgets.pads import BACK, CLEAR, CodeBoxes, NumberPad


class ApprovalPanel(QWidget):
    """`entered(staff, pin)` with the last digit."""

    entered = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._typed = desk, ""
        self._who: ChoiceGrid | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        side = QVBoxLayout()
        side.setSpacing(10)
        self._what = wrapped(size=18, bold=True)
        self._why = wrapped(size=14, tone="ink2")
        self._ask = label(_("Who agrees?"), tone="ink2")
        side.addWidget(self._what)
        side.addWidget(self._why)
        side.addWidget(self._ask)
        self._people = QVBoxLayout()
        side.addLayout(self._people)
        side.addStretch(1)
        row.addLayout(side, 1)
        pin = QVBoxLayout()
        pin.setSpacing(12)
        self._whose = wrapped(size=16, bold=True)
        self._boxes = CodeBoxes(desk.theme, PIN_LENGTH)
        self._pad = NumberPad(desk.theme, (CLEAR, "0", BACK), 10)
        self._pad.keys[CLEAR].setText(_("Clear"))
        self._pad.pressed.connect(self.press)
        pin.addWidget(self._whose)
        pin.addWidget(self._boxes)
        pin.addWidget(self._pad, 1)
        row.addLayout(pin, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def ask(self, people: Sequence[Staff], what: str, why: str = "") -> None:
        """These could agree to it; the first one is chosen. ``why``: which limit it goes beyond."""
        self._typed = ""
        self._what.setText(what)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        while (item := self._people.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._who = ChoiceGrid(self._desk.theme, 1, 1, 1)
        for person in people:
            self._who.add(person.id, self._desk.wording.name(person.name))
        self._who.choose(people[0].id)
        self._who.changed.connect(self._chosen)
        self._people.addWidget(self._who)
        self._chosen()

    def refuse(self, words: str) -> None:
        """It was wrong, or too early."""
        self._typed = ""
        self._whose.setText(words)
        retone(self._whose, "danger")
        self._boxes.tell(0, True)

    def press(self, key: str) -> None:
        """A key of the pad, tapped or typed."""
        if key == CLEAR:
            self._typed = ""
        elif key == BACK:
            self._typed = self._typed[:-1]
        elif key.isdigit() and len(self._typed) < PIN_LENGTH:
            self._typed += key
        self._boxes.tell(len(self._typed))
        if len(self._typed) == PIN_LENGTH:
            self.entered.emit(self._chosen_id(), self._typed)

    def _chosen_id(self) -> str:
        return next(iter(self._who.chosen() if self._who else ()), "")

    def _chosen(self) -> None:
        self._typed = ""
        people = {person.id: person for person in self._desk.view.staff}
        person = people.get(self._chosen_id())
        name = self._desk.wording.name(person.name) if person else ""
        self._whose.setText(_("PIN of {name}").format(name=name))
        retone(self._whose, "ink")
        self._boxes.tell(0)
