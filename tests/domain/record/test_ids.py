"""Ids sort by the time at which they were made."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.record.ids import is_id, uuid7

moments = st.integers(0, 2**48 - 1)
chances = st.binary(min_size=10, max_size=10)


@given(moments, chances)
def test_an_id_is_a_uuid_of_version_seven(at: int, chance: bytes) -> None:
    made = uuid.UUID(uuid7(at, chance))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == at
    assert is_id(made.hex)


@given(moments, chances, moments, chances)
def test_what_was_made_later_sorts_behind(at: int, chance: bytes, later: int, other: bytes) -> None:
    if at < later:
        assert uuid7(at, chance) < uuid7(later, other)


@given(moments, chances, chances)
def test_chance_tells_ids_of_one_moment_apart(at: int, chance: bytes, other: bytes) -> None:
    """Six of the eighty bits say version and variant; all others count."""
    fixed = 0xF << 76 | 0x3 << 62
    same = int.from_bytes(chance, "big") & ~fixed == int.from_bytes(other, "big") & ~fixed
    assert (uuid7(at, chance) == uuid7(at, other)) == same


def test_ten_random_bytes_make_an_id() -> None:
    with pytest.raises(ValueError, match="ten random bytes"):
        uuid7(0, b"short")


@pytest.mark.parametrize(
    "text", ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 31 + "\n", " " + "0" * 31, "٣" * 32]
)
def test_what_is_no_id_is_seen(text: str) -> None:
    assert not is_id(text)
