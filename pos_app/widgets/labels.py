"""Words on a ground: labels by size, weight and tone, and thin rules; the style sheet does the rest."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

_BREAK = "\u200b"  # no width; a line may end there
_LONG = re.compile(r"[A-Za-z0-9\u00c0-\u024f_.@/-]{22,}")  # longer than words are in most languages


def label(words: str = "", size: int = 16, bold: bool = False, tone: str = "ink") -> QLabel:
    """A label of the type scale; `tone` is a token such as ink2, accent, danger."""
    made = QLabel(words)
    _dress(made, size, bold, tone)
    return made


def _dress(made: QLabel, size: int, bold: bool, tone: str) -> None:
    made.setProperty("pixels", str(size))
    made.setProperty("bold", bold)
    made.setProperty("tone", tone)
    made.setTextFormat(Qt.TextFormat.PlainText)


class ShortLabel(QLabel):
    """One line that ends in an ellipsis where the room ends; its ``tail``, if it has one, is never cut."""

    tail = ""

    def minimumSizeHint(self) -> QSize:
        return QSize(24 + _long(self.font(), self.tail), super().minimumSizeHint().height())

    def drawn_words(self) -> str:
        """What is read of it at its width."""
        words, right = self.text(), Qt.TextElideMode.ElideRight
        if not self.tail or not words.endswith(self.tail):
            return self.fontMetrics().elidedText(words, right, self.width())
        room = self.width() - _long(self.font(), self.tail)
        return self.fontMetrics().elidedText(words.removesuffix(self.tail), right, room) + self.tail

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.drawn_words()
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, words)


class FittingLabel(QLabel):
    """One line in the largest of some ``sizes`` (pixels) that its room holds: a sum is never cut."""

    def __init__(self, sizes: Sequence[int], bold: bool = True, tone: str = "ink") -> None:
        super().__init__()
        self._sizes = tuple(sizes)
        _dress(self, self._sizes[0], bold, tone)

    def drawn(self) -> QFont:
        """The font in which it is drawn at its width."""
        fonts = (self._font(pixels) for pixels in self._sizes)
        fits = (font for font in fonts if _long(font, self.text()) <= self.width())
        return next(fits, self._font(self._sizes[-1]))

    def _font(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        return font

    def minimumSizeHint(self) -> QSize:
        least = _long(self._font(self._sizes[-1]), self.text())
        return QSize(least, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.drawn())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, self.text())


def _long(font: QFont, words: str) -> int:
    return QFontMetrics(font).horizontalAdvance(words)


def sum_label(*sizes: int, bold: bool = True) -> FittingLabel:
    """A sum as of ``amount`` that grows smaller rather than cut."""
    made = FittingLabel(sizes, bold)
    made.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
    return made


def short(
    words: str = "", size: int = 16, bold: bool = False, tone: str = "ink", tail: str = ""
) -> ShortLabel:
    """A label that may be shortened, except for the ``tail`` that comes after its words."""
    made = ShortLabel(words + tail)
    made.tail = tail
    _dress(made, size, bold, tone)
    return made


def breakable(words: str) -> str:
    """Words as they can be drawn in narrow lines: one that is too long for any may be broken everywhere."""
    return _LONG.sub(lambda found: _BREAK.join(found[0]), words)


class WrappedLabel(QLabel):
    """Lines that break where the room ends, within a word if it is longer than a line. ``text`` is as it was
    told: what makes words break is in no other place than on the screen."""

    _told = ""

    def setText(self, words: str) -> None:
        self._told = words
        super().setText(breakable(words))

    def text(self) -> str:
        return self._told


def wrapped(words: str = "", size: int = 16, bold: bool = False, tone: str = "ink") -> QLabel:
    """A label that breaks its line where the room ends."""
    made = WrappedLabel()
    _dress(made, size, bold, tone)
    made.setText(words)
    made.setWordWrap(True)
    made.setMinimumWidth(40)
    return made


def amount(words: str = "", size: int = 16, bold: bool = False, tone: str = "ink") -> QLabel:
    """A sum of money: always left to right, aligned to the end of its line."""
    made = label(words, size, bold, tone)
    made.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
    return made


def retone(made: QLabel, tone: str) -> None:
    """Change a label's tone and have the style sheet look again."""
    if made.property("tone") != tone:
        made.setProperty("tone", tone)
        made.style().unpolish(made)
        made.style().polish(made)


def rule(down: bool = False) -> QFrame:
    """A hairline of the decoration colour."""
    made = QFrame()
    made.setProperty("rule", "down" if down else "across")
    return made


class Card(QFrame):
    """A surface with a thin line around it; `kind` is a look: true, accent, danger, warn, soft."""

    def __init__(self, kind: str = "true", margin: int = 16, gap: int = 8) -> None:
        super().__init__()
        self.setProperty("card", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(gap)

    def set_kind(self, kind: str) -> None:
        """Take another look."""
        if self.property("card") != kind:
            self.setProperty("card", kind)
            self.style().unpolish(self)
            self.style().polish(self)


def ground(widget: QWidget, name: str) -> QWidget:
    """Give a plain widget a token's background."""
    widget.setProperty("ground", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget
