"""Cup labels: what TSPL and ZPL printers burn is, dot for dot, what was drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.labels import DRIVERS, LabelSize, Picture, encode_label, pictures
from printers.ticket import (
    BOLD,
    DOUBLE,
    Align,
    Buzz,
    Cut,
    DrawerKick,
    Feed,
    Line,
    QrCode,
    Rule,
    Span,
    Style,
    Ticket,
    Width,
)
from tests.fakes.label_printers import BurnedLabel, read_tspl, read_zpl
from tests.printers.test_raster import black

READERS = {"tspl": read_tspl, "zpl": read_zpl}
CUP = LabelSize(40, 30)
PEARL_TEA = Ticket(
    CUP.cells,
    (
        Line((Span("A6", BOLD), Span(" 1/3"))),
        Rule(),
        Line((Span("珍珠奶茶", DOUBLE),)),
        Line((Span("少冰 三分糖 加椰果", Style(inverted=True)),), Align.RIGHT),
        Cut(),
    ),
)


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_label_is_burned_as_it_was_drawn(driver: str) -> None:
    (burned,) = READERS[driver](encode_label(driver, PEARL_TEA, CUP, black))
    (drawn,) = pictures(PEARL_TEA, CUP, black)
    assert burned.dots == _dots(drawn)
    assert (len(burned.dots), len(burned.dots[0])) == (240, 320)
    assert burned.ink > 5_000


@given(st.integers(15, 60), st.integers(10, 20), st.randoms(use_true_random=False))
def test_any_picture_comes_back_dot_for_dot(width: int, height: int, random: object) -> None:
    size = LabelSize(width, height)
    across, count = width, height * 8
    choices = [bytes(across), b"\xff" * across, bytes(range(across)), b"\0" * (across - 1) + b"\x10"]
    rows = tuple(random.choice(choices) for _ in range(count))  # type: ignore[attr-defined]
    picture = Picture(width * 8, rows)
    for driver, encode in DRIVERS.items():
        (burned,) = READERS[driver](encode(picture, size))
        assert burned.dots == _dots(picture)


def test_a_label_printer_is_told_the_size_of_its_labels() -> None:
    (burned,) = read_tspl(encode_label("tspl", PEARL_TEA, LabelSize(40, 60, 3), black))
    assert (burned.size, burned.gap, len(burned.dots)) == ((40, 60), 3, 480)


def test_a_label_in_zpl_is_short_where_rows_are_alike() -> None:
    assert len(encode_label("zpl", PEARL_TEA, CUP, black)) < 1_500, "9,600 bytes of dots, 19,200 digits"


def test_three_cups_are_three_labels() -> None:
    cups = Ticket(CUP.cells, PEARL_TEA.elements * 3)
    for driver in DRIVERS:
        burned = READERS[driver](encode_label(driver, cups, CUP, black))
        assert len(burned) == 3 and burned[0] == burned[1] == burned[2]


def test_what_does_not_fit_goes_on_to_the_next_label() -> None:
    line = Line((Span("奶茶", DOUBLE),))
    for count in (4, 5, 9):
        long = Ticket(CUP.cells, (line,) * count)
        burned = read_tspl(encode_label("tspl", long, CUP, black))
        assert len(burned) == -(-count // 4)
        one = read_tspl(encode_label("tspl", Ticket(CUP.cells, (line,)), CUP, black))[0].ink
        assert sum(label.ink for label in burned) == count * one


def test_air_drawer_and_buzzer_make_no_label() -> None:
    nothing = Ticket(CUP.cells, (Feed(20), Cut(), Buzz(), DrawerKick(), Line((Span("  "),)), Cut()))
    assert encode_label("zpl", nothing, CUP, black) == b""


def test_a_code_on_a_label_is_scannable_in_size_and_place() -> None:
    (burned,) = read_zpl(encode_label("zpl", Ticket(CUP.cells, (QrCode("a" * 20, 5),)), CUP, black))
    columns = _ink(burned, across=True)
    assert len(columns) == len(_ink(burned, across=False)) == 25 * 5
    assert abs((columns.start + columns.stop) / 2 - 160) <= 1
    (narrow,) = read_zpl(
        encode_label("zpl", Ticket(Width(10), (QrCode("a" * 20, 9),)), LabelSize(15, 15), black)
    )
    assert len(_ink(narrow, across=True)) == len(_ink(narrow, across=False)) == 25 * 4


def test_a_ticket_wider_than_its_label_loses_its_right_side_only() -> None:
    line = Ticket(Width.MM_80, (Line((Span("一"), Span(" " * 44), Span("二"))),))
    (burned,) = read_tspl(encode_label("tspl", line, CUP, black))
    assert [at for at, dot in enumerate(burned.dots[8]) if dot] == list(range(24))


def test_labels_need_a_driver_a_painter_and_a_size_that_exists() -> None:
    with pytest.raises(ValueError, match="speaks epl"):
        encode_label("epl", PEARL_TEA, CUP, black)
    with pytest.raises(ValueError, match="nobody here paints"):
        encode_label("tspl", PEARL_TEA, CUP, None)
    for wrong in ((10, 30, 2), (40, 500, 2), (40, 30, 50)):
        with pytest.raises(ValueError, match="no label is"):
            LabelSize(*wrong)


def _ink(label: BurnedLabel, across: bool) -> range:
    """From the first to the last column, or row, that has a black dot."""
    lines = zip(*label.dots, strict=True) if across else label.dots
    inked = [at for at, line in enumerate(lines) if any(line)]
    return range(inked[0], inked[-1] + 1)


def _dots(picture: Picture) -> tuple[tuple[bool, ...], ...]:
    return tuple(
        tuple(bool(row[at // 8] >> (7 - at % 8) & 1) for at in range(picture.width_dots))
        for row in picture.rows
    )


def test_the_reader_of_the_tests_is_no_yes_man() -> None:
    whole = encode_label("tspl", PEARL_TEA, CUP, black)
    with pytest.raises(AssertionError):
        read_tspl(whole.replace(b"CLS\r\n", b""))
    with pytest.raises(AssertionError):
        read_zpl(encode_label("zpl", PEARL_TEA, CUP, black).replace(b"^FS", b""))
    assert isinstance(read_tspl(whole)[0], BurnedLabel)
