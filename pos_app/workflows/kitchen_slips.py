"""From state to the facts of kitchen slips: what a station cooks, what the pass sees of all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import name_in
from domain.floor.later import place_of_guests
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.selling.banquets import Banquet
from domain.selling.menu import EMPTY_MENU, Menu, Names
from domain.selling.order_rows import Order, OrderLine, goes_to, lines_of_order
from domain.selling.print_setup import DOCUMENT, EMPTY, PASS, PrintSetup
from domain.selling.printing import PrintJob, keys_of, keys_on, stations_of
from domain.selling.slip_code import ALL_ROUNDS, ALL_SHEETS, AT_PASS, SlipCode, slip_code, trace_code
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import TO_GO, clock, person, weight_note
from pos_app.workflows.views import StoreView
from printers.slips.kitchen import KitchenSlip
from printers.slips.pass_slip import FromStation, PassSlip
from printers.slips.runner import RunnerSlip
from printers.slips.sheet import KitchenLine
from printers.slips.words import SlipForm


def kitchen_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> KitchenSlip:
    """What a station is to cook of one order."""
    share = share_of(tables, job)
    others = [station for station in stations_of(share.rows) if station != job.station]
    return KitchenSlip(
        **sheet_of(tables, job, share, form, now),
        lines=[line for row in share.rows for line in share.lines(row, job.station, keys_on(job, row))],
        elsewhere=[(share.menu.station(station).names, 1) for station in others],
    )


def pass_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> PassSlip:
    """All dishes of one order, by the station that they come from."""
    share = share_of(tables, job)
    stations = [
        FromStation(
            share.menu.station(station).names,
            [line for row in share.rows for line in share.lines(row, station, keys_on(job, row))],
        )
        for station in stations_of(share.rows)
    ]
    return PassSlip(**sheet_of(tables, job, share, form, now), shares=stations)


def runner_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> RunnerSlip:
    """What a station puts on the tray of one order; its code stands for all sheets of the station."""
    share = share_of(tables, job)
    sheet = sheet_of(tables, replace(job, sheet=ALL_SHEETS), share, form, now)
    for name in ("addition", "remarks"):
        del sheet[name]
    sheet["sheet"] = job.sheet
    lines = [line for row in share.rows for line in share.lines(row, job.station, keys_on(job, row))]
    return RunnerSlip(**sheet, lines=lines)


@dataclass(frozen=True, slots=True)
class Share:
    """An order and what belongs to it; ``at``: where its dishes go, while ``opening`` has the bill."""

    opening: Opening
    at: Opening
    order: Order
    rows: Sequence[OrderLine]
    menu: Menu
    moved: Mapping[str, str]

    def place(self, job: PrintJob) -> int:
        """The station's place among those of the order, as the slip's code counts; -1 if it is none."""
        stations = stations_of(self.rows)
        if job.station == PASS:
            return AT_PASS
        return stations.index(job.station) if job.station in stations else -1

    def lines(self, row: OrderLine, station: str, keys: Sequence[str]) -> list[KitchenLine]:
        """What of a line a station cooks, of these keys; a dish that has moved says where to 转菜."""
        return station_lines(self.menu, row, station, keys, self.moved.get(row.id, ""))


def station_lines(
    menu: Menu, row: OrderLine, station: str, keys: Sequence[str], remark: str = ""
) -> list[KitchenLine]:
    """What of a line a station cooks, of these keys; ``remark`` is the house's own, before the guest's."""
    line = row.line
    if not line.quantity:  # taken off before it was printed
        return []
    mine = {key for key, where, _ in keys_of(row) if where == station and key in keys}
    told = tuple({"und": text} for text in (remark, line.remark) if text)
    remarks: tuple[Names, ...] = (*weight_note(line), *told)
    if line.packed:
        remarks = (TO_GO, *remarks)
    of_all: dict[str, Any] = {"remarks": remarks, "seat": line.seat, "course": line.course_names}
    if line.held:
        of_all["held"] = "hold" if row.held else "started"

    def others(own: str, also: Sequence[str]) -> tuple[Names, ...]:
        """The other stations that work on the same dish."""
        return tuple(menu.station(one).names for one in (own, *also) if one != station)

    if not line.parts:
        options = tuple(option.names for option in line.options)
        also = others(line.station, line.also)
        one = KitchenLine(line.names, line.quantity, line.spec_names, options, also=also, **of_all)
        return [one] if mine else []
    return [
        KitchenLine(
            part.names,
            part.count * line.quantity,
            part_of=line.names,
            also=others(part.station, part.also),
            **of_all,
        )
        for place, part in enumerate(line.parts)
        if f"{row.ticket_key}/{place}" in mine
    ]


def share_of(tables: SqlTables, job: PrintJob) -> Share:
    opening, order = tables.get(Opening, job.opening), tables.get(Order, job.order)
    assert opening is not None and order is not None
    at = goes_to(tables, order) or opening
    rows = lines_of_order(tables, order.id)
    menu = document(tables, Menu, "menu", EMPTY_MENU)
    return Share(opening, at, order, rows, menu, _moved(tables, (opening, at), rows))


def _moved(tables: SqlTables, placed: Sequence[Opening], rows: Sequence[OrderLine]) -> dict[str, str]:
    """Where dishes have gone since they were ordered, by line: their ticket comes late or once more."""
    found: dict[str, str] = {}
    here = {id for one in placed for id in (one.id, one.into)}
    for row in rows:
        there = tables.get(Opening, row.opening) if row.opening not in here else None
        if there:
            label = name_in(place_of_guests(tables, document(tables, Floor, "floor", Floor()), there), "und")
            found[row.id] = f"→ {label}" if label else ""
    return found


def cancelled_share(
    tables: SqlTables, job: PrintJob, row: OrderLine, form: SlipForm, now: int
) -> tuple[dict[str, Any], list[KitchenLine]]:
    """The facts of a cancel slip's sheet, and what of a line its station is to stop."""
    share = share_of(tables, replace(job, order=row.order))
    sheet = sheet_of(tables, job, share, form, now)
    for name in ("addition", "remarks"):
        del sheet[name]
    sheet["code"] = trace_of(tables, share.opening, [row.order])
    stations = stations_of([row]) if job.station == PASS else (job.station,)
    lines = [share.lines(row, station, [key for key, _, _ in keys_of(row)]) for station in stations]
    return sheet, [replace(line, held="") for found in lines for line in found]


