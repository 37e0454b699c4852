"""How an amount is written for a guest: the currency's sign, thousands apart, on a menu no empty decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel.numbers import get_currency_symbol

from domain.money.currency import decimals


@dataclass(frozen=True)
class Currency:
    """``sign`` stands before the figure, with a space after letters; ``digits`` of it are minor units."""

    sign: str
    digits: int

    def full(self, amount: int) -> str:
        """Minor units as in a total: ¥150.00."""
        return self._text(amount, short=False)

    def short(self, amount: int) -> str:
        """Minor units as on a menu: ¥58, ¥12.50."""
        return self._text(amount, short=True)

    def _text(self, amount: int, short: bool) -> str:
        whole, rest = divmod(abs(amount), 10**self.digits)
        decimals = "" if not self.digits or (short and not rest) else f".{rest:0{self.digits}d}"
        return f"{'−' if amount < 0 else ''}{self.sign}{whole:,}{decimals}"


@cache
def currency(code: str) -> Currency:
    """A currency by its ISO code; an unknown one is written with the code itself."""
    symbol = get_currency_symbol(code, "en")
    sign = re.sub(r"^[A-Z]{1,2}(?=[^A-Z])", "", symbol)
    return Currency(f"{sign}\u00a0" if sign[-1:].isalpha() else sign, decimals(code))
