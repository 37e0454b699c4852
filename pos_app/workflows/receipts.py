"""A paid bill is found again by what stands on its receipt, and the receipt is printed when it is wanted."""

from __future__ import annotations

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.bills import bill_row
from domain.money.payments import Settlement
from domain.money.receipts import receipt_job
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.print_acts import print_again, reprint
from pos_app.workflows.refunding import SettledBill, settled_bill

LONGEST = 12  # digits of a receipt's number; what is longer is a scanned code


def find_bill(tables: SqlTables, words: str) -> SettledBill | None:
    """The latest bill of any day with this receipt's number, or the table's as it stands on slips."""
    words = words.strip()
    found: list[Settlement] = []
    if words.isdecimal() and len(words) <= LONGEST:
        found = tables.where(Settlement, receipt=int(words))
    elif "-" in words:  # as tables' numbers have it: for other words nobody walks through all of them
        for opening in tables.where(Opening, number=words):
            found += tables.where(Settlement, opening=opening.id)
    last = max(found, key=lambda one: (one.at, one.id), default=None)
    return settled_bill(tables, last.id) if last else None


def print_receipt(entry: Entry, bill: str, by: str) -> None:
    """The receipt of a settled bill, for the first time or, marked, once more. Raises Refused: not settled.

    While one waits for its printer no second one is made.
    """
    settlement = entry.tables.get(Settlement, bill)
    if settlement is None:
        raise Refused("refund_unpaid")
    job = receipt_job(entry.tables, settlement)
    if job is None:
        named = bill_row(entry.tables, settlement.opening, bill).named
        entry.record("receipt.asked", {"opening": settlement.opening, **named}, by)
    elif job.open:
        print_again(entry, job.id, by)
    else:
        reprint(entry, job.id, by)
