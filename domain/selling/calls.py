"""Words to the kitchen about dishes that it has on a slip: begin what was held 起菜, be quick 催菜.

A call knows the lines that it was made for, and each line its calls: a piece that goes to another bill or
table before the slip is out is still on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.latest import standing
from domain.record.tables import Tables
from domain.selling.menu import Names
from domain.selling.order_rows import Order, OrderLine, earlier, lines_of_order, wait_for_dishes
from domain.selling.print_setup import DISH, PASS
from domain.selling.printing import (
    RUNNER,
    WHOLE,
    PrintJob,
    keys_at,
    keys_on,
    nobody_needs,
    queue_labels,
    queue_slips,
    setup_of,
    stations_of,
)
from domain.selling.ticket_numbers import begun_on, tells_its_tickets

START, HURRY = "fire", "rush"  # kinds of calls, and of their slips
SLIPS = frozenset({START, HURRY})


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``id`` is that of the act; ``lines``: ids as they were then; ``course``: the one it named.

    ``times``: how often the most hurried of them was by then; ``minutes`` since the oldest was sent.
    """

    id: str
    kind: str
    opening: str
    lines: tuple[str, ...]
    at: int
    by: str
    course: Names = field(default_factory=dict)
    times: int = 1
    minutes: int = 0


def lines_started(event: Event, tables: Tables) -> None:
    """Held dishes are to be made now."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or tables.get(Call, body["act"]) is not None:
        return
    rows = [row for row in _rows(tables, body["lines"]) if row.held or tells_its_tickets(event)]
    started = [
        _called(replace(row, started_at=earlier(row.started_at, event.at)), body["act"]) for row in rows
    ]
    _keep(event, tables, START, started)
    for id in dict.fromkeys((opening.id, *(row.opening for row in started))):
        if there := tables.get(Opening, id):
            wait_for_dishes(tables, there)
    _tell_to_start(event, tables, opening.id, started)


def lines_timed(event: Event, tables: Tables) -> None:
    """Held dishes begin by themselves ``at`` a time, 0: at the word alone."""
    lines = event.body["lines"]
    said = standing(event, tables, [f"timed:{line}" for line in lines])
    for row in (row for row in _rows(tables, lines) if f"timed:{row.id}" in said):
        tables.put(replace(row, start_at=event.body["at"]))


def lines_hurried(event: Event, tables: Tables) -> None:
    """Guests wait for these."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None or tables.get(Call, body["act"]) is not None:
        return
    rows = [row for row in _rows(tables, body["lines"]) if row.awaited or tells_its_tickets(event)]
    hurried = [_called(row, body["act"]) for row in rows]
    _keep(event, tables, HURRY, hurried)
    tables.put(opening)  # whoever shows it shows how often
    for station in stations_of(hurried):
        queue_slips(event, tables, f"{body['act']}.{station}", station, HURRY, opening.id, body["act"])


def lines_seated(event: Event, tables: Tables) -> None:
    """These dishes are for this seat, 0: for nobody's own."""
    lines = event.body["lines"]
    said = standing(event, tables, [f"seat:{line}" for line in lines])
    for row in (row for row in _rows(tables, lines) if f"seat:{row.id}" in said):
        tables.put(replace(row, line=replace(row.line, seat=event.body["seat"])))


def _rows(tables: Tables, lines: Sequence[str]) -> list[OrderLine]:
    return [row for line in lines if (row := tables.get(OrderLine, line))]


def _called(row: OrderLine, act: str) -> OrderLine:
    return replace(row, calls=tuple(sorted({*row.calls, act})))


def _keep(event: Event, tables: Tables, kind: str, rows: Sequence[OrderLine]) -> None:
    for row in rows:
        tables.put(row)
    body = event.body
    tables.put(
        Call(
            id=body["act"],
            kind=kind,
            opening=body["opening"],
            lines=tuple(row.id for row in rows),
            at=event.at,
            by=event.by,
            course=body.get("course", {}),
            times=body.get("times", 1),
            minutes=body.get("minutes", 0),
        )
    )


