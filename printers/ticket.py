"""A ticket as frozen values: what stands on the paper, already laid out, before any printer's language.

Widths are in cells of 12 dots: 48 on 80 mm paper, 32 on 58 mm. Heights are in lines.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from printers.charset import cells, printed

DOTS_PER_MM = 8
DOTS_PER_CELL = 12
DOTS_PER_LINE = 24


class Width(int):
    """Cells across the printable width; a label's is `Width.of_label(mm)`."""

    MM_58: ClassVar["Width"]
    MM_80: ClassVar["Width"]

    @classmethod
    def of_label(cls, millimetres: int) -> "Width":
        """Whole cells on a label so wide, at 8 dots a millimetre."""
        return cls(millimetres * DOTS_PER_MM // DOTS_PER_CELL)

    @property
    def dots(self) -> int:
        return self * DOTS_PER_CELL


Width.MM_58, Width.MM_80 = Width(32), Width(48)


class Align(Enum):
    LEFT = 0
    CENTER = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Style:
    """Multiples of the normal character, 1 to 3 each way, and its weight and ground."""

    width: int = 1
    height: int = 1
    bold: bool = False
    inverted: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.width <= 3 and 1 <= self.height <= 3):
            raise ValueError(f"a character is 1 to 3 times its size, not {self.width}×{self.height}")


PLAIN = Style()
BOLD = Style(bold=True)
TALL = Style(height=2, bold=True)
DOUBLE = Style(2, 2, bold=True)
TRIPLE = Style(3, 3, bold=True)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one style. The text is mapped to what paper has, so no control byte gets past here."""

    text: str
    style: Style = PLAIN

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printed(self.text))

    @property
    def cells(self) -> int:
        return cells(self.text) * self.style.width


@dataclass(frozen=True, slots=True)
class Line:
    """One line of paper, as wide as its spans; whoever builds it sees that it fits."""

    spans: tuple[Span, ...] = ()
    align: Align = Align.LEFT

    @property
    def cells(self) -> int:
        return sum(span.cells for span in self.spans)

    @property
    def height(self) -> int:
        return max((span.style.height for span in self.spans), default=1)

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule across the paper."""

    dashed: bool = False


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code in the middle of the paper; `module` is the side of one square in dots."""

    data: str
    module: int = 5


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots in the middle of the paper, such as the store's sign: rows of ceil(width / 8) bytes, 1 black."""

    width: int
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    partial: bool = True


@dataclass(frozen=True, slots=True)
class Buzz:
    times: int = 2


@dataclass(frozen=True, slots=True)
class DrawerKick:
    """Opens the cash drawer on the printer's first or second wire (0 or 1)."""

    wire: int = 0


Element = Line | Rule | QrCode | Picture | Feed | Cut | Buzz | DrawerKick


@dataclass(frozen=True, slots=True)
class Ticket:
    width: Width
    elements: tuple[Element, ...] = field(default=())

    def __add__(self, more: tuple[Element, ...]) -> "Ticket":
        """The same ticket with elements after it, such as a drawer kick."""
        return Ticket(self.width, self.elements + more)
