"""F1: the keys of this screen and those that work everywhere, drawn from the one table."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.screens.sheet_foot import done_foot
from pos_app.screens.shortcuts import EVERYWHERE, Shortcut, shortcuts_of
from pos_app.widgets.labels import label, short
from pos_app.widgets.painting import keycap, keycap_width
from pos_app.widgets.scrolling import Yielding
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme

ACROSS, LEAST = 2, 200  # columns of keys, and pixels of them that are seen on the smallest screen


class KeyCap(QWidget):
    """One key, drawn."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self._key = theme, key
        self.setFixedSize(keycap_width(theme, key), 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRect(0, 0, self.width(), self.height())
        keycap(QPainter(self), self._theme, box, self._key, self._theme.colour("ink"))


class HelpSheet(Sheet):
    """Only reads."""

    def __init__(self, theme: Theme, window: QWidget, own: Sequence[Shortcut] = ()) -> None:
        super().__init__(theme, window, QSize(940, 0))
        self.say(_("Keys"), _("Everything can be done by touch too."))
        held = QWidget()
        held.setProperty("ground", "none")
        self._rows = QVBoxLayout(held)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(10)
        if own:
            self._section(_("On this screen"), own)
        self._section(_("Everywhere"), shortcuts_of(EVERYWHERE))
        self.area = Yielding(held, LEAST, last=False)
        self.body.addWidget(self.area)
        done_foot(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that move in a list move here at once: there is nothing else to move in."""
        bar = self.area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        if step := steps.get(Qt.Key(event.key())):
            bar.setValue(bar.value() + step)
            event.accept()
            return
        super().keyPressEvent(event)

    def _section(self, title: str, rows: Sequence[Shortcut]) -> None:
        """Two columns, each read downwards."""
        self._rows.addWidget(label(title, 16, True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        high = -(-len(rows) // ACROSS)
        for place, row in enumerate(rows):
            side = place // high * 2
            cap = QHBoxLayout()
            cap.addWidget(KeyCap(self.theme, row.key.replace("-", "−")))
            cap.addStretch(1)
            grid.addLayout(cap, place % high, side)
            grid.addWidget(short(_(row.words)), place % high, side + 1)
            grid.setColumnStretch(side + 1, 1)
        self._rows.addLayout(grid)
