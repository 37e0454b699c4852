"""Taking money: one act of the cashier is one fact, and the bill is settled when nothing is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.openings import Opening
from domain.money.bills import Bill, bill_row
from domain.money.deposits import held_for
from domain.money.grants import reserved
from domain.money.payments import Payment, Settlement, paid_so_far
from domain.money.settled import what_settles
from domain.money.shifts import live_shift_id
from domain.money.tenders import DEPOSIT, GROUP, Tender, referred, take_money, tenders_of
from domain.money.tips import MOST_TIP, Tip
from domain.record.rows import last_number
from domain.selling.price import BillFigures, Rules, bill_to_pay, settled_facts
from pos_app.workflows.accounts import check_room
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import bill_named, bill_of, check_weighed, due_on, opening_for_change


@dataclass(frozen=True, slots=True)
class PaymentDone:
    """``change`` to hand back, what is still ``due``, and the ``receipt`` number (0: not paid in full)."""

    change: int
    due: int
    receipt: int


def take_payment(
    entry: Entry,
    opening_id: str,
    tender_id: str,
    tendered: int,
    version: int,
    print_receipt: bool,
    by: str,
    payment: str,
    bill_id: str = "",
    account: str = "",
    approved: str = "",
    deposit: str = "",
    over: bool = False,
    tip: bool = False,
    reference: str = "",
) -> PaymentDone:
    """Take ``tendered`` minor units for a bill of an opening, "" its current one, as seen at ``version``.

    ``account``: whose debt it becomes, for a tender that is one; ``approved``: who agreed to that, "" nobody.
    ``over``: its limit, and whether it is there, was looked at before.
    ``tip``: what is more than due is for the staff, of a tender that gives no change.
    ``reference``: by which the money is found elsewhere, for a tender that asks for one.
    ``deposit``: the booking whose deposit pays, by the tender ``DEPOSIT`` and by no other.

    The same payment id twice is taken once. Raises Refused: the bill changed, is paid, the sum is wrong, or
    the id was used for another sum.
    """
    before = entry.tables.get(Payment, payment)
    if before:
        more = entry.tables.get(Tip, payment)
        handed = before.tendered + (more.amount if more else 0)
        if (before.opening, before.tender, handed) != (opening_id, tender_id, tendered):
            raise Refused("payment_changed")
        return already(entry, before)
    opening = opening_for_change(entry, opening_id)
    if opening.version != version:
        raise Refused("bill_changed")
    bill = bill_named(entry, opening, bill_id)
    check_weighed(entry, bill)
    figures, paid = bill_of(entry, opening, bill=bill), paid_so_far(entry.tables, opening.id, bill.id)
    way = tender(entry, tender_id)
    if way.id == GROUP.id:
        raise Refused("voucher_code")
    if (way.id == DEPOSIT.id) != bool(deposit):
        raise Refused("unknown_tender")
    reference = referred(way, reference)
    if deposit and tendered > held_for(entry.tables, deposit):
        raise Refused("deposit_too_little")
    settled = bill_to_pay(figures, paid, way.change, entry.document(Rules, "rules"))
    due = settled.total - paid
    surplus = max(0, tendered - due) if tip and way.leaves_tips and due > 0 else 0
    check_free(entry, bill, due, tendered - surplus)
    taken = take_money(way, due, tendered - surplus)
    if surplus >= MOST_TIP:
        raise Refused("too_much", amount=due)
    if way.on_account and not over:
        check_room(entry, account, taken.amount)
    body: dict[str, Any] = {
        "payment": payment,
        "opening": opening.id,
        **bill.named,
        "tender": tender_id,
        "amount": taken.amount,
        "tendered": taken.tendered,
        "change": taken.change,
        "shift": live_shift_id(entry.tables),
    }
    if way.on_account:
        body["account"] = account
    if way.confirm:
        body["to_confirm"] = True
    if surplus:
        body["tip"] = surplus
    if approved:
        body["approved"] = approved
    if reference:
        body["reference"] = reference
    if deposit:
        body["deposit"] = deposit
    return receive(entry, body, settled, settled.total - paid - taken.amount, print_receipt, by)


def receive(
    entry: Entry, body: dict[str, Any], figures: BillFigures, due: int, print_receipt: bool, by: str
) -> PaymentDone:
    """Record a payment; with these ``figures`` the bill is settled if nothing is ``due`` after it."""
    receipt = 0
    if due == 0:
        receipt = last_number(entry.tables, "receipt") + 1
        bill = bill_row(entry.tables, body["opening"], body.get("bill", ""))
        body["settled"] = {
            "receipt": receipt,
            "code": entry.clock.new_code(),
            **what_settles(entry.tables, bill, [line.total for line in figures.lines]),
            **settled_facts(figures),
        }
        opening = entry.tables.get(Opening, body["opening"])
        if opening and opening.called:
            body["settled"]["answers"] = True
        body["print"] = print_receipt
    entry.record("payment.received", body, by)
    reach("pay.before_commit")
    return PaymentDone(body["change"], due, receipt)


def check_free(entry: Entry, bill: Bill, due: int, amount: int) -> None:
    """Raise Refused("payment_waiting") if a gateway may be charging for it just now."""
    waiting = reserved(entry.tables, bill.opening, bill.id)
    if waiting and amount > due - waiting:
        raise Refused("payment_waiting", amount=waiting)


def tenders(entry: Entry) -> tuple[Tender, ...]:
    """The store's ways of paying."""
    return tuple(tenders_of(entry.tables).values())


def tender(entry: Entry, tender_id: str) -> Tender:
    for one in tenders(entry):
        if one.id == tender_id and not one.off:
            return one
    raise Refused("unknown_tender")


def already(entry: Entry, payment: Payment) -> PaymentDone:
    settlement = entry.tables.get(Settlement, payment.bill)
    if settlement:
        return PaymentDone(payment.change, 0, settlement.receipt)
    opening = entry.tables.get(Opening, payment.opening)
    assert opening is not None
    bill = bill_row(entry.tables, opening.id, payment.bill)
    return PaymentDone(payment.change, due_on(entry, opening, bill), 0)
