"""Which tickets a fact queues, and their numbers: gap-free for each printer and business day.

The till decides both when it makes the fact, and the fact tells them, with the printers as they were set up
there. So a ticket has the number that stands on paper, and none is missing or too many, whoever folds it and
whatever came in between. Two histories that gave the same number keep it both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.record.envelope import Event
from domain.record.rows import Counter, Document, digest_of, last_number, next_number, take_number
from domain.record.tables import Tables
from domain.selling.print_setup import DOCUMENT

if TYPE_CHECKING:
    from domain.selling.printing import PrintJob

TICKETS = "tickets"  # in a fact that queues tickets: their numbers, by what their ids add to the fact's own
BEGUN = "begun"  # of dishes that were only now to be cooked: sheet and dishes of their new kitchen slips
SETUP = "setup"  # the digest of the document ``printers`` with which they were queued; "": there was none
BY_STATE = frozenset(
    {"order.placed", "order.prepaid", "line.voided", "lines.started", "lines.hurried", "banquet.tables"}
)
"""Kinds of facts that queue tickets or none, as what else has happened will have it; both they tell."""
REPRINT = "print.asked"  # goes where the ticket went of which it is
_PREFIX = "print:"
A_FACT = 10  # tickets that one fact may have queued at one printer, when nobody knows


def number_of(event: Event, tables: Tables, job: PrintJob) -> int:
    """The number of a ticket that a fact queues: as told, else the next one. Only a fold may call this."""
    name = _counter(job.at_printer, event.date)
    told = event.body.get(TICKETS, {}).get(_added(job.id))
    return take_number(tables, name, told) if told else next_number(tables, name)


def was_asked(event: Event, beginning: str) -> bool:
    """Whether a fact queued tickets whose ids begin so where it was made; also if it does not tell."""
    told, added = _told(event), _added(beginning)
    return told is None or any(name.startswith(added) for name in told)


def tells_its_tickets(event: Event) -> bool:
    """Whether a fact tells all that it queued: not while it is made, nor in release 0.1.0."""
    return SETUP in event.body


def was_queued(event: Event, job: str, otherwise: bool) -> bool:
    """Whether a fact queued a ticket; ``otherwise`` if it does not tell."""
    return _added(job) in (_told(event) or ()) if tells_its_tickets(event) else otherwise


def begun_on(event: Event, job: str) -> tuple[int, set[str]]:
    """With which sheet the slips of dishes that were begun count on at a station, and what is on them."""
    told, name = event.body.get(BEGUN, {}), _added(job)
    slips = [told[one] for one in told if one == name or one.startswith(f"{name}.")]
    return min((sheet for sheet, *_ in slips), default=1), {key for _, *keys in slips for key in keys}


def _told(event: Event) -> Mapping[str, int] | None:
    found: Mapping[str, int] | None = event.body.get(TICKETS, {} if tells_its_tickets(event) else None)
    return found


def as_told(event: Event, tables: Tables, jobs: Iterable[PrintJob], counters: Iterable[Counter]) -> Event:
    """The fact as it has to be told, after it was folded where it is made: by it these rows were put."""
    counted = {counter.name for counter in counters}
    made = [job for job in jobs if job.state == "queued" and _counter(job.at_printer, event.date) in counted]
    body = {**event.body}
    if made:
        body[TICKETS] = {_added(job.id): job.number for job in made}
    begun = [job for job in made if job.kind == "kitchen"] if event.kind == "lines.started" else ()
    if begun:
        body[BEGUN] = {_added(job.id): [job.sheet, *job.lines] for job in begun}
    if event.kind in BY_STATE or (made and event.kind != REPRINT):
        standing = tables.get(Document, DOCUMENT)
        body[SETUP] = digest_of(standing) if standing else ""
    return replace(event, body=body)


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
