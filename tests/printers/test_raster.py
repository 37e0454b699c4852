"""Painted lines: spans at their cells, inverted where they are, in chunks that cheap printers bear."""

from hypothesis import given
from hypothesis import strategies as st

from printers.paper import ImageRow
from printers.press import read_paper
from printers.raster import chunks, painted_line
from printers.ticket import Align, Line, Span, Style, Width

WIDE = Width.MM_80


def black(text: str, width_dots: int, style: Style) -> list[bytes]:
    """Paints every dot of its place."""
    full = ((1 << width_dots) - 1) << (-width_dots % 8)
    return [full.to_bytes((width_dots + 7) // 8, "big")] * (24 * style.height)


@given(st.integers(0, 700))
def test_chunks_hold_all_rows_and_none_is_tall(count: int) -> None:
    rows = [bytes([number % 256]) * 72 for number in range(count)]
    paper = read_paper(b"".join(chunks(rows, 576)))
    images = [row for row in paper.rows if isinstance(row, ImageRow)]
    assert [row for image in images for row in image.rows] == rows
    assert all(image.dots <= 256 for image in images)


def test_spans_are_painted_at_their_cells_on_a_common_foot() -> None:
    rows = painted_line(Line((Span("  "), Span("一", Style(1, 1)), Span("二", Style(2, 2)))), WIDE, black)
    assert len(rows) == 48
    assert _dots(rows[0]) == range(48, 96)
    assert _dots(rows[47]) == range(24, 96)


def test_a_line_is_centred_or_at_the_right() -> None:
    line = Line((Span("一"),), Align.CENTER)
    assert _dots(painted_line(line, WIDE, black)[0]) == range(276, 300)
    assert _dots(painted_line(Line((Span("一"),), Align.RIGHT), WIDE, black)[0]) == range(552, 576)


def test_an_inverted_span_is_black_where_nothing_is_painted() -> None:
    rows = painted_line(
        Line((Span(" ", Style(inverted=True)), Span("一", Style(inverted=True)))), WIDE, black
    )
    assert all(_dots(row) == range(12) for row in rows)


def _dots(row: bytes) -> range:
    """The black dots of a row, which must be one stretch."""
    black_dots = [at for at in range(len(row) * 8) if row[at // 8] >> (7 - at % 8) & 1]
    stretch = range(black_dots[0], black_dots[-1] + 1)
    assert black_dots == list(stretch)
    return stretch
