"""Money that was taken: given back by dishes or as a sum, to the tenders it came by; booked by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.money.billing import figures_of
from domain.money.bills import Bill, bill_row
from domain.money.gateway_refunds import GatewayRefund
from domain.money.had_before import had_before
from domain.money.payments import Payment, Settlement
from domain.money.reasons import LONGEST_REASON
from domain.money.refunds import (
    ACCOUNT,
    OWED,
    REFUNDED,
    Back,
    Refund,
    charge_behind,
    owed_on,
    part_of_line,
    refunds_of,
    taken_back,
    to_give_back,
)
from domain.money.shares import share
from domain.money.shifts import live_shift_id
from domain.money.tender_changes import may_change
from domain.money.tenders import DEPOSIT, GROUP, LONGEST_REFERENCE, tenders_of
from domain.money.to_give_back import owing_on
from domain.record.business_day import day_after
from domain.record.tables import Tables
from domain.selling.menu import Names
from domain.selling.order import Line
from domain.selling.orders import OrderLine, on_bill
from domain.selling.price import Rules
from pos_app.database.state import SqlTables
from pos_app.workflows.bill_slips import corrected_receipt
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.reading import document

MOST_DAYS = 62  # further back nobody looks for the next day with bills


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A dish of a settled bill: what it bears of everything on it (``total``), and how much is back already.

    ``quantity`` and ``back`` in thousandths; ``line`` as it was ordered, ``amount`` as the receipt has it.
    """

    id: str
    names: Names
    quantity: int
    total: int
    line: Line
    amount: int
    back: int = 0


@dataclass(frozen=True, slots=True)
class SettledBill:
    """A bill that was paid, as somebody who wants money back sees it; minor units. ``left``: not back yet.

    ``corrects``: the receipt number of the bill in whose place it stands, 0: none. ``corrected``: the id of
    the bill in its place, ``correcting`` the opening on which that one is still to be paid. ``gateway``: what
    goes back by gateways. ``over``: what had been paid beyond the total and is not back yet; ``twice``:
    what was paid for dishes that another bill had been paid for, nor that. ``by``: who took the last of it;
    ``number``: of the table, as slips have it; ``date``: its business day;
    ``figures``: as they were frozen when it was paid (``price.bill_facts``).
    """

    id: str
    receipt: int
    at: int
    table: Names
    total: int
    left: int
    lines: tuple[SettledLine, ...] = ()
    payments: tuple[Payment, ...] = ()
    corrects: int = 0
    corrected: str = ""
    correcting: str = ""
    gateway: tuple[GatewayRefund, ...] = ()
    over: int = 0
    twice: int = 0
    by: str = ""
    number: str = ""
    date: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettledDay:
    """The bills of a business day, latest first, without their dishes; ``due``: the day that is open now.

    ``before`` and ``after``: the nearest days on which bills were paid, "" for none.
    """

    date: str
    due: str
    bills: tuple[SettledBill, ...] = ()
    before: str = ""
    after: str = ""


def settled_day(tables: SqlTables, date: str, due: str, most: int = 200) -> SettledDay:
    """The bills settled on a business day, "" for the one that is ``due``."""
    date = date or due
    found = sorted(tables.where(Settlement, date=date), key=lambda one: (-one.at, -one.receipt))
    bills = tuple(_settled(tables, one) for one in found[:most])
    return SettledDay(
        date, due, bills, _day_with_bills(tables, date, -1, due), _day_with_bills(tables, date, 1, due)
    )


def _day_with_bills(tables: SqlTables, date: str, step: int, due: str) -> str:
    for _ in range(MOST_DAYS):
        date = day_after(date, step)
        if date > due:
            return ""
        if date == due or tables.where(Settlement, date=date):
            return date
    return ""


def settled_bill(tables: SqlTables, bill: str) -> SettledBill:
    """One of them with its dishes. Raises Refused("refund_unpaid") for one that is not settled."""
    settlement = tables.get(Settlement, bill)
    if settlement is None:
        raise Refused("refund_unpaid")
    back = taken_back(refunds_of(tables, bill))
    rows, totals = _lines(tables, settlement)
    lines = tuple(
        SettledLine(row.id, row.line.names, row.quantity, total, row.line, row.amount, back.get(row.id, 0))
        for row, total in zip(rows, totals, strict=True)
        if row.quantity
    )
    return _settled(tables, settlement, lines)


def refund(
    entry: Entry, bill: str, amount: int, lines: Mapping[str, int], print_slip: bool, act: Act
) -> tuple[Back, ...]:
    """Give ``amount`` minor units back, or what ``lines`` (thousandths by line) come to if that is 0.

    The same act twice gives back once. Raises Refused: nothing is settled, more than was paid, no reason.
    """
    if entry.tables.get(Adjustment, act.id):
        done = [one for one in entry.tables.where(Refund, bill=bill) if one.act == act.id]
        return tuple(Back(one.payment, one.tender, one.amount) for one in done)
    wanted = asked(entry.tables, bill, amount, lines)
    paid = entry.tables.where(Payment, bill=bill)
    before = had_before(entry.tables, paid) if owed_on(entry.tables, bill) else {}
    back = to_give_back(paid, refunds_of(entry.tables, bill), wanted, before)
    more = {"print": print_slip, **({"lines": dict(lines)} if lines else {})}
    note_refund(entry, bill, by_gateways(entry.tables, back), act, more)
    return back


