"""Whether the servers that keep the store's facts hold the same as a backup that was rehearsed.

A server tells how far it holds each incarnation, and the hash there, which it has countersigned. Asked is
only one to which all facts have gone; while they are on their way nothing can be compared. Sums are compared
when both hold exactly the same facts, heads also when the server has more by now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

from domain.record.countersigned import Countersigned
from domain.record.proof import differences
from domain.record.replication import Mark
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.workflows.countersigns import told_now
from pos_app.workflows.drilling import HEADS, SIGNED, TOTALS, Found

OWN = "own"  # how the store's own server is called
Keeper = tuple[str, Callable[[], ServerClient]]  # how it is called, and how to reach it
Agreement = tuple[str, str]  # "" and those that agree, or a problem and with whom


def agreement(found: Found, keepers: Sequence[Keeper]) -> Agreement:
    """Hold a rehearsed backup against each server; one that does not answer is left out."""
    alike = []
    for name, connect in keepers:
        try:
            with closing(connect()) as client:
                problem = _against(client, found)
        except (Unreachable, ServerRefused):
            continue
        if problem:
            return problem, name
        if problem is not None:
            alike.append(name)
    return "", ", ".join(alike)


def _against(client: ServerClient, found: Found) -> str | None:
    """None if nothing of it has come there yet."""
    ours = found.heads
    before = _marks(client, ours)
    if any(_breaks_its_word(client, one, before) for one in found.signed if one.server == client.url):
        return SIGNED
    behind = [mark for mark in ours if not _may_hold(before, mark)]
    if len(behind) == len(ours):
        return None
    if not all(mark in behind or _holds(client, before, mark) for mark in ours):
        return HEADS
    if {(mark.seq, mark.head) for mark in before} != {(mark.seq, mark.head) for mark in ours}:
        return ""
    totals, unfolded = client.totals()
    if unfolded or _marks(client, ours) != before:
        return ""
    return TOTALS if differences(found.totals, totals) else ""


def _breaks_its_word(client: ServerClient, signed: Countersigned, marks: Sequence[Mark]) -> bool:
    return bool(signed.told) or told_now(client, signed, marks) not in ("", signed.head)


def _marks(client: ServerClient, ours: Sequence[Mark]) -> list[Mark]:
    return client.marks([mark.incarnation for mark in ours])[0]


def _may_hold(theirs: Sequence[Mark], mark: Mark) -> bool:
    """Not so while the incarnation is still on its way there."""
    return any(one.incarnation == mark.incarnation and one.seq >= mark.seq for one in theirs)


def _holds(client: ServerClient, theirs: Sequence[Mark], mark: Mark) -> bool:
    """Our hash stands there, under our name or, of two stories with one name, as a branch."""
    reach_it = sorted(theirs, key=lambda one: one.incarnation != mark.incarnation)
    return any(_hash_at(client, one, mark.seq) == mark.head for one in reach_it if one.seq >= mark.seq)


def _hash_at(client: ServerClient, mark: Mark, seq: int) -> str:
    return mark.head if mark.seq == seq else client.journal(mark.incarnation, seq, 0)[0].previous
