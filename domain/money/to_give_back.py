"""Bills of whose money some is to be given back to guests, of whatever day, as long as it has not gone back.

That is what was paid beyond a bill's total, and what it took for dishes that another bill was paid for
before, as two histories of one till may each have done.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.money.paid_twice import paid_twice
from domain.money.refund_rows import Refund
from domain.money.settled import Settlement
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class ToGiveBack:
    """A bill (its id) that took more than it should have; ``open`` is 1 until all of that has gone back."""

    id: str
    opening: str
    open: int


@dataclass(frozen=True, slots=True)
class Owing:
    """Minor units that a settled ``bill`` still owes: ``over`` its total, and ``twice`` paid."""

    bill: Settlement
    over: int
    twice: int

    @property
    def amount(self) -> int:
        return self.over + self.twice


def owing_on(tables: Tables, settled: Settlement) -> Owing:
    """What of a bill is to be given back now."""
    if tables.get(ToGiveBack, settled.id) is None:
        return Owing(settled, 0, 0)
    refunds = tables.where(Refund, bill=settled.id)
    over = settled.over - sum(one.owed for one in refunds)
    twice = paid_twice(tables, settled) - sum(one.reversed for one in refunds) + min(0, settled.over)
    return Owing(settled, max(0, over), max(0, twice))


def all_owing(tables: Tables) -> list[Owing]:
    """All bills that owe something now, of whatever day, in the order in which they were paid."""
    settled = [tables.get(Settlement, one.id) for one in tables.where(ToGiveBack, open=1)]
    found = (owing_on(tables, one) for one in settled if one is not None)
    return sorted((one for one in found if one.amount), key=lambda one: (one.bill.at, one.bill.id))


def note_to_give_back(tables: Tables, *bills: str) -> None:
    """Note whether these bills owe something, after money or dishes came to them or went. Only a fold may
    call this."""
    for id in sorted(set(bills)):
        settled = tables.get(Settlement, id)
        if settled is None:
            continue
        if settled.over or paid_twice(tables, settled):
            tables.put(ToGiveBack(id, settled.opening, 1))
            tables.put(ToGiveBack(id, settled.opening, int(owing_on(tables, settled).amount > 0)))
        elif tables.get(ToGiveBack, id) is not None:
            tables.remove(ToGiveBack, id)
