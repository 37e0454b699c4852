"""Changing minds: lines taken off, given, repriced or discounted, the whole bill discounted or free.

Each is one fact with its reason, who agreed, how long the dish had been on its way and whether the guest had
seen a pre-bill. Each act has an id made where it began: seen twice, it is done once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.adjustments import Adjustment
from domain.money.billing import lines_on
from domain.money.bills import FREE, Bill, bill_row, bills_on, family_of
from domain.money.currency import MOST_PRICE
from domain.money.discounts import NO_DISCOUNT, Discount, checked, share_together
from domain.money.payments import Settlement, current_bill
from domain.money.reasons import LONGEST_REASON
from domain.people.staff import StaffList, limit
from domain.record.plain import to_plain
from domain.record.rows import last_number
from domain.record.tables import Tables
from domain.selling.menu import Menu
from domain.selling.order import items_of
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.weights import checked_weight
from domain.supply.counted import COUNTS, counts_of
from pos_app.workflows.approving import Demand
from pos_app.workflows.book import Entry
from pos_app.workflows.demands import to_discount, to_discount_bill, to_free
from pos_app.workflows.floor import (
    bill_named,
    bill_of,
    check_weighed,
    due_on,
    opening_for_change,
    settle_if_paid,
)
from pos_app.workflows.paying import PaymentDone, check_free


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person: its ``id``, the ``reason`` they gave, and who ``approved`` it, "": nobody."""

    id: str
    by: str
    reason: str
    approved: str = ""


def void_line(entry: Entry, line: str, quantity: int, cooked: bool, act: Act) -> None:
    """Take ``quantity`` thousandths of a line off the bill 退菜: cooked it is waste, else back to stock."""
    if entry.tables.get(Adjustment, act.id):
        return
    row, opening = _line_for_change(entry, line)
    if not 0 < quantity <= row.quantity:
        raise Refused("bad_quantity", dish=row.line.names)
    cooked = cooked and not row.held  # nobody has begun it
    if row.line.weight and quantity != row.quantity:
        raise Refused("line_whole")
    body = act_body(entry, opening, act, row) | {"quantity": quantity, "cooked": cooked}
    if not cooked:
        body[COUNTS] = counts_of(entry.tables, items_of((row.line,)))
    _record(entry, "line.voided", body, opening, act)


def return_line(entry: Entry, line: str, quantity: int, act: Act) -> None:
    """``quantity`` thousandths of what was given out come back unopened 退酒水, to stock and off the bill.

    Only goods that are sold as they come, by their barcode on the menu, can. Raises Refused.
    """
    if entry.tables.get(Adjustment, act.id):
        return
    row, opening = _line_for_change(entry, line)
    dish = entry.document(Menu, "menu").by_id.get(row.dish)
    if dish is None or not dish.sealed:
        raise Refused("not_sealed", dish=row.line.names)
    if not 0 < quantity <= row.quantity or quantity % 1000:
        raise Refused("bad_quantity", dish=row.line.names)
    body = act_body(entry, opening, act, row, unasked=True) | {"quantity": quantity}
    body[COUNTS] = counts_of(entry.tables, items_of((row.line,)))
    _record(entry, "line.returned", body, opening, act)


def give_line(entry: Entry, line: str, quantity: int, act: Act) -> None:
    """So much of a line is a gift of the house 赠菜, 0 takes it back."""
    if entry.tables.get(Adjustment, act.id):
        return
    row, opening = _line_for_change(entry, line)
    if not 0 <= quantity <= row.quantity:
        raise Refused("bad_quantity", dish=row.line.names)
    if row.line.unit and quantity not in (0, row.quantity):
        raise Refused("line_whole")
    _record(entry, "line.given", act_body(entry, opening, act, row) | {"quantity": quantity}, opening, act)


def reprice_line(entry: Entry, line: str, price: int, act: Act) -> None:
    """A portion costs ``price`` minor units on this bill."""
    if entry.tables.get(Adjustment, act.id):
        return
    row, opening = _line_for_change(entry, line)
    if not 0 <= price <= MOST_PRICE:
        raise Refused("bad_price")
    _record(entry, "line.repriced", act_body(entry, opening, act, row) | {"price": price}, opening, act)


