"""The demo's printers: tickets hang in a row as the paper would look, the newest first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground, label
from pos_app.widgets.paper_view import PaperView
from pos_app.widgets.scrolling import Scroll
from printers.paper import Paper

if TYPE_CHECKING:
    from pos_app.workflows.papers import PaperFeed

MOST = 24
SCALE = 0.55
LEAST, WIDEST, HIGH = 560, 1000, 560  # pixels of the window


def beside(room: QRect, tills: Sequence[QRect]) -> QRect | None:
    """Where paper hangs at the foot of a screen, behind the windows on it; None: it would lie over them."""
    left = max((one.right() for one in tills), default=room.left()) + 8
    width = min(WIDEST, room.right() - left)
    return QRect(left, room.bottom() - HIGH, width, HIGH) if width >= LEAST else None


class PapersWindow(QWidget):
    """A window of its own beside the till; it comes with the first ticket, without taking the keyboard."""

    _came = Signal(str, object)

    def __init__(self, desk: Desk, feed: "PaperFeed") -> None:
        super().__init__()
        self._desk = desk
        ground(self, "sunk")
        self.resize(1000, 620)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        self._area = Scroll()
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(24, 20, 24, 20)
        self._row.setSpacing(24)
        self._row.addStretch(1)
        self._area.setWidget(inside)
        self._empty = EmptyState(desk.theme, "paper")
        around.addWidget(self._area)
        around.addWidget(self._empty)
        self._area.hide()
        self._slips: list[QWidget] = []
        self._with_first = QGuiApplication.platformName() != "offscreen"
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._came.connect(self.hang, Qt.ConnectionType.QueuedConnection)
        feed.listen(self._hear)
        desk.worded.connect(self.say)
        self.say()

    def say(self) -> None:
        """Fixed words."""
        self.setWindowTitle(_("Paper of the demo's printers"))
        self._empty.tell(_("Send dishes to the kitchen, and the ticket hangs here."))

    def _hear(self, station: str, paper: Paper) -> None:
        """On a printer's thread; this window goes with the till's."""
        self._desk.door.speak(lambda: self._came.emit(station, paper))

    def come_forward(self) -> None:
        """Show the window above others, where the platform knows above and below."""
        self.showNormal()
        if QGuiApplication.platformName() != "offscreen":
            self.raise_()
            self.activateWindow()

    def _come_by_itself(self) -> None:
        """Beside the till; where the screen has no room for both it is only told where the paper is seen."""
        room = self.screen().availableGeometry()
        tills = [one.geometry() for one in QGuiApplication.topLevelWindows() if one.isVisible()]
        place = beside(room, tills)
        if place is None:
            self._desk.told.emit(_("The demo's printer has printed: see Printing, Paper window."))
            return
        self.setGeometry(place)
        self.show()

    def hang(self, station: str, paper: Paper) -> None:
        """One more strip."""
        if not paper.rows:
            return
        self._empty.hide()
        self._area.show()
        if not self._slips and self._with_first:
            self._come_by_itself()
        slip = QWidget()
        column = QVBoxLayout(slip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        names = self._desk.view.menu.station(station).names
        column.addWidget(label(self._desk.wording.name(names), 16, True))
        column.addWidget(PaperView(paper, SCALE))
        column.addStretch(1)
        self._row.insertWidget(0, slip)
        self._slips.insert(0, slip)
        for old in self._slips[MOST:]:
            old.deleteLater()
        del self._slips[MOST:]
