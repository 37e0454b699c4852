"""How facts travel home: a batch is opened as it was packed, a backlog counts down, tries are spread."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.record import replication
from domain.record.envelope import Event, encode
from domain.record.replication import Backlog, Backoff, BatchHeader, pack, unpack

HEADER = BatchHeader("b", "s", "d", "i", 0, "00" * 32, "ff" * 32)
headers = st.builds(BatchHeader, after=st.integers(0, 2**40), protocol=st.just(1))
raws = st.lists(
    st.builds(
        lambda text: encode(Event(1, "x", 1, "2026-11-23", "till", {"text": text})), st.text(max_size=30)
    ),
    max_size=10,
)


@given(headers, raws)
def test_a_batch_is_opened_as_it_was_packed(header: BatchHeader, run: list[bytes]) -> None:
    assert unpack(pack(header, run)) == (header, run)


def test_the_header_says_which_protocol_it_speaks() -> None:
    assert b'"protocol":1' in gzip.decompress(pack(HEADER, []))


def test_the_same_batch_is_the_same_bytes() -> None:
    """No time of day inside, so that a batch sent again is seen to be the same."""
    assert pack(HEADER, [b"{}"]) == pack(HEADER, [b"{}"])


@given(st.data())
def test_a_torn_or_altered_batch_is_unreadable(data: st.DataObject) -> None:
    packed = pack(HEADER, [b"{}"] * 5)
    torn = packed[: data.draw(st.integers(0, len(packed) - 1))]
    with pytest.raises(Refused, match="unreadable"):
        unpack(torn)


@pytest.mark.parametrize(
    "data", [b"", b"{}", gzip.compress(b"not json", mtime=0), gzip.compress(b'{"brand":"b"}', mtime=0)]
)
def test_what_is_no_batch_is_unreadable(data: bytes) -> None:
    with pytest.raises(Refused, match="unreadable"):
        unpack(data)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "MOST_BYTES", 100_000)
    with pytest.raises(Refused, match="unreadable"):
        unpack(pack(HEADER, [b"0" * 200_000]))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=20))
def test_progress_never_runs_back_nor_past_its_goal_while_sales_go_on(steps: list[tuple[int, int]]) -> None:
    backlog, waiting = Backlog(), 100
    for sold, taken in steps:
        taken = min(taken, waiting)
        waiting += sold - taken
        before = backlog.sent
        backlog.answered(taken, waiting)
        if not waiting:
            assert (backlog.sent, backlog.total) == (0, 0)
            return
        assert before <= backlog.sent and backlog.sent + waiting == backlog.total


@given(st.floats(0, 1, exclude_max=True))
def test_tries_are_spread_and_grow_rarer_up_to_a_limit(chance: float) -> None:
    backoff = Backoff()
    waits = [backoff.failed(chance) for _ in range(40)]
    assert waits == sorted(waits)
    assert 0.1 <= waits[0] <= 0.2
    assert 4 <= waits[-1] <= 8
    backoff.succeeded()
    assert backoff.failed(chance) == waits[0]
