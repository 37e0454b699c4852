"""Counting a drawer: a row for each note and coin, how many of it, and one pad for all of them."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.widgets.pads import BACK, CLEAR, NumberPad, typed_key
from pos_app.widgets.painting import END, START, mirrored, panel, text
from pos_app.widgets.theme import Theme

MOST_PIECES = 9_999
NEXT = "next"


class NoteRow(QAbstractButton):
    """A denomination: "¥100 × 28" and what that comes to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._pieces, self._amount = theme, "", ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(44)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell(self, value: str, pieces: int, amount: str) -> None:
        """What stands here."""
        self.setText(value)
        self._pieces, self._amount = f"× {pieces}" if pieces else "", amount if pieces else ""
        self.setAccessibleName(f"{value} × {pieces}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, on = QPainter(self), self._theme, self.isChecked()
        painter.setLayoutDirection(self.layoutDirection())
        fill, border = ("accent-soft", "accent") if on else ("surface", "line")
        panel(painter, self.rect(), 10, theme.colour(fill), theme.colour(border), 2 if on else 1)
        ink = theme.colour("on-accent-soft" if on else "ink")
        for box, words, bold, side in self.parts():
            place = mirrored(painter, self.rect(), box)
            text(painter, place, words, theme.font(16, bold), ink, side, theme.metrics(16, bold))

    def parts(self) -> list[tuple[QRect, str, bool, str]]:
        """Where its words stand, whether bold, and at which side: the note itself always whole, what all of
        them come to only where there is room (the sum of the drawer stands below)."""
        high, half, theme = self.height(), self.width() // 2, self._theme
        value = theme.metrics(16, True).horizontalAdvance(self.text())
        pieces, amount = (theme.metrics(16).horizontalAdvance(one) for one in (self._pieces, self._amount))
        at = max(half - 50, 14 + value + 8)
        found = [
            (QRect(14, 0, value + 2, high), self.text(), True, START),
            (QRect(at, 0, pieces + 2, high), self._pieces, False, START),
        ]
        end = at + pieces + 10
        if self.width() - 14 - end >= amount:
            found.append((QRect(end, 0, self.width() - 14 - end, high), self._amount, False, END))
        return found


class NoteCount(QWidget):
    """`changed` with each key. ``notes``: pieces by denomination in minor units, as text."""

    changed = Signal()

    def __init__(self, theme: Theme, values: Sequence[int], wording: Wording) -> None:
        super().__init__()
        self._values, self._wording = list(values), wording
        self._pieces = dict.fromkeys(self._values, 0)
        self._fresh = True
        self._rows: dict[int, NoteRow] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        list_side = QVBoxLayout()
        grid = QGridLayout()
        grid.setSpacing(4)
        columns = 2 if len(self._values) > 8 else 1
        for place, value in enumerate(self._values):
            made = self._rows[value] = NoteRow(theme)
            made.clicked.connect(lambda _=False, value=value: self.choose(value))
            grid.addWidget(made, place // columns, place % columns)
        list_side.addLayout(grid)
        list_side.addStretch(1)
        row.addLayout(list_side, 3)
        self.pad = NumberPad(theme, (CLEAR, "0", BACK))
        self.pad.setFixedWidth(260)
        self.pad.keys[CLEAR].setText(_("Clear"))
        self.pad.setMinimumHeight(300)
        self.pad.pressed.connect(self.press)
        row.addWidget(self.pad, 2)
        self._chosen = self._values[0]
        self.choose(self._chosen)

    @property
    def notes(self) -> dict[str, int]:
        return {str(value): pieces for value, pieces in self._pieces.items() if pieces}

    @property
    def total(self) -> int:
        """Minor units."""
        return sum(value * pieces for value, pieces in self._pieces.items())

    def choose(self, value: int) -> None:
        """The denomination that keys count now; the first key begins anew."""
        self._chosen, self._fresh = value, True
        self._draw()

    def press(self, key: str) -> None:
        """A key of the pad, tapped or typed."""
        before = 0 if self._fresh and key not in (BACK, CLEAR) else self._pieces[self._chosen]
        self._fresh = False
        if key == CLEAR:
            pieces = 0
        elif key == BACK:
            pieces = before // 10
        elif key.isdigit():
            pieces = before * 10 + int(key)
        else:
            return
        self._pieces[self._chosen] = min(pieces, MOST_PIECES)
        self._draw()
        self.changed.emit()

    def step(self, by: int) -> None:
        """The next denomination, or the one before."""
        place = self._values.index(self._chosen) + by
        self.choose(self._values[max(0, min(place, len(self._values) - 1))])

    def take(self, key: int, words: str) -> bool:
        """A key of the keyboard; whether it meant something here."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen == self._values[-1]:
            return False  # all are counted: Enter is the sheet's
        if key in steps:
            self.step(steps[Qt.Key(key)])
            return True
        typed = typed_key(key, words)
        if typed and typed != ".":
            self.press(typed)
        return bool(typed)

    def _draw(self) -> None:
        for value, row in self._rows.items():
            pieces = self._pieces[value]
            each = self._wording.money(value, short=value % 100 == 0)
            row.tell(each, pieces, self._wording.figure(value * pieces, short=True))
            row.setChecked(value == self._chosen)