def weigh_line(entry: Entry, line: str, weight: int, tare: int, act: Act) -> None:
    """What was ordered by the piece weighs so much (net, thousandths of its unit). Weighed anew, it needs a
    reason."""
    if entry.tables.get(Adjustment, act.id):
        return
    row, opening = _line_for_change(entry, line)
    if not row.line.unit or not row.quantity:
        raise Refused("line_gone")
    checked_weight(weight, tare, row.line.unit, row.line.names)
    body = act_body(entry, opening, act, row, unasked=row.line.awaits_weight) | {"weight": weight}
    if tare:
        body["tare"] = tare
    _record(entry, "line.weighed", body, opening, act)


def discount_line(entry: Entry, line: str, discount: Discount, act: Act) -> None:
    """A discount on one line, in place of any before."""
    if entry.tables.get(Adjustment, act.id):
        return
    row, opening = _line_for_change(entry, line)
    agreed = _as_agreed(entry, checked(discount), act)
    body = act_body(entry, opening, act, row) | {"discount": to_plain(agreed)}
    _record(entry, "line.discounted", body, opening, act)


def discount_bill(entry: Entry, opening_id: str, discount: Discount, act: Act, free_as: str = "") -> None:
    """A discount on the whole bill, in place of any before; ``free_as`` names why nothing is charged.

    Of a split bill on all parts that are not paid, shared out over their dishes.
    """
    if entry.tables.get(Adjustment, act.id):
        return
    opening = opening_for_change(entry, opening_id)
    current = current_bill(entry.tables, opening.id)
    family = family_of(entry.tables, current)
    if len(family) > 1 and family[0].discount.free:
        raise Refused("bill_split")
    if free_as not in ("", *FREE) or discount.free != bool(free_as):
        raise Refused("bad_discount")
    discount = _as_agreed(entry, checked(discount), act)
    body = act_body(entry, opening, act) | {"discount": to_plain(discount)}
    body |= current.named
    if free_as:
        body["as"] = free_as
    parts = _unpaid(entry, family)
    if len(family) > 1:
        body["parts"] = [one.id for one in parts]
    body["amount"] = sum(
        bill_of(entry, opening, bill=one).total - bill_of(entry, opening, discount, one).total
        for one in parts
    )
    _record(entry, "bill.discounted", body, opening, act)


def show_bill(entry: Entry, opening_id: str, by: str, act: str, bill_id: str = "") -> None:
    """Print the bill before it is paid 预结单; asked twice with one id it comes once."""
    opening = opening_for_change(entry, opening_id)
    row = bill_named(entry, opening, bill_id)
    bill = bill_of(entry, opening, bill=row)
    if not bill.lines:
        raise Refused("nothing_to_pay")
    if entry.tables.get(PrintJob, act) is None:
        entry.record("bill.shown", {"act": act, "opening": opening.id, **row.named, "total": bill.total}, by)


def settle_for_nothing(
    entry: Entry, opening_id: str, by: str, bill_id: str = "", print_receipt: bool = False
) -> PaymentDone:
    """Close a bill on which there is nothing to pay: all of it was given or discounted."""
    opening = opening_for_change(entry, opening_id)
    bill = bill_named(entry, opening, bill_id)
    due = due_on(entry, opening, bill)
    check_weighed(entry, bill)
    if due > 0:
        raise Refused("bill_unpaid", amount=due)
    check_free(entry, bill, due, 0)
    settle_if_paid(entry, opening.id, by, bill, nothing_too=True, print_receipt=print_receipt)
    return PaymentDone(0, 0, last_number(entry.tables, "receipt"))


def _as_agreed(entry: Entry, discount: Discount, act: Act) -> Discount:
    """A discount with the limit of whoever agreed to it."""
    staff = entry.document(StaffList, "staff").present
    who = next((one for one in staff if one.id == (act.approved or act.by)), None)
    if discount == NO_DISCOUNT or discount.free or who is None:
        return discount
    return replace(discount, most=limit(who, "discount") or 0)


def line_on_bill(entry: Entry, line: str) -> OrderLine:
    """A line that may still be changed. Raises Refused."""
    return _line_for_change(entry, line)[0]


def demand_of_line(entry: Entry, line: str, discount: Discount) -> Demand:
    """What a discount on a line asks for."""
    row, opening = _line_for_change(entry, line)
    return to_discount(row, discount, _share_of_line(entry, row, opening, discount))


