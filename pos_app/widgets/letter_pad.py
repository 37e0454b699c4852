"""Letters and digits as on any keyboard, for a till that has none: pinyin initials and codes by finger."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.widgets.pads import BACK, PadKey
from pos_app.widgets.search_field import SearchField
from pos_app.widgets.theme import Theme

AWAY = "away"
ROWS = (tuple("1234567890"), tuple("QWERTYUIOP"), (*"ASDFGHJKL", BACK), (*"ZXCVBNM", AWAY))
ICONS = {BACK: "backspace", AWAY: "chevron-down"}
KEY = (40, 48)  # pixels at least
HIGH = 58  # at most: what is found belongs above it


class LetterPad(QWidget):
    """Types into a search field; it comes when a finger touches that, or by `turn`."""

    def __init__(self, theme: Theme, search: SearchField) -> None:
        super().__init__()
        self._line, self._anew = search.line, False
        search.touched.connect(self.show)
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
        self.hide()

    def turn(self) -> None:
        """There, or away."""
        self.setVisible(self.isHidden())

    def begin_anew(self) -> None:
        """What was looked for is found: the next key begins another search."""
        self._anew = True

    def say(self) -> None:
        """What the keys with icons are called."""
        self.keys[BACK].setAccessibleName(_("Delete"))
        self.keys[AWAY].setAccessibleName(_("Put the letters away"))

    def _key(self, theme: Theme, key: str) -> PadKey:
        icon = ICONS.get(key, "")
        made = self.keys[key] = PadKey(theme, "" if icon else key, "sunk" if icon else "plain", icon)
        made.setMinimumSize(*KEY)
        made.setMaximumHeight(HIGH)
        made.clicked.connect(lambda: self._press(key))
        return made

    def _press(self, key: str) -> None:
        before, self._anew = "" if self._anew and key not in ICONS else self._line.text(), False
        if key == AWAY:
            self.hide()
        else:
            self._line.setText(before[:-1] if key == BACK else before + key.lower())
