"""Less, how many, more: two buttons of 44 px or more around a number that never jumps, and may be tapped."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.labels import label
from pos_app.widgets.theme import Theme


class Stepper(QWidget):
    """Answers `stepped(+1 or -1)`, and where it ``asks`` `asked()` for another number; that is told from
    outside.
    """

    stepped = Signal(int)
    asked = Signal()

    def __init__(self, theme: Theme, side: int = 44, size: int = 18, asks: bool = False) -> None:
        super().__init__()
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
        self.less.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))

    def tell(self, words: str) -> None:
        """Show how many."""
        self.number.setText(words)

    def _tappable(self, theme: Theme, side: int) -> Button:
        made = Button(theme, "field", "", "", side)
        made.clicked.connect(self.asked)
        return made


def _centred(size: int) -> QLabel:
    made = label("1", size, True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
