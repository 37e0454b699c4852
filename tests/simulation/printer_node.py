"""A printer on the till's ledger: the real worker's begin and end, and between them paper, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.selling.printing import PrintJob
from pos_app.workflows.printing import _NothingToSendError
from printers.outcome import Outcome, Result, Rung
from printers.status import Condition
from tests.simulation.world import Process, Violation

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

BOTH_DID_IT = ("receipt", "shift")
"""Slips of what two histories may each have done to one bill or one drawer, when neither could know."""


class PrinterNode:
    """What stands in the kitchen. It may be off, lack paper, lose its answer, or be reset midway."""

    def __init__(self, till: TillNode, printer: str) -> None:
        self.till, self.printer = till, printer
        self.off_until = 0  # of the world's time
        self.no_paper_until = 0
        rng = till.rng
        self.lies = rng.choice([0.0, 0.0, 0.05, 0.25])  # how often something goes wrong with a ticket
        self.rung = rng.choice([Rung.COMPLETION, Rung.PROCESSED, Rung.SILENT])

    def work(self, jobs: Sequence[PrintJob]) -> Process:
        """Try each open job once, in order. ``unknown`` twice is a matter for people: begin says so."""
        for job in jobs:
            yield from self._print(job)
            self.till._due = True

    def _print(self, job: PrintJob) -> Process:
        till, world, worker = self.till, self.till.world, self.till.desk.workers.get(self.printer)
        if worker is None:  # the store has it no more
            return
        worker._turn_into()
        if world.now < max(self.off_until, self.no_paper_until):
            outcome = Outcome(Result.FAILED, Condition.OFFLINE)
            worker._learn(outcome)
            worker._end(job.id, outcome)
            return
        try:
            worker._begin(job.id)
        except _NothingToSendError:
            return
        till.point("ticket begun")
        fate = "fine" if world.quiet or till.rng.random() >= self.lies else self._mishap()
        if fate in ("fine", "no answer"):
            self._comes_out(job.id)
            till.point("ticket out")
        yield till.rng.randrange(50, 1_500)
        results = {"fine": Result.SENT_UNCONFIRMED if self.rung is Rung.SILENT else Result.CONFIRMED}
        results["not sent"] = Result.FAILED
        outcome = Outcome(results.get(fate, Result.UNKNOWN), Condition.OK, self.rung)
        worker._learn(outcome)
        worker._unheard = outcome.result is Result.UNKNOWN
        worker._end(job.id, outcome)

    def _mishap(self) -> str:
        fate = self.till.rng.choice(["no answer", "reset", "not sent"])
        self.till.world.fault(f"printer: {fate}", self.till.name, self.printer)
        return fate

    def _comes_out(self, job: str) -> None:
        till, store = self.till, self.till.store
        row = till.book.read(lambda tables: tables.get(PrintJob, job))
        assert row is not None
        if not row.mark:
            for timeline, printed, mark in store.paper:
                known = timeline == till.timeline or (
                    till.renewed and not store.copies and not (row.kind in BOTH_DID_IT and store.concurrent)
                )
                if printed == job and not mark and known:
                    raise Violation("12 no unmarked second print", f"{till.name} {self.printer} {row.number}")
        store.paper.append((till.timeline, job, row.mark))
        till.world.log(till.name, f"paper {self.printer} {row.number} {row.mark}".rstrip())
