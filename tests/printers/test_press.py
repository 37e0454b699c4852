"""The interpreter prints what a real printer would, from commands our encoder never sends too."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from printers.command_reader import Command, CommandReader, Text, Token
from printers.escpos import encode
from printers.paper import CutRow, ImageRow, Look, QrRow, TextRow
from printers.press import read_paper
from printers.slips.receipt import receipt_ticket
from printers.slips.samples import PAID_BILL
from printers.ticket import Width
from tests.printers.evening import chinese

JOB = encode(receipt_ticket(PAID_BILL, chinese(Width.MM_80)))


def test_without_two_byte_mode_chinese_comes_out_as_line_drawings() -> None:
    assert read_paper("鱼\n".encode("gb18030")).text == "╙π"
    assert read_paper(b"\x1c&" + "鱼\n".encode("gb18030")).text == "鱼"


def test_a_four_byte_character_comes_out_as_garbage_as_on_a_gbk_printer() -> None:
    assert "\ufffd" in read_paper(b"\x1c&" + "𬶨\n".encode("gb18030")).text


def test_a_lone_high_byte_swallows_the_next_one() -> None:
    assert "A" not in read_paper(b"\x1c&\xe9A\n").text


def test_a_line_too_long_wraps_at_the_edge_of_the_paper() -> None:
    paper = read_paper(b"0123456789" * 5 + b"\n", 384)
    assert [row.text for row in paper.rows if isinstance(row, TextRow)] == [
        "01234567890123456789012345678901",
        "234567890123456789",
    ]


def test_a_line_without_its_end_is_not_on_paper() -> None:
    assert read_paper(b"half a line").rows == ()


def test_old_commands_for_size_and_cut_work() -> None:
    row, cut = read_paper(b"\x1b!\x38big\n\x1bm").rows
    assert isinstance(row, TextRow) and row.runs[0].look == Look(2, 2, bold=True)
    assert cut == CutRow(partial=True)


def test_hanzi_can_be_sized_apart() -> None:
    (row,) = read_paper(b"\x1c&\x1cW\x01" + "鱼A\n".encode("gbk")).rows
    assert isinstance(row, TextRow)
    assert [(run.text, run.look, run.dots) for run in row.runs] == [("鱼", Look(2, 2), 48), ("A", Look(), 12)]


def test_an_image_and_a_code_keep_their_data() -> None:
    image, code = read_paper(
        b"\x1dv0\x00\x02\x00\x02\x00\x0a\x1b\x1d\x10" + b"\x1d(k\x05\x001P0\x10\x04" + b"\x1d(k\x03\x001Q0"
    ).rows
    assert isinstance(image, ImageRow) and image.rows == (b"\x0a\x1b", b"\x1d\x10")
    assert isinstance(code, QrRow) and code.data == b"\x10\x04"


def test_barcodes_tabs_and_unknown_commands_leave_no_text_behind() -> None:
    skipped = (
        b"\x1dk\x04ABC\0"
        + b"\x1dkI\x03{BA"
        + b"\x1bD\x08\x10\0"
        + b"\x1b*\x00\x02\x00ab"
        + b"\x1d(L\x02\x0002"
    )
    assert read_paper(skipped + b"x\n").text == "x"


@given(st.lists(st.integers(0, len(JOB)), max_size=30))
def test_any_cutting_of_the_stream_gives_the_same_tokens(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(JOB)]
    reader = CommandReader()
    tokens = [token for a, b in pairwise(edges) for token in reader.feed(JOB[a:b])]
    assert _joined(tokens) == _joined(CommandReader().feed(JOB))


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_the_press_fail(data: bytes) -> None:
    read_paper(b"\x1c&" + data).as_text(looks=True)


def _joined(tokens: object) -> list[Token]:
    """Neighbouring texts as one: where a text is cut does not matter."""
    joined: list[Token] = []
    for token in tokens:  # type: ignore[attr-defined]
        last = joined[-1] if joined else None
        if isinstance(token, Text) and isinstance(last, Text):
            joined[-1] = Text(last.data + token.data)
        else:
            assert isinstance(token, Text | Command)
            joined.append(token)
    return joined
