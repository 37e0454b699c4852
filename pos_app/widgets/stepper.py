"""Less, how many, more: two buttons of 44 px or more around a number that never jumps."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.widgets.buttons import icon_button
from pos_app.widgets.labels import label
from pos_app.widgets.theme import Theme


class Stepper(QWidget):
    """Answers `stepped(+1 or -1)`; the number is told from outside."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, side: int = 44, size: int = 18) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.less = icon_button(theme, "minus", "−", "secondary", side)
        self.more = icon_button(theme, "plus", "+", "secondary", side)
        self.number = label("1", size, True)
        self.number.setFixedWidth(side if side > 44 else 44)
        self.number.setMinimumWidth(44)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for each in (self.less, self.number, self.more):
            row.addWidget(each)
        self.less.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))

    def tell(self, words: str) -> None:
        """Show how many."""
        self.number.setText(words)
