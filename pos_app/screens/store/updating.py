"""The first start after an update may fold all facts anew: the screen says so, and how far it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget
from shiboken6 import delete

from pos_app.language import Language, _
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.lone_card import headed_card
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.theme import Theme


class UpdatingWindow(QWidget):
    """Nobody has to do anything; closing it stops nothing."""

    def __init__(self, theme: Theme, title: str = "") -> None:
        """``title``: why, if it is no update."""
        super().__init__()
        self.setWindowTitle(_("Mashang"))
        card = headed_card(self, theme, title or _("The books are brought up to date"))
        once = _("This is done once, mostly after an update. Then the till opens by itself.")
        card.body.addWidget(wrapped(_("Then the till opens by itself.") if title else once))
        safe = _("Nothing is lost if the power fails meanwhile: it begins again at the next start.")
        card.body.addWidget(wrapped(safe, tone="ink2"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        card.body.addWidget(self._bar)
        self._count = label("", 16, tone="ink2")
        card.body.addWidget(self._count)

    def tell(self, done: int, of: int) -> None:
        """So many facts are folded, of so many; ``of`` 0: they are still being looked at."""
        self._bar.setMaximum(of)
        self._bar.setValue(done)
        self._bar.setAccessibleName(self.windowTitle())
        said = _("{done} of {all} entries").format(done=f"{done:,}", all=f"{of:,}")
        self._count.setText(said if of else _("A copy is made, and the entries are checked …"))


class Updating:
    """What is told between shows itself; the window comes with the first word and goes with ``close``."""

    def __init__(self, language: Language, title: str = "") -> None:
        self._language, self._title = language, title
        self._window: UpdatingWindow | None = None

    def __call__(self, done: int, of: int) -> None:
        if self._window is None:
            theme = Theme()
            theme.set_language(self._language.tag)
            theme.apply()
            self._window = UpdatingWindow(theme, self._title)
            self._window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
            theme.setParent(self._window)
            open_on_screen(self._window)
        self._window.tell(done, of)
        QApplication.processEvents()

    def close(self) -> None:
        """The till comes, or the word why it cannot."""
        if self._window is not None:
            delete(self._window)  # here and now, as every window that stood alone
            self._window = None
