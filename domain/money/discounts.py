"""A reduction that a person gives: a part of what is left to pay, or so much off.

It remembers up to where whoever agreed to it may agree: a sum that was a tenth of a table's bill gives away
no more than a tenth of what is left of it when most dishes have gone to another bill, or off this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.money.shares import part_of

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Discount:
    """``rate`` in basis points off, or ``off`` in minor units. ``free`` 免单: nothing at all is charged.

    ``most``: basis points that it never goes beyond, whatever becomes of the bill: the limit of whoever
    agreed to it; 0: they have none.
    """

    rate: int = 0
    off: int = 0
    free: bool = False
    most: int = 0

    @property
    def wanted(self) -> Discount:
        """As it was given, whoever gave it."""
        return replace(self, most=0)

    def of(self, amount: int, room: int | None = None) -> int:
        """What it takes off an amount: never more than there is, nor than ``most`` allows. ``room``: what
        that is, where it is held against something else than the amount."""
        off = min(amount, self.off + part_of(amount, self.rate))
        if not self.most:
            return off
        return min(off, part_of(amount, self.most) if room is None else max(0, room))

    def share_of(self, amount: int) -> int:
        """It as basis points of an amount, rounded up: what a role's limit is held against. Of nothing a sum
        is the whole, for nobody knows of what it will be taken."""
        if self.free:
            return WHOLE
        if not self.off:
            return self.rate
        return -(-self.wanted.of(amount) * WHOLE // amount) if amount > 0 else WHOLE


NO_DISCOUNT = Discount()


def share_together(lines: Iterable[tuple[int, int]], whole: Discount, base: int) -> int:
    """What discounts on dishes and one on the whole take off together, in basis points, rounded up: a limit
    is no limit if each of them may reach it. ``lines``: what each comes to and what its own takes off it;
    ``base``: what the whole's is taken from. 0 where only the whole has one."""
    amounts = list(lines)
    if not any(own for _, own in amounts):
        return 0
    amount, off = sum(one for one, _ in amounts), sum(own for _, own in amounts) + whole.wanted.of(base)
    return -(-off * WHOLE // amount) if amount > 0 else 0


def limited_by(discount: Discount, off: int) -> tuple[int, ...]:
    """What ``limited`` of a ``domain.selling.price.Priced`` says of a dish that has this discount."""
    return (discount.most, off) if discount.most and off else ()


def room_within(most: int, lines: Iterable[tuple[int, tuple[int, ...]]], promoted: int) -> int:
    """What a discount on the whole may take off, of which ``most`` basis points were agreed to, minor units:
    by itself, and with what was taken off dishes within as little or less. ``lines``: what is charged of each
    before, with what ``limited`` of a ``Priced`` says; ``promoted``: what a promotion takes."""
    every = list(lines)
    charged = sum(one for one, _ in every)
    own = sum(limited[1] for _, limited in every if limited and limited[0] <= most)
    return min(part_of(charged - promoted, most), part_of(charged + own, most) - own)


def checked(discount: Discount) -> Discount:
    """Raise Refused("bad_discount") unless it is one thing and possible."""
    if not (0 <= discount.rate <= WHOLE and discount.off >= 0) or (discount.rate and discount.off):
        raise Refused("bad_discount")
    return discount.wanted
