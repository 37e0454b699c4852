"""Letters and digits as on any keyboard, for a till that has none: pinyin initials and codes by finger."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.widgets.pads import BACK, PadKey
from pos_app.widgets.theme import Theme

AWAY = "away"
ROWS = (tuple("1234567890"), tuple("QWERTYUIOP"), (*"ASDFGHJKL", BACK), (*"ZXCVBNM", AWAY))
ICONS = {BACK: "backspace", AWAY: "chevron-down"}
KEY = (40, 48)  # pixels at least
HIGH = 58  # at most: what is found belongs above it


class LetterPad(QWidget):
    """Tells each key as `pressed`: a letter, a digit, BACK or AWAY."""

    pressed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 10, 0)
        column.setSpacing(6)
        self.keys: dict[str, PadKey] = {}
        for row in ROWS:
            line = QHBoxLayout()
            line.setSpacing(6)
            for key in row:
                line.addWidget(self._key(theme, key), 2 if key in ICONS else 1)
            column.addLayout(line)

    def name(self, words: dict[str, str]) -> None:
        """What the keys with icons are called."""
        for key, said in words.items():
            self.keys[key].setAccessibleName(said)

    def _key(self, theme: Theme, key: str) -> PadKey:
        icon = ICONS.get(key, "")
        made = self.keys[key] = PadKey(theme, "" if icon else key, "sunk" if icon else "plain", icon)
        made.setMinimumSize(*KEY)
        made.setMaximumHeight(HIGH)
        made.clicked.connect(lambda: self.pressed.emit(key))
        return made
