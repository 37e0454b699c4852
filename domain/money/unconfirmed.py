"""What of the payments by the store's printed code nobody has seen arrive yet, or is missing.

Their bills are settled and they are in the takings, so figures tell them beside these: money that may not be
there. What went back to the guest, or was booked by another tender since, is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.money.payments import Payment
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.to_confirm import DENIED, OPEN, ToConfirm
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """``count`` payments of ``amount`` minor units; ``state``: open (nobody has looked) | denied (it has not
    come)."""

    state: str
    count: int
    amount: int


def waiting(tables: Tables) -> tuple[ToConfirm, ...]:
    """Those of which nobody has said it, and those that are missing, with what did not go back of them; the
    oldest first."""
    rows = [row for state in (OPEN, DENIED) for row in tables.where(ToConfirm, state=state)]
    left = [one for row in rows if (one := left_of(row, tables)).amount > 0]
    return tuple(sorted(left, key=lambda one: (one.at, one.id)))


def by_state(rows: Iterable[ToConfirm]) -> tuple[Unconfirmed, ...]:
    """Counted by state: first what nobody has looked for."""
    return tuple(_sums(tuple(rows)))


def _sums(rows: tuple[ToConfirm, ...]) -> Iterator[Unconfirmed]:
    for state in (OPEN, DENIED):
        found = [row.amount for row in rows if row.state == state]
        if found:
            yield Unconfirmed(state, len(found), sum(found))


def left_of(row: ToConfirm, tables: Tables) -> ToConfirm:
    """With what of it did not go back, nothing of one that stands by another tender. What was only carried
    to a correcting bill did not go back."""
    payment = tables.get(Payment, row.id)
    if payment is None or payment.tender != row.tender:
        return replace(row, amount=0)
    gone = sum(
        one.amount
        for one in tables.where(Refund, bill=payment.bill)
        if one.payment == row.id and not _carried(one, tables)
    )
    return replace(row, amount=row.amount - gone)


def _carried(refund: Refund, tables: Tables) -> bool:
    reversal = tables.get(Reversal, refund.act)
    return reversal is not None and bool(reversal.carried)