def _tell_to_start(event: Event, tables: Tables, opening: str, rows: Sequence[OrderLine]) -> None:
    """A slip at each station that has them on one already, and at the pass; elsewhere that comes now."""
    act, setup = event.body["act"], setup_of(event, tables)
    keys: dict[str, tuple[str, ...]] = {}
    for order in dict.fromkeys(row.order for row in rows):
        placed, mine = tables.get(Order, order), [row for row in rows if row.order == order]
        started = _start_at_stations(event, tables, act, placed.opening if placed else opening, order, mine)
        keys |= {station: (*keys.get(station, ()), *some) for station, some in started.items()}
    if rows and setup.names(PASS):
        keys[PASS] = WHOLE
    for station, some in keys.items():
        queue_slips(event, tables, f"{act}.{station}", station, START, opening, act, "", [some], setup)


def _start_at_stations(
    event: Event, tables: Tables, act: str, placed_at: str, order: str, lines: Sequence[OrderLine]
) -> dict[str, tuple[str, ...]]:
    """Dishes that had waited for the word: where they are on no slip yet their kitchen slip comes.

    Answers by station the keys of what is on one and is only to be started. New slips count on behind those
    that the order has there already, so that each has its own code.
    """
    setup, started = setup_of(event, tables), dict[str, tuple[str, ...]]()
    before = [job for job in tables.where(PrintJob, opening=placed_at) if job.order == order]
    for station in stations_of(lines):
        slips, job = setup.slips_of(station), f"{act}.{order}.{station}"
        there = [one for one in before if one.station == station and one.kind == "kitchen"]
        first = max((one.sheet for one in there), default=0) + 1
        new = [row for row in lines if not any(keys_on(one, row) for one in there)]
        if tells_its_tickets(event):  # another history may have begun some of the same dishes
            first, told = begun_on(event, job)
            new = [row for row in lines if told.intersection(keys_at([row], station))]
        known = [row for row in lines if row not in new]
        if keys := keys_at(known, station):
            started[station] = keys
        if not (tray := keys_at(new, station)):
            continue
        sheets = [(key,) for key in dict.fromkeys(tray)] if slips.cut == DISH else [tray]
        queue_slips(event, tables, job, station, "kitchen", placed_at, order, "", sheets, setup, first)
        if slips.runner:
            job = f"{job}.{RUNNER}"
            queue_slips(event, tables, job, station, RUNNER, placed_at, order, "", [tray], setup, first)
        queue_labels(event, tables, f"{act}.{order}.{station}", station, placed_at, order, new, setup)
    return started


def called(tables: Tables, call: Call) -> list[OrderLine]:
    """The lines of a call as they are now, pieces too."""
    orders = dict.fromkeys(line.rpartition(".")[0] for line in call.lines)
    return [row for order in orders for row in lines_of_order(tables, order) if call.id in row.calls]


def start_slips(tables: Tables, row: OrderLine) -> list[PrintJob]:
    """The slips that told stations to begin a line."""
    calls = [call for id in row.calls if (call := tables.get(Call, id)) and call.kind == START]
    jobs = [job for call in calls for job in tables.where(PrintJob, opening=call.opening)]
    return [job for job in jobs if job.order in row.calls and job.kind == START and keys_on(job, row)]


def drop_empty(event: Event, tables: Tables, voided: OrderLine) -> None:
    """A line is voided: a call's slip that would be empty is not needed any more. Only for a fold."""
    if voided.quantity or not voided.calls:
        return
    for call in filter(None, (tables.get(Call, id) for id in voided.calls)):
        for job in tables.where(PrintJob, opening=call.opening):
            if job.kind not in SLIPS or job.order != call.id:
                continue
            if not any(row.quantity and keys_on(job, row) for row in called(tables, call)):
                nobody_needs(event, tables, job)


APPLIES = {
    "lines.started": lines_started,
    "lines.timed": lines_timed,
    "lines.hurried": lines_hurried,
    "lines.seated": lines_seated,
}
