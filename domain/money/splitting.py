"""A bill that was split: its parts are priced together, so that they agree with the whole to the last unit.

What a part has to pay is what its lines bear of the whole, and of the fees the share of its guests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.money.fees import Taxed
from domain.money.shares import share
from domain.selling.price import BillFigures, Priced, Share


def parts_of(
    whole: BillFigures, lines: Sequence[Sequence[Priced]], guests: Sequence[int], inclusive: bool
) -> tuple[BillFigures, ...]:
    """The parts of a bill, of which each has some of the ``lines`` (in the order in which they were priced)
    and of the ``guests``. ``inclusive``: tax is within the amounts."""
    covers, minimums = share(whole.cover, guests), share(whole.minimum, guests)
    weights = [cover + minimum for cover, minimum in zip(covers, minimums, strict=True)]
    taxes, roundings = share(whole.fees.tax, weights), share(whole.fees.rounding, weights)
    found, first = [], 0
    for place, mine in enumerate(lines):
        added = 0 if inclusive else taxes[place]
        fees = Share(
            gross=weights[place],
            reduction=0,
            service=0,
            tax=taxes[place],
            total=weights[place] + added + roundings[place],
            rounding=roundings[place],
            rate=whole.fees.rate,
        )
        shares = whole.lines[first : first + len(mine)]
        given = sum(line.reduction for line in mine)
        part = _part(whole, shares, fees, given, inclusive)
        charged = guests[place] if whole.guests else 0
        found.append(replace(part, guests=charged, cover=covers[place], minimum=minimums[place]))
        first += len(mine)
    return tuple(found)


def _part(
    whole: BillFigures, shares: tuple[Share, ...], fees: Share, given: int, inclusive: bool
) -> BillFigures:
    every = (*shares, fees)
    rounding = sum(one.rounding for one in every)
    return replace(
        whole,
        lines=shares,
        fees=fees,
        subtotal=sum(one.gross for one in shares),
        service=sum(one.service for one in shares),
        packing=sum(one.packing for one in shares),
        reduction=sum(one.reduction for one in shares) + max(0, -rounding),
        given=given,
        by_hand=sum(one.by_hand for one in shares),
        rounding=rounding,
        tax=sum(one.tax for one in every),
        taxes=_taxes(every, inclusive),
        total=sum(one.total for one in every),
    )


def _taxes(shares: Sequence[Share], inclusive: bool) -> tuple[Taxed, ...]:
    found = []
    for rate in sorted({one.rate for one in shares}, reverse=True):
        mine = [one for one in shares if one.rate == rate]
        amount = sum(one.tax for one in mine)
        if amount:
            found.append(Taxed(rate, sum(one.total if inclusive else one.net for one in mine), amount))
    return tuple(found)
