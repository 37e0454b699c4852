"""Samples, their percentiles, and the one table that the bench prints."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Samples:
    """Seconds, in ascending order."""

    values: tuple[float, ...]

    def at(self, percent: float) -> float:
        """The value that so many percent of the samples do not exceed."""
        return self.values[max(0, min(len(self.values) - 1, round(len(self.values) * percent / 100) - 1))]

    @property
    def p50(self) -> float:
        return self.at(50)

    @property
    def p95(self) -> float:
        return self.at(95)

    @property
    def p99(self) -> float:
        return self.at(99)

    @property
    def worst(self) -> float:
        return self.values[-1]

    def spread(self) -> tuple[str, str, str, str]:
        """p50, p95, p99 and worst as the table shows them."""
        return ms(self.p50), ms(self.p95), ms(self.p99), ms(self.worst)


def samples(values: Sequence[float]) -> Samples:
    return Samples(tuple(sorted(values)))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``held``: whether the goal is reached; None where there is none."""

    what: str
    figure: str
    against: str
    ratio: str
    goal: str
    held: bool | None
    spread: tuple[str, str, str, str] = ("", "", "", "")


HEAD = ("what", "figure", "floor or peer", "ratio", "goal", "", "p50", "p95", "p99", "worst")


def table(rows: Sequence[Row]) -> str:
    """All rows in Markdown, aligned for the terminal."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    wide = [max(_width(line[place]) for line in cells) for place in range(len(HEAD))]
    lines = [
        "| " + " | ".join(text + " " * (wide[place] - _width(text)) for place, text in enumerate(line)) + " |"
        for line in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in wide) + "|", *lines[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    mark = {True: "held", False: "MISSED", None: ""}[row.held]
    return (row.what, row.figure, row.against, row.ratio, row.goal, mark, *row.spread)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def ms(seconds: float) -> str:
    """12.3 ms."""
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.1f} s"


def times(ratio: float) -> str:
    """2.1 ×."""
    return f"{ratio:.2f} ×"
