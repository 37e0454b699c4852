"""The way between screens: icon and word, a red count where something waits."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from pos_app.widgets.labels import ground
from pos_app.widgets.painting import CENTRE, mirrored, panel, pressed, split_line, text
from pos_app.widgets.theme import Theme

WIDEST = 132  # pixels


class Seal(QWidget):
    """The house's mark: one character on vermilion, drawn from its own file."""

    def __init__(self, theme: Theme, side: int = 48, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._side = theme, side
        self.setFixedSize(side, side)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        panel(painter, self.rect(), self._side * 0.19, theme.colour("seal"))
        glyph = round(self._side * 0.72)
        corner = (self._side - glyph) // 2
        painter.drawPixmap(corner, corner, theme.icon("seal-glyph", "on-seal", glyph, self))


class RailItem(QAbstractButton):
    """One place to go."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon, self._badge = theme, icon, 0
        self.setCheckable(True)
        self.setFixedHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_badge(self, count: int) -> None:
        """How many things wait there."""
        if count != self._badge:
            self._badge = count
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(68, 64)

    def lines(self) -> tuple[str, ...]:
        """Its word in one line, or in two where it has a place to break."""
        metrics, room = self._theme.metrics(14, True), self.width() - 4
        if metrics.horizontalAdvance(self.text()) <= room:
            return (self.text(),)
        return tuple(filter(None, split_line(self.text(), metrics, room)))

    def widest(self) -> int:
        """Pixels that the longest part of its word takes, which nothing breaks."""
        metrics = self._theme.metrics(14, True)
        parts = self.text().replace("-", "- ").split() or [""]
        return max(metrics.horizontalAdvance(part) for part in parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, on = QPainter(self), self._theme, self.isChecked()
        painter.setLayoutDirection(self.layoutDirection())
        if on or self.isDown():
            panel(painter, self.rect(), 10, pressed(theme.colour("accent-soft"), self.isDown()))
        ink = theme.colour("on-accent-soft" if on else "ink2")
        middle, lines = self.width() // 2, self.lines()
        top, first = (10, 36) if len(lines) == 1 else (1, 22)
        painter.drawPixmap(middle - 12, top, theme.icon(self._icon, ink, 24, self))
        for place, line in enumerate(lines):
            box = QRect(2, first + 16 * place, self.width() - 4, 22)
            text(painter, box, line, theme.font(14, on), ink, CENTRE, theme.metrics(14, on))
        if self._badge:
            self._draw_badge(painter, middle)

    def _draw_badge(self, painter: QPainter, middle: int) -> None:
        theme, words = self._theme, str(self._badge) if self._badge < 100 else "99+"
        width = max(22, theme.metrics(14, True).horizontalAdvance(words) + 10)
        box = mirrored(painter, self.rect(), QRect(min(middle + 8, self.width() - width), 3, width, 22))
        panel(painter, box, 11, theme.colour("danger"))
        text(painter, box, words, theme.font(14, True), theme.colour("on-danger"), CENTRE)


class Rail(QWidget):
    """The column at the start of the window: seal, places, and the lock at its foot."""

    chosen = Signal(str)
    locked = Signal()

    def __init__(self, theme: Theme, places: list[tuple[str, str]]) -> None:
        """`places` are (key, icon); words come with `tell`."""
        super().__init__()
        ground(self, "surface")
        self.setFixedWidth(84)
        self._theme, self._at_end, self._narrow = theme, False, False
        self.items: dict[str, RailItem] = {}
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 8)
        column.setSpacing(4)
        column.addWidget(Seal(theme), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        for key, icon in places:
            item = self._item(key, icon)
            item.setAutoExclusive(True)
            item.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            column.addWidget(item)
        column.addStretch(1)
        lock = self._item("lock", "lock")
        lock.setCheckable(False)
        lock.clicked.connect(self.locked)
        column.addWidget(lock)
        theme.changed.connect(self.update)

    def narrow(self, narrow: bool) -> None:
        """Take less room on a small screen."""
        self._narrow = narrow
        side = 3 if narrow else 8
        self._fit()
        self._column.setContentsMargins(side, 10, side, 8)
        for item in self.items.values():
            item.setFixedHeight(60 if narrow else 64)

    def stand_at_end(self, at_end: bool) -> None:
        """Which edge of the window it is at."""
        self._at_end = at_end
        self.update()

    def tell(self, words: dict[str, str]) -> None:
        """Say the places' names."""
        for key, item in self.items.items():
            item.setText(words.get(key, ""))
            item.setAccessibleName(words.get(key, ""))
        self._fit()

    def _fit(self) -> None:
        """As wide as the longest word of the language needs."""
        side = 3 if self._narrow else 8
        widest = max((item.widest() for item in self.items.values()), default=0) + 4 + 2 * side
        self.setFixedWidth(min(WIDEST, max(68 if self._narrow else 84, widest)))

    def mark(self, key: str) -> None:
        """Show where we are."""
        if key in self.items:
            self.items[key].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(self.rect(), theme.colour("surface"))
        line = QRect(0 if self._at_end else self.width() - 1, 0, 1, self.height())
        edge = mirrored(painter, self.rect(), line)
        painter.fillRect(edge, theme.colour("line"))

    def _item(self, key: str, icon: str) -> RailItem:
        item = self.items[key] = RailItem(self._theme, icon)
        return item
