"""A ticket to a label printer: drawn whole as dots, then said in TSPL or ZPL. Pure; the painter is passed in.

These printers have no Chinese that one could rely on, so every line is painted. What does not fit on one
label goes on to the next: nothing is lost. Byte meanings: TSC's TSPL/TSPL2 and Zebra's ZPL II manuals.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from printers.raster import Painter, painted_line
from printers.ticket import DOTS_PER_LINE, DOTS_PER_MM, Cut, Element, Feed, Line, QrCode, Rule, Ticket, Width

MARGIN = 8  # dots above the first line; labels are never fed exactly
LEADING = 4  # dots under a line
_QUIET = 2  # squares of white around a code


@dataclass(frozen=True, slots=True)
class LabelSize:
    """Millimetres: a label's width and height, and the gap between two."""

    width: int = 40
    height: int = 30
    gap: int = 2

    def __post_init__(self) -> None:
        if not (15 <= self.width <= 110 and 10 <= self.height <= 200 and 0 <= self.gap <= 10):
            raise ValueError(f"no label is {self.width} × {self.height} mm with gaps of {self.gap} mm")

    @property
    def cells(self) -> Width:
        """What a ticket for it is laid out to."""
        return Width.of_label(self.width)


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of dots from the top, eight a byte, leftmost highest, 1 black; padded on the right."""

    width_dots: int
    rows: tuple[bytes, ...]

    @property
    def across(self) -> int:
        """Bytes in a row."""
        return (self.width_dots + 7) // 8


def encode_label(driver: str, ticket: Ticket, size: LabelSize, painter: Painter | None) -> bytes:
    """The whole job; driver: tspl | zpl. ValueError for another one, and where nobody paints."""
    if driver not in DRIVERS:
        raise ValueError(f"no label printer speaks {driver}")
    if painter is None:
        raise ValueError("a label is painted, and nobody here paints")
    return b"".join(DRIVERS[driver](picture, size) for picture in pictures(ticket, size, painter))


def pictures(ticket: Ticket, size: LabelSize, painter: Painter) -> Iterator[Picture]:
    """One for each label: a cut or a full label begins the next."""
    across, down = size.width * DOTS_PER_MM, size.height * DOTS_PER_MM
    rows: list[int] = []
    for element in ticket.elements:
        drawn = _drawn(element, ticket.width, painter, across)
        full = rows and MARGIN + len(rows) + len(drawn) > down
        if full or isinstance(element, Cut):
            if any(rows):
                yield _picture(rows, across, down)
            rows = []
        if drawn and (rows or any(drawn)):  # a label does not begin with air
            rows += drawn
    if any(rows):
        yield _picture(rows, across, down)


def tspl(picture: Picture, size: LabelSize) -> bytes:
    """One label in TSPL, where a dot is burned by a 0. An empty line ends what its buffer held."""
    data = bytes(byte ^ 0xFF for row in picture.rows for byte in row)
    head = (
        f"\r\nSIZE {size.width} mm,{size.height} mm\r\nGAP {size.gap} mm,0 mm\r\n"
        f"DIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,{picture.across},{len(picture.rows)},0,"
    )
    return head.encode() + data + b"\r\nPRINT 1,1\r\n"


def zpl(picture: Picture, size: LabelSize) -> bytes:
    """One label in ZPL: dots as hexadecimal text, a repeated row as a colon, zeros to its end as a comma."""
    total = picture.across * len(picture.rows)
    words, before = [], b""
    for row in picture.rows:
        inked = row.rstrip(b"\0")
        text = inked.hex().upper() + ("," if len(inked) < len(row) else "")
        words.append(":" if row == before else text)
        before = row
    return (
        f"^XA^PW{picture.width_dots}^LL{len(picture.rows)}^LH0,0^FO0,0"
        f"^GFA,{total},{total},{picture.across},{''.join(words)}^FS^PQ1^XZ\n"
    ).encode()


DRIVERS: dict[str, Callable[[Picture, LabelSize], bytes]] = {"tspl": tspl, "zpl": zpl}


def _drawn(element: Element, width: Width, painter: Painter, across: int) -> list[int]:
    """An element as rows, each an integer of `across` bits; the ticket stands in the middle of the label."""
    match element:
        case Line():
            rows = _integers(painted_line(element, width, painter), width.dots)
            return [_placed(row, width.dots, across) for row in rows] + [0] * LEADING
        case Rule(dashed):
            dashes = int("1" * 12 + "0" * 6, 2) if dashed else (1 << 18) - 1
            row = int(f"{dashes:018b}" * (width.dots // 18 + 1), 2) >> (18 - width.dots % 18)
            return [0] * 2 + [_placed(row, width.dots, across)] * 2 + [0] * 4
        case Feed(lines):
            return [0] * (lines * DOTS_PER_LINE)
        case QrCode(data, module):
            return _code(data, module, across)
        case _:  # no drawer, no buzzer
            return []


def _code(data: str, module: int, across: int) -> list[int]:
    """The code at the size asked for, or as large as the label bears."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(data)
    code.make(fit=True)
    squares = code.get_matrix()
    module = max(1, min(module, across // len(squares)))
    rows = [int("".join(("1" if dark else "0") * module for dark in row), 2) for row in squares]
    return [_placed(row, len(squares) * module, across) for row in rows for _ in range(module)]


def _integers(rows: Sequence[bytes], dots: int) -> list[int]:
    spare = -dots % 8
    return [int.from_bytes(row, "big") >> spare for row in rows]


def _placed(row: int, dots: int, across: int) -> int:
    """In the middle; what is wider than the label loses its right side."""
    free = across - dots
    return row << (free - free // 2) if free >= 0 else row >> -free


def _picture(rows: Sequence[int], across: int, down: int) -> Picture:
    """As large as the label: all of it is burned or left white. One element taller than a label is cut."""
    spare, size = -across % 8, (across + 7) // 8
    whole = ([0] * MARGIN + list(rows) + [0] * down)[:down]
    return Picture(across, tuple((row << spare).to_bytes(size, "big") for row in whole))
