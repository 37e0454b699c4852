"""Paid before it is cooked 先付: which orders are, what their money does, and what is let go without it.

``follow`` runs at the end of each transaction, so an order and the money that settles its bill, by whatever
tender, are one: it is cooked in the moment it is paid, and once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.openings import Opening, admission, head_of
from domain.floor.plan import Floor
from domain.money.billing import lines_on
from domain.money.bills import bill_row, bills_on
from domain.money.grants import OPEN, Grant, reserved
from domain.money.payments import Payment, Settlement, is_paid, open_bills
from domain.money.refunds import charge_behind
from domain.selling.order import Line, items_of
from domain.selling.order_rows import PLACES, Order, OrderLine, place_of
from domain.selling.orders import Heard
from domain.selling.pay_first import OVER, SOLD_OUT
from domain.selling.printing import MORE
from domain.selling.unpaid import (
    PAY_FIRST,
    WAITING,
    PayFirst,
    all_of,
    still_to_pay,
    unpaid_bills,
    waiting_on,
    what_is_let_go,
)
from domain.supply.counted import COUNTS, Counted, counts_of
from pos_app.database.journal import local_value
from pos_app.workflows.book import FORGOT_BEFORE, Entry
from pos_app.workflows.changing import Act, void_line
from pos_app.workflows.floor import clear_table, settle_if_paid
from pos_app.workflows.order_slips import told_to_printers
from pos_app.workflows.refunding import asked, refund

TILL = "till"
NOTHING: Mapping[str, Any] = {}
MONEY = frozenset({"payment.received", "bill.settled", "line.voided"})
SUPPLY = "stock.set"


def asks_money_first(entry: Entry, lines: Sequence[Line]) -> Mapping[str, Any]:
    """What the fact of a phone's order says if the kitchen gets it only once it is paid; else nothing."""
    floor = entry.document(Floor, "floor")
    free = not any(line.amount or line.awaits_weight for line in lines)
    if not floor.pay_first or free:
        return NOTHING
    return {PAY_FIRST: {"ends": entry.now + floor.pay_minutes * 60_000}}


def bill_paid_first(entry: Entry, opening: Opening) -> Mapping[str, Any]:
    """A bill for such an order alone: one on which nobody has ordered yet, else a new one. That charges no
    guest a cover while another open bill does."""
    unsettled, alone = open_bills(entry.tables, opening.id), unpaid_bills(entry.tables)
    for bill in unsettled:
        orders = {row.order for row in lines_on(entry.tables, bill.id)}
        rounds = (entry.tables.get(Order, order) for order in orders)
        taken = any(one is None or one.round for one in rounds)
        if bill.id not in alone and not taken and not bill.root and not bill.corrects:
            return bill.named
    return {"bill": entry.clock.new_id(), **({"charges": 0} if unsettled else {})}


def follow(entry: Entry) -> None:
    """What this transaction means for orders that wait for their money."""
    kinds = {event.kind for event in entry.events}
    if kinds.isdisjoint(MONEY) and SUPPLY not in kinds:
        return
    for row in entry.tables.where(PayFirst, state=WAITING):
        settle_up(entry, row, SUPPLY in kinds)


def settle_up(entry: Entry, row: PayFirst, drop: bool = False) -> None:
    """An order that is paid goes to the kitchen; one of which nothing is left is over. ``drop``: what is sold
    out is let go as long as nobody pays for it."""
    rows = _left(entry, row)
    if drop and rows and not _touched(entry, rows):
        _let_go(entry, row, [one for one in rows if _is_out(entry, row, one)], SOLD_OUT)
        rows = _left(entry, row)
    if not rows:
        if (now := entry.tables.get(PayFirst, row.id)) and now.state == WAITING:
            _let_go(entry, row, [], SOLD_OUT if drop else OVER)
    elif all(is_paid(entry.tables, one) for one in rows):
        _take(entry, row, rows)


def lapse(entry: Entry, order: str) -> Sequence[str]:
    """The time of an order is over, and of all that are paid with it. Answers the payments that are to be
    closed first: as long as it is not known what becomes of them nothing is let go, and what comes of them
    counts."""
    row = entry.tables.get(PayFirst, order)
    if row is None or row.state != WAITING:
        return ()
    settle_up(entry, row)
    rows = _left(entry, row)
    if not rows or _is_over(entry, order):
        return ()
    bills = {one.bill: one.opening for one in rows}
    together = waiting_on(entry.tables, bills)
    if any(one.ends > row.ends for one in together):
        return ()  # with the last of them
    if any(reserved(entry.tables, opening, bill) for bill, opening in bills.items()):
        open_now = entry.tables.where(Grant, state=OPEN)
        return [one.id for one in open_now if one.phone and one.bill in bills]
    paid = [one for bill in bills for one in entry.tables.where(Payment, bill=bill)]
    if any(charge_behind(entry.tables, one.id) is None for one in paid):
        return ()  # a part was paid at the counter: there people decide
    for one in together:
        _let_go(entry, one, _left(entry, one), OVER)
    for bill, opening in bills.items() if paid else ():
        settle_if_paid(entry, opening, TILL, bill_row(entry.tables, opening, bill))
        settled = entry.tables.get(Settlement, bill)
        if settled is not None and settled.over > 0:  # else other dishes on the bill take the money
            _give_back(entry, bill, OVER, settled.over)
    reach("payfirst.before_commit")
    return ()


