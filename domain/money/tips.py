"""Tips 小费: money that guests leave for the staff. It lies with its tender and is never revenue."""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Tip:
    """``amount`` > 0 minor units that came by a tender beside a bill; ``by`` took it in ``shift``."""

    id: str
    opening: str
    bill: str
    tender: str
    amount: int
    at: int
    by: str
    date: str
    shift: str = ""

    @property
    def tendered(self) -> int:
        """As a drawer counts it."""
        return self.amount

    @property
    def change(self) -> int:
        return 0

    @property
    def reduction(self) -> int:
        return 0


def tip_taken(event: Event, tables: Tables) -> None:
    """The same tip once."""
    body = event.body
    if tables.get(Tip, body["tip"]) is None:
        bill = body.get("bill", body["opening"])
        tables.put(
            Tip(
                body["tip"],
                body["opening"],
                bill,
                body["tender"],
                body["amount"],
                event.at,
                event.by,
                event.date,
                body.get("shift", ""),
            )
        )


APPLIES = {"tip.taken": tip_taken}
