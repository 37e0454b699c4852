"""Receivable − reductions = takings (应收 − 优惠 = 实收), defined once for till, paper and owner.

A bill counts on the day it is settled, with every payment it was settled by. Money taken for a bill that is
still open is in no figure yet, so the equation holds to the last unit at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.money.payments import Payment, Settlement
from domain.money.tenders import Tender


@dataclass(frozen=True, slots=True)
class Takings:
    """Figures of settled bills in minor units; ``by_tender`` also names tenders that are no takings."""

    bills: int = 0
    guests: int = 0
    receivable: int = 0
    reductions: int = 0
    by_tender: Mapping[str, int] = field(default_factory=dict)

    @property
    def takings(self) -> int:
        """实收."""
        return self.receivable - self.reductions


def takings_of(
    settled: Iterable[Settlement], payments: Iterable[Payment], tenders: Mapping[str, Tender]
) -> Takings:
    """The figures of settled bills. ``payments`` are all payments of these bills, and no others.

    A tender that is no takings (a house voucher) is a reduction; an unknown tender counts as takings.
    """
    bills = guests = receivable = reductions = 0
    by_tender: dict[str, int] = {}
    for one in settled:
        bills += 1
        guests += one.bill.get("guests", 0)
        receivable += one.total + one.bill.get("reduction", 0)
        reductions += one.bill.get("reduction", 0)
    for payment in payments:
        by_tender[payment.tender] = by_tender.get(payment.tender, 0) + payment.amount
        if not counts(payment.tender, tenders):
            reductions += payment.amount
    return Takings(bills, guests, receivable, reductions, by_tender)


def counts(tender: str, tenders: Mapping[str, Tender]) -> bool:
    """Whether money of this tender is takings."""
    known = tenders.get(tender)
    return known is None or known.takings
