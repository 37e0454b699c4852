"""Money as it is typed: digits, 00, a point, back; the first key after a suggestion begins anew."""

from domain.money.currency import decimals
from pos_app.widgets.pads import BACK, CLEAR

MOST_DIGITS = 10  # of whole units: a million yuan is some two thousand million rupiah


class MoneyEntry:
    """`amount` in minor units of the currency. A suggestion is replaced by the first key."""

    def __init__(self, currency: str) -> None:
        self._decimals = decimals(currency)
        self._typed = ""
        self._suggested = 0

    def suggest(self, amount: int) -> None:
        """Stand at this amount until a key is pressed."""
        self._typed, self._suggested = "", amount

    @property
    def amount(self) -> int:
        if not self._typed:
            return self._suggested
        units, _point, rest = self._typed.partition(".")
        places = self._decimals
        return int((units or "0") + (rest + "0" * places)[:places])

    @property
    def typed(self) -> bool:
        """Whether keys rather than a suggestion made the amount."""
        return bool(self._typed)

    def press(self, key: str) -> None:
        """One key of the pad."""
        if key == CLEAR:
            self.suggest(0)
        elif key == BACK:
            self._typed = self._typed[:-1]
            if not self._typed:
                self.suggest(0)
        elif key == ".":
            if self._decimals and "." not in self._typed:
                self._typed = (self._typed or "0") + "."
        else:
            self._digits(key)

    def _digits(self, digits: str) -> None:
        _units, point, rest = self._typed.partition(".")
        room = self._decimals - len(rest) if point else MOST_DIGITS - len(self._typed)
        self._typed = (self._typed + digits[: max(0, room)]).lstrip("0") or "0"
        if self._typed.startswith("."):
            self._typed = "0" + self._typed
