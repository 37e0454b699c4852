"""A list to choose from in one line, with our own arrow."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox

from pos_app.widgets.scrolling import by_finger
from pos_app.widgets.theme import Theme

ROWS = 8


class ChoiceBox(QComboBox):
    """The style sheet dresses it; only the arrow is painted. A long list opens below, a few rows high."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMaxVisibleItems(ROWS)
        self.view().setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)  # as a finger does
        by_finger(self.view())
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = 12 if right else self.width() - 34
        pixmap = self._theme.icon("chevron-down", "ink2", 22, self)
        QPainter(self).drawPixmap(left, (self.height() - 22) // 2, pixmap)