def release(entry: Entry, order: str) -> None:
    """Staff give an order up that nobody has paid. Raises Refused."""
    row = entry.tables.get(PayFirst, order)
    if row is None or row.state != WAITING:
        raise Refused("opening_paid")
    rows = _left(entry, row)
    if _touched(entry, rows):
        raise Refused("pay_first_paying")
    _let_go(entry, row, rows, OVER)


def _is_over(entry: Entry, order: str) -> bool:
    row = entry.tables.get(PayFirst, order)
    return row is None or row.state != WAITING


def _left(entry: Entry, row: PayFirst) -> list[OrderLine]:
    return still_to_pay(entry.tables, entry.tables.get(PayFirst, row.id) or row)


def _touched(entry: Entry, rows: Sequence[OrderLine]) -> bool:
    """Whether somebody pays, or has paid, for some of these lines."""
    bills = {one.bill: one.opening for one in rows}
    return any(
        entry.tables.where(Payment, bill=bill) or reserved(entry.tables, opening, bill)
        for bill, opening in bills.items()
    )


def _is_out(entry: Entry, row: PayFirst, line: OrderLine) -> bool:
    """Whether a dish that was there when it was ordered is not sold any more, or was counted anew as none."""
    for item in items_of((line.line,)):
        now = entry.tables.get(Counted, item)
        if now is not None and now.holds(entry.date):
            anew = now.count != row.counts.get(item, "") and now.left <= 0
            if now.off or anew:
                return True
    return False


def _take(entry: Entry, row: PayFirst, rows: Sequence[OrderLine]) -> None:
    """It is paid: to the kitchen with it. What is sold out meanwhile goes back to those who were charged by a
    gateway; at the counter people see it."""
    order, opening = entry.tables.get(Order, row.id), entry.tables.get(Opening, row.opening)
    if order is None or opening is None:
        return
    paid = [one for bill in {row.bill for row in rows} for one in entry.tables.where(Payment, bill=bill)]
    charged = bool(paid) and all(charge_behind(entry.tables, one.id) for one in paid)
    out = [one for one in rows if charged and _is_out(entry, row, one)]
    everybody = entry.document(Floor, "floor").admit_phones  # else only who has paid
    wanted = (phone for one in rows for phone in one.line.guests if everybody)
    body: dict[str, Any] = {
        "order": row.id,
        "opening": order.opening,
        "lines": [one.id for one in rows],
        **admission(opening, row.phone, (row.phone, *wanted)),
        COUNTS: counts_of(entry.tables, items_of([one.line for one in rows])),
        **told_to_printers(entry, [one.line for one in rows if one not in out]),
    }
    if out:
        body["refused"] = [one.id for one in out]
    if row.cooked:  # by another history, that had less of it: these get slips of their own
        body[MORE] = entry.clock.new_id()
    elif order.out:
        body[PLACES] = sorted({place_of(one) for one in rows})
    if order.at < int(local_value(entry.connection, FORGOT_BEFORE) or 0):
        body["mark"] = "duplicate"  # it may have been paid and cooked before this till went back
    entry.record("order.prepaid", body, TILL)
    _tell(entry, row.id)
    for bill in dict.fromkeys(one.bill for one in out):
        _give_back(entry, bill, SOLD_OUT, 0, {one.id: one.quantity for one in out if one.bill == bill})
    reach("payfirst.before_commit")


def _give_back(entry: Entry, bill: str, why: str, amount: int, lines: Mapping[str, int] = NOTHING) -> None:
    """By the gateway that charged it, by itself: one refund, whose number stays. Of what was free meanwhile
    nothing goes back."""
    if not asked(entry.tables, bill, amount, lines):
        return
    refund(entry, bill, amount, lines, False, Act(entry.clock.new_id(), TILL, why))


def _let_go(entry: Entry, row: PayFirst, rows: Sequence[OrderLine], why: str) -> None:
    """These lines are off the bill and back in stock; without any left the order is over."""
    every = len(rows) == len(_left(entry, row))
    if not rows and not every:
        return
    order = entry.tables.get(Order, row.id)
    body: dict[str, Any] = {
        **what_is_let_go(entry.tables, row, rows),
        "opening": order.opening if order else row.opening,
        "why": why,
        COUNTS: counts_of(entry.tables, items_of([one.line for one in rows])),
    }
    entry.record("order.released", body | (all_of(entry.tables, row) if every else {}), TILL)
    _tell(entry, row.id)
    if every:
        _free_table(entry, row.opening)


def _tell(entry: Entry, order: str) -> None:
    """The phone hears what its order came to."""
    if heard := entry.tables.get(Heard, order):
        entry.verdicts.append(heard.verdict)


def _free_table(entry: Entry, id: str) -> None:
    """A table that a phone has opened by such an order alone is free again."""
    opening = entry.tables.get(Opening, id)
    if opening is None or not opening.live or opening.started_by != "phone":
        return
    head = head_of(entry.tables, opening)
    bills = bills_on(entry.tables, head.id)
    rows = [row for bill in bills for row in lines_on(entry.tables, bill.id)]
    paid = any(entry.tables.where(Payment, bill=bill.id) for bill in bills)
    if head.id != opening.id or paid or any(not row.line.by_head for row in rows):
        return
    for row in rows:  # what each guest is charged for, where nobody is a guest after all
        void_line(entry, row.id, row.quantity, False, Act(entry.clock.new_id(), TILL, OVER))
    with suppress(Refused):
        clear_table(entry, opening.id, TILL)
