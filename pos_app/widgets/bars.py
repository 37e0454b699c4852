"""Upright bars with a word under each: a day by its hours. The highest one is the darkest."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.widgets.painting import CENTRE, mirrored, panel, text
from pos_app.widgets.theme import Theme

FOOT = 22  # px for the words


class Bars(QWidget):
    """Values of any unit, at least 0."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: Sequence[tuple[str, int]] = ()
        self.setMinimumHeight(90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def tell(self, bars: Sequence[tuple[str, int]], said: str) -> None:
        """Word and value of each; ``said`` is what a screen reader hears."""
        self._bars = bars
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        highest = max((value for _words, value in self._bars), default=0)
        if not highest:
            return
        step = self.width() / len(self._bars)
        wide = max(4, min(40, round(step - 6)))
        room = self.height() - FOOT
        every = max(1, -(-30 // max(1, round(step))))
        for place, (words, value) in enumerate(self._bars):
            left = round(step * place + (step - wide) / 2)
            tall = max(2, round(room * max(0, value) / highest))
            box = mirrored(painter, self.rect(), QRect(left, room - tall, wide, tall))
            panel(painter, box, 4, theme.colour("chart-peak" if value == highest else "chart-bar"))
            if place % every == 0:
                foot = mirrored(
                    painter, self.rect(), QRect(round(step * place - 10), room, round(step + 20), FOOT)
                )
                text(painter, foot, words, theme.font(14), theme.colour("ink2"), CENTRE)
