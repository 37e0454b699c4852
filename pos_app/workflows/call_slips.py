"""From a call to the slip that a station gets: what it is to begin now 起菜单, what it is to hurry 催菜单."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from domain.errors import name_in
from domain.floor.later import place_of_guests
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.record.tables import Tables
from domain.selling.calls import Call, called
from domain.selling.menu import EMPTY_MENU, Menu
from domain.selling.order_rows import OrderLine, sent_at
from domain.selling.print_setup import PASS
from domain.selling.printing import PrintJob, keys_on, stations_of
from pos_app.database.state import SqlTables
from pos_app.workflows.kitchen_slips import printer_names, station_lines, tables_of, trace_of
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock, person
from pos_app.workflows.views import StoreView
from printers.slips.call import FireSlip, LateLine, RushSlip
from printers.slips.sheet import KitchenLine
from printers.slips.words import SlipForm


def fire_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> FireSlip:
    """What a station is to begin; the pass sees that of all stations."""
    call = _call(tables, job)
    return FireSlip(
        **_sheet(tables, job, call, form, now),
        lines=[line for _, line in _lines(tables, job, call)],
        course=call.course or None,
    )


def rush_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> RushSlip:
    """What guests wait for, and how long by the time somebody said so."""
    call = _call(tables, job)
    late = [
        LateLine(line, max(0, call.at - sent_at(tables, row)) // 60_000)
        for row, line in _lines(tables, job, call)
    ]
    return RushSlip(**_sheet(tables, job, call, form, now), late=late, times=call.times)


def called_on(tables: Tables, job: PrintJob) -> list[OrderLine]:
    """The lines on a call's slip of which there is something left."""
    call = tables.get(Call, job.order)
    return [row for row in (called(tables, call) if call else ()) if row.quantity and keys_on(job, row)]


def _call(tables: SqlTables, job: PrintJob) -> Call:
    call = tables.get(Call, job.order)
    assert call is not None
    return call


def _lines(tables: SqlTables, job: PrintJob, call: Call) -> Iterator[tuple[OrderLine, KitchenLine]]:
    menu, floor = document(tables, Menu, "menu", EMPTY_MENU), document(tables, Floor, "floor", Floor())
    here = _place(tables, call)
    for row in called_on(tables, job):
        there = tables.get(Opening, row.belongs_to)
        away = there is not None and there.id not in (here.id, here.into)
        gone = f"→ {name_in(label_of(floor, there), 'und')}" if there and away else ""
        for station in stations_of([row]) if job.station == PASS else (job.station,):
            for line in station_lines(menu, row, station, keys_on(job, row), gone):
                yield row, replace(line, held="")


def _place(tables: SqlTables, call: Call) -> Opening:
    """The table of all its dishes, else that of the bill."""
    opening = tables.get(Opening, call.opening)
    assert opening is not None
    places = {row.belongs_to for row in called(tables, call)}
    return (tables.get(Opening, places.pop()) if len(places) == 1 else None) or opening


def _sheet(tables: SqlTables, job: PrintJob, call: Call, form: SlipForm, now: int) -> dict[str, Any]:
    store, floor = (
        document(tables, StoreView, "store", StoreView()),
        document(tables, Floor, "floor", Floor()),
    )
    menu, opening = document(tables, Menu, "menu", EMPTY_MENU), tables.get(Opening, call.opening)
    assert opening is not None
    at = _place(tables, call)
    orders = {line.rpartition(".")[0] for line in call.lines}
    return {
        **(tables_of(tables, *orders) if len(orders) == 1 else {}),
        "station": menu.station(job.station).names,
        "table": name_in(place_of_guests(tables, floor, at), form.language),
        "number": job.number,
        "order_no": opening.number,
        "at": clock(call.at, store.zone, "%H:%M"),
        "printed_at": clock(now, store.zone, "%H:%M:%S"),
        "area": floor.area_of(at.table),
        "guests": at.guests,
        "to_go": bool(opening.to_go),
        "wanted": clock(opening.wanted_at, store.zone, "%H:%M") if opening.wanted_at else "",
        "by": person(tables, call.by, 0, form),
        "again": job.mark,
        "again_by": person(tables, job.asked_by, 0, form),
        "again_why": job.reason,
        "meant_for": printer_names(tables, menu, job.meant_for),
        "code": trace_of(tables, opening, {row.order for row in called_on(tables, job)}),
    }
