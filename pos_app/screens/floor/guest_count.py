"""How many guests: a tile for each number, the last one more with each tap; digits typed mean the same."""

from PySide6.QtCore import Qt, Signal

from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.theme import Theme

MOST_TILES = 12
MORE = "more"  # the last tile: each tap is one guest more


class GuestCount(ChoiceGrid):
    """`changed` after each choice, `tapped` after a finger's that needs no other; ``count`` is how many."""

    tapped = Signal()

    def __init__(self, theme: Theme, columns: int, most: int) -> None:
        super().__init__(theme, columns, 1, 1)
        self._most_guests, self._typed, self.count = most, "", 0
        for count in range(1, MOST_TILES):
            self.add(str(count), str(count))
        self.add(MORE, f"{MOST_TILES}+")
        for tile in self.tiles.values():  # a tap leaves the keys where they were: Enter means the main button
            tile.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.changed.connect(self._count_chosen)
        for key, tile in self.tiles.items():
            if key != MORE:
                tile.clicked.connect(self.tapped)

    def preset(self, count: int) -> None:
        """So many from outside, without a signal."""
        for key in self.chosen():
            self.clear(key)
        self.count, self._typed = count, ""
        self.choose(str(count) if count < MOST_TILES else MORE)

    def type(self, digit: str) -> None:
        """As many digits as the most guests have, typed in a row, make one number, as for 12 guests."""
        self._typed = (self._typed + digit)[-len(str(self._most_guests)) :].lstrip("0")
        if not self._typed:
            return
        count = min(int(self._typed), self._most_guests)
        self.count = count - 1 if count >= MOST_TILES else count
        self.only(str(count) if count < MOST_TILES else MORE)

    def _count_chosen(self) -> None:
        chosen = next(iter(self.chosen()), "")
        more = chosen == MORE
        self.count = min(self._most_guests, max(MOST_TILES, self.count + 1)) if more else int(chosen or 0)
        self.tiles[MORE].setText(str(self.count) if more else f"{MOST_TILES}+")
