"""Accounts 挂账: who may owe, what they owe, and the money that comes in for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from domain.errors import Refused
from domain.money.accounts import (
    COMPANY,
    DOCUMENT,
    GUEST,
    LONGEST_CONTACT,
    LONGEST_NAME,
    Account,
    AccountEntry,
    Accounts,
    DebtPayment,
    accounts_of,
    balance_of,
    entries_of,
)
from domain.money.payments import Settlement
from domain.money.shifts import live_shift_id
from domain.money.tenders import DEPOSIT, GROUP, referred, take_money, tenders_of
from domain.record.plain import to_plain
from domain.record.published import CHANGED
from domain.record.tables import Tables
from pos_app.workflows.book import Entry

MOST = 10**12  # minor units


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account and what it owes, in minor units; ``entries``: its statement, latest last."""

    account: Account
    balance: int
    entries: tuple[AccountEntry, ...] = ()
    receipts: tuple[int, ...] = ()

    @property
    def room(self) -> int:
        """What may still be charged to it."""
        return 0 if self.account.closed else max(0, self.account.limit - self.balance)


def all_accounts(tables: Tables) -> tuple[AccountView, ...]:
    """All accounts by name, those with most to pay first; closed ones last."""
    found = [AccountView(one, balance_of(tables, one.id)) for one in accounts_of(tables).accounts]
    return tuple(sorted(found, key=lambda one: (one.account.closed, -one.balance, one.account.name)))


def statement(tables: Tables, account_id: str) -> AccountView:
    """One account with its statement. Raises Refused("unknown_account")."""
    account = accounts_of(tables).find(account_id)
    if account is None:
        raise Refused("unknown_account")
    entries = tuple(entries_of(tables, account_id))
    receipts = tuple(settled.receipt if (settled := tables.get(Settlement, one.of)) else 0 for one in entries)
    return AccountView(account, sum(one.amount for one in entries), entries, receipts)


def save(entry: Entry, account: Account, by: str) -> None:
    """A new account, or a known one changed. Raises Refused("account_name", "account_limit_bad")."""
    known = accounts_of(entry.tables)
    name = " ".join(account.name.split())
    taken = any(one.name == name and one.id != account.id for one in known.accounts)
    if not name or len(name) > LONGEST_NAME or len(account.contact) > LONGEST_CONTACT or taken:
        raise Refused("account_name", maximum=LONGEST_NAME)
    if not 0 <= account.limit < MOST or account.kind not in (COMPANY, GUEST):
        raise Refused("account_limit_bad")
    now = replace(account, name=name, contact=account.contact.strip())
    others = [one for one in known.accounts if one.id != account.id]
    if now in known.accounts:
        return
    body = to_plain(Accounts(known.version + 1, (*others, now)))
    entry.record(f"{DOCUMENT}.published", {**body, CHANGED: [now.id]}, by)


def room_on(entry: Entry, account_id: str) -> int:
    """Minor units that may be owed more. Raises Refused("unknown_account", "account_missing")."""
    account = accounts_of(entry.tables).find(account_id)
    if account is None or account.closed:
        raise Refused("unknown_account" if account_id else "account_missing")
    return account.limit - balance_of(entry.tables, account_id)


def check_room(entry: Entry, account_id: str, amount: int) -> None:
    """Raises Refused("account_limit") too, unless so much more may be owed."""
    room = room_on(entry, account_id)
    if amount > room:
        raise Refused("account_limit", amount=max(0, room))


def collect(
    entry: Entry,
    account_id: str,
    tender_id: str,
    tendered: int,
    print_slip: bool,
    payment: str,
    by: str,
    reference: str = "",
) -> DebtPayment:
    """Take money for what an account owes; the same payment twice is taken once. No sale comes of it.

    Raises Refused: nothing is owed, more than that, or a tender that is no money.
    """
    known = entry.tables.get(DebtPayment, payment)
    if known:
        if (known.account, known.tender, known.tendered) != (account_id, tender_id, tendered):
            raise Refused("payment_changed")
        return known
    if accounts_of(entry.tables).find(account_id) is None:
        raise Refused("unknown_account")
    way = tenders_of(entry.tables).get(tender_id)
    if way is None or way.off or way.on_account or not way.takings or way.id in (GROUP.id, DEPOSIT.id):
        raise Refused("unknown_tender")
    found_by = referred(way, reference)
    taken = take_money(way, balance_of(entry.tables, account_id), tendered)
    body: dict[str, Any] = {
        "payment": payment,
        "account": account_id,
        "tender": tender_id,
        "amount": taken.amount,
        "tendered": taken.tendered,
        "change": taken.change,
        "shift": live_shift_id(entry.tables),
        "print": print_slip,
        **({"reference": found_by} if found_by else {}),
    }
    entry.record("debt.paid", body, by)
    done = entry.tables.get(DebtPayment, payment)
    assert done is not None
    return done
