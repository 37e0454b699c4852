"""Shares of a sum agree with it to the last unit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money.shares import part_of, share, tax_within, times

amounts = st.integers(-10_000_000, 10_000_000)
weights = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=30)


@given(amounts, weights)
def test_shares_sum_to_what_is_shared(amount: int, of: list[int]) -> None:
    assert sum(share(amount, of)) == amount


@given(amounts, weights)
def test_no_share_is_a_unit_away_from_its_exact_part(amount: int, of: list[int]) -> None:
    total = sum(of)
    for part, weight in zip(share(amount, of), of, strict=True):
        exact = Fraction(amount * weight, total) if total else Fraction(amount, len(of))
        assert abs(part - exact) < 1


@given(amounts, weights)
def test_a_refund_is_shared_as_the_charge_was(amount: int, of: list[int]) -> None:
    assert share(-amount, of) == tuple(-part for part in share(amount, of))


@given(st.integers(0, 10_000), weights)
def test_who_weighs_nothing_bears_nothing(amount: int, of: list[int]) -> None:
    if sum(of):
        assert all(part == 0 for part, weight in zip(share(amount, of), of, strict=True) if not weight)


def test_equal_remainders_go_to_the_earlier_guest() -> None:
    assert share(100, [1, 1, 1]) == (34, 33, 33)
    assert share(2, [5, 5, 5]) == (1, 1, 0)
    assert share(10, [0, 0, 0]) == (4, 3, 3)


def test_nothing_can_be_shared_over_nobody() -> None:
    assert share(0, []) == ()
    with pytest.raises(ValueError, match="nothing to share over"):
        share(1, [])


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [(1600, 1000, 1600), (333, 1500, 500), (333, 500, 167), (1, 499, 0), (-333, 500, -167), (5800, 0, 0)],
)
def test_a_part_of_a_portion_is_rounded_half_up(price: int, quantity: int, amount: int) -> None:
    assert times(price, quantity) == amount


@given(st.integers(0, 10_000_000), st.integers(0, 10_000))
def test_tax_within_a_price_is_the_tax_on_what_is_left(amount: int, rate: int) -> None:
    tax = tax_within(amount, rate)
    exact = Fraction(amount * rate, 10_000 + rate)
    assert 0 <= tax <= amount
    assert abs(tax - exact) <= Fraction(1, 2)


@given(st.integers(0, 10_000_000), st.integers(0, 10_000))
def test_a_rate_takes_its_part_rounded_half_up(amount: int, rate: int) -> None:
    assert abs(part_of(amount, rate) - Fraction(amount * rate, 10_000)) <= Fraction(1, 2)
    assert part_of(5, 1_000) == 1
