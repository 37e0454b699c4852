"""Sharing an amount so that the parts add up to the last unit."""

from __future__ import annotations

from collections.abc import Sequence


def share(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split ``amount`` (minor units, any sign) in proportion to non-negative weights, by largest remainder.

    The parts sum to ``amount``; equal remainders go to the earlier part. All weights zero: shared evenly.
    """
    if not weights:
        if amount:
            raise ValueError("nothing to share over")
        return ()
    if not amount:
        return (0,) * len(weights)
    total = sum(weights)
    if total == 0:
        weights, total = [1] * len(weights), len(weights)
    sign, rest = (-1, -amount) if amount < 0 else (1, amount)
    parts = [rest * weight // total for weight in weights]
    left = rest - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: rest * weights[i] % total, reverse=True)
    for i in by_remainder[:left]:
        parts[i] += 1
    return tuple(sign * part for part in parts)


def times(price: int, quantity: int) -> int:
    """Price in minor units times a quantity in thousandths, rounded half up (away from zero)."""
    product = abs(price) * quantity
    rounded = (product + 500) // 1000
    return rounded if price >= 0 else -rounded


def part_of(amount: int, rate: int) -> int:
    """A rate in basis points of an amount, rounded half up."""
    return (amount * rate + 5_000) // 10_000


def tax_within(amount: int, rate: int) -> int:
    """The tax contained in an amount that includes it, at a rate in basis points, rounded half up."""
    divisor = 10_000 + rate
    return (amount * rate * 2 + divisor) // (2 * divisor)
