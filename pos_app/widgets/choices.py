"""A dialog's choices: tiles of 56 px in even columns; a chosen one has a tick, a border and a soft ground."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_app.widgets.buttons import Button, Look
from pos_app.widgets.theme import Theme


class ChoiceTile(Button):
    """One choice; out of stock it stays in place, sunk, with the reason after its name."""

    def __init__(self, theme: Theme, words: str, note: str = "", icon: str = "") -> None:
        super().__init__(theme, "secondary", icon, "", 56)
        self._plain_icon = icon
        self.settled: Callable[[], bool] = self.isChecked
        self.setCheckable(True)
        self.setText(words)
        self.set_note(note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tick)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; where nothing is left to choose it means the main button, as that one's keycap says.
        Space takes a choice back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.settled():
            event.ignore()
            return
        super().keyPressEvent(event)

    def look(self) -> Look:
        look = super().look()
        return look if self.isChecked() else look._replace(bold=False)

    def _tick(self, on: bool) -> None:
        self.set_kind("chosen" if on else "secondary")
        self.set_icon("tick" if on else self._plain_icon)

    def _pixels(self) -> int:
        return 16


class ChoiceGrid(QWidget):
    """Tiles in `columns`; keeps between `least` and `most` chosen and tells each change."""

    changed = Signal()

    def __init__(self, theme: Theme, columns: int, least: int = 0, most: int = 1) -> None:
        super().__init__()
        self._theme, self._columns, self._least, self._most = theme, columns, least, most
        self.tiles: dict[str, ChoiceTile] = {}
        self._order: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def add(self, key: str, words: str, note: str = "", allowed: bool = True) -> ChoiceTile:
        """One more tile."""
        tile = ChoiceTile(self._theme, words, note)
        tile.setEnabled(allowed)
        tile.clicked.connect(lambda _=False, key=key: self._tapped(key))
        place = len(self.tiles)
        self._grid.addWidget(tile, place // self._columns, place % self._columns)
        self.tiles[key] = tile
        return tile

    def add_last(self, widget: QWidget) -> None:
        """Something else after the tiles, such as a line to write in; it fills the row."""
        place = len(self.tiles)
        row, column = place // self._columns, place % self._columns
        self._grid.addWidget(widget, row, column, 1, self._columns - column)

    def show_only(self, keys: Sequence[str] | None) -> None:
        """These in this order, the others unseen; None: all. The unseen are chosen no more, see ``clear``."""
        shown = list(self.tiles) if keys is None else [key for key in keys if key in self.tiles]
        for key, tile in self.tiles.items():
            tile.setVisible(key in shown)
            if key not in shown:
                self.clear(key)
        for place, key in enumerate(shown):
            self._grid.addWidget(self.tiles[key], place // self._columns, place % self._columns)

    def chosen(self) -> tuple[str, ...]:
        """Keys in the order in which they were chosen."""
        return tuple(self._order)

    def choose(self, key: str) -> None:
        """Choose from outside, without a signal."""
        if key in self.tiles and key not in self._order and self.tiles[key].isEnabled():
            self._order.append(key)
            self.tiles[key].setChecked(True)

    def clear(self, key: str) -> None:
        """Choose no more from outside, without a signal."""
        if key in self._order:
            self._order.remove(key)
            self.tiles[key].setChecked(False)

    def only(self, key: str) -> None:
        """Choose this one alone, with a signal."""
        self._order = [key]
        self._tell()

    def enough(self) -> bool:
        """Whether at least the least are chosen."""
        return len(self._order) >= self._least

    def _tapped(self, key: str) -> None:
        if key in self._order:
            if self._most > 1 or self._least == 0:
                self._order.remove(key)
        else:
            if len(self._order) >= self._most:
                if self._most > 1:
                    self.tiles[key].setChecked(False)
                    return
                self._order.clear()
            self._order.append(key)
        self._tell()

    def _tell(self) -> None:
        for key, tile in self.tiles.items():
            tile.setChecked(key in self._order)
        self.changed.emit()


class PickGrid(ChoiceGrid):
    """Picks `count` times; the same tile may be picked again, and one too many pushes out the first."""

    def __init__(self, theme: Theme, columns: int, count: int) -> None:
        super().__init__(theme, columns, count, count)
        self._picks: list[str] = []
        self._notes: dict[str, str] = {}

    def add(self, key: str, words: str, note: str = "", allowed: bool = True) -> ChoiceTile:
        self._notes[key] = note
        tile = super().add(key, words, note, allowed)
        tile.settled = lambda: tile.isChecked() and len(self._picks) == self._most
        return tile

    def picks(self) -> tuple[str, ...]:
        """Keys as picked; one key may stand several times."""
        return tuple(self._picks)

    def pick(self, key: str) -> None:
        """Pick from outside, without a signal."""
        if key in self.tiles and self.tiles[key].isEnabled():
            self._picks = [*self._picks, key][-self._most :]
            self._show()

    def fill_if_alone(self) -> None:
        """Where there is no choice, it is made."""
        open_ = [key for key, tile in self.tiles.items() if tile.isEnabled()]
        if len(open_) == 1 and not self._picks:
            self._picks = open_ * self._most
            self._show()

    def _tapped(self, key: str) -> None:
        if key in self._picks and len(self._picks) == self._most:
            self._picks.remove(key)
        else:
            self._picks = [*self._picks, key][-self._most :]
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for key, tile in self.tiles.items():
            times = self._picks.count(key)
            tile.setChecked(times > 0)
            if tile.isEnabled():
                tile.set_note(" ".join(filter(None, (self._notes[key], f"×{times}" if times > 1 else ""))))
