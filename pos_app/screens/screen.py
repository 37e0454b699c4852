"""What main window and screens owe each other: words when the language turns, a draw when the view does."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLineEdit, QWidget

from pos_app.screens.desk import Desk
from pos_app.screens.handedness import lay_out, mirror
from pos_app.screens.shortcuts import Shortcut, act_of, shortcuts_of

_TYPED = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class Screen(QWidget):
    """One screen. `lead` stands at the start of the top bar while it is shown."""

    went = Signal(str, str)
    stood = Signal(str)  # at another place of the rail, without going there
    keys = ""  # under which its keys stand in shortcuts.py

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.acts: dict[str, Callable[[], object]] = {}
        self.sides: tuple[QBoxLayout, ...] = ()  # what changes sides for the left hand
        self.mirrored: tuple[QWidget, ...] = ()  # lists that do, each row of them
        self.hints: QWidget | None = None  # at whose foot hints stand, if not at the window's
        self.lead = QWidget(self)
        self.lead.hide()
        self.lead_row = QHBoxLayout(self.lead)
        self.lead_row.setContentsMargins(0, 0, 0, 0)
        self.lead_row.setSpacing(12)

    def start(self) -> None:
        """Follow the desk from now on; called once, when the screen is built."""
        self.desk.worded.connect(self._say)
        self.desk.viewed.connect(self._draw)
        self.say()

    def say(self) -> None:
        """Set every fixed word in the present language."""

    def draw(self) -> None:
        """Show the present view; only called while visible."""

    def enter(self, place: str) -> None:
        """The screen is shown, with what it is about."""
        self.draw()

    def leave(self) -> None:
        """Another screen comes."""

    def press(self, event: QKeyEvent) -> bool:
        """A key that nobody below took; True if it meant something here."""
        act = self.acts.get(act_of(self.keys, event))
        if act is not None:
            act()
        return act is not None or self._finds(event)

    def _finds(self, event: QKeyEvent) -> bool:
        """A letter or digit that nothing stands for here begins what is looked for; whether it did."""
        find = self.acts.get("find")
        if find is None or not event.text().isalnum() or event.modifiers() & ~_TYPED:
            return False
        find()
        line = QApplication.focusWidget()
        if isinstance(line, QLineEdit):
            line.insert(event.text())
        return True

    def key_map(self) -> Sequence[Shortcut]:
        """What F1 shows of this screen."""
        return shortcuts_of(self.keys)

    def _say(self) -> None:
        self.say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.change_sides()

    def change_sides(self) -> None:
        """As the hand of whoever works here wants it."""
        for row in self.sides:
            lay_out(row, self.desk)
        for rows in self.mirrored:
            mirror(rows, self, self.desk)

    def _draw(self) -> None:
        if self.isVisible():
            self.change_sides()
            self.draw()
