"""A reduction that a person gives: a part of what is left to pay, or so much off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import Refused
from domain.money.shares import part_of

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Discount:
    """``rate`` in basis points off, or ``off`` in minor units. ``free`` 免单: nothing at all is charged."""

    rate: int = 0
    off: int = 0
    free: bool = False

    def of(self, amount: int) -> int:
        """What it takes off an amount: never more than there is."""
        return min(amount, self.off + part_of(amount, self.rate))

    def share_of(self, amount: int) -> int:
        """It as basis points of an amount, rounded up: what a role's limit is held against."""
        if self.free:
            return WHOLE
        return -(-self.of(amount) * WHOLE // amount) if amount > 0 else 0


NO_DISCOUNT = Discount()


def share_together(lines: Iterable[tuple[int, int]], whole: Discount, base: int) -> int:
    """What discounts on dishes and one on the whole take off together, in basis points, rounded up: a limit
    is no limit if each of them may reach it. ``lines``: what each comes to and what its own takes off it;
    ``base``: what the whole's is taken from."""
    amounts = list(lines)
    amount, off = sum(one for one, _ in amounts), sum(own for _, own in amounts) + whole.of(base)
    return -(-off * WHOLE // amount) if amount > 0 else 0


def checked(discount: Discount) -> Discount:
    """Raise Refused("bad_discount") unless it is one thing and possible."""
    if not (0 <= discount.rate <= WHOLE and discount.off >= 0) or (discount.rate and discount.off):
        raise Refused("bad_discount")
    return discount
