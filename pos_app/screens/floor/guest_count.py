"""How many guests: a tile for each number, the last one shows higher ones; digits typed mean the same."""

from PySide6.QtCore import Qt, Signal

from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.theme import Theme

NUMBERS = 11  # tiles with a number; the last tile leads to the next ones
MORE = "more"


class GuestCount(ChoiceGrid):
    """`changed` after each choice, `tapped` after a finger's that needs no other; ``count`` is how many."""

    tapped = Signal()

    def __init__(self, theme: Theme, columns: int, most: int) -> None:
        super().__init__(theme, columns, 1, 1)
        self._most_guests, self._typed, self.count = most, "", 0
        self._before = 0  # numbers that are lower than those of the tiles
        for place in range(1, NUMBERS + 1):
            self.add(str(place), "")
        self.add(MORE, "")
        for tile in self.tiles.values():  # a tap leaves the keys where they were: Enter means the main button
            tile.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.changed.connect(self._count_chosen)
        for key, tile in self.tiles.items():
            if key != MORE:
                tile.clicked.connect(self.tapped)
        self._turn_to(0)

    def preset(self, count: int) -> None:
        """So many from outside, without a signal."""
        for key in self.chosen():
            self.clear(key)
        self.count, self._typed = count, ""
        self._turn_to(count)
        self.choose(str(count - self._before))

    def type(self, digit: str) -> None:
        """As many digits as the most guests have, typed in a row, make one number, as for 12 guests."""
        self._typed = (self._typed + digit)[-len(str(self._most_guests)) :].lstrip("0")
        if not self._typed:
            return
        count = min(int(self._typed), self._most_guests)
        self._turn_to(count)
        self.only(str(count - self._before))

    def _tapped(self, key: str) -> None:
        if key != MORE:
            super()._tapped(key)
            return
        for chosen in self.chosen():
            self.clear(chosen)
        after = self._before + NUMBERS + 1
        self._turn_to(after if after <= self._most_guests else 1)
        self.tiles[MORE].setChecked(False)
        self.choose(str(self.count - self._before))  # how many there are stays until another number is chosen

    def _turn_to(self, count: int) -> None:
        """The tiles among which this number is."""
        self._before = max(0, count - 1) // NUMBERS * NUMBERS
        for place in range(1, NUMBERS + 1):
            tile, number = self.tiles[str(place)], self._before + place
            tile.setText(str(number))
            tile.setEnabled(number <= self._most_guests)
        last = self._before + NUMBERS
        self.tiles[MORE].setText(f"{last + 1}+" if last < self._most_guests else f"1–{NUMBERS}")

    def _count_chosen(self) -> None:
        chosen = next(iter(self.chosen()), "")
        self.count = self._before + int(chosen) if chosen else 0
