"""What a bill has beside its dishes: packing, minimum spend, tax by class, rounding 抹零.

Each is an amount over the whole bill that is then shared out, so that its parts agree to the last unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.money.shares import part_of, share, tax_within

MAINLAND = "CN"
FEES = ("cover", "service", "packing", "minimum")
"""Names of what is charged beside the dishes, in the order in which every surface tells them."""


@dataclass(frozen=True, slots=True)
class TaxClass:
    """A class of dishes that is taxed at its own ``rate``, in basis points."""

    id: str
    names: Mapping[str, str]
    rate: int


@dataclass(frozen=True, slots=True)
class PerHead:
    """What each guest is charged for 必点, such as tea: ``price`` in minor units, in a class of ``tax``.

    ``station``: who makes it, "": nobody. ``full_price``: what is taken off the bill leaves it alone.
    """

    id: str
    names: Mapping[str, str]
    price: int
    station: str = ""
    tax: str = ""
    full_price: bool = True


@dataclass(frozen=True, slots=True)
class Taxed:
    """The tax of one rate on a bill: ``amount`` within or on top of ``base`` (both minor units)."""

    rate: int
    base: int
    amount: int


def missing_to_minimum(charged: int, guests: int, each: int, region: str) -> int:
    """What guests who ordered for ``charged`` lack to a minimum of ``each`` a guest.

    Nothing in mainland China, where a minimum spend is not allowed, whatever a document says.
    """
    return 0 if region == MAINLAND else max(0, each * guests - charged)


def rounding_of(amount: int, unit: int, region: str) -> int:
    """What rounding changes an amount by: always downwards in mainland China, to the nearest elsewhere."""
    if unit <= 1 or amount <= 0:
        return 0
    rounded = amount // unit if region == MAINLAND else (2 * amount + unit) // (2 * unit)
    return rounded * unit - amount


def taxes_of(
    nets: Sequence[int], rates: Sequence[int], inclusive: bool
) -> tuple[tuple[int, ...], tuple[Taxed, ...]]:
    """The tax that each net amount bears at its rate, and the sums by rate, the highest first.

    Each rate's tax is worked out once over its sum and shared out.
    """
    parts, sums = [0] * len(nets), list[Taxed]()
    for rate in sorted(set(rates), reverse=True):
        places = [place for place, one in enumerate(rates) if one == rate]
        mine = [nets[place] for place in places]
        base = sum(mine)
        amount = tax_within(base, rate) if inclusive else part_of(base, rate)
        for place, part in zip(places, share(amount, mine), strict=True):
            parts[place] = part
        if amount:
            sums.append(Taxed(rate, base, amount))
    return tuple(parts), tuple(sums)


@dataclass(frozen=True, slots=True)
class Told:
    """A line between dishes and total as every surface tells it: a fee, a reduction, a rounding.

    name: cover | service | packing | minimum | given | promotion | by_hand | rounding; ``names``: a
    promotion's own.
    """

    name: str
    amount: int
    names: Mapping[str, str] = field(default_factory=dict)


def told(bill: Mapping[str, Any]) -> tuple[Told, ...]:
    """What stands between dishes and total of a bill's frozen figures (``price.bill_facts``), in order.

    The dishes and all of it, with tax where that is added, are the total.
    """
    return tuple(one for one in _told(bill) if one.amount)


def tax_added(bill: Mapping[str, Any]) -> int:
    """The tax above the total of a bill's frozen figures (minor units); 0 where it is within the prices."""
    above = int(bill.get("subtotal", 0)) + sum(one.amount for one in _told(bill))
    return int(bill.get("tax", 0)) if above != bill.get("total", 0) else 0


def _told(bill: Mapping[str, Any]) -> Iterator[Told]:
    for name in FEES:
        yield Told(name, bill.get(name, 0))
    given, by_hand, rounding = (int(bill.get(name, 0)) for name in ("given", "by_hand", "rounding"))
    yield Told("given", -given)
    promoted = bill.get("reduction", 0) - given - by_hand - max(0, -rounding)
    yield Told("promotion", -promoted, bill.get("promotion", {}))
    yield Told("by_hand", -by_hand)
    yield Told("rounding", rounding)
