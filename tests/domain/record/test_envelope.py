"""A fact as it is kept and sent, and the chain that shows any change of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.record.envelope import GENESIS, LAST_MOMENT, Event, chain, decode, encode, head_of

texts = st.text(max_size=10)
bodies = st.dictionaries(texts, st.none() | st.integers() | texts | st.lists(texts, max_size=3), max_size=4)
events = st.builds(
    Event,
    seq=st.integers(1, 2**40),
    kind=texts,
    at=st.integers(0, LAST_MOMENT),
    date=texts,
    by=texts,
    body=bodies,
)
ORDER = Event(
    1, "order.placed", 1_790_000_000_000, "2026-11-23", "phone", {"order": "x", "remark": "快\n一点"}
)


@given(events)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert decode(encode(event)) == event


@given(events)
def test_its_bytes_are_one_line_and_the_same_each_time(event: Event) -> None:
    raw = encode(event)
    assert b"\n" not in raw
    assert encode(decode(raw)) == raw


def test_a_kind_from_a_newer_program_is_no_trouble() -> None:
    newer = replace(ORDER, kind="table.folded", body={"how": {"deep": [1, 2]}})
    assert decode(encode(newer)) == newer


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": "1"},
        {"seq": True},
        {"at": None},
        {"at": -1},
        {"at": LAST_MOMENT + 1},
        {"date": 20261123},
        {"by": None},
        {"kind": 1},
        {"body": []},
        {"body": None},
        {"more": 1},
    ],
    ids=repr,
)
def test_what_is_no_envelope_is_unreadable(change: dict[str, Any]) -> None:
    from domain.record.canonical import canonical, parse

    with pytest.raises(Refused, match="unreadable"):
        decode(canonical({**parse(encode(ORDER)), **change}))


def test_a_missing_part_is_unreadable() -> None:
    with pytest.raises(Refused, match="unreadable"):
        decode(b'{"seq":1,"kind":"x","at":1,"date":"2026-11-23","by":"till"}')


def test_the_head_is_the_last_link() -> None:
    first, second = b"one", b"two"
    assert head_of(GENESIS, []) == GENESIS
    assert head_of(GENESIS, [first, second]) == chain(chain(GENESIS, first), second)


runs = st.lists(events.map(encode), min_size=1, max_size=8)


@given(runs, st.data())
def test_the_chain_shows_any_altered_byte(run: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(run) - 1))
    byte = data.draw(st.integers(0, len(run[place]) - 1))
    altered = bytearray(run[place])
    altered[byte] ^= data.draw(st.integers(1, 255))
    assert head_of(GENESIS, [*run[:place], bytes(altered), *run[place + 1 :]]) != head_of(GENESIS, run)


@given(runs, st.data())
def test_the_chain_shows_what_is_missing_inserted_or_turned_round(
    run: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(run) - 1))
    head = head_of(GENESIS, run)
    assert head_of(GENESIS, run[:place] + run[place + 1 :]) != head
    assert head_of(GENESIS, [*run[:place], encode(ORDER), *run[place:]]) != head
    other = data.draw(st.integers(0, len(run) - 1))
    turned = list(run)
    turned[place], turned[other] = turned[other], turned[place]
    assert (head_of(GENESIS, turned) == head) == (turned == run)


def test_each_incarnation_has_a_chain_of_its_own() -> None:
    assert chain(GENESIS, b"one") != chain(chain(GENESIS, b"zero"), b"one")
