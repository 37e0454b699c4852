"""A gateway's bill laid beside what we charged and gave back: by number, and each difference named.

Nothing is put right here. What is found is told to people, with both sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sync_server.payments.port import BillLine

CHARGE, REFUND = "charge", "refund"
THEIRS_ONLY, OURS_ONLY, AMOUNT, STATE, FEE = "theirs_only", "ours_only", "amount", "state", "fee"
TAKEN, BACK_AGAIN, NOTHING, OPEN = "taken", "back_again", "nothing", "open"
FEWEST = 5  # lines from which a rate can be told
LEAST = 1_000  # minor units of a line whose rate means something


@dataclass(frozen=True, slots=True)
class Ours:
    """A charge or refund as we have it; ``amount`` in minor units.

    ``state``: taken (charged, or given back) | back_again (a charge that was taken back whole) | nothing
    (nothing moved, we were told) | open (nobody knows yet).
    """

    kind: str
    number: str
    charge: str
    amount: int
    state: str


@dataclass(frozen=True, slots=True)
class Found:
    """A difference: ``what`` is theirs_only | ours_only | amount | state (they moved money, and we were told
    that none did) | fee (``ours``: what the other lines' rate would come to)."""

    what: str
    kind: str
    number: str
    charge: str
    theirs: int
    ours: int
    transaction: str = ""
    at: str = ""


def differences(
    lines: Sequence[BillLine], known: Mapping[tuple[str, str], Ours], due: Iterable[Ours]
) -> list[Found]:
    """What does not agree.

    ``known``: ours by (kind, number), at least all whose numbers or charges are on ``lines``; ``due``: ours
    that should be on this bill, or on an earlier one, and are on none of those before.
    """
    found = [one for line in lines if (one := _of_line(line, lines, known))]
    on_bill = {(line.kind, line.number) for line in lines}
    found += [only_here(one) for one in due if one.state == TAKEN and (one.kind, one.number) not in on_bill]
    return found + _fees(lines)


def only_here(one: Ours) -> Found:
    """What no bill has; of a charge that was taken back whole its way back."""
    kind = REFUND if one.state == BACK_AGAIN else one.kind
    return Found(OURS_ONLY, kind, one.number, one.charge, 0, one.amount)


def _of_line(
    line: BillLine, lines: Sequence[BillLine], known: Mapping[tuple[str, str], Ours]
) -> Found | None:
    ours = known.get((line.kind, line.number))
    if line.kind == REFUND and (ours is None or ours.state != TAKEN) and _whole(line, known):
        return None
    if ours is None:
        return _found(THEIRS_ONLY, line, 0)
    undone = any(one.kind == REFUND and one.charge == line.number for one in lines)
    if ours.state == NOTHING and not (line.kind == CHARGE and undone):
        return _found(STATE, line, 0)
    if ours.state == TAKEN and ours.amount != line.amount:
        return _found(AMOUNT, line, ours.amount)
    return None


def _whole(line: BillLine, known: Mapping[tuple[str, str], Ours]) -> bool:
    """Whether a refund is the other half of a charge that was taken back, which has no number of its own."""
    charge = known.get((CHARGE, line.charge))
    return charge is not None and charge.state in (BACK_AGAIN, NOTHING, OPEN)


def _found(what: str, line: BillLine, ours: int) -> Found:
    return Found(what, line.kind, line.number, line.charge, line.amount, ours, line.transaction, line.at)


def _fees(lines: Sequence[BillLine]) -> list[Found]:
    """Charges whose fee is not what the others' rate comes to, by more than a minor unit."""
    charged = [line for line in lines if line.kind == CHARGE and line.amount >= LEAST]
    if len(charged) < FEWEST:
        return []
    rate = median(line.fee / line.amount for line in charged)
    wrong = [line for line in charged if abs(line.fee - line.amount * rate) > 1.5]
    return [
        Found(FEE, line.kind, line.number, line.charge, line.fee, round(line.amount * rate), line.transaction)
        for line in wrong
    ]
