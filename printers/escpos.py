"""A ticket to ESC/POS bytes: pure, whole job in GB18030 after `FS &`, only the changes of style sent.

Byte meanings: Epson's ESC/POS reference; what Chinese models need: reference printing.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from printers.charset import cells, sets_well, substituted
from printers.raster import Painter, chunks, painted_line
from printers.ticket import (
    DOTS_PER_LINE,
    PLAIN,
    Align,
    Buzz,
    Cut,
    DrawerKick,
    Element,
    Feed,
    Line,
    Picture,
    QrCode,
    Rule,
    Span,
    Style,
    Ticket,
)

ESC, FS, GS = b"\x1b", b"\x1c", b"\x1d"
# Reset; USA signs, since some models start with ￥ in place of $; paper moved in dots of 1/203 inch, which
# is not every model's own measure; two-byte characters on.
START = ESC + b"@" + ESC + b"R\x00" + GS + b"P\x00\xcb" + FS + b"&"
# Paper moved by a line, in dots: text has air beneath it, a rule is near what it parts.
_LEADING = 10
_RULE_PITCH = 24
_PITCH = 34  # after a reset
# Answered when all before it has been processed: bits 0-1 near end, bits 2-3 paper out.
PROCESSED_REQUEST = GS + b"r\x01"


def completion_request(mark: bytes) -> bytes:
    """`GS ( H`: the printer answers 37 22 <mark> 00 when all before it is on paper. Four bytes 20h to 7Eh."""
    if len(mark) != 4 or not all(0x20 <= b <= 0x7E for b in mark):
        raise ValueError(f"a mark is four printable bytes, not {mark!r}")
    return GS + b"(H\x06\x00\x30\x30" + mark


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a model differs. `kanji_modes`: Chinese grows only by `FS !`, which has no triple size."""

    kanji_modes: bool = False


COMMON = Dialect()


def encode(
    ticket: Ticket, painter: Painter | None = None, *, dialect: Dialect = COMMON, ack: bytes = b""
) -> bytes:
    """The whole job. Lines that GBK cannot set well are painted; without a painter □ stands for its gaps.

    `ack` is sent last: `PROCESSED_REQUEST`, `completion_request(...)`, or nothing.
    """
    return b"".join((START, *_Writer(ticket, painter, dialect).job(), ack))


class _Writer:
    """Knows the printer's present style, so that only changes are sent."""

    def __init__(self, ticket: Ticket, painter: Painter | None, dialect: Dialect) -> None:
        self.ticket = ticket
        self.painter = painter
        self.dialect = dialect
        self.style = PLAIN
        self.align = Align.LEFT
        self.pitch = _PITCH

    def job(self) -> Iterable[bytes]:
        for element in self.ticket.elements:
            yield from self.element(element)
        yield self.to_style(PLAIN)

    def element(self, element: Element) -> Iterable[bytes]:
        match element:
            case Line():
                yield from self.line(element, element.height * DOTS_PER_LINE + _LEADING)
            case Rule():
                yield from self.line(_rule(element, self.ticket.width), _RULE_PITCH)
            case QrCode():
                air = ESC + b"J" + bytes([_LEADING])
                yield from (self.to_align(Align.CENTER), air, _qr(element), air)
            case Picture(width, rows):
                yield self.to_align(Align.CENTER)
                yield from chunks(rows, width)
                yield ESC + b"J" + bytes([_LEADING])
            case Feed(lines):
                yield ESC + b"d" + bytes([lines])
            case Cut(partial):
                yield GS + b"V" + (b"B\x00" if partial else b"A\x00")
            case Buzz(times):
                yield ESC + b"B" + bytes([times, 2])
            case DrawerKick(wire):
                yield ESC + b"p" + bytes([wire, 25, 250])

    def line(self, line: Line, pitch: int) -> Iterable[bytes]:
        if self.painter is not None and not all(sets_well(span.text) for span in line.spans):
            yield self.to_align(Align.LEFT)
            yield from chunks(painted_line(line, self.ticket.width, self.painter), self.ticket.width.dots)
            yield ESC + b"J" + bytes([_LEADING])
            return
        yield self.to_align(line.align) + self.to_pitch(pitch)
        for span in line.spans:
            yield from self.span(span)
        yield b"\n"

    def span(self, span: Span) -> Iterable[bytes]:
        style = span.style
        if not style.inverted and span.text.isspace():
            style = Style(style.width, 1, self.style.bold)  # the weight and height of nothing are nothing
        yield self.to_style(style)
        yield substituted(span.text).encode("gb18030")

    def to_align(self, align: Align) -> bytes:
        if align is self.align:
            return b""
        self.align = align
        return ESC + b"a" + bytes([align.value])

    def to_pitch(self, dots: int) -> bytes:
        if dots == self.pitch:
            return b""
        self.pitch = dots
        return ESC + b"3" + bytes([dots])

    def to_style(self, style: Style) -> bytes:
        was, self.style = self.style, style
        parts = []
        if (was.width, was.height) != (style.width, style.height):
            parts.append(GS + b"!" + bytes([(style.width - 1) << 4 | (style.height - 1)]))
            if self.dialect.kanji_modes:
                parts.append(FS + b"!" + bytes([(style.width > 1) << 2 | (style.height > 1) << 3]))
        if was.bold != style.bold:
            parts.append(ESC + b"E" + bytes([style.bold]))
        if was.inverted != style.inverted:
            parts.append(GS + b"B" + bytes([style.inverted]))
        return b"".join(parts)


def _rule(rule: Rule, width: int) -> Line:
    """Wide bold characters: few bytes, and strokes that are seen through grease. Bold as dishes are, too,
    so that a rule between two of them changes only the size."""
    sign, size = ("-", Style(3, 1, bold=True)) if rule.dashed else ("━", Style(2, 1, bold=True))
    return Line((Span(sign * (width // (cells(sign) * size.width)), size),))


def _qr(code: QrCode) -> bytes:
    """Model 2, correction M, UTF-8; stored, then printed."""
    data = code.data.encode()
    size = len(data) + 3
    return b"".join(
        (
            GS + b"(k\x04\x001A2\x00",
            GS + b"(k\x03\x001C" + bytes([code.module]),
            GS + b"(k\x03\x001E1",
            GS + b"(k" + size.to_bytes(2, "little") + b"1P0" + data,
            GS + b"(k\x03\x001Q0",
        )
    )
