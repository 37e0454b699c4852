"""Facts put aside for the owner: which hang together, and what they would add if they counted. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.errors import Refused
from domain.money.payments import Payment, Settlement
from domain.record.envelope import GENESIS, chain, decode
from domain.record.fold import apply
from domain.record.tables import Tables
from domain.selling.orders import Order

DAMAGED = "damaged"  # why facts wait: they stand behind a damaged place of their till's record


@dataclass(frozen=True, slots=True)
class Aside:
    """A fact put aside: its number, the hash after it as its till chained it, its bytes."""

    seq: int
    hash: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Base:
    """The kept event behind which a run begins."""

    incarnation: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """Facts with consecutive numbers, ready to be kept as an incarnation.

    ``follows`` and ``fork``: where it begins, as in a batch's header. A run whose beginning nobody holds
    follows nothing: its numbers and bytes stay, and its chain starts anew from GENESIS behind ``fork``.
    """

    follows: str
    fork: int
    facts: Sequence[Aside]


def runs_of(facts: Iterable[Aside]) -> list[list[Aside]]:
    """The facts as unbroken chains, in the order in which they may be kept."""
    runs: list[list[Aside]] = []
    for fact in sorted(facts, key=lambda one: one.seq):
        before = next((run for run in runs if _continues(run[-1], fact)), None)
        if before is None:
            runs.append([fact])
        else:
            before.append(fact)
    return runs


def _continues(last: Aside, fact: Aside) -> bool:
    return last.seq + 1 == fact.seq and chain(last.hash, fact.raw) == fact.hash


def rooted(facts: Sequence[Aside], candidates: Iterable[Base]) -> Run:
    """A run with its place in history. ``candidates``: kept events with the number before its first."""
    first, behind = facts[0], facts[0].seq - 1
    if behind == 0 and chain(GENESIS, first.raw) == first.hash:
        return Run("", 0, facts)
    for base in candidates:
        if chain(base.hash, first.raw) == first.hash:
            return Run(base.incarnation, behind, facts)
    head, anew = GENESIS, []
    for fact in facts:
        head = chain(head, fact.raw)
        anew.append(Aside(fact.seq, head, fact.raw))
    return Run("", behind, anew)


def seal_of(facts: Iterable[Aside]) -> str:
    """What the owner has seen: more or other facts have another seal."""
    return hashlib.sha256(b"".join(sorted(fact.hash for fact in facts))).hexdigest()


@dataclass(frozen=True, slots=True)
class Added:
    """What facts would add if they counted: rows, and money in minor units. ``unread``: facts without effect
    because they cannot be read or folded. Times in UTC milliseconds, 0 if none can be read."""

    orders: int = 0
    bills: int = 0
    taken: int = 0
    unread: int = 0
    first: int = 0
    last: int = 0


def added_by(facts: Sequence[Aside], known: Tables, scratch: Callable[[], Tables]) -> Added:
    """Fold facts on top of what is known. ``scratch``: what is known, whose changes are thrown away."""
    tables, unread, times = scratch(), 0, []
    seen: dict[type[object], set[str]] = {Order: set(), Settlement: set(), Payment: set()}
    for fact in facts:
        try:
            event = decode(fact.raw)
            times.append(event.at)
            apply(event, tables)
        except (Refused, LookupError, TypeError, ValueError, AttributeError):
            unread += 1
            continue
        for kind, name in ((Order, "order"), (Settlement, "opening"), (Payment, "payment")):
            key = event.body.get(name)
            if kind is Settlement:
                key = event.body.get("bill", key)
            if isinstance(key, str):
                seen[kind].add(key)
    fresh = {
        kind: [row for key in keys if (row := tables.get(kind, key)) and known.get(kind, key) is None]
        for kind, keys in seen.items()
    }
    taken = sum(row.amount for row in fresh[Payment] if isinstance(row, Payment))
    span = (min(times), max(times)) if times else (0, 0)
    return Added(len(fresh[Order]), len(fresh[Settlement]), taken, unread, *span)
