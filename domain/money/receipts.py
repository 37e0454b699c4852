"""A receipt that the guest wants after all, when the bill was paid without one."""

from __future__ import annotations

from domain.money.payments import RECEIPT_STATION, Settlement
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.printing import PrintJob, queue_receipt


def receipt_job(tables: Tables, bill: Settlement) -> PrintJob | None:
    """The slip that was printed of a settled bill, or waits to be; None if nobody wanted one."""
    return tables.get(PrintJob, f"{bill.id}.receipt")


def receipt_asked(event: Event, tables: Tables) -> None:
    """It is printed now; if two histories asked, they asked for one slip."""
    queue_receipt(event, tables, RECEIPT_STATION)


APPLIES = {"receipt.asked": receipt_asked}
