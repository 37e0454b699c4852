"""From an account to the facts of its slips: a statement, and what was paid of a debt."""

from __future__ import annotations

from domain.errors import _m, name_in
from domain.money.accounts import BACK, CHARGED, AccountEntry, DebtPayment, accounts_of, balance_of
from domain.money.tenders import tenders_of
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.accounts import AccountView
from pos_app.workflows.report_slips import Around, around
from printers.slips.figures import Figure
from printers.slips.statement import StatementSlip
from printers.slips.words import SlipForm

MOST_LINES = 200  # of a statement on paper, the latest


def statement_slip(view: AccountView, known: Around, form: SlipForm, now: int, by: str) -> StatementSlip:
    """All that an account was charged and paid, and what it owes."""
    pairs = list(zip(view.entries, view.receipts, strict=True))[-MOST_LINES:]
    return StatementSlip(
        store=known.store.names,
        name=view.account.name,
        contact=view.account.contact,
        lines=[Figure(_words(entry, receipt, known, form), entry.amount) for entry, receipt in pairs],
        balance=view.balance,
        limit=view.account.limit,
        printed_at=known.time(now),
        by=known.person(by, form.language),
        currency=known.store.currency,
    )


def _words(entry: AccountEntry, receipt: int, known: Around, form: SlipForm) -> str:
    when = known.time(entry.at)
    if entry.kind == CHARGED:
        return form.say(_m("{time} bill {number}"), time=when, number=receipt or "–")
    if entry.kind == BACK:
        return form.say(_m("{time} back of bill {number}"), time=when, number=receipt or "–")
    return " ".join(filter(None, (form.say(_m("{time} paid"), time=when), entry.reference)))


def debt_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> StatementSlip:
    """What one payment took off a debt."""
    known, paid = around(tables), tables.get(DebtPayment, job.order)
    assert paid is not None
    account, tender = accounts_of(tables).find(paid.account), tenders_of(tables).get(paid.tender)
    way = name_in(tender.names, form.language) if tender else paid.tender
    return StatementSlip(
        store=known.store.names,
        name=account.name if account else "",
        contact=account.contact if account else "",
        lines=[Figure(f"{way} {paid.reference}".strip(), paid.tendered)],
        change=paid.change,
        paid=paid.amount,
        balance=balance_of(tables, paid.account),
        limit=account.limit if account else 0,
        printed_at=known.time(paid.at),
        by=known.person(paid.by, form.language),
        currency=known.store.currency,
        again=job.mark,
    )
