"""A picture-like model of printed paper: rows of runs, images, codes and cuts, with their places in dots.

The press makes it from bytes; windows paint it, terminals and tests read it as text.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

CELL = 12
CHARACTER = 24
DEFAULT_SPACING = 34  # one sixth of an inch at 203 dots an inch


@dataclass(frozen=True, slots=True)
class Look:
    """Multiples of the 12 × 24 character and its weight and ground."""

    width: int = 1
    height: int = 1
    bold: bool = False
    inverted: bool = False
    underlined: bool = False

    def __str__(self) -> str:
        marks = ((self.bold, "b"), (self.inverted, "i"), (self.underlined, "u"))
        return f"{self.width}x{self.height}" + "".join(mark for on, mark in marks if on)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look; x and dots (its width) are in dots from the left edge of printing."""

    text: str
    look: Look
    x: int
    dots: int


@dataclass(frozen=True, slots=True)
class TextRow:
    """One printed line; runs stand on a common foot. `dots` is how far the paper moves."""

    runs: tuple[Run, ...]
    dots: int

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ImageRow:
    """Rows of dots, eight a byte, 1 black."""

    rows: tuple[bytes, ...]
    x: int
    width_dots: int

    @property
    def dots(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class QrRow:
    """A code that the printer draws itself: `module` dots a square, level L, M, Q or H, align 0, 1, 2."""

    data: bytes
    module: int
    level: str
    align: int


@dataclass(frozen=True, slots=True)
class FeedRow:
    dots: int


@dataclass(frozen=True, slots=True)
class CutRow:
    partial: bool


@dataclass(frozen=True, slots=True)
class PulseRow:
    """Not seen on paper: the drawer was kicked or the buzzer sounded here."""

    what: str


Row = TextRow | ImageRow | QrRow | FeedRow | CutRow | PulseRow


@dataclass(frozen=True, slots=True)
class Paper:
    """A strip of paper as printed. `width_dots` is 576 on 80 mm and 384 on 58 mm."""

    width_dots: int = 576
    rows: tuple[Row, ...] = ()

    @property
    def pulses(self) -> tuple[str, ...]:
        return tuple(row.what for row in self.rows if isinstance(row, PulseRow))

    @property
    def text(self) -> str:
        """The characters alone, a line a row."""
        return "\n".join(row.text for row in self.rows if isinstance(row, TextRow))

    def as_text(self, *, looks: bool = False) -> str:
        """The paper for a terminal, each run at its column; `looks` names sizes and weights at the right."""
        across = self.width_dots // CELL
        return "".join(f"{line}\n" for row in self.rows for line in _row_lines(row, across, looks))


# -------------------------------------------------------------------- for a terminal


def _row_lines(row: Row, across: int, looks: bool) -> Iterable[str]:
    match row:
        case TextRow():
            yield _text_line(row, across, looks)
        case ImageRow():
            yield f"[image {row.width_dots}×{len(row.rows)}]".center(across).rstrip()
        case QrRow():
            yield f"[QR {row.data.decode(errors='replace')}]".center(across).rstrip()
        case FeedRow():
            yield from [""] * (row.dots // DEFAULT_SPACING)
        case CutRow():
            yield ("- " if row.partial else "=") * (across // (2 if row.partial else 1))
        case PulseRow():
            yield f"[{row.what}]"


def _text_line(row: TextRow, across: int, looks: bool) -> str:
    line = ""
    for run in row.runs:
        line += " " * (run.x // CELL - _columns(line)) + _run_text(run)
    named = dict.fromkeys(str(run.look) for run in row.runs if run.text.strip() or run.look.inverted)
    if not looks or set(named) <= {"1x1"}:
        return line.rstrip()
    return line + " " * (across - _columns(line)) + " | " + " ".join(named)


def _run_text(run: Run) -> str:
    """The run's characters; a rule is as long as it is printed."""
    if set(run.text) <= set("-━"):
        return run.text[0] * (run.dots // CELL)
    return run.text


def _columns(text: str) -> int:
    """Columns of a terminal, where × and ━ take one though a printer gives them two cells."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
