"""Numbers of tickets: gap-free for each printer and business day, given once and told for ever.

The till gives them when it makes the fact that queues the tickets, and the fact tells them. So a ticket has
the number that stands on paper, whoever folds it and whatever came in between. Two histories that gave the
same number keep it both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.record.envelope import Event
from domain.record.rows import Counter, last_number, next_number, take_number
from domain.record.tables import Tables

if TYPE_CHECKING:
    from domain.selling.printing import PrintJob

TICKETS = "tickets"  # in a fact that queues tickets: their numbers, by what their ids add to the fact's own
_PREFIX = "print:"
A_FACT = 10  # tickets that one fact may have queued at one printer, when nobody knows


def number_of(event: Event, tables: Tables, job: PrintJob) -> int:
    """The number of a ticket that a fact queues: as told, else the next one. Only a fold may call this."""
    name = _counter(job.at_printer, event.date)
    told = event.body.get(TICKETS, {}).get(_added(job.id))
    return take_number(tables, name, told) if told else next_number(tables, name)


def was_asked(event: Event, beginning: str) -> bool:
    """Whether a fact queued tickets whose ids begin so where it was made; also if it does not tell."""
    told, added = event.body.get(TICKETS), _added(beginning)
    return told is None or any(name.startswith(added) for name in told)


def with_numbers(event: Event, jobs: Iterable[PrintJob], counters: Iterable[Counter]) -> Event:
    """The fact as it has to be told, after it was folded where it is made: by it these rows were put."""
    counted = {counter.name for counter in counters}
    numbers = {
        _added(job.id): job.number
        for job in jobs
        if job.state == "queued" and _counter(job.at_printer, event.date) in counted
    }
    return replace(event, body={**event.body, TICKETS: numbers}) if numbers else event


def ticket_jumps(
    tables: Tables, printers: Iterable[str], date: str, skipped: int, most: int, besides: int
) -> dict[str, int]:
    """The numbers that ``skipped`` lost facts may have used on a business day, at these printers and at all
    that have printed.

    ``most``: no more than that, unless as many facts are known to be missing; ``besides``: those of histories
    of which nobody here knows.
    """
    left_out = max(skipped, min(A_FACT * skipped, most)) + besides
    names = (row.name for row in tables.where(Counter) if row.name.startswith(_PREFIX))
    known = {name.removeprefix(_PREFIX).rpartition(":")[0] for name in names}
    counters = (_counter(printer, date) for printer in sorted(known.union(printers)))
    return {name: last_number(tables, name) + left_out for name in counters}


def _counter(printer: str, date: str) -> str:
    return f"{_PREFIX}{printer}:{date}"


def _added(job: str) -> str:
    return job.partition(".")[2]
