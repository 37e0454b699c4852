"""A switch of 56 × 32 px in a 48 px target."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_app.widgets.painting import mirrored, panel
from pos_app.widgets.theme import Theme


class Toggle(QAbstractButton):
    """On or off."""

    def __init__(self, theme: Theme, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(56, 48)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(56, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, on = QPainter(self), self._theme, self.isChecked()
        painter.setLayoutDirection(self.layoutDirection())
        track = QRect(0, 8, 56, 32)
        edge = None if on else theme.colour("edge")
        filled = "accent" if self.isEnabled() else "ink3"
        panel(painter, track, 16, theme.colour(filled if on else "sunk"), edge)
        knob = mirrored(painter, self.rect(), QRect(27 if on else 3, 11, 26, 26))
        panel(painter, knob, 13, theme.colour("on-accent" if on else "edge"))
