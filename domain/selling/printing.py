"""The print ledger as facts: which tickets an order makes, and what became of each.

A job is queued by the fact that needs it, in the same transaction; "print.started" is durable before the
first byte leaves; "print.finished" says confirmed, unsure, unknown, failed or expired. A job that was started
and not finished when the till died is unknown, and its next ticket is marked as a possible duplicate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.record.envelope import Event
from domain.record.rows import next_number
from domain.record.tables import Tables

if TYPE_CHECKING:
    from domain.selling.orders import OrderLine

ON_PAPER = frozenset({"confirmed", "unsure"})
FINAL = frozenset({"confirmed", "unsure", "expired"})


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A ticket to print. ``number``: the station's gap-free number of the business day.

    state: queued | sending | confirmed | unsure (sent; this printer cannot confirm) | unknown | failed |
    expired. ``open`` is 1 until it needs nobody any more. ``mark``: "" | duplicate | reprint. ``order`` is
    empty for slips of the whole opening, and the shift or day of its slip. kind: kitchen | receipt | shift |
    day. ``attempts``: how often bytes may have
    left.
    """

    id: str
    station: str
    kind: str
    open: int
    opening: str
    order: str
    number: int
    queued_at: int
    date: str
    state: str = "queued"
    attempts: int = 0
    mark: str = ""
    changed_at: int = 0
    note: str = ""


def stations_of(lines: Sequence[OrderLine]) -> tuple[str, ...]:
    """The stations that cook some of these lines, in order of appearance; a combo's parts go to theirs."""
    seen: dict[str, None] = {}
    for row in lines:
        for part in row.line.parts:
            seen.setdefault(part.station)
        if not row.line.parts:
            seen.setdefault(row.line.station)
    return tuple(seen)


def queue_kitchen(event: Event, tables: Tables, lines: Sequence[OrderLine]) -> None:
    """One kitchen ticket for each station of an order, with the order's ``mark``."""
    order, opening = event.body["order"], event.body["opening"]
    for station in stations_of(lines):
        mark = event.body.get("mark", "")
        _queue(event, tables, f"{order}.{station}", station, "kitchen", opening, order, mark)


def queue_receipt(event: Event, tables: Tables, station: str) -> None:
    """The receipt of a settled bill."""
    opening = event.body["opening"]
    _queue(event, tables, f"{opening}.receipt", station, "receipt", opening, "")


def queue_report(event: Event, tables: Tables, job: str, station: str, kind: str, of: str) -> None:
    """The slip of a shift or a day that has been closed; ``of`` is its id."""
    _queue(event, tables, job, station, kind, "", of)


def _queue(
    event: Event, tables: Tables, job: str, station: str, kind: str, opening: str, order: str, mark: str = ""
) -> None:
    number = next_number(tables, f"print:{station}:{event.date}")
    tables.put(
        PrintJob(
            job, station, kind, 1, opening, order, number, event.at, event.date, "queued", 0, mark, event.at
        )
    )


def print_started(event: Event, tables: Tables) -> None:
    job = tables.get(PrintJob, event.body["job"])
    if job:
        mark = event.body.get("mark", job.mark)
        tables.put(
            replace(job, state="sending", attempts=job.attempts + 1, mark=mark, changed_at=event.at, note="")
        )


def print_finished(event: Event, tables: Tables) -> None:
    job = tables.get(PrintJob, event.body["job"])
    if job:
        state = event.body["state"]
        note = event.body.get("note", "")
        is_open = 0 if state in FINAL else 1
        none_left = state == "failed" and job.state == "sending"  # so the next one is no second one
        attempts = job.attempts - none_left
        tables.put(replace(job, state=state, open=is_open, attempts=attempts, changed_at=event.at, note=note))


def print_asked(event: Event, tables: Tables) -> None:
    """Staff asked for a slip again 补打: a new job, marked, linked to the first one."""
    body = event.body
    first = tables.get(PrintJob, body["of"])
    if first:
        _queue(
            event,
            tables,
            body["job"],
            first.station,
            first.kind,
            first.opening,
            first.order,
            body.get("mark", "reprint"),
        )


APPLIES = {
    "print.started": print_started,
    "print.finished": print_finished,
    "print.asked": print_asked,
}
