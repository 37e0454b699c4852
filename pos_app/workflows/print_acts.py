"""What staff decide about tickets and printers. Each is a fact with who did it; rights are checked before."""

from __future__ import annotations

from domain.errors import Refused
from domain.selling.order_rows import Order, OrderLine
from domain.selling.printing import ELSEWHERE, VOIDED, PausedPrinter, PrintJob, keys_on
from pos_app.workflows.book import Entry
from pos_app.workflows.views import JobView

ANEW = "printed anew"  # the note of a job that staff of release 0.1.0 had printed as another one
DOUBTFUL = frozenset({"unknown", "expired", "failed"})
WAITING = frozenset({"queued", "unknown", "failed"})
LONGEST_REASON = 100


def reprint(entry: Entry, job_id: str, by: str, reason: str = "") -> None:
    """A slip again 补打, marked as such; the reason stands in the audit."""
    _job(entry, job_id)
    entry.record("print.asked", {"job": entry.clock.new_id(), "of": job_id, **_said(reason)}, by)


def reprint_line(entry: Entry, line_id: str, by: str, reason: str = "") -> None:
    """A dish on a slip of its own again, at each printer where it came out; raises Refused("no_slip") if it
    came out nowhere yet, or is on its way."""
    row = entry.tables.get(OrderLine, line_id)
    order = entry.tables.get(Order, row.order) if row else None
    if row is None or order is None:
        raise Refused("unreadable")
    first: dict[str, PrintJob] = {}
    for job in entry.tables.where(PrintJob, opening=order.opening):
        if job.order == row.order and job.kind == "kitchen" and not job.open and keys_on(job, row):
            first.setdefault(job.at_printer, job)
    if not first:
        raise Refused("no_slip", dish=row.line.names)
    for job in first.values():
        body = {"job": entry.clock.new_id(), "of": job.id, "lines": list(keys_on(job, row))}
        entry.record("print.asked", {**body, **_said(reason)}, by)


def _said(reason: str) -> dict[str, str]:
    return {"reason": " ".join(reason.split())[:LONGEST_REASON]} if reason.strip() else {}


def came_out(entry: Entry, job_id: str, by: str) -> None:
    """Somebody has seen the ticket whose end was unknown."""
    row = entry.tables.get(PrintJob, job_id)
    if row and row.state in DOUBTFUL:
        entry.record("print.finished", {"job": job_id, "state": "confirmed", "note": "seen"}, by)


def print_again(entry: Entry, job_id: str, by: str) -> None:
    """Staff want the ticket now, however old, also one that staff had cancelled; it is marked if it may have
    come out before.

    It stays the same job with the same number, so asked for twice it comes once.
    """
    row = _job(entry, job_id)
    if (row.state in DOUBTFUL | {"queued"} and row.note != ANEW) or cancelled_by_staff(row):
        body = {"job": job_id}
        if row.note == ELSEWHERE and not row.mark:
            body["mark"] = "duplicate"
        entry.record("print.retried", body, by)


def move(entry: Entry, job_id: str, to: str, by: str) -> None:
    """Another printer shall print it. Raises Refused("ticket_on_its_way") while it is being sent."""
    row = _job(entry, job_id)
    if row.state == "sending":
        raise Refused("ticket_on_its_way")
    if row.state in DOUBTFUL | {"queued"} and row.note != ANEW and row.at_printer != to:
        if row.note == ELSEWHERE:  # the mark first: it may have come out before the disk was rewound
            print_again(entry, job_id, by)
        entry.record("print.moved", {"job": job_id, "to": to}, by)


def move_queue(entry: Entry, printer: str, to: str, by: str) -> None:
    """All that waits for a printer goes to another one, in its order; what is being sent stays."""
    for row in waiting_for(entry, printer):
        move(entry, row.id, to, by)


def retry_queue(entry: Entry, printer: str, by: str) -> None:
    """Somebody has seen to the printer: what waits for it, and what was given up there, is wanted now."""
    for row in waiting_for(entry, printer):
        print_again(entry, row.id, by)


def cancel(entry: Entry, job_id: str, by: str) -> None:
    """Nobody wants it any more. Raises Refused("ticket_on_its_way") while it is being sent."""
    row = _job(entry, job_id)
    if row.state == "sending":
        raise Refused("ticket_on_its_way")
    if row.state in DOUBTFUL | {"queued"}:
        entry.record("print.cancelled", {"job": job_id}, by)


def pause(entry: Entry, printer: str, by: str) -> None:
    """Nothing more is sent to a printer until somebody says so."""
    if entry.tables.get(PausedPrinter, printer) is None:
        entry.record("printer.paused", {"printer": printer}, by)


def resume(entry: Entry, printer: str, by: str) -> None:
    if entry.tables.get(PausedPrinter, printer) is not None:
        entry.record("printer.resumed", {"printer": printer}, by)


def waiting_for(entry: Entry, printer: str) -> list[PrintJob]:
    """The jobs that wait for a printer, first come first."""
    rows = [row for row in entry.tables.where(PrintJob, open=1) if row.state in WAITING]
    mine = [row for row in rows if row.at_printer == printer]
    return sorted(mine, key=lambda row: (row.queued_at, row.number))


def cancelled_by_staff(job: PrintJob | JobView) -> bool:
    """Whether somebody did not want it: not one whose dishes were voided before it came out."""
    return job.state == "cancelled" and job.note != VOIDED


def _job(entry: Entry, job_id: str) -> PrintJob:
    row = entry.tables.get(PrintJob, job_id)
    if row is None:
        raise Refused("unreadable")
    return row
