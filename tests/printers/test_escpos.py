"""Tickets to bytes: what our encoder says, an interpreter that does not know it reads back."""

from hypothesis import given
from hypothesis import strategies as st

from printers.charset import cells, printed, substituted
from printers.escpos import Dialect, completion_request, encode
from printers.layout import paragraph
from printers.paper import CutRow, FeedRow, ImageRow, Look, Paper, PulseRow, QrRow, TextRow
from printers.press import read_paper
from printers.slips.kitchen import KitchenSlip, kitchen_ticket
from printers.slips.samples import FISH, HALL, HOT
from printers.slips.sheet import KitchenLine
from printers.ticket import (
    Align,
    Buzz,
    Cut,
    DrawerKick,
    Element,
    Feed,
    Line,
    QrCode,
    Rule,
    Span,
    Style,
    Ticket,
    Width,
)
from tests.printers.evening import chinese

STYLE = st.builds(Style, st.integers(1, 3), st.integers(1, 3), st.booleans(), st.booleans())
WIDE = Width.MM_80


def on_paper(*elements: Element, width: Width = WIDE) -> Paper:
    return read_paper(encode(Ticket(width, elements)), width.dots)


def test_a_job_starts_clean_and_in_two_byte_mode() -> None:
    assert encode(Ticket(WIDE)).startswith(b"\x1b@")
    assert b"\x1c&" in encode(Ticket(WIDE))[:16]


def test_only_changes_of_style_are_sent() -> None:
    bold = Style(2, 2, bold=True)
    data = encode(Ticket(WIDE, (Line((Span("水煮", bold), Span("鱼", bold))),)))
    assert data.count(b"\x1d!") == data.count(b"\x1bE") == 2  # on and, at the end, off


def test_each_element_comes_out_of_the_printer() -> None:
    paper = on_paper(
        Rule(), QrCode("https://例/1", 4), Feed(2), Cut(), DrawerKick(), Buzz(), Cut(partial=False)
    )
    rule, _, code, _, feed, cut, drawer, buzzer, full = paper.rows
    assert isinstance(rule, TextRow) and rule.runs[0].dots == WIDE.dots
    assert code == QrRow("https://例/1".encode(), 4, "M", align=1)
    assert isinstance(feed, FeedRow)
    assert (cut, full) == (CutRow(partial=True), CutRow(partial=False))
    assert (drawer, buzzer) == (PulseRow("drawer"), PulseRow("buzzer"))


def test_alignment_is_the_printers_work() -> None:
    (row,) = on_paper(Line((Span("谢谢"),), Align.CENTER)).rows
    assert isinstance(row, TextRow) and row.runs[0].x == (WIDE.dots - 48) // 2
    (row,) = on_paper(Line((Span("谢谢"),), Align.RIGHT)).rows
    assert isinstance(row, TextRow) and row.runs[0].x == WIDE.dots - 48


def test_models_that_size_hanzi_apart_are_told_so() -> None:
    ticket = Ticket(WIDE, (Line((Span("鱼A", Style(2, 2)),)),))
    paper = read_paper(encode(ticket, dialect=Dialect(kanji_modes=True)))
    assert paper == read_paper(encode(ticket))


def test_every_gbk_character_comes_back_from_the_paper() -> None:
    native = [chr(code) for code in range(0xA0, 0xFFFF) if not 0xD800 <= code < 0xE000]
    text = "".join(c for c in native if printed(c) == c and _in_gbk(c))
    lines = tuple(Line((Span(text[at : at + 24]),)) for at in range(0, len(text), 24))
    assert on_paper(*lines).text.replace("\n", "") == text
    assert len(text) == 21_791


@given(st.text(max_size=40), STYLE)
def test_any_text_comes_back_as_it_was_mapped(text: str, style: Style) -> None:
    lines = paragraph(text, WIDE, style)
    paper = on_paper(*lines)
    assert paper.text == "\n".join(substituted(line.text) for line in lines)
    look = Look(style.width, style.height, style.bold, style.inverted)
    for row in paper.rows:
        assert isinstance(row, TextRow)
        assert all(run.look == look for run in row.runs if run.text.strip(" "))
        assert sum(run.dots for run in row.runs) <= WIDE.dots


@given(st.lists(st.tuples(st.text(max_size=12), STYLE), max_size=6))
def test_styles_of_one_line_do_not_leak_into_the_next(parts: list[tuple[str, Style]]) -> None:
    lines = [Line((Span(text[: 48 // (2 * style.width)], style),)) for text, style in parts]
    fitting = [line for line in lines if line.cells <= WIDE]
    paper = on_paper(*fitting, Line((Span("end"),)))
    last = paper.rows[-1]
    assert isinstance(last, TextRow) and [run.look for run in last.runs] == [Look()]
    assert len(paper.rows) == len(fitting) + 1


def test_what_gbk_lacks_is_painted_line_by_line() -> None:
    painted: list[str] = []

    def painter(text: str, width_dots: int, style: Style) -> list[bytes]:
        painted.append(text)
        return [b"\xff" * ((width_dots + 7) // 8)] * (24 * style.height)

    ticket = Ticket(WIDE, (Line((Span("水煮鱼"),)), Line((Span("1×"), Span("ต้มยำ", Style(2, 2))))))
    plain, image, _ = read_paper(encode(ticket, painter)).rows
    assert isinstance(plain, TextRow) and plain.text == "水煮鱼"
    assert isinstance(image, ImageRow) and (image.dots, image.width_dots) == (48, WIDE.dots)
    assert painted == ["1×", "ต้มยำ"]


def test_an_accent_is_painted_too_since_gbk_would_tear_the_word_apart() -> None:
    def painter(text: str, width_dots: int, style: Style) -> list[bytes]:
        return []

    ticket = Ticket(WIDE, (Line((Span("Gemüse"),)), Line((Span("Привет"),))))
    kinds = [type(row) for row in read_paper(encode(ticket, painter)).rows]
    assert kinds == [ImageRow, FeedRow] * 2, "GBK would print П р и в е т"
    assert read_paper(encode(ticket)).text == "Gemuse\nПривет"
    sign = Ticket(WIDE, (Line((Span("20μm 水煮鱼 №1 Ω"),)),))
    assert [type(row) for row in read_paper(encode(sign, painter)).rows] == [TextRow]


def test_an_ordinary_kitchen_ticket_of_twelve_dishes_is_within_a_kilobyte() -> None:
    slip = KitchenSlip(
        station=HOT,
        table="A6",
        number=87,
        order_no="1121-047-1",
        at="18:36",
        printed_at="18:36:13",
        lines=(KitchenLine({"zh-Hans": FISH["zh-Hans"]}),) * 12,
        area=HALL,
        code="11210470100019",
    )
    assert len(encode(kitchen_ticket(slip, chinese(WIDE)))) <= 1024


def test_a_completion_mark_is_four_printable_bytes() -> None:
    assert completion_request(b"a1b2") == b"\x1d(H\x06\x00\x30\x30a1b2"
    for mark in (b"abc", b"abcde", b"ab\x00c"):
        try:
            completion_request(mark)
        except ValueError:
            continue
        raise AssertionError(mark)


def _in_gbk(character: str) -> bool:
    return cells(character) == 2 and substituted(character) == character
