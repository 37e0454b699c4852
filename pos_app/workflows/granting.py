"""What a gateway may charge for a bill: granted, then received, ended or due back. One fact each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.gateway_refunds import number_of
from domain.money.grants import (
    DUE_BACK,
    ENDED,
    LIVES,
    OPEN,
    PAID,
    RETURNED,
    SET_ASIDE,
    Grant,
    bill_now,
    reserved,
)
from domain.money.payments import Payment, Settlement, paid_so_far
from domain.money.reasons import PAID_BEYOND
from domain.money.refunds import charge_behind, owed_on, to_give_back
from domain.money.shifts import live_shift_id
from domain.selling.price import Rules, bill_to_pay
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import bill_named, bill_of, check_weighed, opening_for_change, settle_if_paid
from pos_app.workflows.pay_first import TILL
from pos_app.workflows.paying import receive, tender
from pos_app.workflows.refunding import by_gateways, note_refund

FINAL = frozenset({"paid", "failed", "closed", "returned"})
NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ChargeAsked:
    """What the cashier asks: ``amount`` minor units of a bill as seen at ``version``, by a tender's gateway.

    ``payment``: an id made by the screen; the same one twice is asked once.
    """

    payment: str
    opening: str
    bill: str
    tender: str
    amount: int
    version: int
    print_receipt: bool
    by: str


@dataclass(frozen=True, slots=True)
class ChargeNow:
    """What the home says of an attempt.

    ``state``: waiting (the guest has to agree) | unknown | paid | failed | closed | returning | returned.
    ``amount``: minor units that were charged. ``since``: UTC milliseconds when it began to go back.
    """

    payment: str = ""
    state: str = ""
    why: str = ""
    channel: str = ""
    transaction: str = ""
    provider: str = ""
    amount: int = 0
    since: int = 0

    @property
    def final(self) -> bool:
        return self.state in FINAL

    @property
    def told(self) -> dict[str, str]:
        """What a fact keeps of it."""
        names = ("why", "channel", "transaction", "provider")
        return {name: value for name in names if (value := getattr(self, name))}


def grant(entry: Entry, asked: ChargeAsked, way: str, home: str, phone: Mapping[str, str] = NOBODY) -> Grant:
    """Let the home charge so much; the same payment id twice is granted once. ``phone``: of a guest who pays
    on her own that, and by which channel.

    Raises Refused: the bill changed or is paid, or more is asked than nobody else is asked for already.
    """
    before = entry.tables.get(Grant, asked.payment)
    if before:
        if (before.opening, before.tender, before.amount) != (asked.opening, asked.tender, asked.amount):
            raise Refused("payment_changed")
        return before
    opening = opening_for_change(entry, asked.opening)
    if opening.version != asked.version:
        raise Refused("bill_changed")
    bill = bill_named(entry, opening, asked.bill)
    check_weighed(entry, bill)
    if not tender(entry, asked.tender).charged_by:
        raise Refused("unknown_tender")
    paid = paid_so_far(entry.tables, opening.id, bill.id)
    figures = bill_to_pay(bill_of(entry, opening, bill=bill), paid, False, entry.document(Rules, "rules"))
    due, waiting = figures.total - paid, reserved(entry.tables, opening.id, bill.id)
    if due <= 0:
        raise Refused("nothing_to_pay")
    if not 0 < asked.amount <= due:
        raise Refused("too_much", amount=due)
    if asked.amount > due - waiting:
        raise Refused("payment_waiting", amount=waiting)
    body: dict[str, Any] = {
        "payment": asked.payment,
        "opening": opening.id,
        **bill.named,
        "tender": asked.tender,
        "amount": asked.amount,
        "way": way,
        "home": home,
        "ends": entry.now + LIVES,
        **phone,
    }
    if asked.print_receipt:
        body["print"] = True
    entry.record("payment.granted", body, asked.by)
    granted = entry.tables.get(Grant, asked.payment)
    assert granted is not None
    return granted


def came_to(entry: Entry, now: ChargeNow) -> None:
    """What finally became of a grant; told twice it changes nothing more."""
    one = entry.tables.get(Grant, now.payment)
    if one is not None and one.state == DUE_BACK and now.state == RETURNED:
        entry.record("grant.returned", {"payment": one.id}, one.by)
        return
    if one is None or one.state in (PAID, DUE_BACK, RETURNED):
        return
    if now.state in ("returning", RETURNED):
        _came_late(entry, one, now)
        return
    if one.state == ENDED and one.why != SET_ASIDE and now.state != "paid":
        return
    if now.state != "paid":
        entry.record("grant.ended", {"payment": one.id, "granted": now.told}, one.by)
        _without(entry, one, one.by)
        return
    opening = entry.tables.get(Opening, one.opening)
    bill = bill_now(entry.tables, one)
    taken = entry.tables.get(Settlement, bill) is not None or entry.tables.get(Payment, one.id) is not None
    gone = opening is None or not opening.live
    if one.state != OPEN or taken or gone or now.amount != one.amount:
        body = {"payment": one.id, "amount": now.amount, "granted": now.told}
        entry.record("grant.refund_due", body, one.by)
        return
    _receive(entry, one, bill, now)


def _came_late(entry: Entry, one: Grant, now: ChargeNow) -> None:
    """It was over for the home, or for both, and was paid after all: the home gives it back by itself."""
    due = {"payment": one.id, "amount": now.amount, "granted": now.told}
    entry.record("grant.refund_due", due, one.by)
    if now.state == RETURNED:
        entry.record("grant.returned", {"payment": one.id}, one.by)
    if one.state == OPEN:
        _without(entry, one, one.by)


def set_aside(entry: Entry, payment: str, by: str) -> None:
    """Nobody waits for the answer any more. Raises Refused("charge_ended") if it is there."""
    one = entry.tables.get(Grant, payment)
    if one is None or one.state != OPEN:
        raise Refused("charge_ended")
    entry.record("grant.ended", {"payment": one.id, "granted": {"why": SET_ASIDE}}, by)
    _without(entry, one, by)


def _without(entry: Entry, one: Grant, by: str) -> None:
    """No bill waits for it any more: others may have paid all of it meanwhile, or more."""
    bill = bill_now(entry.tables, one)
    was_settled = entry.tables.get(Settlement, bill) is not None
    settle_if_paid(entry, one.opening, by)
    if not was_settled:
        _give_back_over(entry, bill, one)


def _receive(entry: Entry, one: Grant, bill_id: str, now: ChargeNow) -> None:
    """The money is on the bill, which it may settle."""
    opening = entry.tables.get(Opening, one.opening)
    assert opening is not None
    bill = bill_named(entry, opening, bill_id)
    paid = paid_so_far(entry.tables, opening.id, bill.id)
    figures = bill_to_pay(bill_of(entry, opening, bill=bill), paid, False, entry.document(Rules, "rules"))
    due = figures.total - paid - one.amount
    body: dict[str, Any] = {
        "payment": one.id,
        "opening": opening.id,
        **bill.named,
        "tender": one.tender,
        "amount": one.amount,
        "tendered": one.amount,
        "change": 0,
        "shift": live_shift_id(entry.tables),
        "granted": now.told,
    }
    receive(entry, body, figures, due, bool(one.print), one.by)
    if due < 0:  # dishes were taken off meanwhile: the guest gets the rest back
        settle_if_paid(entry, opening.id, one.by, bill, print_receipt=bool(one.print))
        _give_back_over(entry, bill.id, one)


def _give_back_over(entry: Entry, bill: str, one: Grant) -> None:
    """What came beyond the bill goes back by itself, to those who were charged for it, the latest first; cash
    waits for somebody. Its number follows from the charge: two histories give it back once."""
    paid = entry.tables.where(Payment, bill=bill)
    charged = [each for each in paid if charge_behind(entry.tables, each.id)]
    over = min(owed_on(entry.tables, bill), sum(each.amount for each in charged))
    if over > 0:  # nothing of a bill that is settled just now has gone back yet
        back = by_gateways(entry.tables, to_give_back(charged, (), over))
        act = Act(number_of(f"over.{one.id}", 1), TILL, PAID_BEYOND)
        note_refund(entry, bill, back, act, {"print": False})
