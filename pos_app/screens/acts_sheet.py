"""A short list of acts, one tap each, in place of a menu."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.screens.shortcuts import key_name
from pos_app.widgets.buttons import Button
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme

ActLine = tuple[str, str, str]  # key, icon, words
MOST_UNDER = 7  # acts in one column; more stand in two, so that they fit on 768 px
NUMBERS = "1234567890ABCDEFGHIJ"  # the keys of the acts, in their order
NO_KEYS: Mapping[str, str] = MappingProxyType({})


class ActsSheet(Sheet):
    """`picked(key)` after it has gone."""

    picked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        title: str,
        acts: list[ActLine],
        detail: str = "",
        keys: Mapping[str, str] = NO_KEYS,
    ) -> None:
        """``keys``: the key that does an act without this sheet; here each has a number too."""
        across = 1 + (len(acts) > MOST_UNDER)
        super().__init__(theme, window, QSize(440 + 480 * (across - 1), 0))
        self.say(title, detail)
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self._acts: dict[str, str] = {}
        grid = QGridLayout()
        grid.setSpacing(10)
        self.body.addLayout(grid)
        for place, (key, icon, words) in enumerate(acts):
            number = NUMBERS[place : place + 1]
            self._acts |= {number: key, keys.get(key, number): key}
            button = Button(theme, "secondary", icon, keys.get(key, number), 56)
            button.setText(words)
            button.clicked.connect(lambda _=False, key=key: self._pick(key))
            grid.addWidget(button, place // across, place % across)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._acts.get(event.text().upper() or key_name(event))
        if act is None:
            super().keyPressEvent(event)
        else:
            self._pick(act)

    def _pick(self, key: str) -> None:
        self.finish()
        self.picked.emit(key)
