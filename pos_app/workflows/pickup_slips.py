"""From state to the slips of numbers that are called: dishes at the counter 取餐号, a table 排队号."""

from __future__ import annotations

from domain.floor.kitchen_line import KitchenLine
from domain.floor.openings import Opening
from domain.floor.pickup import number_text
from domain.floor.queue import QueueNumber
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.queue_view import setup_of
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock
from pos_app.workflows.store_orders import setup_of as store_code
from pos_app.workflows.views import StoreView
from printers.slips.queue_number import QueueSlip
from printers.slips.words import SlipForm

TAKEAWAY = {"en": "Takeaway", "zh-Hans": "外带"}
EAT_HERE = {"en": "Eat here", "zh-Hans": "堂食"}


def pickup_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> QueueSlip:
    """What the guest holds until the dishes are ready."""
    store = document(tables, StoreView, "store", StoreView())
    opening = tables.get(Opening, job.opening)
    assert opening is not None
    return QueueSlip(
        store=store.names,
        number=number_text(opening.pickup),
        party=0,
        at=clock(job.queued_at, store.zone, "%H:%M"),
        ahead=KitchenLine(tables, job.queued_at).before(opening).pieces,
        cups=store_code(tables).cups,
        kind=TAKEAWAY if opening.to_go else EAT_HERE,
        again=job.mark,
    )


def place_slip(tables: SqlTables, job: PrintJob) -> QueueSlip:
    """What a party holds until there is a table; how many were before it, when it came."""
    store = document(tables, StoreView, "store", StoreView())
    party, setup = tables.get(QueueNumber, job.order), setup_of(tables)
    assert party is not None
    return QueueSlip(
        store=store.names,
        number=party.text,
        party=party.guests,
        at=clock(party.at, store.zone, "%H:%M"),
        ahead=party.ahead,
        kind=setup.names_of(party.group),
        code=party.code,
        again=job.mark,
        back=setup.back,
    )
