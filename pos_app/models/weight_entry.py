"""A weight as a scale tells it or as it is typed from its display: in kilograms, 斤, 两 or grams."""

from domain.selling.weights import GRAMS, MOST_GRAMS, thousandths, weight_text
from pos_app.widgets.pads import BACK, CLEAR

PLACES = {"kg": 3, "jin": 2, "liang": 1, "g": 0}  # behind the point, so that each typed weight is whole grams


class WeightEntry:
    """`grams` of what is typed in `unit`; another unit keeps the digits, which then mean something else."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.words = ""
        self._told: int | None = None  # grams, from the scale

    @property
    def grams(self) -> int:
        if self._told is not None:
            return self._told
        whole, _point, rest = self.words.partition(".")
        places = PLACES[self.unit]
        digits = int((whole or "0") + (rest + "000")[:places])
        return digits * GRAMS[self.unit] // int(10**places)

    def take(self, grams: int) -> None:
        """What a scale tells, to the gram; nothing is no words."""
        self._told = grams
        self.words = weight_text(thousandths(grams, self.unit)) if grams else ""

    def press(self, key: str) -> None:
        """One key of the pad; what would be no possible weight is not taken. What a scale told goes."""
        if self._told is not None:
            self._told, self.words = None, ""
        before = self.words
        if key == CLEAR:
            self.words = ""
        elif key == BACK:
            self.words = self.words[:-1]
        elif key == ".":
            if PLACES[self.unit] and "." not in self.words:
                self.words = (self.words or "0") + "."
        else:
            self.words = f"{self.words}{key}" if self.words != "0" else key
        _whole, _point, rest = self.words.partition(".")
        if len(rest) > PLACES[self.unit] or self.grams > MOST_GRAMS:
            self.words = before

    def measure(self, unit: str) -> None:
        """Typed in another unit; decimals that it does not have are dropped."""
        self.unit = unit
        if self._told is not None:
            self.take(self._told)
            return
        whole, point, rest = self.words.partition(".")
        places = PLACES[unit]
        self.words = f"{whole}{point if places else ''}{rest[:places]}"
        if self.grams > MOST_GRAMS:
            self.words = ""
