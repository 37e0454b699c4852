"""What the scanner at the pass reads: the dishes of a slip are checked off 划菜, and which order that was."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.record.tables import Tables
from domain.selling.menu import Names
from domain.selling.orders import Order, OrderLine, lines_of_order
from domain.selling.print_setup import PASS
from domain.selling.printing import TO_COOK, PrintJob, keys_on, stations_of
from domain.selling.slip_code import ALL_SHEETS, AT_PASS, read_slip_code
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import serve
from pos_app.workflows.staff_write import StaffWrite


@dataclass(frozen=True, slots=True)
class Scanned:
    """A slip that was read. ``lines``: ids of the order lines that stand on it, ``names`` what they are;
    ``served``: those that were not served before.

    The order's trace: where and when (UTC milliseconds) it was placed, and ``slips``, all that it has made,
    first come first.
    """

    opening: str
    order: str
    lines: tuple[str, ...]
    names: tuple[Names, ...] = ()
    table: str = ""
    at: int = 0
    round: int = 0
    slips: tuple[PrintJob, ...] = ()
    served: tuple[str, ...] = ()


class ScanVerbs:
    """``till.scans``: what a scanner may do without a finger on the screen. Each returns at once."""

    def __init__(self, staff_write: StaffWrite) -> None:
        self._staff_write = staff_write

    def check_off(self, text: str, by: str) -> Future[Scanned]:
        """The dishes of a slip have gone out. Refused("slip_unknown") for what is no slip of an open table.

        Of a dish that several stations make, the slip of any of them will do.
        """
        return self._staff_write(by, "serve", partial(_check_off, text, by))


def _check_off(text: str, by: str, entry: Entry) -> Scanned:
    scanned = find_slip(entry.tables, text)
    found = [row for line in scanned.lines if (row := entry.tables.get(OrderLine, line))]
    rows = [row for row in found if not row.held]  # those are on the slip and not on the tray
    out = tuple(row.line.names for row in rows)
    scanned = replace(scanned, lines=tuple(row.id for row in rows), names=out)
    served: list[str] = []
    for opening in dict.fromkeys(row.opening for row in rows):  # some may have gone to another bill 转菜
        served += serve(entry, opening, [row.id for row in rows if row.opening == opening], by)
    return replace(scanned, served=tuple(served))


def find_slip(tables: Tables, text: str) -> Scanned:
    """The slip of an open table by its digits. Raises Refused("slip_unknown")."""
    code = read_slip_code(text)
    bills = tables.where(Opening, live=1) if code else ()
    for opening in bills:
        if code is None or opening.number != code.bill:
            continue
        for order in tables.where(Order, opening=opening.id):
            if order.round == code.round:
                found = _slip_of(tables, order, code.place, code.sheet)
                if found.lines:
                    return found
    raise Refused("slip_unknown")


def _slip_of(tables: Tables, order: Order, place: int, sheet: int) -> Scanned:
    rows = lines_of_order(tables, order.id)
    station = PASS if place == AT_PASS else (*stations_of(rows), *[""] * AT_PASS)[place]
    jobs = tables.where(PrintJob, opening=order.opening)
    mine = [
        job
        for job in jobs
        if (job.order, job.station) == (order.id, station)
        and job.kind in TO_COOK
        and sheet in (job.sheet, ALL_SHEETS)
    ]
    on_it = [row for row in rows if any(keys_on(job, row) for job in mine)]
    opening = tables.get(Opening, order.opening)
    made = sorted((job for job in jobs if job.order == order.id), key=lambda job: (job.queued_at, job.number))
    return Scanned(
        opening=order.opening,
        order=order.id,
        lines=tuple(row.id for row in on_it),
        names=tuple(row.line.names for row in on_it),
        table=opening.table if opening else "",
        at=order.at,
        round=order.round,
        slips=tuple(made),
    )
