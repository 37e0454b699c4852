"""What the printer's font lacks, as dots: spans painted by the program, composed into a line, sent in chunks.

Raster costs about ten times the bytes of text, so only the lines that need it come here. Tall images
turn to garbage on cheap models, hence at most 256 rows a chunk.
"""

from collections.abc import Callable, Iterator, Sequence

from printers.ticket import DOTS_PER_CELL, DOTS_PER_LINE, Align, Line, Style, Width

ROWS_PER_CHUNK = 256

# (text, width in dots, style) → rows from top to bottom; each packed eight dots a byte, leftmost dot
# highest, 1 black, ceil(width / 8) bytes. Text is painted black on white, in size and weight of the
# style, in its own direction; rows beyond 24 × height are cut. Inversion is done here.
Painter = Callable[[str, int, Style], Sequence[bytes]]


def chunks(rows: Sequence[bytes], width_dots: int) -> Iterator[bytes]:
    """`GS v 0` commands for rows of ceil(width_dots / 8) bytes each, at most 256 rows in each command."""
    across = (width_dots + 7) // 8
    for start in range(0, len(rows), ROWS_PER_CHUNK):
        part = rows[start : start + ROWS_PER_CHUNK]
        yield b"\x1dv0\x00" + across.to_bytes(2, "little") + len(part).to_bytes(2, "little") + b"".join(part)


def painted_line(line: Line, width: Width, painter: Painter) -> list[bytes]:
    """The whole line as rows of dots, its spans standing on a common foot as printed text does."""
    height = line.height * DOTS_PER_LINE
    canvas = [0] * height
    x = _start(line, width) * DOTS_PER_CELL
    for span in line.spans:
        dots = span.cells * DOTS_PER_CELL
        rows = _painted(painter, span.text, dots, span.style) if dots and not span.text.isspace() else []
        _place(canvas, rows, x, dots, width.dots, span.style)
        x += dots
    return [row.to_bytes((width.dots + 7) // 8, "big") for row in canvas]


def _start(line: Line, width: Width) -> int:
    free = max(0, width - line.cells)
    return {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[line.align]


def _painted(painter: Painter, text: str, dots: int, style: Style) -> list[int]:
    """The painter's rows as integers of `dots` bits, as many as the style is high."""
    spare = -dots % 8
    height = style.height * DOTS_PER_LINE
    rows = [int.from_bytes(row, "big") >> spare for row in painter(text, dots, style)][:height]
    return [0] * (height - len(rows)) + rows


def _place(canvas: list[int], rows: list[int], x: int, dots: int, paper: int, style: Style) -> None:
    rows = rows or [0] * (style.height * DOTS_PER_LINE)
    full = (1 << dots) - 1
    shift = paper - x - dots
    if shift < 0:  # wider than the paper: whoever laid it out was wrong, but nothing wraps to the left
        return
    top = len(canvas) - len(rows)
    for y, row in enumerate(rows):
        canvas[top + y] |= ((row ^ full) if style.inverted else row & full) << shift