def sheet_of(tables: SqlTables, job: PrintJob, share: Share, form: SlipForm, now: int) -> dict[str, Any]:
    """The facts that each slip of a kitchen has."""
    zone = document(tables, StoreView, "store", StoreView()).zone
    floor = document(tables, Floor, "floor", Floor())
    opening, order = share.opening, share.order
    return {
        "station": share.menu.station(job.station).names,
        "table": name_in(place_of_guests(tables, floor, share.at), form.language),
        "number": job.number,
        "order_no": f"{opening.number}-{order.round}",
        "at": clock(order.at, zone, "%H:%M"),
        "printed_at": clock(now, zone, "%H:%M:%S"),
        "area": floor.area_of(share.at.table),
        "guests": share.at.guests,
        "to_go": bool(opening.to_go),
        "wanted": clock(opening.wanted_at, zone, "%H:%M") if opening.wanted_at else "",
        "by": person(tables, order.by, order.guest, form),
        "addition": order.round > 1,
        "sheet": job.sheet,
        "sheets": job.sheets,
        "remarks": ({"und": order.remark},) if order.remark else (),
        "again": job.mark,
        "again_by": person(tables, job.asked_by, 0, form),
        "again_why": job.reason,
        "meant_for": printer_names(tables, share.menu, job.meant_for),
        **tables_of(tables, order.id),
        "code": slip_code(SlipCode(opening.number, order.round, share.place(job), job.sheet)),
    }


def trace_of(tables: SqlTables, opening: Opening, orders: Collection[str]) -> str:
    """The digits of a slip with which nothing goes out: they lead to its one order, or to all on the bill."""
    rounds = {order.round for id in orders if (order := tables.get(Order, id))}
    return trace_code(opening.number, rounds.pop() if len(rounds) == 1 else ALL_ROUNDS)


def tables_of(tables: SqlTables, order: str) -> dict[str, int]:
    """For how many tables an order is, and how many are in reserve, if it is that of a banquet."""
    banquet = tables.get(Banquet, order)
    return {"tables": banquet.tables, "spare": banquet.reserve} if banquet else {}


def printer_names(tables: SqlTables, menu: Menu, printer: str) -> Names:
    """What a printer is called, else the station whose own it is; nothing for none."""
    known = document(tables, PrintSetup, DOCUMENT, EMPTY).printer(printer)
    names = known.names if known and known.names else menu.station(printer).names
    return names if printer else {}
