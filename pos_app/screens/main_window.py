"""The till's window: whoever signs in stands in it at once; where they work comes when there is a till."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from pos_app.language import Language, _
from pos_app.models.ears import SOUNDS
from pos_app.models.guest_sight import IDLE
from pos_app.screens.desk import Desk
from pos_app.screens.people.sign_in import SignIn
from pos_app.screens.practice_strip import PracticeStrip
from pos_app.screens.shortcuts import EVERYWHERE, act_of
from pos_app.widgets.focus import FocusRing
from pos_app.widgets.pictures import Pictures
from pos_app.widgets.sheet import Sheet, open_sheet
from pos_app.widgets.sounds import Sounds
from pos_app.widgets.theme import Theme
from pos_app.workflows.entrance import SignsIn

if TYPE_CHECKING:
    from pos_app.screens.work import Work
    from pos_app.workflows.papers import PaperFeed
    from pos_app.workflows.till import Till


class MainWindow(QMainWindow):
    """Starts at the sign-in. ``work`` is there once it is furnished."""

    painted = Signal()  # for the first time: whoever signs in sees where
    work: "Work"

    @classmethod
    def of(cls, till: "Till", language: Language, papers: "PaperFeed | None" = None) -> "MainWindow":
        """The window of a till that is there already."""
        window = cls(till, language)
        window.furnish(till, papers)
        return window

    def __init__(self, entrance: SignsIn, language: Language) -> None:
        super().__init__()
        self._is_painted = False
        self.theme = Theme(parent=self, language=language.tag)
        self.theme.apply()
        self.desk = Desk(entrance, language, self.theme, self)
        self._sign_in = SignIn(self.desk)
        self._sign_in.helped.connect(self._help)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._sign_in)
        middle = QWidget()
        pile = QVBoxLayout(middle)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addWidget(PracticeStrip(self.desk, self))
        pile.addWidget(self._whole, 1)
        self.setCentralWidget(middle)
        self._ring = FocusRing(self, self.theme)
        self.desk.signed.connect(self._show_signed)
        self.desk.worded.connect(self._say)
        self.resize(1366, 768)
        self.setMinimumSize(1000, 660)
        self._say()
        self._show_signed()

    def furnish(self, till: "Till", papers: "PaperFeed | None" = None) -> None:
        """Here is the till, with the demo's paper feed; whoever has signed in by now goes to work."""
        from pos_app.screens.work import Work

        self._pictures = self.theme.pictures = Pictures(till.shelf.image, self)
        till.shelf.arrived = self._pictures.look_again
        self.desk.open(till, Sounds(self.theme.resources / "sounds", SOUNDS))
        self.work = Work(self.desk, self, papers)
        self.work.helped.connect(self._help)
        self._whole.addWidget(self.work)
        self.desk.viewed.emit()
        if self.desk.staff is not None:
            self._show_signed()
        if self.isVisible():
            self.work.build_ahead()

    @property
    def _works(self) -> bool:
        """Whether somebody is at work, and not at the sign-in."""
        return self._whole.currentIndex() == 1

    def go(self, screen: str, place: str) -> None:
        """Show a screen; `place` is what it is about, such as an opening."""
        self.work.go(screen, place)

    def lock(self) -> None:
        """Nobody is at the till."""
        self.work.lock()

    def _show_signed(self) -> None:
        for sheet in self.findChildren(Sheet):
            sheet.cancel()
        if self.desk.staff is None:
            self.desk.faced.emit(IDLE)
            self._whole.setCurrentIndex(0)
            self._sign_in.enter("")
        elif self.desk.ready:
            self._sign_in.leave()
            self._whole.setCurrentIndex(1)
            self.work.enter()

    def _say(self) -> None:
        practice = self.desk.view.store.practice
        self.setWindowTitle(_("Mashang · practice") if practice else _("Mashang"))

    def _help(self) -> None:
        from pos_app.screens.help_sheet import HelpSheet

        HelpSheet(self.theme, self, self.work.key_map() if self._works else ()).open()

    # ---------------------------------------------------------------- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if open_sheet(self) is not None:
            return
        act = act_of(EVERYWHERE, event)
        if self._works:
            taken = self.work.press(event, act)
        elif act == "help":
            taken = True
            self._help()
        else:
            taken = self._sign_in.press(event)
        if not taken:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.ready:
            self.work.build_ahead()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)  # behind this event the whole window is painted

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.close()
        if self.desk.ready:
            self._pictures.door.close()
            self.work.close_beside()
        super().closeEvent(event)
