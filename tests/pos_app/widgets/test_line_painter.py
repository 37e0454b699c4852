"""What the printer's font lacks, painted: whole letters, in the cells they were given."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pos_app.widgets.line_painter import dots_of, paint_line
from printers.escpos import encode
from printers.layout import paragraph
from printers.paper import ImageRow, TextRow
from printers.press import read_paper
from printers.ticket import DOUBLE, PLAIN, TRIPLE, Line, Span, Style, Ticket, Width

# Emoji, Thai, Arabic, Korean, a hanzi of four bytes, an accent.
LACKING = ("🌶 微辣", "ต้มยำกุ้ง", "كباب لحم مشوي", "김치찌개", "𠮷野家", "Gemüse")
STYLES = (PLAIN, DOUBLE, TRIPLE, Style(1, 2), Style(2, 2, bold=True, inverted=True))


@pytest.mark.parametrize("text", LACKING)
@pytest.mark.parametrize("style", STYLES)
def test_letters_are_painted_whole_and_in_their_cells(qtbot: QtBot, text: str, style: Style) -> None:
    width = Span(text, style).cells * 12
    rows = paint_line(text, width, style)
    assert len(rows) == 24 * style.height
    assert {len(row) for row in rows} == {(width + 7) // 8}
    inked = [place for place, row in enumerate(rows) if any(row)]
    assert inked and inked[-1] - inked[0] > 8 * style.height  # high enough to be read


@pytest.mark.parametrize("text", LACKING)
def test_a_line_that_the_font_lacks_is_dots_and_its_neighbours_are_text(qtbot: QtBot, text: str) -> None:
    lines = (Line((Span("水煮鱼", DOUBLE),)), *paragraph(text, 32, DOUBLE), Line((Span("米饭"),)))
    rows = read_paper(encode(Ticket(Width.MM_58, lines), paint_line), 384).rows
    assert [row.text for row in rows if isinstance(row, TextRow)] == ["水煮鱼", "米饭"]
    images = [row for row in rows if isinstance(row, ImageRow)]
    assert len(images) == len(lines) - 2
    assert all(image.dots == 48 and image.width_dots == 384 for image in images)


def test_dark_is_one_and_the_left_is_high(qtbot: QtBot) -> None:
    image = QImage(10, 2, QImage.Format.Format_Grayscale8)
    image.fill(255)
    image.setPixel(0, 0, 0xFF000000)
    image.setPixel(9, 1, 0xFF202020)
    image.setPixel(3, 1, 0xFFD0D0D0)
    assert dots_of(image) == [b"\x80\x00", b"\x00\x40"]


def test_a_word_with_accents_fills_its_cells_as_the_words_of_the_printer_do(qtbot: QtBot) -> None:
    """It stands at the right edge when it is laid there, as "Frau Müller" behind a slip's number."""
    for style in (PLAIN, DOUBLE, Style(1, 2)):
        for text in ("Gemüse", "Frau Müller", "Борщ", "crème 水煮鱼"):
            width = Span(text, style).cells * 12
            whole = 0
            for row in paint_line(text, width, style):
                whole |= int.from_bytes(row, "big") >> -width % 8
            gap = (whole & -whole).bit_length() - 1
            assert gap <= 6 * style.width, (text, style, gap)


def test_arabic_stands_at_the_right_of_its_cells_and_latin_at_the_left(qtbot: QtBot) -> None:
    def inked(text: str) -> tuple[int, int]:
        rows = [int.from_bytes(row, "big") for row in paint_line(text, 480, DOUBLE)]
        whole = 0
        for row in rows:
            whole |= row
        bits = f"{whole:0480b}"
        return bits.index("1"), 479 - bits.rindex("1")

    from_left, to_right = inked("كباب (2)")
    assert to_right < 24 < from_left
    from_left, to_right = inked("Gemüse")
    assert from_left < 24 < to_right
