"""A sum is typed as people write it where they live; what may mean two sums is asked about."""

import re

import pytest

from pos_app.models.typed_numbers import as_typed, from_typed, plain


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", ""),
        ("488", "488"),
        ("488.5", "488.5"),
        ("1,186.50", "1186.50"),  # as the till writes it
        ("1,186", "1186"),
        ("12,345,678", "12345678"),
        ("488,50", "488.50"),  # as in Berlin, Jakarta, Hanoi
        ("4,5", "4.5"),
        ("1.186,50", "1186.50"),
        ("1 186,50", "1186.50"),
        ("1’186.50", "1186.50"),
        ("４８８．５０", "488.50"),
    ],
)
def test_a_sum_is_read_as_it_is_written_here_and_elsewhere(words: str, meant: str) -> None:
    assert plain(words) == meant


@pytest.mark.parametrize("words", ["12,34,56", "1,2345", "1.186.50", "4,5,6", "¥5", "five", "1,186,50"])
def test_what_may_mean_another_sum_is_read_as_none(words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        plain(words)


def test_a_percentage_is_typed_with_a_comma_too() -> None:
    assert from_typed("8,25 %", 100) == 825 and from_typed("-1", 100) == -100
    assert as_typed(825, 100) == "8.25"
    with pytest.raises(ValueError, match=r"1\.186"):
        from_typed("1.186", 100)  # a thousand, or a thousandth that no money has
