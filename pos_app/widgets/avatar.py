"""A person as a round with the first character of the name (of the family name, where that is one)."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.widgets.painting import CENTRE, panel, text
from pos_app.widgets.theme import Theme


def initial(name: str) -> str:
    """The character by which a colleague is recognised: 小周 is 周, 何师傅 is 何, Ms Wang is W."""
    words = [word for word in name.split() if word not in ("Ms", "Mr", "Mrs", "Chef", "Dr")]
    bare = words[0] if words else name
    if bare[:1] in "小老阿" and len(bare) > 1:
        return bare[1]
    return bare[:1].upper()


def paint_avatar(painter: QPainter, theme: Theme, box: QRect, name: str, chosen: bool = False) -> None:
    """The round inside a square box; the chosen person stands on accent."""
    fill, ink = ("accent", "on-accent") if chosen else ("info-soft", "on-info-soft")
    panel(painter, box, box.width() / 2, theme.colour(fill))
    pixels = 22 if box.width() >= 48 else 16
    text(painter, box, initial(name), theme.font(pixels, True), theme.colour(ink), CENTRE)


class Avatar(QWidget):
    """The round alone, of `side` pixels."""

    def __init__(self, theme: Theme, side: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self.setFixedSize(QSize(side, side))
        theme.changed.connect(self.update)

    def set_name(self, name: str) -> None:
        """Show another person."""
        if name != self._name:
            self._name = name
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            paint_avatar(QPainter(self), self._theme, self.rect(), self._name)
