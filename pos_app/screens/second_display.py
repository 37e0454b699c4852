"""The place of a window that people without the till look at: a display of its own, while there is one.

A display whose cable is pulled, or that goes to sleep, leaves its windows to one that stays. A window that
filled it would stand over the till, without a frame or a button to move it away: it hides, and comes back
with a display. It never takes the keyboard: what is typed and scanned is the till's.
"""

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


def app() -> QGuiApplication:
    """Who tells that displays have come or gone."""
    return cast(QGuiApplication, QGuiApplication.instance())


def displays() -> list[QScreen]:
    """Those that hang there now."""
    return QGuiApplication.screens()


class SecondDisplay(QObject):
    """Keeps ``window`` full on a display on which none of ``others()`` is seen, from `show` to `hide`."""

    def __init__(self, window: QWidget, others: Callable[[], Iterable[QWidget]]) -> None:
        super().__init__(window)
        self._window, self._others = window, others
        self._wanted = self._full = False
        window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        window.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        for changed in (app().screenAdded, app().screenRemoved):
            changed.connect(self._look_again)

    def show(self) -> None:
        """On a display of its own, else as a window beside the till."""
        self._wanted = True
        if not self._fill():
            self._full = False
            self._window.setWindowState(Qt.WindowState.WindowNoState)
            self._window.show()

    def hide(self) -> None:
        self._wanted = False
        self._window.hide()

    def _look_again(self) -> None:
        # After Qt itself has moved what stood on a display that is gone.
        QTimer.singleShot(0, self, self.settle)

    def settle(self) -> None:
        """Displays have come or gone."""
        if self._wanted and not self._fill() and self._full:
            self._window.hide()

    def _fill(self) -> bool:
        """Whether there is a display for it alone; it fills that."""
        window, taken = self._window, {other.screen() for other in self._others() if other.isVisible()}
        free = [display for display in displays() if display not in taken]
        if free and not (self._full and window.isVisible() and window.screen() in free):
            window.hide()  # while it is seen and fills one display, it is not moved to another
            window.setWindowState(Qt.WindowState.WindowNoState)
            window.setScreen(free[0])
            window.setGeometry(free[0].geometry())
            window.setWindowState(Qt.WindowState.WindowFullScreen)  # showFullScreen would take the keyboard
            window.show()
            self._full = True
        return bool(free)
