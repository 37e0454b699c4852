"""Lines are never too wide, never split a wide character, and lose nothing but the spaces they break at."""

from hypothesis import given
from hypothesis import strategies as st

from printers.charset import cells, printed
from printers.layout import bar, centered, entry, flow, paragraph, row, wrap
from printers.ticket import BOLD, DOUBLE, PLAIN, TRIPLE, Align, Line, Span, Style

TEXT = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="水煮鱼大份（），。 abcdefü-", max_size=60),
    st.text(alphabet="ไทยเม็ดe\u0301한국😀 ", max_size=40),
)
STYLE = st.builds(Style, st.integers(1, 3), st.integers(1, 3), st.booleans(), st.booleans())
SPANS = st.lists(st.builds(Span, TEXT, STYLE), max_size=4)
PAPER = st.sampled_from([32, 48])


def test_a_line_breaks_between_words_and_between_hanzi() -> None:
    assert wrap("Boiled fish in chilli oil", 12) == ["Boiled fish", "in chilli", "oil"]
    assert wrap("水煮鱼香肉丝", 7) == ["水煮鱼", "香肉丝"]
    assert wrap("Gemüse mit Tofu", 8) == ["Gemüse", "mit Tofu"]


def test_an_entry_of_a_list_goes_on_further_in() -> None:
    said = [line.text for line in entry("Table A6: 78.00 to pay since 2026-11-21", 20)]
    assert said == ["Table A6: 78.00 to", "  pay since", "  2026-11-21"]
    assert [line.text for line in entry("Table A6: 78.00", 20)] == ["Table A6: 78.00"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrap("Donaudampfschiff", 6) == ["Donaud", "ampfsc", "hiff"]


def test_a_word_is_torn_at_its_hyphens_and_where_it_says_so_before_it_is_cut() -> None:
    assert wrap("Sichuan-Pfefferblütenöl", 14) == ["Sichuan-", "Pfefferblüte", "nöl"]
    assert wrap("mit Schwein/Rind", 12) == ["mit Schwein/", "Rind"]
    assert wrap("Rindfleisch\u00adstreifen nach Art", 12) == ["Rindfleisch-", "streifen", "nach Art"]
    assert wrap("Rindfleisch\u00adstreifen", 20) == ["Rindfleischstreifen"]
    assert wrap("Rindfleisch\u200bstreifen", 12) == ["Rindfleisch", "streifen"]


def test_numbers_are_not_torn_at_a_hyphen() -> None:
    assert wrap("Nr. 1121-050-1", 12) == ["Nr.", "1121-050-1"]
    assert wrap("per E-Mail", 8) == ["per", "E-Mail"]


def test_a_word_that_is_cut_leaves_no_lone_letter() -> None:
    assert wrap("Gesellschaftskapitän", 19) == ["Gesellschaftskapi", "tän"]


def test_marks_stay_with_what_they_open_and_close() -> None:
    assert wrap("水煮鱼，好吃", 6) == ["水煮", "鱼，好", "吃"]
    assert wrap("豆腐（大份）", 7) == ["豆腐", "（大", "份）"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("", 10) == [""]


@given(TEXT, st.integers(2, 48))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in wrap(text, width))


@given(TEXT, st.integers(10, 48))
def test_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    text = text.replace("\u00ad", "")  # a soft hyphen shows where a word is torn
    assert "".join(wrap(text, width)).replace(" ", "") == printed(text).replace(" ", "")


@given(TEXT, STYLE, PAPER, st.integers(0, 7))
def test_a_paragraph_fits_its_paper_in_any_size(text: str, style: Style, width: int, indent: int) -> None:
    assert all(line.cells <= width for line in paragraph(text, width, style, indent=indent))


@given(SPANS, PAPER)
def test_flowing_spans_fit(spans: list[Span], width: int) -> None:
    lines = flow(spans, width)
    assert all(line.cells <= width for line in lines)
    assert _bare(lines) == _bare_spans(spans)


@given(SPANS, SPANS, PAPER)
def test_a_row_fits_and_its_right_side_ends_at_the_edge(
    left: list[Span], right: list[Span], width: int
) -> None:
    lines = row(left, right, width)
    assert all(line.cells <= width for line in lines)
    assert _bare(lines) == _bare_spans([*left, *right])
    if len(lines) == 1 and any(span.cells for span in right):
        assert lines[0].cells == width or lines[0].align is Align.RIGHT


@given(st.lists(st.builds(Span, TEXT, STYLE), min_size=1, max_size=3), SPANS, PAPER, st.booleans())
def test_a_bar_is_inverted_from_edge_to_edge(
    left: list[Span], right: list[Span], width: int, center: bool
) -> None:
    for line in bar(left, width, [] if center else right, center=center):
        assert line.cells == width
        assert all(span.style.inverted and span.style.height == line.height for span in line.spans)


def test_a_row_too_long_goes_on_below_at_the_right_edge() -> None:
    first, second = row([Span("A very long left side", BOLD)], [Span("and a right one")], 32)
    assert (first.text, second.text, second.align) == (
        "A very long left side",
        "and a right one",
        Align.RIGHT,
    )


def test_a_centred_line_leaves_its_place_to_the_printer() -> None:
    assert centered("谢谢", 48) == (Line((Span("谢谢", PLAIN),), Align.CENTER),)


def test_a_picture_made_of_several_is_not_torn() -> None:
    family, thumb = "👨\u200d👩\u200d👧", "👍🏽"
    assert wrap(f"全家福{family}", 8) == ["全家福", family]
    assert wrap(f"三分甜{thumb}", 8) == ["三分甜", thumb]


def test_sizes_count_in_cells() -> None:
    assert Span("A6", TRIPLE).cells == 6
    assert Span("水煮鱼", DOUBLE).cells == 12


def _bare(lines: tuple[Line, ...]) -> str:
    return "".join(line.text for line in lines).replace(" ", "")


def _bare_spans(spans: list[Span]) -> str:
    return "".join(span.text for span in spans).replace(" ", "")
