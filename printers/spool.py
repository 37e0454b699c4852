"""The print ledger as values: what happened to a job → its new state, what to do next, and how it is marked.

No I/O here: the caller saves each new job value before it acts on it. Two promises rest on that order:
no job is forgotten, and no second copy leaves without the possible-duplicate banner.
"""

from dataclasses import dataclass, replace
from enum import Enum

from printers.outcome import Outcome, Result, Rung

# After an unknown end one marked copy goes out by itself; a printer silent twice is a matter for people.
COPIES_BY_ITSELF = 2
# A till that dies again and again while printing has not asked the printer even once, so it may try longer.
COPIES_AFTER_CRASHES = 4
# Troubles beside the names of conditions.
INTERRUPTED = "interrupted"
NO_ANSWER = "no_answer"


class JobState(Enum):
    QUEUED = "queued"
    SENDING = "sending"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"


class Action(Enum):
    """What the printer's worker does next with a job."""

    SEND = "send"
    SEND_MARKED = "send_marked"  # with the possible-duplicate banner, same id and number
    RETRY_OR_MOVE = "retry_or_move"  # nothing left the till: try again later, or another printer
    ASK = "ask"  # people decide: print, move or cancel
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Job:
    """One slip for one printer. `id` and `number` never change, however often it is sent.

    `copies` counts the times that bytes may have left; `rung` is what the confirmation rests on:
    SILENT means that the bytes were sent and no printer could say more. `stale_at` (UTC milliseconds):
    when a job still waiting is no longer printed unasked; None: never.
    """

    id: str
    printer: str
    number: int
    state: JobState = JobState.QUEUED
    copies: int = 0
    stale_at: int | None = None
    rung: Rung | None = None
    trouble: str = ""

    @property
    def marked(self) -> bool:
        """Whether the next copy, or the one being sent, bears the banner."""
        return self.copies > (1 if self.state is JobState.SENDING else 0)


@dataclass(frozen=True, slots=True)
class Step:
    """The job to save, then the action to take."""

    job: Job
    action: Action


def next_action(job: Job, now: int) -> Action:
    """What the job needs at this moment (UTC milliseconds)."""
    if job.state in (JobState.SENDING, JobState.CONFIRMED):
        return Action.REST
    if job.state is JobState.EXPIRED or _is_stale(job, now):
        return Action.ASK
    if job.state is JobState.FAILED:
        return Action.RETRY_OR_MOVE
    if job.state is JobState.UNKNOWN and job.copies >= _copies_allowed(job):
        return Action.ASK
    return Action.SEND_MARKED if job.marked else Action.SEND


def begun(job: Job, now: int) -> Step:
    """Before the first byte of a queued or unknown job. One that has waited too long is EXPIRED: ASK."""
    action = next_action(job, now)
    if action is Action.ASK and job.state is JobState.QUEUED:
        return Step(replace(job, state=JobState.EXPIRED), action)
    if action not in (Action.SEND, Action.SEND_MARKED):
        return Step(job, action)
    return Step(replace(job, state=JobState.SENDING, copies=job.copies + 1, trouble=""), action)


def delivered(job: Job, outcome: Outcome) -> Step:
    """After `deliver`. After an unknown outcome one marked copy follows; the second time people are asked."""
    if job.state is not JobState.SENDING:
        raise ValueError(f"job {job.id} is {job.state.value}, not sending")
    if outcome.result in (Result.CONFIRMED, Result.SENT_UNCONFIRMED):
        return Step(replace(job, state=JobState.CONFIRMED, rung=outcome.rung), Action.REST)
    trouble = NO_ANSWER if outcome.condition.prints else outcome.condition.value
    if outcome.result is Result.FAILED:  # certainly nothing left, so this copy does not count
        failed = replace(job, state=JobState.FAILED, copies=job.copies - 1, trouble=trouble)
        return Step(failed, Action.RETRY_OR_MOVE)
    unknown = replace(job, state=JobState.UNKNOWN, trouble=trouble)
    return Step(unknown, Action.ASK if unknown.copies >= _copies_allowed(unknown) else Action.SEND_MARKED)


def found_at_start(job: Job, now: int) -> Step:
    """A job as the ledger had it when the till started: one that was being sent is unknown, so marked."""
    if job.state is JobState.SENDING:
        job = replace(job, state=JobState.UNKNOWN, trouble=INTERRUPTED)
    return Step(job, next_action(job, now))


def tried_again(job: Job, stale_at: int | None) -> Job:
    """Back to the queue: a failed job by itself, any other because people said so; marked if ever sent."""
    if job.state is JobState.SENDING:
        raise ValueError(f"job {job.id} is being sent")
    return replace(job, state=JobState.QUEUED, stale_at=stale_at, rung=None)


def _copies_allowed(job: Job) -> int:
    return COPIES_AFTER_CRASHES if job.trouble == INTERRUPTED else COPIES_BY_ITSELF


def _is_stale(job: Job, now: int) -> bool:
    return job.stale_at is not None and now >= job.stale_at
