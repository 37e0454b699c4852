"""What could not be read: why, and a button that asks once more, where it would stand."""

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.widgets.cover import Cover
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.theme import Theme


class Unread(Cover):
    """Lies over ``place`` until its button or somebody else asks ``again``."""

    def __init__(self, theme: Theme, place: QWidget, words: str, again: Callable[[], object]) -> None:
        super().__init__(theme, place)
        said = EmptyState(theme, "warning")
        said.tell(words, _("Try again"))
        said.acted.connect(again)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.addWidget(said)
        keys = self.window().focusWidget()
        self.appear()
        if self.isVisible() and not _used_elsewhere(keys, place):
            said.take_keys()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.colour("surface"))


def _used_elsewhere(keys: QWidget | None, place: QWidget) -> bool:
    """Whether somebody types beside the place; what lies in it is not seen, what holds it is no field."""
    if keys is None or not keys.isVisible():
        return False
    return not (keys is place or place.isAncestorOf(keys) or keys.isAncestorOf(place))
