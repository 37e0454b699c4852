"""The till locks itself when nobody has touched it for as long as the owner set."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from pos_app.screens.desk import Desk

TOUCHES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.KeyPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)


class AutoLock(QObject):
    """`due` after so many seconds without a touch; 0 seconds never."""

    due = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.due)
        desk.signed.connect(self._again)
        desk.viewed.connect(self._follow)
        self._seconds = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES and self._timer.isActive():
            self._timer.start()
        return False

    def _follow(self) -> None:
        """The owner may have set another time."""
        if self._desk.view.people.lock_after != self._seconds:
            self._again()

    def _again(self) -> None:
        self._seconds = self._desk.view.people.lock_after
        application = QApplication.instance()
        assert application is not None
        if self._desk.staff is not None and self._seconds:
            application.installEventFilter(self)  # a second time it takes the place of the first
            self._timer.start(self._seconds * 1000)
        else:
            application.removeEventFilter(self)  # each event of the program would pass here for nothing
            self._timer.stop()
