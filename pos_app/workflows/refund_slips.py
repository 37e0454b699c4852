"""From state to the facts of a refund's slip."""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import name_in
from domain.floor.later import place_of_guests
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.money.gateway_refunds import BY_HAND, FAILED, GONE, ON_WAY, STUCK, GatewayRefund
from domain.money.payments import Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.tenders import Tender, tenders_of
from domain.selling.menu import Names
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.bill_slips import reason_text
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock, person
from pos_app.workflows.views import StoreView
from printers.slips.figures import Figure
from printers.slips.refund import RefundSlip
from printers.slips.words import SlipForm, _m

HOW_FAR = {
    ON_WAY: _m("on its way to the account that paid"),
    GONE: _m("gone back to the account that paid"),
    FAILED: _m("refused by the provider, not gone back"),
    STUCK: _m("held by the provider, not gone back yet"),
    BY_HAND: _m("given back in the provider's app"),
}


def refund_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> RefundSlip:
    """What one act gave back."""
    store = document(tables, StoreView, "store", StoreView())
    act, rows = tables.get(Adjustment, job.order), _rows(tables, job.order)
    reversal = tables.get(Reversal, job.order)
    settlement = tables.get(Settlement, reversal.bill if reversal else rows[0].bill)
    opening = tables.get(Opening, job.opening)
    assert act is not None and settlement is not None and opening is not None
    floor = document(tables, Floor, "floor", Floor())
    tenders = tenders_of(tables)
    lines = {line: quantity for one in rows for line, quantity in one.lines.items()}
    found = [(row.line.names, lines[id]) for id in lines if (row := tables.get(OrderLine, id))]
    return RefundSlip(
        store=store.names,
        table=name_in(place_of_guests(tables, floor, opening), form.language),
        order_no=opening.number,
        receipt=settlement.receipt,
        at=clock(act.at, store.zone, "%Y-%m-%d %H:%M"),
        by=person(tables, act.by, 0, form),
        amount=act.amount,
        tenders=[
            Figure(name_in(_names(tenders, one), form.language) + _how_far(tables, one, form), one.amount)
            for one in rows
        ],
        dishes=found,
        reason=reason_text(tables, act.reason, form),
        approved_by=person(tables, act.approved, 0, form) if act.approved else "",
        currency=store.currency,
        again=job.mark,
        reversal=reversal is not None,
        carried=bool(reversal and reversal.carried),
    )


def _names(tenders: Mapping[str, Tender], refund: Refund) -> Names:
    return tenders[refund.tender].names if refund.tender in tenders else {"und": refund.tender}


def _how_far(tables: SqlTables, refund: Refund, form: SlipForm) -> str:
    """What the gateway has made of it by now; nothing is said of money that people hand over."""
    sent = tables.get(GatewayRefund, refund.id)
    return f" ({form.translate(HOW_FAR[sent.state])})" if sent else ""


def _rows(tables: SqlTables, act: str) -> list[Refund]:
    """What one act gave back, a row a payment."""
    found: list[Refund] = []
    while row := tables.get(Refund, f"{act}.{len(found)}"):
        found.append(row)
    return found
