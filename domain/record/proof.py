"""Totals of a store, by which two keepers of the same facts show each other that nothing is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement
from domain.record.tables import Tables
from domain.selling.orders import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of rows, and money in minor units: ``taken`` and ``by_tender`` of payments, ``settled_total``
    of the ``settled`` bills."""

    openings: int = 0
    orders: int = 0
    lines: int = 0
    payments: int = 0
    taken: int = 0
    settled: int = 0
    settled_total: int = 0
    by_tender: Mapping[str, int] = field(default_factory=dict)


def totals_of(tables: Tables) -> Totals:
    """The totals of a state: equal facts have equal totals, wherever they were folded."""
    payments = tables.where(Payment)
    settled = tables.where(Settlement)
    by_tender: Counter[str] = Counter()
    for payment in payments:
        by_tender[payment.tender] += payment.amount
    return Totals(
        openings=len(tables.where(Opening)),
        orders=len(tables.where(Order)),
        lines=len(tables.where(OrderLine)),
        payments=len(payments),
        taken=by_tender.total(),
        settled=len(settled),
        settled_total=sum(bill.total for bill in settled),
        by_tender=dict(sorted(by_tender.items())),
    )


def differences(a: Totals, b: Totals) -> tuple[str, ...]:
    """The names of the figures in which two totals differ."""
    return tuple(one.name for one in fields(Totals) if getattr(a, one.name) != getattr(b, one.name))
