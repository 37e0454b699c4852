"""A short list of acts, one tap each, in place of a menu."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from pos_app.widgets.buttons import Button
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme

ActLine = tuple[str, str, str]  # key, icon, words


class ActsSheet(Sheet):
    """`picked(key)` after it has gone."""

    picked = Signal(str)

    def __init__(
        self, theme: Theme, window: QWidget, title: str, acts: list[ActLine], detail: str = ""
    ) -> None:
        super().__init__(theme, window, QSize(440, 0))
        self.say(title, detail)
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        for key, icon, words in acts:
            button = Button(theme, "secondary", icon, "", 56)
            button.setText(words)
            button.clicked.connect(lambda _=False, key=key: self._pick(key))
            self.body.addWidget(button)

    def _pick(self, key: str) -> None:
        self.finish()
        self.picked.emit(key)
