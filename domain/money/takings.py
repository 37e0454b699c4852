"""Receivable − reductions = takings (应收 − 优惠 = 实收), defined once for till, paper and owner.

A bill counts on the day it is settled, with every payment it was settled by. Money taken for a bill that is
still open is in no figure yet, so the equation holds to the last unit at any moment. What was paid beyond a
bill's total belongs to the guest: it lies in the tenders and is ``owed``, no takings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.money.accounts import DebtPayment
from domain.money.deposits import DepositMove
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.shifts import DROP, IN, OPENED, OUT, CashMove, Shift
from domain.money.tenders import Tender, tenders_of
from domain.money.tips import Tip
from domain.record.tables import Tables


class Money(Protocol):
    """A row that moves money of a tender in a shift, whatever fact it came from; a refund is below zero."""

    @property
    def tender(self) -> str: ...

    @property
    def tendered(self) -> int: ...

    @property
    def change(self) -> int: ...

    @property
    def reduction(self) -> int: ...


MONEY: tuple[type[Payment] | type[Refund] | type[DebtPayment] | type[Tip] | type[DepositMove], ...] = (
    Payment,
    Refund,
    DebtPayment,
    Tip,
    DepositMove,
)
"""The kinds of rows that move money. Each has ``shift``, so that a new one is counted by its tender."""


@dataclass(frozen=True, slots=True)
class Takings:
    """Figures of settled bills in minor units; ``by_tender`` also names tenders that are no takings.

    ``by_hand``: of the reductions, what people gave: gifts, discounts on dishes and on bills. ``refunded``:
    given back of bills settled before; receivable and takings are without it, and without what ``reversals``
    of bills 反结账 took off them: ``reversed_`` of their money, and their reductions and guests.
    """

    bills: int = 0
    guests: int = 0
    receivable: int = 0
    reductions: int = 0
    by_tender: Mapping[str, int] = field(default_factory=dict)
    owed: int = 0
    by_hand: int = 0
    refunded: int = 0
    reversed_: int = 0
    reversals: int = 0

    @property
    def takings(self) -> int:
        """实收."""
        return self.receivable - self.reductions


def takings_of(
    settled: Iterable[Settlement],
    payments: Iterable[Payment],
    tenders: Mapping[str, Tender],
    refunds: Iterable[Refund] = (),
    reversals: Collection[Reversal] = (),
) -> Takings:
    """The figures of settled bills. ``payments`` are all payments of these bills, and no others; ``refunds``
    and ``reversals`` those of the day, of whichever bills.

    A tender that is no takings (a house voucher) is a reduction; an unknown tender counts as takings.
    """
    bills = guests = receivable = reductions = 0
    owed = by_hand = 0
    by_tender: dict[str, int] = {}
    for one in settled:
        bills += 1
        owed += one.over
        by_hand += one.bill.get("given", 0) + one.bill.get("by_hand", 0)
        guests += one.bill.get("guests", 0)
        receivable += one.total + one.bill.get("reduction", 0)
        reductions += one.bill.get("reduction", 0)
    for payment in payments:
        by_tender[payment.tender] = by_tender.get(payment.tender, 0) + payment.amount - payment.reduction
        reductions += payment.reduction
        if not counts(payment.tender, tenders):
            reductions += payment.amount
    acts, refunded, reversed_ = {one.id for one in reversals}, 0, 0
    for refund in refunds:
        by_tender[refund.tender] = by_tender.get(refund.tender, 0) - refund.amount + refund.reduction
        reductions -= refund.reduction
        owed -= refund.owed
        if refund.act in acts:
            reversed_ += refund.reversed
        else:
            refunded += refund.reversed
        if not counts(refund.tender, tenders):
            reductions -= refund.reversed
    off = sum(one.reduction for one in reversals)
    return Takings(
        bills,
        guests - sum(one.of("guests") for one in reversals),
        receivable - refunded - reversed_ - off,
        reductions - off,
        by_tender,
        owed,
        by_hand - sum(one.of("given") + one.of("by_hand") for one in reversals),
        refunded,
        reversed_,
        len(reversals),
    )


def counts(tender: str, tenders: Mapping[str, Tender]) -> bool:
    """Whether money of this tender is takings."""
    known = tenders.get(tender)
    return known is None or known.takings


@dataclass(frozen=True, slots=True)
class Drawer:
    """What should lie in a drawer, and why; minor units. ``taken``: cash handed over less change and refunds.

    ``tenders``: by tender, how often it was handed over and how much, cash too. ``openings``: times without a
    sale.
    """

    start: int = 0
    taken: int = 0
    paid_in: int = 0
    paid_out: int = 0
    dropped: int = 0
    openings: int = 0
    tenders: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def expected(self) -> int:
        """应有: float + cash taken − change − refunds + in − out − drops."""
        return self.start + self.taken + self.paid_in - self.paid_out - self.dropped


def drawer_of(tables: Tables, shift: Shift) -> Drawer:
    """A shift's drawer now, by the one definition."""
    tenders = tenders_of(tables)
    money: list[Money] = [row for kind in MONEY for row in tables.where(kind, shift=shift.id)]
    moves = tables.where(CashMove, shift=shift.id)
    by_tender: dict[str, tuple[int, int]] = {}
    for row in money:
        times, amount = by_tender.get(row.tender, (0, 0))
        handed = not _only_carried(tables, row)
        by_tender[row.tender] = (times + handed, amount + row.tendered - row.change + _never_had(row))
    return Drawer(
        start=shift.start,
        taken=sum(amount for id, (_, amount) in by_tender.items() if in_drawer(id, tenders)),
        paid_in=sum(move.amount for move in moves if move.kind == IN),
        paid_out=sum(move.amount for move in moves if move.kind == OUT),
        dropped=sum(move.amount for move in moves if move.kind == DROP),
        openings=sum(move.kind == OPENED for move in moves),
        tenders={id: one for id, one in by_tender.items() if any(one)},
    )


def _only_carried(tables: Tables, row: Money) -> bool:
    """Whether money went from a reversed bill to the one in its place: nobody handed anything over."""
    if not isinstance(row, Payment | Refund):
        return False
    return tables.get(Payment, row.id) is not None and tables.get(Refund, row.id) is not None


def _never_had(row: Money) -> int:
    """What of a voucher is no money, taken off where it came in and put back where it went out."""
    return row.reduction if row.tendered < 0 else -row.reduction


def in_drawer(tender: str, tenders: Mapping[str, Tender]) -> bool:
    """Whether money of this tender lies in the drawer: what gives change is cash."""
    known = tenders.get(tender)
    return known is not None and known.change
