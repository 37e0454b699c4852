"""A dish that each of two histories was paid for, one on the whole bill, one on a part that it had split off.

It stands on the bill that was paid first. What the other bill took for it goes back to the guest, by a refund
like any other: until then it stands in the takings.
"""

from __future__ import annotations

from domain.money.bills import Bill, bills_on
from domain.money.borne import borne_on
from domain.money.settled import PARTS, Settlement, by_time, charges_for, is_paid, tellings
from domain.money.taking_back import paid_lines
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine


def paid_twice(tables: Tables, settled: Settlement) -> int:
    """Minor units that a settled bill took for dishes that stand on another one, which was paid first, and
    for the places of guests whom that charged.

    What older programs tell does not say what each dish bears: then it is their share of the total.
    """
    borne = borne_on(tables, settled)
    if borne is None:
        rows = {row.id: row for told in tellings(settled) for row in paid_lines(tables, told)}
        elsewhere = sum(row.amount for row in rows.values() if _paid_elsewhere(tables, row, settled.id))
        return settled.total * elsewhere // sum(row.amount for row in rows.values()) if elsewhere else 0
    known = [row for id in borne if (row := tables.get(OrderLine, id)) is not None]
    gone = [row for row in known if _paid_elsewhere(tables, row, settled.id)]
    if not gone:
        return 0
    if len(gone) == len(known):
        return settled.total
    places = min(max(0, settled.total - sum(borne.values())), _places_charged_before(tables, settled))
    return min(settled.total, sum(borne[row.id] for row in gone) + places)


def _places_charged_before(tables: Tables, settled: Settlement) -> int:
    """What of a bill beside its dishes is for guests whom a bill charged that was paid before: all of a part
    whose whole did not know of it, and of a whole what such parts took for theirs."""
    bill = tables.get(Bill, settled.id)
    whole = tables.get(Settlement, bill.split_from) if bill else None
    if bill is not None and whole is not None and by_time(whole) < by_time(settled):
        return _beside(tables, settled) if charges_for(tables, bill) else 0
    parts = [
        found
        for one in bills_on(tables, settled.opening or settled.id)
        if one.split_from == settled.id and (found := tables.get(Settlement, one.id)) is not None
    ]
    unknown = [one for one in parts if any(one.id not in told.get(PARTS, ()) for told in tellings(settled))]
    return sum(_beside(tables, one) for one in unknown if by_time(one) < by_time(settled))


def _beside(tables: Tables, settled: Settlement) -> int:
    borne = borne_on(tables, settled)
    return 0 if borne is None else max(0, settled.total - sum(borne.values()))


def _paid_elsewhere(tables: Tables, row: OrderLine, bill: str) -> bool:
    return row.bill != bill and is_paid(tables, row)
