"""The clock of a print job: when another printer takes it over, and when people are asked first."""

from __future__ import annotations

from collections.abc import Collection

from domain.selling.print_setup import StationSlips
from domain.selling.printing import PrintJob

NOT_DRAWN = "not drawn"  # the note of a job whose slip cannot be made: no other printer helps
_WAITING = frozenset({"queued", "failed", "unknown"})


def stale_at(job: PrintJob, slips: StationSlips) -> int:
    """When (UTC milliseconds) a job is no longer printed unasked."""
    return (job.asked_at or job.queued_at) + slips.ask_after * 1000


def grows_old(job: PrintJob, slips: StationSlips, now: int) -> bool:
    """Whether a job that has not left for its printer is now a matter for people."""
    return job.state in ("queued", "failed") and now >= stale_at(job, slips)


def takes_over(job: PrintJob, slips: StationSlips, now: int, well: Collection[str]) -> str:
    """The printer that shall print a waiting job instead of its own, or "" to wait on.

    ``well``: the printers that print now. Once moved, whether by itself or by staff, a job is moved further
    only by staff. One that may have left is moved too: it is marked, as any second copy.
    """
    for_people = job.note == NOT_DRAWN or job.attempts > 1
    if job.state not in _WAITING or for_people or job.meant_for or job.at_printer in well:
        return ""
    since = max(job.queued_at, job.asked_at, job.changed_at if job.state == "unknown" else 0)
    over = now - since >= slips.fallback_after * 1000
    return slips.fallback if over and slips.fallback in well and now < stale_at(job, slips) else ""
