"""Payments and settled bills as facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.floor.later import have_gone, pays_later
from domain.floor.openings import Opening
from domain.money import grants, to_confirm
from domain.money.bills import FOLLOWS, Bill, bill_row, bills_on, standing_bills
from domain.money.deposits import use
from domain.money.further import may_be_idle, money_put_right, pays_further, put_right
from domain.money.merging import part_again
from domain.money.reversal_rows import as_it_was_paid
from domain.money.settled import COUNTED, tellings
from domain.money.settled import PAID as PAID
from domain.money.settled import Payment as Payment
from domain.money.settled import Settlement as Settlement
from domain.money.settled import all_paid_at as all_paid_at
from domain.money.settled import is_paid as is_paid
from domain.money.settled_twice import of_both
from domain.money.taking_back import put_back_vouchers, take_back, take_money_back
from domain.money.tips import follow_tender, keep_surplus
from domain.money.to_give_back import note_to_give_back
from domain.record.envelope import Event
from domain.record.first import by_telling
from domain.record.latest import Latest, stands
from domain.record.rows import next_number, take_number
from domain.record.tables import Tables
from domain.selling.pay_first_means import means_anew
from domain.selling.printing import queue_receipt

RECEIPT_STATION = "counter"


def payment_received(event: Event, tables: Tables) -> None:
    body = event.body
    opening = tables.get(Opening, body["opening"])
    if opening is None:
        return
    payment = Payment(
        id=body["payment"],
        opening=opening.id,
        tender=body["tender"],
        amount=body["amount"],
        tendered=body["tendered"],
        change=body["change"],
        at=event.at,
        by=event.by,
        date=event.date,
        shift=body.get("shift", ""),
        bill=body.get("bill", opening.id),
        account=body.get("account", ""),
        voucher=body.get("voucher", {}).get("code", ""),
        reduction=body.get("reduction", 0),
        deal=body.get("voucher", {}),
        reference=body.get("reference", ""),
    )
    told_before = tables.get(Payment, payment.id)
    if told_before is not None:
        payment = _first_of(tables, told_before, payment)
    tables.put(payment)
    pays_further(tables, opening.id, body.get("bill", ""))
    if "granted" in body:
        grants.paid(event, tables)
    if body.get("to_confirm", False):
        to_confirm.keep(event, tables)
    keep_surplus(event, tables)
    if "deposit" in body:
        use(event, tables, body["payment"], body["deposit"], body["amount"])
    settled = body.get("settled")
    if settled is not None:
        settle(event, tables, opening, settled)
    else:
        tables.put(replace(opening, version=opening.version + 1))
        moved, bill = money_put_right(tables, [payment]), tables.get(Bill, payment.bill)
        if moved or have_gone(tables, opening) or (bill is not None and may_be_idle(tables, bill)):
            put_right(tables, opening.id, *moved)
    if told_before is not None:
        follow_tender(payment.id, payment.tender, tables)
        put_right(tables, opening.id, told_before.opening, payment.opening)


def _first_of(tables: Tables, known: Payment, told: Payment) -> Payment:
    """A payment that two histories took, as a gateway's charge of which both heard: that of the first stands,
    by the tender and for the bill that were said of it since."""
    if by_telling(known) <= by_telling(told):
        return known
    if tables.get(Latest, came_by(told.id)):
        names = ("tender", "tendered", "change", "account", "reference")
        told = replace(told, **{name: getattr(known, name) for name in names})
    opening, bill = known.home if tables.get(Latest, pays_for(told.id)) else told.home
    return replace(told, opening=opening, bill=bill).on(known.opening, known.bill)


def came_by(payment: str) -> str:
    """What is said anew of a payment: by which tender it came."""
    return f"tender:{payment}"


def pays_for(payment: str) -> str:
    """What is said anew of a payment: for which bill it is."""
    return f"pays:{payment}"


def taken_off(payment: str) -> str:
    """What is said of a payment by voucher: that its code was entered by mistake."""
    return f"voided:{payment}"


def bill_settled(event: Event, tables: Tables) -> None:
    """A bill is paid without more money: what was left of it has been taken off."""
    opening = tables.get(Opening, event.body["opening"])
    if opening is not None:
        settle(event, tables, opening, event.body["settled"])


def settle(event: Event, tables: Tables, opening: Opening, settled: Mapping[str, Any]) -> None:
    """The bill is paid with these figures. Only a fold may call this."""
    told = settled.get("receipt")  # as printed: facts of another incarnation may come in between
    receipt = take_number(tables, "receipt", told) if told else next_number(tables, "receipt")
    bill, told = event.body.get("bill", opening.id), dict(settled)
    if COUNTED in told and "payment" in event.body:
        told[COUNTED] = {**told[COUNTED], event.body["payment"]: event.body["amount"]}
    settlement = Settlement(bill, receipt, event.at, event.by, event.date, told["total"], told, opening.id)
    before = tables.get(Settlement, bill)
    tables.put(settlement := of_both(tables, before, settlement))
    if bill == opening.id and not opening.table and bill_row(tables, bill).corrects:
        tables.put(opening.left(event.at))  # it was begun for this bill, and nobody sits there
    pays_further(tables, opening.id, bill)
    put_back_vouchers(tables, settled)
    touched, others = take_back(tables, opening.id, bill)
    left, shared = take_money_back(tables, opening.id, bill)
    touched += left
    others = others.union(shared)
    row = bill_row(tables, opening.id, bill)
    touched += part_again(tables, opening)
    put_right(tables, *touched)
    means_anew(tables, (order for one in tellings(settlement) for order in one.get(PAID, ())))
    if row.corrected:
        as_it_was_paid(tables, settlement)
    if before is not None or others or settlement.over:
        note_to_give_back(tables, bill, *others)
    opening = replace(tables.get(Opening, opening.id) or opening, version=opening.version + 1)
    if settled.get("answers", PAID not in settled) and stands(event, tables, f"called:{opening.id}"):
        opening = replace(opening, called="", called_at=0)
    tables.put(opening)
    if pays_later(tables, opening):
        put_right(tables, opening.id)
    if event.body.get("print", False):
        queue_receipt(event, tables, RECEIPT_STATION)


def begin_bill(tables: Tables, opening: Opening, bill: str, charges: int = FOLLOWS) -> Opening:
    """The opening with this further bill on it, which ``charges`` for so many guests. Only for a fold."""
    tables.put(tables.get(Bill, bill) or Bill(bill, opening.id, guests=charges))
    return replace(opening, paid_at=all_paid_at(tables, opening.id))


def open_bills(tables: Tables, opening: str) -> list[Bill]:
    """The bills of an opening that are not settled yet."""
    return [bill for bill in bills_on(tables, opening) if tables.get(Settlement, bill.id) is None]


def current_bill(tables: Tables, opening: str) -> Bill:
    """The bill that the cashier means if she names none: the first open one, else the one settled last."""
    return next(iter(open_bills(tables, opening)), bills_on(tables, opening)[-1])


def paid_so_far(tables: Tables, opening: str, bill: str = "") -> int:
    """Minor units already taken for a bill of an opening, its first one unless another is named."""
    return sum(payment.amount for payment in tables.where(Payment, bill=bill or opening))


def begun(tables: Tables, opening: str, bill: str = "") -> int:
    """What was taken for a bill, and what a gateway may be charging for it just now: nobody changes under it
    what belongs to which bill."""
    return paid_so_far(tables, opening, bill) + grants.reserved(tables, opening, bill or opening)


def paid_on(tables: Tables, opening: str) -> int:
    """Minor units taken for all bills of an opening, reversed ones left out."""
    return sum(paid_so_far(tables, opening, bill.id) for bill in standing_bills(tables, opening))


APPLIES = {"payment.received": payment_received, "bill.settled": bill_settled}
