"""One spelling of a value: sorted, compact, integers only."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.record.canonical import canonical, parse

texts = st.text(max_size=12)
leaves = st.none() | st.booleans() | st.integers() | texts
plain = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(texts, plain, max_size=5)


@given(objects)
def test_what_is_written_is_read_again(value: dict[str, Any]) -> None:
    assert parse(canonical(value)) == value


@given(objects)
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)


@given(objects)
def test_it_is_one_line(value: dict[str, Any]) -> None:
    assert b"\n" not in canonical(value)


def test_it_is_compact_utf8() -> None:
    assert canonical({"b": [1, True, None], "a": "水煮鱼"}) == '{"a":"水煮鱼","b":[1,true,null]}'.encode()


@pytest.mark.parametrize("value", [1.5, 2.0, float("nan"), float("inf"), {"a": [0.1]}, [{"b": (1, 2.5)}]])
def test_no_float_is_ever_written(value: object) -> None:
    with pytest.raises(ValueError, match=r"integer|JSON compliant"):
        canonical(value)


@pytest.mark.parametrize("value", [b"raw", {1, 2}, object()])
def test_only_plain_values_are_written(value: object) -> None:
    with pytest.raises(ValueError, match="not a plain value"):
        canonical(value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"1",
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":"\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' + b"9" * 5_000 + b"}",
    ],
)
def test_anything_else_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Refused, match="unreadable"):
        parse(raw)


@pytest.mark.parametrize("raw", [rb'{"a":"\ud800"}', rb'{"a":{"\udfff":1}}', b'{"a":"\xed\xa0\x80"}'])
def test_half_a_character_is_unreadable(raw: bytes) -> None:
    """JSON can spell one; UTF-8 cannot keep it, so that it would break whatever stores or signs it."""
    with pytest.raises(Refused, match="unreadable"):
        parse(raw)


def test_a_whole_character_spelled_in_halves_is_fine() -> None:
    assert parse(json.dumps({"a": "🌶"}).encode()) == {"a": "🌶"}
