"""What may be longer than the room for it: by finger, and by keys where there is something to scroll."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QVBoxLayout, QWidget


def keyed_when_long(area: QAbstractScrollArea) -> None:
    """Tab comes to it, and arrows and Page keys move it, only while not all of it is seen."""

    def follow(_least: int, most: int) -> None:
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus if most > 0 else Qt.FocusPolicy.NoFocus)

    area.verticalScrollBar().rangeChanged.connect(follow)
    follow(0, area.verticalScrollBar().maximum())


def scroll_by_key(area: QAbstractScrollArea, event: QKeyEvent) -> bool:
    """For a list that is only read: an arrow moves what is seen, not a choice that nobody sees."""
    step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + step * 48)
    return bool(step)


class Scroll(QScrollArea):
    """As wide as its room; what is focused in it by key is brought into view by the focus ring."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        keyed_when_long(self)


def scrolled() -> tuple[Scroll, QVBoxLayout]:
    """A column that scrolls."""
    scroll, inner = Scroll(), QWidget()
    inner.setProperty("ground", "none")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(8)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    return scroll, column
