"""Number keys and code boxes: 1-2-3 on top everywhere, always left to right, typed keys count the same."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from pos_app.widgets.painting import CENTRE, panel, pressed, split_line, text
from pos_app.widgets.theme import Theme

BACK = "back"
CLEAR = "clear"
POINTS = ".,·。，．"  # what keyboards of several countries have beside the 0


SMALLEST = (12, 11, 10)  # pixels of a sum with more digits than room


class PadKey(QAbstractButton):
    """One large key; `kind` plain, sunk or chosen. What is on the keyboard too takes no focus."""

    def __init__(self, theme: Theme, words: str, kind: str = "plain", icon: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._kind, self._icon = kind, icon
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(64, 56)
        theme.changed.connect(self.update)

    def set_kind(self, kind: str) -> None:
        """Chosen or not."""
        if kind != self._kind:
            self._kind = kind
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(96, 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        chosen = self._kind == "chosen"
        fill = theme.colour({"plain": "surface", "sunk": "sunk", "chosen": "accent-soft"}[self._kind])
        border = theme.colour("accent" if chosen else "line")
        panel(painter, self.rect(), 12, pressed(fill, self.isDown()), border, 2 if chosen else 1)
        if self._icon:
            place = self.rect().center()
            painter.drawPixmap(place.x() - 13, place.y() - 13, theme.icon(self._icon, "ink", 28, self))
            return
        digits = len(self.text()) <= 3 and (self.text().isdigit() or self.text() == ".")
        pixels = 28 if digits else 18
        ink = theme.colour("ink" if self.isEnabled() else "ink3")
        if chosen:
            ink = theme.colour("on-accent-soft")
        room = self.rect().adjusted(4, 0, -4, 0)
        sizes: tuple[int, ...] = (pixels,) if digits else (18, 16, 14)
        if " " not in self.text():
            sizes += SMALLEST  # a sum alone is not torn in two
        pixels = theme.fitting(self.text(), room.width(), sizes, chosen)
        font, metrics = theme.font(pixels, chosen), theme.metrics(pixels, chosen)
        if metrics.horizontalAdvance(self.text()) <= room.width():
            text(painter, room, self.text(), font, ink, CENTRE)
            return
        for row, words in enumerate(split_line(self.text(), metrics, room.width())):
            shift = metrics.height() // 2 * (2 * row - 1)
            fits = theme.font(theme.fitting(words, room.width(), (pixels, *SMALLEST), chosen), chosen)
            text(painter, room.translated(0, shift), words, fits, ink, CENTRE)  # a sum is never cut


class NumberPad(QWidget):
    """Digits and a bottom row of the caller's choice; tells each key as `pressed`."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, bottom: tuple[str, str, str], gap: int = 12) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._theme = theme
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(gap)
        self.keys: dict[str, PadKey] = {}
        for place, key in enumerate("123456789"):
            self.place(key, place // 3, place % 3)
        for column, key in enumerate(bottom):
            self.place(key, 3, column)

    def place(self, key: str, row: int, column: int) -> PadKey:
        """Put one key on the grid."""
        icon = "backspace" if key == BACK else ""
        made = PadKey(self._theme, "" if icon else key, "sunk" if key in (BACK, CLEAR) else "plain", icon)
        if icon:
            made.setAccessibleName(key)
        made.clicked.connect(lambda _=False, key=key: self.pressed.emit(key))
        self.grid.addWidget(made, row, column)
        self.keys[key] = made
        return made


def typed_key(key: int, words: str) -> str:
    """The pad's key that a keyboard's key means, or an empty string."""
    if key == Qt.Key.Key_Backspace:
        return BACK
    if key == Qt.Key.Key_Delete:
        return CLEAR
    if words and words in POINTS:
        return "."
    return words if words and words in "0123456789" else ""


class CodeBoxes(QWidget):
    """Boxes that fill with dots as a secret number is typed; `wrong` shakes nothing, it reddens."""

    def __init__(self, theme: Theme, length: int = 4) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._theme = theme
        self._length, self._filled, self._wrong = length, 0, False
        self.setFixedHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell(self, filled: int, wrong: bool = False) -> None:
        """How many boxes hold a dot."""
        self._filled, self._wrong = filled, wrong
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        gap = 12
        side = (self.width() - gap * (self._length - 1)) / self._length
        for place in range(self._length):
            box = QRect(round(place * (side + gap)), 0, round(side), self.height())
            waiting = place == self._filled
            fill = theme.colour("surface" if waiting and not self._wrong else "sunk")
            border = theme.colour("danger" if self._wrong else "accent") if waiting or self._wrong else None
            panel(painter, box, 12, fill, border, 2)
            if place < self._filled:
                dot = QRect(box.center().x() - 7, box.center().y() - 7, 16, 16)
                panel(painter, dot, 8, theme.colour("ink"))
