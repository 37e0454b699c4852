"""Rows to read, not to touch: by finger, wheel and key they scroll, and the screen keeps its own keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView

from pos_app.widgets.focus import belongs_to_screen
from pos_app.widgets.scrolling import by_finger, keyed_when_long, scroll_by_key
from pos_app.widgets.theme import Theme


class ReadingList(QListView):
    """All rows are of one height; who makes one gives it its model and its delegate."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        by_finger(self)
        keyed_when_long(self)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._redress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if belongs_to_screen(event):
            event.ignore()
        elif not scroll_by_key(self, event):
            super().keyPressEvent(event)

    def _redress(self) -> None:
        self.viewport().update()