def note_refund(
    entry: Entry, bill: str, back: Sequence[Mapping[str, Any]], act: Act, more: Mapping[str, Any]
) -> None:
    """Write that this much of a settled bill's payments goes back, or went: ``back`` as ``by_gateways`` tells
    it, ``more`` as the fact has it. Raises Refused without a reason."""
    settlement = entry.tables.get(Settlement, bill)
    assert settlement is not None
    body: dict[str, Any] = {
        "act": act.id,
        "opening": settlement.opening,
        **bill_row(entry.tables, settlement.opening, bill).named,
        "amount": sum(one["amount"] for one in back),
        "back": list(back),
        OWED: owed_on(entry.tables, bill),
        "reason": said(act.reason),
        "shift": live_shift_id(entry.tables),
        **more,
    }
    if act.approved:
        body["approved"] = act.approved
    entry.record(REFUNDED, body, act.by)


def by_gateways(tables: Tables, back: Iterable[Back]) -> list[dict[str, Any]]:
    """What a fact says of where money goes; what a gateway charged goes back by it and its home server."""
    found = list[dict[str, Any]]()
    for one in back:
        told: dict[str, Any] = {"payment": one.payment, "tender": one.tender, "amount": one.amount}
        if charge := charge_behind(tables, one.payment):
            told["gateway"] = {"charge": charge.id, "home": charge.home}
        if (paid := tables.get(Payment, one.payment)) and paid.account:
            told[ACCOUNT] = paid.account
        found.append(told)
    return found


def change_tender(entry: Entry, payment: str, tender: str, act: Act, reference: str = "") -> None:
    """A payment came by another tender than was booked; the same act twice is done once. Raises Refused.

    ``reference``: by which the money is found elsewhere, for a tender that asks for one.
    """
    if entry.tables.get(Adjustment, act.id):
        return
    row = entry.tables.get(Payment, payment)
    if row is None or tender not in tenders_of(entry.tables) or tender == GROUP.id:
        raise Refused("unknown_tender")
    if tenders_of(entry.tables)[tender].on_account:
        raise Refused("account_missing")
    charged = charge_behind(entry.tables, row.id) is not None  # nobody knows better than who charged it
    if charged or not may_change(entry.tables, row) or DEPOSIT.id in (row.tender, tender):
        raise Refused("tender_fixed")
    if row.tender == tender:
        return
    reference = reference.strip()[:LONGEST_REFERENCE]
    if tenders_of(entry.tables)[tender].asks_reference and not reference:
        raise Refused("reference_wanted")
    body: dict[str, Any] = {
        "act": act.id,
        "opening": row.opening,
        "payment": row.id,
        "before": row.tender,
        "tender": tender,
        "reason": said(act.reason),
    }
    if reference:
        body["reference"] = reference
    if act.approved:
        body["approved"] = act.approved
    entry.record("payment.changed", body, act.by)


def said(reason: str) -> str:
    """A reason as it is kept. Raises Refused."""
    words = " ".join(reason.split())
    if not words:
        raise Refused("reason_missing")
    if len(words) > LONGEST_REASON:
        raise Refused("remark_too_long", maximum=LONGEST_REASON)
    return words


def asked(tables: SqlTables, bill_id: str, amount: int, lines: Mapping[str, int]) -> int:
    """What a refund comes to in minor units. Raises Refused."""
    bill = settled_bill(tables, bill_id)
    if not lines:
        return amount
    known = {line.id: line for line in bill.lines}
    wanted = 0
    for id, quantity in lines.items():
        line = known.get(id)
        if line is None:
            raise Refused("refund_unpaid")
        if not 0 < quantity <= line.quantity - line.back:
            raise Refused("bad_quantity", dish=line.names)
        wanted += part_of_line(line.total, line.quantity, line.back, quantity)
    return min(wanted, bill.left)  # a sum of it may be back already


def _settled(tables: SqlTables, settlement: Settlement, lines: tuple[SettledLine, ...] = ()) -> SettledBill:
    opening = tables.get(Opening, settlement.opening)
    floor = document(tables, Floor, "floor", Floor())
    payments = tables.where(Payment, bill=settlement.id)
    back = sum(one.amount for one in tables.where(Refund, bill=settlement.id))
    bill = bill_row(tables, settlement.opening, settlement.id)
    on, owing = tables.get(Bill, bill.corrected) if bill.corrected else None, owing_on(tables, settlement)
    return SettledBill(
        settlement.id,
        settlement.receipt,
        settlement.at,
        label_of(floor, opening) if opening else {},
        settlement.total,
        sum(one.amount for one in payments) - back,
        lines,
        tuple(sorted(payments, key=lambda one: (one.at, one.id))),
        corrected_receipt(tables, bill),
        bill.corrected,
        on.opening if on and tables.get(Settlement, on.id) is None else "",
        tuple(sorted(tables.where(GatewayRefund, bill=settlement.id), key=lambda one: (one.at, one.id))),
        owing.over,
        owing.twice,
        settlement.by,
        opening.number if opening else "",
        settlement.date,
        settlement.bill,
    )


def _lines(tables: SqlTables, settlement: Settlement) -> tuple[list[OrderLine], tuple[int, ...]]:
    """The dishes of a bill, and what each bears of the total that was paid, fees of no dish left out."""
    opening = tables.get(Opening, settlement.opening)
    rows = on_bill(tables.where(OrderLine, bill=settlement.id))
    if opening is None:
        return [], ()
    rules = document(tables, Rules, "rules", Rules())
    figures = figures_of(tables, opening, bill_row(tables, opening.id, settlement.id), rules)
    weights = [*(one.total for one in figures.lines), figures.fees.total]
    return list(rows), share(settlement.total, weights)[:-1]
