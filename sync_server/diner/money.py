"""How an amount is written for a guest: the currency's sign, thousands apart, on a menu no empty decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel.numbers import get_currency_symbol

from domain.money.currency import NO_CENTS, SIGNS, decimals, figure


@dataclass(frozen=True)
class Currency:
    """A currency by its ISO ``code``; ``sign`` stands before a figure, after a code with a space."""

    code: str
    sign: str

    @property
    def digits(self) -> int:
        """How many digits of an amount are minor units."""
        return decimals(self.code)

    @property
    def bare(self) -> bool:
        """Whether .00 is never written."""
        return self.code in NO_CENTS.split()

    def full(self, amount: int) -> str:
        """Minor units as in a total: ¥150.00."""
        return self._text(amount, short=False)

    def short(self, amount: int) -> str:
        """Minor units as on a menu: ¥58, ¥12.50."""
        return self._text(amount, short=True)

    def _text(self, amount: int, short: bool) -> str:
        return f"{'−' if amount < 0 else ''}{self.sign}{figure(abs(amount), self.code, short)}"


@cache
def currency(code: str) -> Currency:
    """A currency by its ISO code; an unknown one is written with the code itself."""
    if code in SIGNS:
        return Currency(code, SIGNS[code])
    symbol = get_currency_symbol(code, "en")
    sign = re.sub(r"^[A-Z]{1,2}(?=[^A-Z])", "", symbol)
    return Currency(code, f"{sign}\u00a0" if sign[-1:].isalpha() else sign)
