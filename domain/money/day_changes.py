"""What staff changed on a business day 退、赠、改, and what they charged nothing for 免单、员工餐、跑单.

An owner looks there first for what leaks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.money.adjustments import GIVEN, REPRICED, VOIDED, Adjustment
from domain.money.bills import FREE, freed_as
from domain.money.settled import Settlement
from domain.record.tables import Tables

KINDS = (VOIDED, GIVEN, REPRICED)


@dataclass(frozen=True, slots=True)
class DayChange:
    """``count`` changes of a ``kind`` (that of their facts), or free bills of one of ``bills.FREE``;
    ``amount``: minor units that guests pay less.
    """

    kind: str
    count: int
    amount: int


def changes_of(tables: Tables, date: str) -> tuple[DayChange, ...]:
    """Of each kind that there was. A gift or price said anew of a dish is one, taken back it is none."""
    sums: Counter[tuple[str, str]] = Counter()
    for one in tables.where(Adjustment, date=date):
        if one.kind in KINDS:
            sums[one.kind, one.id if one.kind == VOIDED else one.line] += one.amount
    found = {kind: [amount for (of, _), amount in sums.items() if of == kind and amount] for kind in KINDS}
    found |= _free(tables, date)
    return tuple(DayChange(kind, len(amounts), sum(amounts)) for kind, amounts in found.items() if amounts)


def _free(tables: Tables, date: str) -> dict[str, list[int]]:
    """What the bills of a day would have come to, by what nothing was charged as."""
    found: dict[str, list[int]] = {kind: [] for kind in FREE}
    for settled in tables.where(Settlement, date=date):
        off = int(settled.bill.get("by_hand", 0))
        if (
            off
            and not settled.total
            and (free := freed_as(tables, settled.opening or settled.id, settled.id))
        ):
            found[free].append(off)
    return found
