"""The e-receipt of a settled bill, read from the projections for who knows its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.bills import bill_row
from domain.money.e_receipts import opens
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.tenders import Tender, tenders_in
from domain.record.plain import from_plain
from domain.selling.orders import OrderLine, on_bill, orders_on
from sync_server.database import sales
from sync_server.database.projections import SqlTables
from sync_server.database.session import Connection, Database

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EReceipt:
    """A bill as it was paid, and what became of it: ``refunded`` in minor units; ``reversed``: not valid."""

    store: Mapping[str, Any]
    place: Names
    opening: Opening
    settlement: Settlement
    lines: Sequence[OrderLine]
    payments: Sequence[Payment]
    tenders: Mapping[str, Tender]
    refunded: int
    reversed: bool


class EReceipts:
    """Reads one server's stores. Blocks: call it from a worker thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, store: str, bill: str, code: str) -> EReceipt:
        """Raises Refused("receipt_unknown"), alike for no such bill and for a wrong code."""
        return self._database.read(lambda connection: _find(connection, store, bill, code))


def _find(connection: Connection, store: str, bill: str, code: str) -> EReceipt:
    tables = SqlTables(connection, store)
    settlement = tables.get(Settlement, bill)
    opening = tables.get(Opening, settlement.opening) if settlement and opens(settlement, code) else None
    if settlement is None or opening is None:
        raise Refused("receipt_unknown")
    plain = sales.document(connection, store, "tenders").get("tenders", [])
    rows = tables.where(OrderLine, opening=opening.id)
    places = {order.id: place for place, order in enumerate(orders_on(tables, opening.id, rows))}
    return EReceipt(
        store=dict(sales.document(connection, store, "store")),
        place=label_of(_floor(connection, store), opening),
        opening=opening,
        settlement=settlement,
        lines=sorted(
            (row for row in on_bill(rows) if row.bill == bill), key=lambda row: places.get(row.order, 0)
        ),
        payments=sorted(tables.where(Payment, bill=bill), key=lambda payment: payment.at),
        tenders=tenders_in(plain if isinstance(plain, list) else []),
        refunded=sum(refund.amount for refund in tables.where(Refund, bill=bill)),
        reversed=bool(bill_row(tables, opening.id, bill).corrected),
    )


def _floor(connection: Connection, store: str) -> Floor:
    try:
        return from_plain(Floor, sales.document(connection, store, "floor"))
    except Refused:
        return Floor()
