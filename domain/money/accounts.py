"""挂账: named accounts that bills are charged to, and the debts that are collected later.

The sale counts on its day, by a tender of its own. What is paid of a debt is money of the drawer and no sale.
What an account owes is what was charged to it, less what went back of that, less what was collected.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.money.payments import RECEIPT_STATION, Payment
from domain.money.refunds import Refund
from domain.record.envelope import Event
from domain.record.first import keep_first
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.printing import queue_slips

DOCUMENT, SLIP = "accounts", "account"
COMPANY, GUEST = "company", "guest"
CHARGED, BACK, COLLECTED = "charged", "back", "collected"
LONGEST_NAME, LONGEST_CONTACT = 40, 60


@dataclass(frozen=True, slots=True)
class Account:
    """Who may owe up to ``limit`` minor units. ``kind``: company | guest; ``closed``: nothing new on it."""

    id: str
    name: str
    kind: str = COMPANY
    limit: int = 0
    contact: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Accounts:
    """The store's accounts, one numbered version."""

    version: int = 0
    accounts: tuple[Account, ...] = ()

    def find(self, account: str) -> Account | None:
        return next((one for one in self.accounts if one.id == account), None)


@dataclass(frozen=True, slots=True)
class DebtPayment:
    """Money that came in for what an ``account`` owes: ``amount`` = ``tendered`` − ``change`` minor units.
    ``reference``: by which it is found elsewhere, "" for none."""

    id: str
    account: str
    tender: str
    amount: int
    tendered: int
    change: int
    at: int
    by: str
    date: str
    shift: str = ""
    reference: str = ""

    @property
    def reduction(self) -> int:
        """Nothing: a debt is paid in money."""
        return 0


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """A line of a statement. ``amount``: what is owed more. kind: charged | back | collected; ``of``: the
    bill, or the tender of what was collected, with its ``reference``."""

    at: int
    kind: str
    amount: int
    of: str
    reference: str = ""


def accounts_of(tables: Tables) -> Accounts:
    """The accounts as published; none: an empty list."""
    row = tables.get(Document, DOCUMENT)
    return from_plain(Accounts, row.body) if row else Accounts()


def entries_of(tables: Tables, account: str) -> list[AccountEntry]:
    """All that an account was charged and paid, in order of time."""
    found = [AccountEntry(one.at, CHARGED, one.amount, one.bill) for one in _charged(tables, account)]
    found += [AccountEntry(one.at, BACK, -one.amount, one.bill) for one in _back(tables, account)]
    found += [
        AccountEntry(one.at, COLLECTED, -one.amount, one.tender, one.reference)
        for one in tables.where(DebtPayment, account=account)
    ]
    return sorted(found, key=lambda one: one.at)


def balance_of(tables: Tables, account: str) -> int:
    """What an account owes, in minor units; below zero: the house owes it."""
    return sum(one.amount for one in entries_of(tables, account))


def _charged(tables: Tables, account: str) -> list[Payment]:
    return tables.where(Payment, account=account)


def _back(tables: Tables, account: str) -> list[Refund]:
    return tables.where(Refund, account=account)


def debt_paid(event: Event, tables: Tables) -> None:
    """Money came in for a debt; the same payment once."""
    body = event.body
    names = ("account", "tender", "amount", "tendered", "change")
    fields = {name: body[name] for name in names}
    keep_first(
        tables,
        DebtPayment(
            id=body["payment"],
            at=event.at,
            by=event.by,
            date=event.date,
            shift=body.get("shift", ""),
            reference=body.get("reference", ""),
            **fields,
        ),
    )
    if body.get("print", False):
        id = body["payment"]
        queue_slips(event, tables, f"{id}.slip", RECEIPT_STATION, SLIP, "", id)


APPLIES = {"debt.paid": debt_paid}
