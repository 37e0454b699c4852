"""What a scanner reads of a slip: its dishes are checked off 划菜, and which order that was.

What is still to be weighed 待称重 is weighed first: then nothing is ticked off by the scan. A slip with which
nothing goes out, as a cancel slip, only tells of its order; and so does any slip of a bill whose guests have
left.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.selling.menu import Names
from domain.selling.orders import Order, OrderLine, lines_of_order
from domain.selling.print_setup import PASS
from domain.selling.printing import TO_COOK, PrintJob, keys_on, stations_of
from domain.selling.slip_code import (
    ALL_ROUNDS,
    ALL_SHEETS,
    AT_PASS,
    ONLY_TRACE,
    SlipCode,
    read_slip_code,
)
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import serve
from pos_app.workflows.reading import document
from pos_app.workflows.staff_write import StaffWrite


@dataclass(frozen=True, slots=True)
class TracedDish:
    """A line of an order. ``quantity`` in thousandths. state: served | voided | held | awaited."""

    names: Names
    quantity: int
    state: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A slip that was read. ``lines``: ids of the order lines that go out with it, ``names`` what they are;
    ``served``: those that were not served before. None, if the slip only tells. ``unweighed``: ids of the
    lines on it that nobody has weighed yet; then none is served by the scan.

    The trace: ``orders``, one or all of the bill, ``dishes`` what stands on them now, and ``slips``, all that
    has come of it, first come first. ``table``: where they sit or sat; ``left``: the guests are gone.
    """

    opening: str
    orders: tuple[Order, ...]
    dishes: tuple[TracedDish, ...]
    slips: tuple[PrintJob, ...]
    table: Names = field(default_factory=dict)
    left: bool = False
    lines: tuple[str, ...] = ()
    names: tuple[Names, ...] = ()
    served: tuple[str, ...] = ()
    unweighed: tuple[str, ...] = ()


class ScanVerbs:
    """``till.scans``: what a scanner may do without a finger on the screen. Each returns at once."""

    def __init__(self, staff_write: StaffWrite) -> None:
        self._staff_write = staff_write

    def check_off(self, text: str, by: str, weigh: bool = True) -> Future[Scanned]:
        """The dishes of a slip have gone out. Refused("slip_unknown") for what is no slip of ours.

        Of a dish that several stations make, the slip of any of them will do. While one of them is to be
        weighed nothing is ticked off, unless it shall not be asked for now (``weigh`` False).
        """
        return self._staff_write(by, "serve", partial(_check_off, text, by, weigh))


def _check_off(text: str, by: str, weigh: bool, entry: Entry) -> Scanned:
    scanned = find_slip(entry.tables, text, entry.date)
    found = [row for line in scanned.lines if (row := entry.tables.get(OrderLine, line))]
    unweighed = tuple(row.id for row in found if row.line.awaits_weight)
    if unweighed and weigh:
        return replace(scanned, lines=(), unweighed=unweighed)
    rows = [row for row in found if not row.held]  # those are on the slip and not on the tray
    served: list[str] = []
    for opening in dict.fromkeys(row.opening for row in rows):  # some may have gone to another bill 转菜
        served += serve(entry, opening, [row.id for row in rows if row.opening == opening], by)
    out = tuple(row.line.names for row in rows)
    return replace(scanned, lines=tuple(row.id for row in rows), names=out, served=tuple(served))


def find_slip(tables: SqlTables, text: str, today: str) -> Scanned:
    """The slip by its digits, of a table in use or else one that has left by ``today`` (business date).

    Raises Refused("slip_unknown").
    """
    code = read_slip_code(text)
    if code is None:
        raise Refused("slip_unknown")
    here = [row for row in tables.where(Opening, live=1) if row.number == code.bill]
    for opening in here or _past(tables, code.bill, today):
        orders = tables.where(Order, opening=opening.id)
        told = [order for order in orders if code.round in (order.round, ALL_ROUNDS)]
        if code.place == ONLY_TRACE and told:
            return _traced(tables, opening, told, whole=code.round == ALL_ROUNDS)
        for order in told:
            if rows := _on_slip(tables, order, code):
                found = _traced(tables, opening, [order])
                return found if found.left else replace(found, lines=tuple(row.id for row in rows))
    raise Refused("slip_unknown")


def _past(tables: SqlTables, bill: str, today: str) -> list[Opening]:
    """Who had a bill of this number last and has left; a slip of that day leads there."""
    year = int(today[:4]) - (bill[:4] > today[5:7] + today[8:])
    slips = tables.where(PrintJob, date=f"{year}-{bill[:2]}-{bill[2:4]}")
    found = (tables.get(Opening, id) for id in sorted({job.opening for job in slips}))
    return [row for row in found if row is not None and row.number == bill]


def _on_slip(tables: SqlTables, order: Order, code: SlipCode) -> list[OrderLine]:
    rows = lines_of_order(tables, order.id)
    station = PASS if code.place == AT_PASS else (*stations_of(rows), *[""] * AT_PASS)[code.place]
    mine = [
        job
        for job in tables.where(PrintJob, opening=order.opening)
        if (job.order, job.station) == (order.id, station)
        and job.kind in TO_COOK
        and code.sheet in (job.sheet, ALL_SHEETS)
    ]
    return [row for row in rows if any(keys_on(job, row) for job in mine)]


def _traced(tables: SqlTables, opening: Opening, orders: Sequence[Order], whole: bool = False) -> Scanned:
    rows = [row for order in orders for row in lines_of_order(tables, order.id)]
    acts = {order.id for order in orders} | {call for row in rows for call in row.calls}
    lines = {row.id for row in rows}
    acts |= {act.id for act in tables.where(Adjustment, opening=opening.id) if act.line in lines}
    slips = [job for job in tables.where(PrintJob, opening=opening.id) if whole or job.order in acts]
    return Scanned(
        opening.id,
        tuple(sorted(orders, key=lambda order: (order.round, order.id))),
        tuple(_dish(row) for row in rows),
        tuple(sorted(slips, key=lambda job: (job.queued_at, job.number))),
        label_of(document(tables, Floor, "floor", Floor()), opening),
        not opening.live,
    )


def _dish(row: OrderLine) -> TracedDish:
    if not row.quantity:
        return TracedDish(row.line.names, row.voided, "voided")
    state = "served" if row.served_at else "held" if row.held else "awaited"
    return TracedDish(row.line.names, row.quantity, state)
