"""Pills that tell a state in icon, word and soft ground; and the round count beside a heading."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.widgets.painting import CENTRE, START, hatch, mirrored, panel, text
from pos_app.widgets.theme import Theme

TONES = {
    "good": ("accent-soft", "on-accent-soft"),
    "warn": ("warn-soft", "on-warn-soft"),
    "bad": ("danger-soft", "on-danger-soft"),
    "info": ("info-soft", "on-info-soft"),
    "calm": ("sunk", "ink2"),
}


def paint_chip(painter: QPainter, theme: Theme, box: QRect, tone: str, icon: str, words: str) -> None:
    """One pill inside `box`; delegates draw states with it too."""
    fill, ink = TONES[tone]
    if icon and not words:
        box = QRect(box.center().x() - 19, box.top(), 38, box.height())
    panel(painter, box, box.height() / 2, theme.colour(fill))
    left = box.left() + 10
    device = painter.device()
    on = device if isinstance(device, QWidget) else None
    if icon:
        place = mirrored(painter, box, QRect(left, box.center().y() - 8, 18, 18))
        painter.drawPixmap(place.topLeft(), theme.icon(icon, ink, 18, on))
        left += 24
    room = QRect(left, box.top(), box.right() - left - 8, box.height())
    text(
        painter,
        mirrored(painter, box, room),
        words,
        theme.font(14),
        theme.colour(ink),
        START,
        theme.metrics(14),
    )


def chip_width(theme: Theme, icon: str, words: str) -> int:
    """How wide a pill stands."""
    if icon and not words:
        return 44
    return theme.metrics(14).horizontalAdvance(words) + 22 + (24 if icon else 0)


class Chip(QWidget):
    """A status pill; with `tappable` it answers taps in a 44 px target."""

    tapped = Signal()

    def __init__(self, theme: Theme, tappable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tappable = tappable
        self._state = ("calm", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if tappable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def show_state(self, tone: str, icon: str, words: str) -> None:
        """Say another state."""
        if (tone, icon, words) != self._state:
            self._state = (tone, icon, words)
            self.setAccessibleName(words)
            self.updateGeometry()
            self.update()

    def words(self) -> str:
        """What it says now."""
        return self._state[2]

    def sizeHint(self) -> QSize:
        width = chip_width(self._theme, self._state[1], self._state[2])
        return QSize(max(44, width), 44) if self._tappable else QSize(width, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        box = QRect(0, (self.height() - 28) // 2, self.width(), 28)
        paint_chip(painter, self._theme, box, *self._state)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._tappable and self.rect().contains(event.position().toPoint()):
            self.tapped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._tappable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.tapped.emit()
            return
        super().keyPressEvent(event)


class CountBadge(QWidget):
    """A number in a soft red round; nothing at zero."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.setFixedSize(28, 28)
        theme.changed.connect(self.update)

    def set_count(self, count: int) -> None:
        """Show another number."""
        if count != self._count:
            self._count = count
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._count:
            return
        painter, theme = QPainter(self), self._theme
        panel(painter, self.rect(), 14, theme.colour("danger-soft"))
        ink = theme.colour("on-danger-soft")
        text(painter, self.rect(), str(self._count), theme.font(14), ink, CENTRE, theme.metrics(14))


def paint_state_square(painter: QPainter, theme: Theme, box: QRect, state: str, icon: str, size: int) -> None:
    """A small square in a table state's colours with its icon, as in lists and the legend."""
    colours = theme.table(state)
    plain = colours.fill == theme.colour("surface")
    if not plain:
        panel(painter, box, min(10, box.width() / 4), colours.fill)
    if colours.hatch is not None:
        hatch(painter, box, min(10, box.width() / 4), colours.hatch, 5)
    device = painter.device()
    on = device if isinstance(device, QWidget) else None
    pixmap = theme.icon(icon, colours.ink, size, on)
    painter.drawPixmap(box.center().x() - size // 2 + 1, box.center().y() - size // 2 + 1, pixmap)


class LegendChip(QWidget):
    """A table state with its icon, word and how many tables are in it; a tap filters."""

    tapped = Signal()

    def __init__(self, theme: Theme, state: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state, self._icon = state, icon
        self._words, self._count, self._chosen = "", 0, False
        self._short = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def shorten(self, short: bool) -> None:
        """Keep the word to itself, where there is no room for all of them."""
        if short != self._short:
            self._short = short
            self.updateGeometry()
            self.update()

    @property
    def count(self) -> int:
        """How many tables are in the state."""
        return self._count

    def tell(self, words: str, count: int, chosen: bool = False) -> None:
        """Say word and number."""
        if (words, count, chosen) != (self._words, self._count, self._chosen):
            self._words, self._count, self._chosen = words, count, chosen
            self.setAccessibleName(f"{words} {count}")
            self.setToolTip(words)
            self.updateGeometry()
            self.update()

    def width_of(self, short: bool) -> int:
        """How wide it is with or without its word, in pixels."""
        theme = self._theme
        words = 0 if short else theme.metrics(16).horizontalAdvance(self._words)
        return 44 + words + 6 + theme.metrics(16, True).horizontalAdvance(str(self._count)) + 12

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(self._short), 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        border = theme.colour("accent" if self._chosen else "line")
        panel(painter, self.rect(), 10, theme.colour("surface"), border, 2 if self._chosen else 1)
        square = mirrored(painter, self.rect(), QRect(8, 8, 28, 28))
        paint_state_square(painter, theme, square, self._state, self._icon, 18)
        said = "" if self._short else self._words
        width = theme.metrics(16).horizontalAdvance(said) + 1
        words = mirrored(painter, self.rect(), QRect(44, 0, width, self.height()))
        text(painter, words, said, theme.font(16), theme.colour("ink"), START, theme.metrics(16))
        count = mirrored(painter, self.rect(), QRect(44 + width + 5, 0, 60, self.height()))
        text(painter, count, str(self._count), theme.font(16, True), theme.colour("ink"), START)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.tapped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.tapped.emit()
            return
        super().keyPressEvent(event)