def demand_of_bill(entry: Entry, opening_id: str, discount: Discount, free_as: str = "") -> Demand:
    """What a discount on the whole of what is not paid asks for, or that nothing is charged."""
    opening = opening_for_change(entry, opening_id)
    parts = _unpaid(entry, family_of(entry.tables, current_bill(entry.tables, opening.id)))
    now = [bill_of(entry, opening, bill=one) for one in parts]
    if free_as:
        return to_free(now, free_as)
    off = sum(bill_of(entry, opening, discount, one).by_hand for one in parts)
    return to_discount_bill(now, off, _share_of_bill(entry, opening, parts, discount))


def _share_of_line(entry: Entry, row: OrderLine, opening: Opening, discount: Discount) -> int:
    """A line's discount in basis points of it, or with all others of those of its bill, if that has one."""
    amount = row.amount - row.gift
    alone, more = discount.share_of(amount), discount.of(amount) - row.discount.of(amount)
    parts = _unpaid(entry, family_of(entry.tables, bill_row(entry.tables, opening.id, row.bill)))
    whole = next((one.discount for one in parts if one.discount != NO_DISCOUNT), NO_DISCOUNT)
    if more <= 0 or whole == NO_DISCOUNT:
        return alone
    lines = [(amount, discount.of(amount)) if one.id == row.id else own for one, own in _own(entry, parts)]
    return max(alone, share_together(lines, whole, _base(entry, opening, parts) - more))


def _share_of_bill(entry: Entry, opening: Opening, parts: Sequence[Bill], discount: Discount) -> int:
    """A bill's discount in basis points of what it can be taken from, or with those of its dishes of all."""
    base = _base(entry, opening, parts)
    alone = discount.share_of(base)
    if discount == NO_DISCOUNT:
        return alone
    return max(alone, share_together((own for _, own in _own(entry, parts)), discount, base))


def _base(entry: Entry, opening: Opening, parts: Sequence[Bill]) -> int:
    """What a discount on all of these bills is taken from."""
    figures = [bill_of(entry, opening, bill=one) for one in parts]
    return sum(one.subtotal - one.given - one.promoted for one in figures)


def _own(entry: Entry, parts: Sequence[Bill]) -> list[tuple[OrderLine, tuple[int, int]]]:
    """The lines of these bills with what each comes to and what its own discount takes off."""
    rows = [row for one in parts for row in lines_on(entry.tables, one.id)]
    return [(row, (row.amount - row.gift, row.discount.of(row.amount - row.gift))) for row in rows]


def _unpaid(entry: Entry, family: Sequence[Bill]) -> list[Bill]:
    """Of a bill and what was split from it what is still to be paid."""
    return [one for one in family if entry.tables.get(Settlement, one.id) is None]


def _line_for_change(entry: Entry, line: str) -> tuple[OrderLine, Opening]:
    row = entry.tables.get(OrderLine, line)
    if row is None:
        raise Refused("opening_closed")
    if entry.tables.get(Settlement, row.bill):
        raise Refused("opening_paid")
    return row, opening_for_change(entry, row.opening)


def act_body(
    entry: Entry, opening: Opening, act: Act, row: OrderLine | None = None, unasked: bool = False
) -> dict[str, Any]:
    """What the fact of an act on a bill says. Raises Refused without a reason, unless ``unasked``."""
    reason = " ".join(act.reason.split())
    if not reason and not unasked:
        raise Refused("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refused("remark_too_long", maximum=LONGEST_REASON)
    body: dict[str, Any] = {"act": act.id, "opening": opening.id, "reason": reason}
    if act.approved:
        body["approved"] = act.approved
    if any(bill.shown_at for bill in _seen_on(entry.tables, opening, row)):
        body["prebilled"] = True
    if row is not None:
        order = entry.tables.get(Order, row.order)
        body |= {"line": row.id, "minutes": max(0, entry.now - order.at) // 60_000 if order else 0}
    return body


def _seen_on(tables: Tables, opening: Opening, row: OrderLine | None) -> Iterator[Bill]:
    """The bills on which guests may have seen a line before it is changed, or the whole bill: its own with
    all that it was split from and into, and those of the tables where it was ordered 转菜 并台."""
    bill = bill_row(tables, opening.id, row.bill) if row else current_bill(tables, opening.id)
    yield from family_of(tables, bill)
    order = tables.get(Order, row.order) if row else None
    if row is not None and order is not None:
        for place in {row.placed_at, order.placed_at, order.opening} - {"", opening.id}:
            yield from bills_on(tables, place)


def _record(entry: Entry, kind: str, body: dict[str, Any], opening: Opening, act: Act) -> None:
    entry.record(kind, body, act.by)
    settle_if_paid(entry, opening.id, act.by)
