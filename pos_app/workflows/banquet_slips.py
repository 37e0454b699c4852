"""From a change of a banquet's tables to the slip that a station gets: the difference, not the whole."""

from __future__ import annotations

from dataclasses import replace

from domain.selling.banquets import OPENED, TableChange
from domain.selling.orders import OrderLine
from domain.selling.print_setup import PASS
from domain.selling.printing import PrintJob, keys_on, stations_of
from pos_app.database.state import SqlTables
from pos_app.workflows.kitchen_slips import share_of, sheet_of, station_lines, trace_of
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock, person
from pos_app.workflows.views import StoreView
from printers.slips.banquet import BanquetSlip
from printers.slips.sheet import KitchenLine
from printers.slips.words import SlipForm


def banquet_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> BanquetSlip:
    """What a station is to make more of or leave out, for the tables of this change alone."""
    change = tables.get(TableChange, job.order)
    assert change is not None
    share = share_of(tables, replace(job, order=change.banquet))
    sheet = sheet_of(tables, job, share, form, now)
    for name in ("addition", "remarks", "tables", "spare"):
        sheet.pop(name, None)
    sheet["code"] = trace_of(tables, share.opening, [change.banquet])
    zone = document(tables, StoreView, "store", StoreView()).zone
    lines: list[KitchenLine] = []
    for id, quantity in change.lines.items():
        row = tables.get(OrderLine, id)
        if row is None:
            continue
        part = replace(row, quantity=abs(quantity), line=replace(row.line, quantity=abs(quantity)))
        for station in stations_of([row]) if job.station == PASS else (job.station,):
            lines += station_lines(share.menu, part, station, keys_on(job, row))
    return BanquetSlip(
        **{**sheet, "at": clock(change.at, zone, "%H:%M"), "by": person(tables, change.by, 0, form)},
        more=change.tables,
        now=change.now,
        lines=lines,
        from_reserve=change.kind == OPENED,
    )
