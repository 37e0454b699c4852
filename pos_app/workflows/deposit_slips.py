"""From a move of a deposit to the facts of its slip."""

from __future__ import annotations

from domain.errors import name_in
from domain.floor.booking import Booking
from domain.floor.plan import Floor
from domain.money.deposits import DepositMove, held
from domain.money.reasons import WORDS
from domain.money.tenders import tenders_of
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document
from pos_app.workflows.report_slips import around
from printers.slips.deposit import DepositSlip
from printers.slips.words import SlipForm


def deposit_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> DepositSlip:
    """What one move did, and what was held after it."""
    known, move = around(tables), tables.get(DepositMove, job.order)
    assert move is not None
    booking, tender = tables.get(Booking, move.booking), tenders_of(tables).get(move.tender)
    floor = document(tables, Floor, "floor", Floor())
    labels = [name_in(floor.label_of(table), form.language) for table in booking.tables] if booking else []
    until = [one for one in tables.where(DepositMove, booking=move.booking) if one.at <= move.at]
    return DepositSlip(
        store=known.store.names,
        kind=move.kind,
        amount=move.amount,
        held=held(until),
        booked_for=known.time(booking.at) if booking else "",
        guests=booking.guests if booking else 0,
        at=known.time(move.at),
        by=known.person(move.by, form.language),
        tables=" ".join(labels),
        way=f"{name_in(tender.names, form.language)} {move.reference}".strip() if tender else "",
        reason=form.say(WORDS[move.reason]) if move.reason in WORDS else move.reason,
        currency=known.store.currency,
        again=job.mark,
    )
