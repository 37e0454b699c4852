"""A till that does not start by itself asks one question on the screen: what to do, or something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from pos_app.language import Language, _
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.lone_card import headed_card
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.theme import Theme

CLOSED = ""


class ChoiceWindow(QWidget):
    """`chosen` tells the first answer, the other one, or CLOSED, once. Enter gives the first."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        words: Sequence[str],
        first: tuple[str, str, str],
        other: tuple[str, str],
    ) -> None:
        """``first``: answer, icon and words of the strong button; ``other``: answer and words."""
        super().__init__()
        self._choice, self._first = CLOSED, first[0]
        self.setWindowTitle(_("Mashang"))
        card = headed_card(self, theme, title)
        for place, said in enumerate(words):
            card.body.addWidget(wrapped(said, 16, tone="ink2") if place else wrapped(said, 18))
        card.body.addSpacing(8)
        self.again = Button(theme, "primary", first[1], "Enter", 64)
        self.again.setText(first[2])
        self.again.clicked.connect(lambda: self._choose(first[0]))
        card.body.addWidget(self.again)
        self.new = Button(theme, "link")
        self.new.setText(other[1])
        self.new.clicked.connect(lambda: self._choose(other[0]))
        card.body.addWidget(self.new, 0, Qt.AlignmentFlag.AlignHCenter)

    def _choose(self, choice: str) -> None:
        self._choice = choice
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._first)
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.chosen.emit(self._choice)


def ask_choice(language: Language, made: Callable[[Theme], ChoiceWindow]) -> str:
    """Show the window and wait until somebody has chosen or closed it."""
    theme, loop = Theme(), QEventLoop()
    theme.set_language(language.tag)
    theme.apply()
    window = made(theme)
    theme.setParent(window)
    choices: list[str] = []
    window.chosen.connect(choices.append)
    window.chosen.connect(loop.quit)
    open_on_screen(window)
    loop.exec()
    delete(window)  # here and now, as every window that stood alone
    return choices[0]
