"""What is said anew over time, as the price of a dish: of two histories that both said it one word stands.

Clocks cannot tell which came later. So each such fact tells its ``turn``: one more than the highest that its
maker knew. The highest turn stands, of two that are equal the one with the greater digest, so whoever hears
them in whatever order has the same. A fact of an older program tells none: it stands as it is heard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from domain.money.adjustments import Adjustment
from domain.record.canonical import canonical
from domain.record.envelope import Event
from domain.record.tables import Tables

TURN = "turn"
TOLD = frozenset(
    {TURN, "less", "of", "tickets", "setup", "begun"}
)  # what a fact has only when it was folded where it is made


@dataclass(frozen=True, slots=True)
class Latest:
    """The word that stands about ``what``; ``said`` names the fact that said it."""

    what: str
    turn: int
    said: str


def standing(event: Event, tables: Tables, whats: Collection[str]) -> frozenset[str]:
    """About which of these a fact has the last word, which is kept. Only a fold may call this."""
    known = {what: tables.get(Latest, what) for what in whats}
    turn = event.body.get(TURN) or 1 + max((one.turn for one in known.values() if one), default=0)
    said = _digest(event)
    found = frozenset(
        what for what, one in known.items() if one is None or (turn, said) > (one.turn, one.said)
    )
    for what in found:
        tables.put(Latest(what, turn, said))
    return found


def stands(event: Event, tables: Tables, what: str) -> bool:
    """Whether a fact has the last word about something. Only a fold may call this."""
    return bool(standing(event, tables, (what,)))


def with_turn(event: Event, put: Iterable[object]) -> Event:
    """The fact as it has to be told, after it was folded where it is made: by it these rows were put."""
    more: dict[str, int] = {}
    for row in put:
        if isinstance(row, Latest):
            more[TURN] = max(row.turn, more.get(TURN, 0))
        elif isinstance(row, Adjustment) and event.kind.startswith("line."):
            more |= {"less": row.amount, "of": row.quantity}  # as it stood there
    return replace(event, body={**event.body, **more}) if more else event


def _digest(event: Event) -> str:
    body = {name: value for name, value in event.body.items() if name not in TOLD}
    plain = [event.at, event.by, event.kind, body]
    return hashlib.sha256(canonical(plain)).hexdigest()[:16]
