"""What a server tells of a damaged record takes its place only if it is what the till had written."""

from __future__ import annotations

from domain.record.envelope import GENESIS, Event, chain, encode
from domain.record.mending import MENDED, Altered, Fact, in_a_row, proven, replaced

FACTS = [b"sale %d" % number for number in range(1, 10)]


def written(*but: int) -> dict[int, Fact]:
    """The whole record, without some of its facts."""
    found, head = {}, GENESIS
    for seq, raw in enumerate(FACTS, 1):
        head = chain(head, raw)
        found[seq] = Fact(seq, raw, head)
    return {seq: fact for seq, fact in found.items() if seq not in but}


def test_an_altered_fact_comes_back_by_the_hash_behind_it() -> None:
    whole = written()
    here = {**whole, 5: whole[5]._replace(raw=b"sale 5000")}
    assert proven(5, whole[4].hash, [FACTS[4]], here) == [whole[5]]
    assert proven(1, GENESIS, [FACTS[0]], {1: whole[1]._replace(raw=b"")}) == [whole[1]]


def test_facts_that_cannot_be_read_come_back_by_the_next_that_can() -> None:
    whole = written()
    back = proven(4, whole[3].hash, FACTS[3:6], written(4, 5, 6))
    assert back == [whole[4], whole[5], whole[6]]
    assert proven(4, whole[3].hash, FACTS[3:5], written(4, 5, 6)) == [], "nothing proves them"
    assert proven(8, whole[7].hash, FACTS[7:], written(8, 9)) == [], "nor anything at the end"


def test_an_altered_hash_comes_back_with_its_fact() -> None:
    whole = written()
    here = {**whole, 5: whole[5]._replace(hash=bytes(32))}
    assert proven(5, whole[4].hash, FACTS[4:6], here) == [whole[5], whole[6]]


def test_another_story_stays_away_and_so_does_what_stands_behind_it() -> None:
    whole = written()
    assert proven(4, whole[3].hash, [b"another", *FACTS[4:6]], written(4, 5, 6)) == []
    assert proven(4, whole[3].hash, [FACTS[3], b"another"], whole) == [whole[4]], "up to there it is ours"
    assert proven(4, whole[3].hash, [], whole) == []


def test_damaged_numbers_are_asked_for_in_rows() -> None:
    assert list(in_a_row([3, 4, 5, 9, 11, 12])) == [(3, 5), (9, 9), (11, 12)]
    assert list(in_a_row([])) == []


def test_what_was_replaced_is_read_of_its_fact_and_of_no_other() -> None:
    digest = chain(GENESIS, b"altered")
    body = {"incarnation": "A", "first": 5, "facts": 1, "altered": [{"seq": 5, "hash": digest.hex()}]}
    fact = Event(1, MENDED, 0, "2026-11-23", "till", body)
    assert replaced(encode(fact)) == [Altered("A", 5, digest)]
    for other in (
        b"no fact: record.mended",
        encode(Event(1, "order.placed", 0, "2026-11-23", "till", {"remark": MENDED})),
        encode(Event(1, MENDED, 0, "2026-11-23", "till", {"altered": 5})),
    ):
        assert replaced(other) == []
