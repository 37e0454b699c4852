"""Amounts, times and bars as the owner reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from babel.dates import format_skeleton

from domain.money.currency import figure
from domain.record.business_day import local_time
from sync_server.diner.money import Currency, currency

STEPS = (1, 2, 2.5, 5, 10)
LINES = 4  # grid lines above the zero line


@dataclass(frozen=True)
class Figures:
    """How one store's amounts and times are written."""

    currency: Currency
    zone: str

    def full(self, amount: int) -> str:
        """¥18,484.00."""
        return self._signed(amount, self.currency.sign)

    def plain(self, amount: int) -> str:
        """18,484.00, where the column says what it is."""
        return self._signed(amount, "")

    def _signed(self, amount: int, sign: str) -> str:
        return f"{'−' if amount < 0 else ''}{sign}{figure(abs(amount), self.currency.code)}"

    def units(self, amount: int) -> str:
        """4,000: whole units for an axis."""
        return f"{amount // 10**self.currency.digits:,}"

    def minute(self, at: int) -> str:
        """21:48."""
        return local_time(at, self.zone).strftime("%H:%M")

    def second(self, at: int) -> str:
        """21:48:05."""
        return local_time(at, self.zone).strftime("%H:%M:%S")

    def day(self, date: str, tag: str) -> str:
        """Monday, November 23, as the language writes it."""
        return format_skeleton("MMMMEEEEd", datetime.fromisoformat(date), locale=Locale.parse(tag, sep="-"))

    def moment(self, at: int) -> str:
        """2026-11-21 21:48."""
        return local_time(at, self.zone).strftime("%Y-%m-%d %H:%M")


def figures_of(code: str, zone: str) -> Figures:
    """The figures of a store by its currency's ISO code and its IANA zone."""
    return Figures(currency(code), zone)


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour: ``height`` in thousandths of the axis."""

    hour: int
    amount: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under an axis whose marks are round amounts, from the top to 0."""

    marks: tuple[int, ...]
    bars: tuple[Bar, ...]


def chart(hours: Sequence[tuple[int, int]], minor: int) -> Chart:
    """Takings by hour as bars. ``minor``: minor units of one unit."""
    most = max((amount for _, amount in hours), default=0)
    step = _round_step(max(most, minor * LINES) / LINES / minor) * minor
    top = step * LINES
    bars = tuple(Bar(hour, amount, max(0, amount) * 1000 // top) for hour, amount in hours)
    return Chart(tuple(step * line for line in range(LINES, -1, -1)), bars)


def _round_step(least: float) -> int:
    """The smallest round number of whole units that is not less."""
    power = 1
    while True:
        for factor in STEPS:
            step = factor * power
            if step >= least and step == int(step):
                return int(step)
        power *= 10
