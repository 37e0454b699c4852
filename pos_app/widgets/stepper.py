"""Less, how many, more: two buttons of 44 px or more around a number that never jumps, and may be tapped."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.labels import label
from pos_app.widgets.theme import Theme

HELD, EVERY = 450, 70  # milliseconds until a button that is held goes on, and between two steps then
DIGITS = 3


class Stepper(QWidget):
    """Answers `stepped(by)`, +1 or -1, and where it ``asks`` `asked()` for another number; that is told from
    outside.

    Nobody taps thirty times: a held button goes on, and a number that is typed while the keyboard is here is
    `stepped` to at once.
    """

    stepped = Signal(int)
    asked = Signal()

    def __init__(
        self, theme: Theme, side: int = 44, size: int = 18, asks: bool = False, typed: bool = True
    ) -> None:
        """Not ``typed`` where digits mean something else, as on a pad beside it."""
        super().__init__()
        self._takes_digits, self._typed = typed and not asks, ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.less = icon_button(theme, "minus", "−", "secondary", side)
        self.more = icon_button(theme, "plus", "+", "secondary", side)
        self.number: Button | QLabel = self._tappable(theme, side) if asks else _centred(size)
        self.number.setFixedWidth(max(44, side))
        for each in (self.less, self.number, self.more):
            row.addWidget(each)
        self.less.clicked.connect(lambda: self._step(-1))
        self.more.clicked.connect(lambda: self._step(1))
        for each in (self.less, self.more):
            each.setAutoRepeat(True)
            each.setAutoRepeatDelay(HELD)
            each.setAutoRepeatInterval(EVERY)
            each.installEventFilter(self)

    def tell(self, words: str) -> None:
        """Show how many."""
        self.number.setText(words)

    def _step(self, by: int) -> None:
        self._typed = ""
        self.stepped.emit(by)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._typed = ""
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._takes_digits and event.text() in tuple("0123456789") and self.number.text().isdigit()):
            super().keyPressEvent(event)
            return
        self._typed = (self._typed + event.text())[-DIGITS:]
        self.stepped.emit(int(self._typed) - int(self.number.text()))
        event.accept()

    def _tappable(self, theme: Theme, side: int) -> Button:
        made = Button(theme, "field", "", "", side)
        made.clicked.connect(self.asked)
        return made


def _centred(size: int) -> QLabel:
    made = label("1", size, True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
