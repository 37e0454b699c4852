"""Nothing here: a line icon, one sentence, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.theme import Theme


class EmptyState(QWidget):
    """Answers `acted` when its button is tapped; without words for the act there is no button."""

    acted = Signal()

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon_name = theme, icon
        self._icon, self._words = QLabel(), wrapped(tone="ink2")
        self._act = Button(theme, "secondary")
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(1)
        for each in (self._icon, self._words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(each)
        column.addWidget(self._act, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._act.clicked.connect(self.acted)
        self._act.hide()
        theme.changed.connect(self._dress)
        self._dress()

    def tell(self, words: str, act: str = "") -> None:
        """The sentence and the button's verb."""
        self._words.setText(words)
        self._act.setText(act)
        self._act.setVisible(bool(act))

    def take_keys(self) -> None:
        """Enter does what its button does."""
        self._act.setFocus()

    def _dress(self) -> None:
        pixmap: QPixmap = self._theme.icon(self._icon_name, "ink3", 40, self)
        self._icon.setPixmap(pixmap)
