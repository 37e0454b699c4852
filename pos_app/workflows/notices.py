"""From a move to the slip that tells a station: what it cooks goes to another table than its ticket says."""

from __future__ import annotations

from domain.errors import name_in
from domain.floor.moves import Move
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.selling.menu import EMPTY_MENU, Menu
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob, keys_on
from pos_app.database.state import SqlTables
from pos_app.workflows.kitchen_slips import printer_names, station_lines, trace_of
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock, person
from pos_app.workflows.views import StoreView
from printers.slips.notice import Move as Kind
from printers.slips.notice import NoticeSlip
from printers.slips.words import SlipForm

KINDS = {"table": Kind.TABLE, "joined": Kind.JOINED, "dish": Kind.DISH}


def notice_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> NoticeSlip:
    """What a station is told of a move."""
    store = document(tables, StoreView, "store", StoreView())
    menu = document(tables, Menu, "menu", EMPTY_MENU)
    floor = document(tables, Floor, "floor", Floor())
    move, opening = tables.get(Move, job.order), tables.get(Opening, job.opening)
    assert move is not None and opening is not None
    before, after = floor.label_of(move.before, move.before_party), floor.label_of(move.table, move.party)
    rows = [row for line in move.lines if (row := tables.get(OrderLine, line)) and not row.served_at]
    return NoticeSlip(
        move=KINDS[move.kind],
        tables_from=(name_in(before, form.language) or move.before,),
        table=name_in(after, form.language) or move.table,
        station=menu.station(job.station).names,
        number=job.number,
        area=floor.area_of(move.table),
        guests=opening.guests,
        order_no=opening.number,
        at=clock(move.at, store.zone, "%H:%M"),
        printed_at=clock(now, store.zone, "%H:%M:%S"),
        by=person(tables, move.by, 0, form),
        again=job.mark,
        again_by=person(tables, job.asked_by, 0, form),
        again_why=job.reason,
        meant_for=printer_names(tables, menu, job.meant_for),
        code=trace_of(tables, opening, {row.order for row in rows if keys_on(job, row)}),
        lines=[line for row in rows for line in station_lines(menu, row, job.station, keys_on(job, row))],
    )
