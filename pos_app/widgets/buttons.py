"""Buttons, painted: one look a weight, icon and keycap hint, pressed within one frame, Enter and Space."""

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_app.widgets.painting import CENTRE, keycap, keycap_width, mirrored, panel, pressed, split_line, text
from pos_app.widgets.theme import Theme


class Look(NamedTuple):
    """Tokens of one kind of button; a border of 0 has none."""

    fill: str
    ink: str
    border: str = ""
    width: float = 0.0
    bold: bool = True


LOOKS = {
    "primary": Look("accent", "on-accent"),
    "secondary": Look("surface", "ink", "edge", 1.0),
    "dark": Look("ink", "surface"),
    "quiet": Look("surface", "ink", "line", 1.0, False),
    "quiet-sunk": Look("sunk", "ink", "line", 1.0, False),
    "chosen": Look("accent-soft", "on-accent-soft", "accent", 2.0),
    "warn": Look("warn", "on-warn"),
    "warn-line": Look("warn-soft", "on-warn-soft", "on-warn-soft", 1.0),
    "danger": Look("surface", "danger", "danger", 1.0),
    "field": Look("surface", "ink", "line", 1.0),
    "plain": Look("", "ink", "", 0.0, False),
    "link": Look("", "on-accent-soft", "", 0.0, False),
}
_DISABLED = Look("sunk", "ink3")
_NOT_BY_KEY = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)


class Button(QAbstractButton):
    """A touch target of at least 44 px with words, optionally an icon before and a keycap after them."""

    def __init__(
        self,
        theme: Theme,
        kind: str = "secondary",
        icon: str = "",
        key: str = "",
        height: int = 48,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._key = key
        self._height = height
        self._note = ""
        self._placed: tuple[object, list[tuple[str, QRect]]] = (None, [])
        self._touched, self._barred = False, ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._theme_changed)

    def set_kind(self, kind: str) -> None:
        """Another weight, for example chosen and not chosen."""
        if kind != self._kind:
            self._kind = kind
            self.update()

    def kind(self) -> str:
        """The present weight."""
        return self._kind

    def set_icon(self, icon: str) -> None:
        """Another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def bar(self, why: str) -> None:
        """Grey, as it may not be pressed now, though it takes a tap or Enter: what it does says ``why``, and
        a screen reader and a resting pointer hear it before. "": no more."""
        if why != self._barred:
            self._barred = why
            self.setAccessibleDescription(why)
            self.setToolTip(why)
            self.update()

    def set_note(self, note: str) -> None:
        """Small words after the main ones, such as a price."""
        if note != self._note:
            self._note = note
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        padding = 16 if self.text() else 0
        return QSize(max(self._height, self._content_width() + 2 * padding), self._height)

    def minimumSizeHint(self) -> QSize:
        """Without its keycap: words matter more than the hint."""
        padding = 8 if self.text() else 0
        key = keycap_width(self._theme, self._key) + 8 if self._key and self.text() else 0
        return QSize(max(44, min(self._content_width() - key, 400) + 2 * padding), self._height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._touched = True
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._touched = self._touched and event.reason() in _NOT_BY_KEY
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what keys have come to. What a finger has touched it would only undo: then it is the
        main button's, as that button's keycap says."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._touched:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        look = self.look()
        radius = 12 if self._height >= 56 else 10
        colour = self._theme.colour
        if look.fill:
            fill = pressed(colour(look.fill), self.isDown())
            panel(
                painter, self.rect(), radius, fill, colour(look.border) if look.border else None, look.width
            )
        self._draw_content(painter, look)

    def look(self) -> Look:
        """Colours now: a disabled button is sunk whatever its weight."""
        return LOOKS[self._kind] if self.isEnabled() and not self._barred else _DISABLED

    def setText(self, words: str) -> None:
        if words != self.text():
            super().setText(words)
            self.setAccessibleName(words)
            self.updateGeometry()

    def _pixels(self) -> int:
        return 18 if self._height >= 56 else 16

    def _content_width(self) -> int:
        return _width(self._pieces())

    def _pieces(self) -> list[tuple[str, int]]:
        metrics = self._theme.metrics(self._pixels(), self.look().bold)
        large = self._height >= 56 or not self.text()
        pieces = [("icon", 24 if large else 20)] if self._icon else []
        if self.text():
            pieces.append(("text", metrics.horizontalAdvance(self.text()) + 2))
        if self._note:
            pieces.append(("note", self._theme.metrics(14).horizontalAdvance(self._note) + 2))
        if self._key:
            pieces.append(("key", keycap_width(self._theme, self._key)))
        return pieces

    def _draw_content(self, painter: QPainter, look: Look) -> None:
        what = (self.text(), self._note, self._icon, look.bold, self.size(), painter.layoutDirection())
        if self._placed[0] != what:  # a button is painted far more often than it says something else
            self._placed = what, self._place(painter)
        for piece, box in self._placed[1]:
            self._draw_piece(painter, piece, box, look)

    def _place(self, painter: QPainter) -> list[tuple[str, QRect]]:
        """Where its pieces stand."""
        pieces, room = self._pieces(), self.width() - 12
        total = _width(pieces)
        if total > room and self._key:  # words matter more than the hint
            total -= pieces.pop()[1] + 8
        if total > room and self._icon and self.text():
            total -= pieces.pop(0)[1] + 8
        squeeze = max(0, total - room)
        left, placed = max(6, (self.width() - total) // 2), []
        for piece, width in pieces:
            if piece == "text":
                width = max(16, width - squeeze)
            placed.append((piece, mirrored(painter, self.rect(), QRect(left, 0, width, self.height()))))
            left += width + 8
        return placed

    def _draw_piece(self, painter: QPainter, piece: str, box: QRect, look: Look) -> None:
        theme, ink = self._theme, self._theme.colour(look.ink)
        if piece == "icon":
            size = box.width()
            pixmap = theme.icon(self._icon, ink, size, self)
            painter.drawPixmap(box.left(), box.center().y() - size // 2 + 1, pixmap)
        elif piece == "text":
            self._draw_words(painter, box, look)
        elif piece == "note":
            text(painter, box, self._note, theme.font(14), ink, CENTRE, theme.metrics(14))
        else:
            keycap(painter, theme, box, self._key, ink)

    def _draw_words(self, painter: QPainter, box: QRect, look: Look) -> None:
        """In one line; where that is too long and the button high enough, in two smaller ones."""
        theme, ink, pixels = self._theme, self._theme.colour(look.ink), self._pixels()
        metrics, small = theme.metrics(pixels, look.bold), theme.metrics(14, look.bold)
        if metrics.horizontalAdvance(self.text()) <= box.width() or self._height < 56:
            text(painter, box, self.text(), theme.font(pixels, look.bold), ink, CENTRE, metrics)
            return
        for place, line in enumerate(split_line(self.text(), small, box.width())):
            row = QRect(box.left(), box.center().y() - 19 + 20 * place, box.width(), 20)
            text(painter, row, line, theme.font(14, look.bold), ink, CENTRE, small)

    def _theme_changed(self) -> None:
        self._placed = (None, [])
        self.updateGeometry()
        self.update()


def _width(pieces: list[tuple[str, int]]) -> int:
    """Of all pieces with the gaps between them."""
    return sum(width for _, width in pieces) + 8 * max(0, len(pieces) - 1)


def icon_button(theme: Theme, icon: str, name: str, kind: str = "quiet", side: int = 48) -> Button:
    """A square button with an icon only; `name` is what a screen reader says."""
    button = Button(theme, kind, icon, "", side)
    button.setFixedWidth(side)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button
