"""The few steps of a longer piece of work: a tick on what is done, dark where it stands, pale what comes."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.widgets.painting import CENTRE, START, mirrored, panel, text
from pos_app.widgets.theme import Theme

DISC, GAP, LINE = 32, 8, 28  # pixels: of a step's number, before its word, between two steps


class StepsBar(QWidget):
    """Only tells: nothing waits for a step. Where there is no room only the present one has its word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words: tuple[str, ...] = ()
        self._done: tuple[bool, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell(self, steps: Sequence[tuple[str, bool]], said: str) -> None:
        """Each step's word, and whether it is done; ``said``: all of it for a screen reader."""
        self._words, self._done = tuple(words for words, _ in steps), tuple(done for _, done in steps)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.updateGeometry()
        self.update()

    def now(self) -> int:
        """The place of the first one that is not done; behind the last one if all are."""
        return next((place for place, done in enumerate(self._done) if not done), len(self._done))

    def sizeHint(self) -> QSize:
        return QSize(self._width(range(len(self._words))), 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width([min(self.now(), len(self._words) - 1)]), 48)

    def _width(self, worded: Sequence[int]) -> int:
        metrics = self._theme.metrics(16, True)
        words = sum(GAP + metrics.horizontalAdvance(self._words[place]) for place in worded if self._words)
        return len(self._words) * DISC + max(0, len(self._words) - 1) * (LINE + 2 * GAP) + words

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, left = QPainter(self), self._theme, 0
        painter.setLayoutDirection(self.layoutDirection())
        all_ = self.width() >= self.sizeHint().width()
        middle, now = self.height() // 2, self.now()
        for place, words in enumerate(self._words):
            if place:
                line = mirrored(painter, self.rect(), QRect(left + GAP, middle - 1, LINE, 2))
                painter.fillRect(line, theme.colour("edge" if place <= now else "line"))
                left += LINE + 2 * GAP
            self._disc(painter, QRect(left, middle - DISC // 2, DISC, DISC), place)
            left += DISC
            if all_ or place == min(now, len(self._words) - 1):
                bold = place == now
                metrics = theme.metrics(16, bold)
                wide = theme.metrics(16, True).horizontalAdvance(words)
                box = mirrored(painter, self.rect(), QRect(left + GAP, 0, wide, self.height()))
                text(painter, box, words, theme.font(16, bold), self._ink(place), START, metrics)
                left += GAP + wide

    def _ink(self, place: int) -> QColor:
        return self._theme.colour("ink" if place <= self.now() else "ink2")

    def _disc(self, painter: QPainter, box: QRect, place: int) -> None:
        theme, now = self._theme, place == self.now()
        box = mirrored(painter, self.rect(), box)
        if self._done[place]:
            panel(painter, box, DISC / 2, theme.colour("accent-soft"))
            ink = theme.colour("on-accent-soft")
            painter.drawPixmap(box.adjusted(7, 7, 0, 0).topLeft(), theme.icon("tick", ink, 18, self))
            return
        panel(painter, box, DISC / 2, theme.colour("ink" if now else "sunk"))
        ink = theme.colour("surface" if now else "ink2")
        text(painter, box, str(place + 1), theme.font(16, True), ink, CENTRE, theme.metrics(16, True))
