"""The rows of money given back 退款: one for each payment that an act of giving back reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refund:
    """``amount`` > 0 minor units given back of one ``payment`` by its tender; ``act`` is the whole act's id.

    ``owed``: what of it had been paid beyond the bill's total. ``lines``: thousandths taken back of dish
    lines, on the first row of an act. ``shift``: who had the drawer then, "" if nobody. ``account``: the one
    that owes so much less. ``reduction``: what of it the house never had, of a voucher.
    """

    id: str
    act: str
    payment: str
    opening: str
    bill: str
    tender: str
    amount: int
    at: int
    by: str
    date: str
    shift: str = ""
    owed: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    account: str = ""
    reduction: int = 0

    @property
    def tendered(self) -> int:
        """As a drawer counts it: money that goes out."""
        return -self.amount

    @property
    def change(self) -> int:
        return 0

    @property
    def reversed(self) -> int:
        """What of it had been takings, or a tender's reduction."""
        return self.amount - self.owed
