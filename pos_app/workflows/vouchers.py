"""团购券 entered by code: each code once, several on a bill; recorded, not verified with the platform."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.payments import Payment, Settlement, paid_so_far
from domain.money.refunds import part_of_line
from domain.money.shifts import live_shift_id
from domain.money.tender_changes import still_open
from domain.money.tenders import GROUP
from domain.money.vouchers import (
    CASH,
    LONGEST_CODE,
    LONGEST_NAME,
    SET,
    Voucher,
    covered,
    plain_code,
    use_of,
)
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from domain.selling.orders import OrderLine
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import bill_named, bill_of, opening_for_change
from pos_app.workflows.paying import PaymentDone, already, check_free, receive
from pos_app.workflows.refunding import said

LATELY = 2_000  # payments: some days, however long the past is
OFFERS = 4  # as many as stand beside the pad


@dataclass(frozen=True, slots=True)
class Offer:
    """What vouchers are sold as; minor units as of `Voucher`. ``dishes``: thousandths by dish, of a set."""

    kind: str
    name: str
    face: int
    sold: int
    settlement: int
    dishes: Mapping[str, int] = field(default_factory=dict)


def offers(tables: SqlTables) -> tuple[Offer, ...]:
    """What vouchers were that were taken lately, the latest first: a house has few, day after day."""
    found: list[Offer] = []
    for text in tables.commonest(Payment, "deal", LATELY):
        deal = json.loads(text)
        offer = _offer_of(tables, from_plain(Voucher, deal)) if deal else None
        if offer is not None and offer not in found:
            found.append(offer)
        if len(found) == OFFERS:
            break
    return tuple(found)


def _offer_of(tables: Tables, voucher: Voucher) -> Offer | None:
    """None for a set whose dishes nobody knows any more, as of a bill that was corrected."""
    dishes: Counter[str] = Counter()
    for line, quantity in voucher.lines.items():
        if (row := tables.get(OrderLine, line)) is not None:
            dishes[row.dish] += quantity
    if voucher.kind == SET and not dishes:
        return None
    face = 0 if voucher.kind == SET else voucher.face
    return Offer(voucher.kind, voucher.name, face, voucher.sold, voucher.settlement, dict(dishes))


def enter(
    entry: Entry,
    opening_id: str,
    voucher: Voucher,
    version: int,
    print_receipt: bool,
    by: str,
    payment: str,
    bill_id: str = "",
) -> PaymentDone:
    """Take a voucher for a bill of an opening, "" its current one, as seen at ``version``.

    A cash voucher takes off what is due at most; what it is worth beyond lapses. The same payment id twice is
    taken once. Raises Refused: the code is used, its figures are not possible, the bill changed.
    """
    code = plain_code(voucher.code)
    before = entry.tables.get(Payment, payment)
    if before:
        if before.voucher != code or before.opening != opening_id:
            raise Refused("payment_changed")
        return already(entry, before)
    opening = opening_for_change(entry, opening_id)
    if opening.version != version:
        raise Refused("bill_changed")
    bill = bill_named(entry, opening, bill_id)
    _check(voucher, code)
    if use_of(entry.tables, code):
        raise Refused("voucher_used")
    figures, paid = bill_of(entry, opening, bill=bill), paid_so_far(entry.tables, opening.id, bill.id)
    due = figures.total - paid
    if due <= 0:
        raise Refused("nothing_to_pay")
    face = _worth_of_dishes(entry, voucher, bill.id) if voucher.kind == SET else voucher.face
    amount = min(face, due)
    check_free(entry, bill, due, amount)
    if not amount > 0 or voucher.settlement > amount:
        raise Refused("voucher_too_big", amount=due)
    deal: dict[str, Any] = to_plain(voucher) | {"code": code, "face": face}
    body: dict[str, Any] = {
        "payment": payment,
        "opening": opening.id,
        **bill.named,
        "tender": GROUP.id,
        "amount": amount,
        "tendered": amount,
        "change": 0,
        "reduction": amount - voucher.settlement,
        "voucher": deal,
        "shift": live_shift_id(entry.tables),
    }
    return receive(entry, body, figures, due - amount, print_receipt, by)


def void(entry: Entry, payment_id: str, act: Act) -> None:
    """A code was entered by mistake: it is free again. Only before its bill is settled. Raises Refused."""
    if entry.tables.get(Adjustment, act.id):
        return
    payment = entry.tables.get(Payment, payment_id)
    if payment is None or not payment.voucher:
        raise Refused("payment_gone")
    if entry.tables.get(Settlement, payment.bill):
        raise Refused("payment_settled")
    if not still_open(entry.tables, payment):
        raise Refused("tender_fixed")
    body: dict[str, Any] = {
        "act": act.id,
        "opening": payment.opening,
        "payment": payment.id,
        "amount": payment.amount,
        "reason": said(act.reason),
    }
    if act.approved:
        body["approved"] = act.approved
    entry.record("voucher.voided", body, act.by)


def _check(voucher: Voucher, code: str) -> None:
    if not code or len(code) > LONGEST_CODE or len(voucher.name) > LONGEST_NAME:
        raise Refused("voucher_code")
    if voucher.kind not in (CASH, SET) or not 0 <= voucher.settlement <= voucher.sold:
        raise Refused("voucher_figures")
    if voucher.kind == CASH and not voucher.sold <= voucher.face:
        raise Refused("voucher_figures")


def _worth_of_dishes(entry: Entry, voucher: Voucher, bill: str) -> int:
    """What the named dishes come to on the bill, those that no other voucher pays for."""
    gone, worth = covered(entry.tables, bill), 0
    for line, quantity in voucher.lines.items():
        row, before = entry.tables.get(OrderLine, line), gone.get(line, 0)
        if row is None or row.bill != bill or not 0 < quantity <= row.quantity - before:
            raise Refused("voucher_dish")
        worth += part_of_line(row.charged, row.quantity, before, quantity)
    return worth
