"""At which opening slips stand: an order's, and those that call off its dishes, where it was taken first.

Two histories that each took a request of a phone may each have begun an opening for it, at one table or two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.money.adjustments import Adjustment
from domain.record.tables import Tables
from domain.selling.order_rows import Order, OrderLine
from domain.selling.printing import CANCEL, PrintJob


def slips_follow(tables: Tables, order: Order, before: str) -> None:
    """An order stands at another opening than ``before``: another history had taken it earlier. Only a fold
    may call this."""
    for job in list(_slips_of(tables, order.id, before)) if before != order.opening else ():
        tables.put(replace(job, opening=order.opening))


def _slips_of(tables: Tables, order: str, opening: str) -> Iterator[PrintJob]:
    for job in tables.where(PrintJob, opening=opening):
        act = tables.get(Adjustment, job.order) if job.kind == CANCEL else None
        line = tables.get(OrderLine, act.line) if act else None
        if order in (job.order, line.order if line else ""):
            yield job
