"""A dish that each of two histories was paid for, one on the whole bill, one on a part that it had split off.

It stands on the bill that was paid first. What the other bill took for it goes back to the guest, by a refund
like any other: until then it stands in the takings.
"""

from __future__ import annotations

from domain.money.settled import Settlement, is_paid, tellings
from domain.money.taking_back import paid_lines
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine


def paid_twice(tables: Tables, settled: Settlement) -> int:
    """Minor units that a settled bill took for dishes that stand on another one, which was paid first: their
    share of its total."""
    rows = {row.id: row for told in tellings(settled) for row in paid_lines(tables, told)}
    elsewhere = sum(row.amount for row in rows.values() if _paid_elsewhere(tables, row, settled.id))
    return settled.total * elsewhere // sum(row.amount for row in rows.values()) if elsewhere else 0


def _paid_elsewhere(tables: Tables, row: OrderLine, bill: str) -> bool:
    return row.bill != bill and is_paid(tables, row)
