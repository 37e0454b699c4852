"""All that a printer says, told apart on one wire, however it is cut into pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.status import (
    AutoStatus,
    Completed,
    Condition,
    Garbage,
    Processed,
    Realtime,
    Reply,
    StatusReader,
    worst,
)

# Bytes of reference printing.md: DLE EOT 1, 2, 4.
CONDITIONS = [
    (b"\x12\x12\x12", Condition.OK),
    (b"\x1a\x32\x7e", Condition.PAPER_OUT),
    (b"\x1a\x16\x12", Condition.COVER_OPEN),
    (b"\x1a\x12\x12", Condition.OFFLINE),
    (b"\x12\x12\x1e", Condition.NEAR_END),
    (b"\x1a\x52\x12", Condition.ERROR),
]
REPLIES: st.SearchStrategy[tuple[bytes, Reply]] = st.one_of(
    st.sampled_from(b"\x12\x16\x1a\x1e\x32\x72\x7e").map(lambda b: (bytes([b]), Realtime(0, b))),
    st.sampled_from(b"\x00\x03\x0c\x0f").map(lambda b: (bytes([b]), Processed(b))),
    st.lists(st.integers(0x20, 0x7E), min_size=4, max_size=4).map(
        lambda d: (b"\x37\x22" + bytes(d) + b"\0", Completed(bytes(d)))
    ),
    st.tuples(st.sampled_from(b"\x10\x14\x18\x38"), *[st.sampled_from(b"\x00\x03\x0c\x0f\x68")] * 3).map(
        lambda f: (bytes(f), AutoStatus(bytes(f)))
    ),
)


@pytest.mark.parametrize(("answers", "condition"), CONDITIONS)
def test_three_answers_tell_the_condition(answers: bytes, condition: Condition) -> None:
    reader = StatusReader()
    reader.asked(1, 2, 4)
    replies = list(reader.feed(answers))
    assert worst(reply.condition for reply in replies if isinstance(reply, Realtime)) is condition


@given(st.lists(REPLIES, max_size=12), st.lists(st.integers(0, 80), max_size=20))
def test_replies_are_told_apart_in_any_chunks(parts: list[tuple[bytes, Reply]], cuts: list[int]) -> None:
    stream = b"".join(data for data, _ in parts)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    reader = StatusReader()
    replies = [reply for a, b in pairwise(edges) for reply in reader.feed(stream[a:b])]
    assert replies == [reply for _, reply in parts]


def test_a_frame_that_comes_by_itself_is_no_answer_to_a_question() -> None:
    reader = StatusReader()
    reader.asked(1, 2, 4)
    out_of_paper, *answers = reader.feed(b"\x18\x00\x0f\x00" + b"\x1a\x32\x7e")
    assert isinstance(out_of_paper, AutoStatus) and out_of_paper.condition is Condition.PAPER_OUT
    assert answers == [Realtime(1, 0x1A), Realtime(2, 0x32), Realtime(4, 0x7E)]


def test_processed_says_how_much_paper_is_left() -> None:
    assert [reply.condition for reply in (Processed(0), Processed(3), Processed(0x0F))] == [
        Condition.OK,
        Condition.NEAR_END,
        Condition.PAPER_OUT,
    ]


def test_after_garbage_the_reader_finds_its_way_again() -> None:
    replies = list(StatusReader().feed(b"\xff\x37\x99\x37\x22abcd\x00\x12"))
    assert replies[-2:] == [Completed(b"abcd"), Realtime(0, 0x12)]
    assert all(isinstance(reply, Garbage) for reply in replies[:-2])


@given(st.binary(max_size=100))
def test_no_byte_is_waited_for_for_ever(data: bytes) -> None:
    reader = StatusReader()
    list(reader.feed(data))
    list(reader.feed(b"\xff" * 7))  # whatever was open ends here
    assert list(reader.feed(b"\x12")) == [Realtime(0, 0x12)]
