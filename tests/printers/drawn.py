"""Paper as a drawing that is the same on every machine: SVG, where text is placed cell by cell.

Pixels would depend on the fonts of whoever draws them. A drawing holds what a printer is told (sizes, places,
inversion, codes square by square, dots of pictures) and leaves the shape of letters to whoever looks at it,
so it can be compared byte for byte and opened in any browser.
"""

import base64
import struct
import zlib
from collections.abc import Iterator
from xml.sax.saxutils import escape

from pos_app.widgets.qr import matrix
from printers.charset import cells
from printers.paper import (
    CELL,
    CHARACTER,
    CutRow,
    FeedRow,
    ImageRow,
    Paper,
    PulseRow,
    QrRow,
    Row,
    Run,
    TextRow,
)

MARGIN = 24
_FONT = "'Noto Sans Mono CJK SC','Microsoft YaHei UI','PingFang SC',monospace"


def drawing(paper: Paper) -> str:
    """The strip as SVG, a line an element."""
    parts: list[str] = []
    top = MARGIN
    for row in paper.rows:
        parts += _row(row, top, paper.width_dots)
        top += _height(row)
    width = paper.width_dots + 2 * MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top + MARGIN}" width="{width}">\n'
        f"<style>text{{font-family:{_FONT};white-space:pre;fill:#111}}.b{{font-weight:bold}}"
        ".i{fill:#fff}</style>\n"
        f'<rect width="{width}" height="{top + MARGIN}" fill="#fff"/>\n'
    )
    return head + "".join(f"{part}\n" for part in parts) + "</svg>\n"


def _height(row: Row) -> int:
    match row:
        case TextRow() | ImageRow() | FeedRow():
            return row.dots
        case QrRow():
            return (len(matrix(row.data.decode())) + 2) * row.module
        case _:
            return 0


def _row(row: Row, top: int, width: int) -> Iterator[str]:
    match row:
        case TextRow():
            foot = top + max((run.look.height for run in row.runs), default=1) * CHARACTER
            for run in row.runs:
                yield from _run(run, foot)
        case QrRow():
            yield _code(row, top, width)
        case ImageRow():
            yield _image(row, top)
        case CutRow():
            yield f'<path d="M0 {top + 8}H{width + 2 * MARGIN}" stroke="#999" stroke-dasharray="12 8"/>'
        case PulseRow():
            yield f"<!-- {row.what} -->"


def _run(run: Run, foot: int) -> Iterator[str]:
    look, x = run.look, run.x + MARGIN
    if look.inverted:
        high = look.height * CHARACTER
        yield f'<rect x="{x}" y="{foot - high}" width="{run.dots}" height="{high}" fill="#111"/>'
    if not run.text.strip():
        return
    if set(run.text) <= set("-━"):
        dashes = ' stroke-dasharray="20 10"' if "-" in run.text else ""
        middle = foot - look.height * CHARACTER // 2
        yield f'<path d="M{x} {middle}h{run.dots}" stroke="#111" stroke-width="3"{dashes}/>'
        return
    places, at = [], 0
    for character in run.text:
        places.append(str(at))
        at += cells(character) * CELL
    kind = " ".join(mark for mark, on in (("b", look.bold), ("i", look.inverted)) if on)
    yield (
        f'<text{f" class={kind!r}" if kind else ""} font-size="22" x="{" ".join(places)}" '
        f'transform="translate({x} {foot - 4 * look.height}) scale({look.width} {look.height})">'
        f"{escape(run.text)}</text>"
    )


def _code(row: QrRow, top: int, width: int) -> str:
    squares, side = matrix(row.data.decode()), row.module
    left = MARGIN + (width - len(squares) * row.module) * row.align // 2
    path = "".join(
        f"M{left + across * side} {top + (down + 1) * side}h{side}v{side}h-{side}z"
        for down, line in enumerate(squares)
        for across, dark in enumerate(line)
        if dark
    )
    return f'<path d="{path}" fill="#111"/>'


def _image(row: ImageRow, top: int) -> str:
    data = base64.b64encode(_png(row)).decode()
    return (
        f'<image x="{row.x + MARGIN}" y="{top}" width="{row.width_dots}" height="{row.dots}" '
        f'href="data:image/png;base64,{data}"/>'
    )


def _png(row: ImageRow) -> bytes:
    """One bit a dot; stored, not deflated, so that no library's version shows."""
    rows = b"".join(b"\0" + bytes(byte ^ 0xFF for byte in line) for line in row.rows)
    stored = b"".join(
        struct.pack("<BHH", at + 65_535 >= len(rows), len(part), len(part) ^ 0xFFFF) + part
        for at in range(0, len(rows), 65_535)
        if (part := rows[at : at + 65_535])
    )
    body = b"\x78\x01" + stored + struct.pack(">I", zlib.adler32(rows))
    head = struct.pack(">IIBBBBB", row.width_dots, row.dots, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    )
