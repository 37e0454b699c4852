"""From state to the facts of slips about a bill: what a station is to stop, what the guests owe so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.errors import _m, name_in
from domain.floor.later import place_of_guests
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.money.bill_codes import bill_url
from domain.money.billing import figures_of, lines_on
from domain.money.bills import Bill, bill_row, freed_as
from domain.money.currency import figure
from domain.money.fees import Told, told
from domain.money.payments import Settlement, paid_so_far
from domain.money.reasons import DOCUMENT as REASONS
from domain.money.reasons import WORDS, Reasons
from domain.money.seen_money import code_of, dishes_by_guest
from domain.record.tables import Tables
from domain.selling.order import MOST_SEATS
from domain.selling.orders import OrderLine, on_bill
from domain.selling.price import Rules, bill_facts
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.bill_lines import bill_lines, spares
from pos_app.workflows.kitchen_slips import cancelled_share
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock, lines_of, person
from pos_app.workflows.views import StoreView
from printers.slips.bill import Charge
from printers.slips.cancel import CancelSlip
from printers.slips.pre_bill import PreBillSlip
from printers.slips.words import SlipForm

CHARGES = {
    "cover": _m("Cover charge {each} × {guests}"),
    "service": _m("Service charge"),
    "packing": _m("Packing"),
    "minimum": _m("Up to the minimum spend"),
    "given": _m("Dish discounts"),
    "by_hand": _m("Discount"),
    "rounding": _m("Rounding"),
    "rounded_up": _m("Rounded up"),
}
FREE_WORDS = {
    "comp": _m("On the house"),
    "staff_meal": _m("Staff meal"),
    "walkout": _m("Left without paying"),
}


def cancel_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> CancelSlip:
    """What of a line a station is to stop cooking, and why."""
    act = tables.get(Adjustment, job.order)
    row = tables.get(OrderLine, act.line) if act else None
    assert act is not None and row is not None
    zone = document(tables, StoreView, "store", StoreView()).zone
    line = replace(row.line, quantity=act.quantity)
    off = replace(row, line=line, quantity=act.quantity)
    sheet, lines = cancelled_share(tables, job, off, form, now)
    jobs = [one for one in tables.where(PrintJob, opening=job.opening) if one.order == row.order]
    first = next((one for one in jobs if one.station == job.station), None)
    return CancelSlip(
        **{**sheet, "at": clock(act.at, zone, "%H:%M"), "by": person(tables, act.by, 0, form)},
        lines=lines,
        reason=reason_text(tables, act.reason, form),
        first_number=first.number if first else 0,
        first_at=clock(first.queued_at, zone, "%H:%M") if first else "",
        approved_by=person(tables, act.approved, 0, form),
        cooked=bool(act.cooked),
    )


def reason_text(tables: SqlTables, reason: str, form: SlipForm) -> str:
    """A reason on paper: the owner's name, the program's own, else as it was typed."""
    names = document(tables, Reasons, REASONS, Reasons()).names(reason)
    known = WORDS.get(reason)
    return name_in(names, form.language) if names else form.translate(known) if known else reason


def pre_bill_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> PreBillSlip:
    """The bill as it stands 预结单, told so that nobody takes it for a receipt."""
    store = document(tables, StoreView, "store", StoreView())
    rules = document(tables, Rules, "rules", Rules())
    opening = tables.get(Opening, job.opening)
    assert opening is not None
    agreed = bill_row(tables, opening.id, job.order)
    rows = lines_of_bill(tables, opening.id, agreed.id)
    bill = figures_of(tables, opening, agreed, rules)
    facts, charged = bill_facts(bill), lines_on(tables, agreed.id)
    paid = paid_so_far(tables, opening.id, agreed.id)
    code = code_of(opening, agreed, bill, charged) if bill.total > paid else ""
    free_as = freed_as(tables, opening.id, agreed.id)
    floor = document(tables, Floor, "floor", Floor())
    return PreBillSlip(
        store=store.names,
        branch=store.branch,
        address=store.address,
        phone=store.phone,
        table=name_in(place_of_guests(tables, floor, opening), form.language),
        order_no=opening.number,
        guests=opening.guests,
        opened_at=clock(opening.started_at, store.zone, "%H:%M"),
        printed_at=clock(job.queued_at, store.zone, "%Y-%m-%d %H:%M"),
        lines=tuple(
            sorted(
                bill_lines(tables, opening, rows, spares(facts, agreed.free_as)),
                key=lambda line: line.seat or MOST_SEATS + 1,
            )
        ),
        subtotal=bill.subtotal,
        charges=tuple(charges(facts, store.currency, form, free_as)),
        total=bill.total,
        taxes=taxes(facts),
        tax_inclusive=rules.tax_inclusive,
        currency=store.currency,
        paid=paid,
        code=bill_url(form.site, store.store, agreed.id, code),
        times=agreed.times_shown,
        to_sign=bool(agreed.free_as),
        by_phone=_by_phone(dishes_by_guest(tables, opening, charged, bill)),
        corrects=corrected_receipt(tables, agreed),
    )


def _by_phone(dishes: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """By phone, then what came without one; nothing if not several phones have ordered."""
    phones = [(number, dishes[number]) for number in sorted(dishes) if number]
    return (*phones, *((0, rest) for rest in [dishes.get(0, 0)] if rest)) if len(phones) > 1 else ()


def corrected_receipt(tables: Tables, bill: Bill) -> int:
    """The receipt number of the bill that another one corrects; 0 for an ordinary one."""
    settled = tables.get(Settlement, bill.corrects) if bill.corrects else None
    return settled.receipt if settled else 0


def lines_of_bill(tables: SqlTables, opening: str, bill: str) -> list[OrderLine]:
    """What of a bill is left to pay for, in the order in which it came."""
    return [row for row in on_bill(lines_of(tables, opening)) if row.bill == bill]


def charges(bill: Mapping[str, Any], currency: str, form: SlipForm, free_as: str = "") -> list[Charge]:
    """What stands between dishes and total of a bill's frozen figures (``price.bill_facts``); ``free_as``: as
    what nothing is charged."""
    return [Charge(_charge_word(one, bill, currency, form, free_as), one.amount) for one in told(bill)]


def _charge_word(one: Told, bill: Mapping[str, Any], currency: str, form: SlipForm, free_as: str) -> str:
    if one.name == "by_hand" and free_as:
        return form.translate(FREE_WORDS[free_as])
    if one.name == "promotion":
        return name_in(one.names, form.language)
    if one.name == "cover":
        each = figure(one.amount // max(1, bill["guests"]), currency, short=True)
        return form.translate(CHARGES["cover"]).format(each=each, guests=bill["guests"])
    up = one.name == "rounding" and one.amount > 0
    return form.translate(CHARGES["rounded_up" if up else one.name])


def taxes(bill: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """The tax of a bill's frozen figures by rate in basis points, in minor units."""
    found = [(one["rate"], one["amount"]) for one in bill.get("taxes", ())]
    return tuple(found or [(bill["tax_rate"], bill["tax"])])
