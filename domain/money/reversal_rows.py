"""The rows of reversed bills 反结账, each with the figures of the bill as it was paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.money.settled import Settlement
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Reversal:
    """The ``bill`` with this ``receipt`` number is reversed; ``to`` corrects it on ``opening``.

    ``amount``: minor units that left it, ``carried`` 1: to the correcting bill. ``figures``: its own, as they
    were frozen when it was paid (``price.bill_facts``). ``shift``: who had the drawer then, "" if nobody.
    """

    id: str
    bill: str
    receipt: int
    to: str
    opening: str
    amount: int
    carried: int
    at: int
    by: str
    date: str
    shift: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reduction(self) -> int:
        """What the bill was reduced by."""
        return self.of("reduction")

    def of(self, name: str) -> int:
        """A figure of the bill."""
        return int(self.figures.get(name, 0))


def as_it_was_paid(tables: Tables, settled: Settlement) -> None:
    """A bill that one history has reversed was paid in another one, too: it is reversed as it stands now.
    Only a fold may call this."""
    for one in tables.where(Reversal, bill=settled.id):
        tables.put(replace(one, receipt=settled.receipt, figures=settled.bill))
