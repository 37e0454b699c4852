"""A restore was cut off here: whether that store is to come back or a new one to begin, only people know."""

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from domain.errors import _m
from pos_app.language import Language, _
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.lone_card import headed_card
from pos_app.screens.store.seldom import BEGIN, RESTORE
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.theme import Theme

CLOSED = ""
WHOLE = _m("The store that was to come back is not here yet. Its backup is whole: restore it once more.")
OR_NEW = _m("Or begin a new store: what the restore has left is put aside, and the backup stays as it is.")


class CutOffWindow(QWidget):
    """`chosen` tells RESTORE, BEGIN or CLOSED, once."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._choice = CLOSED
        self.setWindowTitle(_("Mashang"))
        card = headed_card(self, theme, _("A restore was cut off"))
        for words, size, tone in ((WHOLE, 18, "ink"), (OR_NEW, 16, "ink2")):
            card.body.addWidget(wrapped(_(words), size, tone=tone))
        card.body.addSpacing(8)
        self.again = Button(theme, "primary", "backup", "Enter", 64)
        self.again.setText(_("Restore it once more"))
        self.again.clicked.connect(lambda: self._choose(RESTORE))
        card.body.addWidget(self.again)
        self.new = Button(theme, "link")
        self.new.setText(_("Begin a new store"))
        self.new.clicked.connect(lambda: self._choose(BEGIN))
        card.body.addWidget(self.new, 0, Qt.AlignmentFlag.AlignHCenter)

    def _choose(self, choice: str) -> None:
        self._choice = choice
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(RESTORE)
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.chosen.emit(self._choice)


def ask_after_cut(language: Language) -> str:
    """Show the window and wait until somebody has chosen or closed it."""
    theme, loop = Theme(), QEventLoop()
    theme.set_language(language.tag)
    theme.apply()
    window = CutOffWindow(theme)
    theme.setParent(window)
    choices: list[str] = []
    window.chosen.connect(choices.append)
    window.chosen.connect(loop.quit)
    open_on_screen(window)
    loop.exec()
    delete(window)  # here and now, as every window that stood alone
    return choices[0]
