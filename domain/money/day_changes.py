"""What staff changed on a business day, counted 退、赠、改: an owner looks there first for what leaks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.money.adjustments import GIVEN, REPRICED, VOIDED, Adjustment
from domain.record.tables import Tables

KINDS = (VOIDED, GIVEN, REPRICED)


@dataclass(frozen=True, slots=True)
class DayChange:
    """``count`` changes of a ``kind`` (that of their facts); ``amount``: minor units that guests pay less."""

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
    return tuple(DayChange(kind, len(amounts), sum(amounts)) for kind, amounts in found.items() if amounts)
