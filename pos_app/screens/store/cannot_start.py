"""A till that cannot start says so on the screen: who taps its icon reads no terminal."""

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import delete

from domain.errors import MESSAGES, refusal_text
from pos_app.folder import StartError
from pos_app.language import Language, _
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.lone_card import headed_card
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.theme import Theme


class CannotStartWindow(QWidget):
    """What happened, what is safe, what to do; below it the line for whoever helps."""

    ended = Signal()

    def __init__(self, language: Language, theme: Theme, error: StartError) -> None:
        super().__init__()
        self.setWindowTitle(_("Mashang"))
        card = headed_card(self, theme, _("The till cannot start"))
        code = error.code if error.code in MESSAGES else "start_failed"
        card.body.addWidget(wrapped(refusal_text(code, error.facts, _, language.tag), 18))
        line = wrapped(str(error), 14, tone="ink2")
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(line)
        card.body.addSpacing(8)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = Button(theme, "primary")
        self.close_button.setText(_("Close"))
        self.close_button.clicked.connect(self.close)
        foot.addWidget(self.close_button)
        card.body.addLayout(foot)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.ended.emit()


def say_why_not(language: Language, error: StartError) -> None:
    """Show it and wait until somebody has closed it."""
    theme, loop = Theme(), QEventLoop()
    theme.set_language(language.tag)
    theme.apply()
    window = CannotStartWindow(language, theme, error)
    theme.setParent(window)
    window.ended.connect(loop.quit)
    open_on_screen(window)
    loop.exec()
    delete(window)  # here and now, as every window that stood alone
