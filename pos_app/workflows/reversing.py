"""反结账: a settled bill is not touched; another takes its place, with its dishes and perhaps its money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening, head_of
from domain.money.adjustments import Adjustment
from domain.money.bills import FOLLOWS, Bill, bill_row, family_of
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Payment, Settlement, open_bills
from domain.money.refunds import OWED, owed_on, refunds_of, to_give_back
from domain.money.reversals import Reversal, dishes_on
from domain.money.shifts import live_shift_id
from domain.record.plain import to_plain
from domain.selling.pieces import TOLD
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import start
from pos_app.workflows.refunding import by_gateways, said

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Correcting:
    """The bill in the place of another, and the opening on which it is; ``amount`` left that other one."""

    bill: str
    opening: str
    amount: int


def reverse(
    entry: Entry,
    bill_id: str,
    carry: bool,
    print_slip: bool,
    act: Act,
    moved: Mapping[str, str] = NOTHING,
) -> Correcting:
    """Reverse a settled bill of any day. ``carry``: its money comes onto the correcting bill, else goes back.

    ``moved``: what the fact says of a payment that goes to another open bill.
    Where its guests are still at their table the correcting bill is there too, else on an opening of its own.
    The same act twice is done once. Raises Refused("refund_unpaid") or ("bill_reversed").
    """
    if entry.tables.get(Adjustment, act.id):
        done = entry.tables.get(Reversal, act.id)
        assert done is not None
        return Correcting(done.to, done.opening, done.amount)
    settlement = entry.tables.get(Settlement, bill_id)
    if settlement is None:
        raise Refused("refund_unpaid")
    bill = bill_row(entry.tables, settlement.opening, bill_id)
    if bill.corrected:
        raise Refused("bill_reversed")
    paid, gone = entry.tables.where(Payment, bill=bill_id), refunds_of(entry.tables, bill_id)
    left = sum(one.amount for one in paid) - sum(one.amount for one in gone)
    back = to_give_back(paid, gone, left) if left else ()
    told = by_gateways(entry.tables, back)
    copied = dishes_on(entry.tables, bill.id)
    if carry:  # it stays with the house
        told = [{name: one[name] for name in one if name != "gateway"} for one in told]
    body: dict[str, Any] = {
        "act": act.id,
        "opening": settlement.opening,
        **bill.named,
        "to": entry.clock.new_id(),
        "amount": left,
        "back": told,
        OWED: owed_on(entry.tables, bill_id),
        "carry": carry and bool(back),
        "copied": [row.id for row in copied],
        TOLD: to_plain(copied),
        "reason": said(act.reason),
        "shift": live_shift_id(entry.tables),
        "print": print_slip,
    }
    if act.approved:
        body["approved"] = act.approved
    body |= moved
    body |= _as_agreed(entry, bill, settlement)
    body["on"] = _place(entry, bill, settlement, body, act.by)
    place = entry.tables.get(Opening, body["on"])
    body["round"] = (place.rounds if place else 0) + 1
    entry.record("bill.reversed", body, act.by)
    return Correcting(body["to"], body["on"], left)


def _as_agreed(entry: Entry, bill: Bill, settlement: Settlement) -> dict[str, Any]:
    """What was agreed on the whole of the bill. One that was free is not: that was the mistake."""
    discount = bill.late if bill.shared else bill.discount
    if not discount.free and len(family_of(entry.tables, bill)) > 1:
        discount = Discount(off=int(settlement.bill.get("by_hand", 0)), most=discount.most)
    return {} if discount.free or discount.wanted == NO_DISCOUNT else {"discount": to_plain(discount)}


def _place(entry: Entry, bill: Bill, settlement: Settlement, body: dict[str, Any], by: str) -> str:
    """The opening where the correcting bill stands, begun for it if the guests have gone."""
    guests = int(settlement.bill.get("guests", 0))
    known = entry.tables.get(Opening, settlement.opening)
    if known is None or not known.live:
        start(entry, body["to"], "", guests, by)
        return str(body["to"])
    opening = head_of(entry.tables, known)
    follows = bill.guests == FOLLOWS and opening.id == known.id and not open_bills(entry.tables, opening.id)
    if not follows:
        body["guests"] = guests
    return opening.id
