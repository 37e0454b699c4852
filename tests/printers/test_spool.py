"""The print ledger: nothing forgotten, nothing repeated without the mark, whatever happens when."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.outcome import Outcome, Result, Rung
from printers.spool import (
    COPIES_AFTER_CRASHES,
    INTERRUPTED,
    Action,
    Job,
    JobState,
    begun,
    delivered,
    found_at_start,
    next_action,
    tried_again,
)
from printers.status import Condition

NOW = 1_800_000_000_000
JOB = Job(id="0198" * 8, printer="hot", number=87)
CONFIRMED = Outcome(Result.CONFIRMED, rung=Rung.PROCESSED)
SENT = Outcome(Result.SENT_UNCONFIRMED, rung=Rung.SILENT)
UNKNOWN = Outcome(Result.UNKNOWN, Condition.PAPER_OUT)
FAILED = Outcome(Result.FAILED, Condition.COVER_OPEN)


def sending(job: Job = JOB) -> Job:
    return begun(job, NOW).job


def test_a_job_is_sent_once_and_rests_when_the_printer_says_so() -> None:
    step = begun(JOB, NOW)
    assert (step.job.state, step.action) == (JobState.SENDING, Action.SEND)
    done = delivered(step.job, CONFIRMED)
    assert (done.job.state, done.action, done.job.rung) == (JobState.CONFIRMED, Action.REST, Rung.PROCESSED)


def test_a_silent_printer_ends_a_job_but_the_ledger_says_on_what_ground() -> None:
    assert delivered(sending(), SENT).job.rung is Rung.SILENT


def test_a_failed_job_comes_back_unmarked_because_nothing_left() -> None:
    step = delivered(sending(), FAILED)
    assert (step.job.state, step.action, step.job.trouble) == (
        JobState.FAILED,
        Action.RETRY_OR_MOVE,
        "cover_open",
    )
    assert next_action(tried_again(step.job, None), NOW) is Action.SEND


def test_an_unknown_job_is_printed_once_more_marked_then_people_are_asked() -> None:
    first = delivered(sending(), UNKNOWN)
    assert (first.job.state, first.action) == (JobState.UNKNOWN, Action.SEND_MARKED)
    again = begun(first.job, NOW)
    assert (again.action, again.job.marked) == (Action.SEND_MARKED, True)
    assert (again.job.id, again.job.number) == (JOB.id, JOB.number)
    assert delivered(again.job, UNKNOWN).action is Action.ASK


def test_a_marked_copy_that_never_left_is_still_marked_later() -> None:
    unknown = delivered(sending(), UNKNOWN).job
    failed = delivered(sending(unknown), FAILED).job
    assert begun(tried_again(failed, None), NOW).action is Action.SEND_MARKED


def test_a_job_found_sending_at_start_is_unknown_and_comes_again_marked() -> None:
    step = found_at_start(sending(), NOW)
    assert (step.job.state, step.action, step.job.trouble) == (
        JobState.UNKNOWN,
        Action.SEND_MARKED,
        INTERRUPTED,
    )


def test_a_job_found_queued_at_start_is_simply_sent() -> None:
    assert found_at_start(JOB, NOW).action is Action.SEND


def test_a_till_that_dies_again_and_again_stops_and_asks() -> None:
    step = found_at_start(sending(), NOW)
    actions = [step.action]
    while step.action is Action.SEND_MARKED:
        step = found_at_start(sending(step.job), NOW)
        actions.append(step.action)
    assert actions == [Action.SEND_MARKED] * (COPIES_AFTER_CRASHES - 1) + [Action.ASK]


def test_yesterdays_jobs_ask_before_they_print() -> None:
    old = replace(JOB, stale_at=NOW)
    step = begun(old, NOW)
    assert (step.job.state, step.action) == (JobState.EXPIRED, Action.ASK)
    assert begun(old, NOW - 1).action is Action.SEND
    assert begun(tried_again(step.job, NOW + 60_000), NOW).action is Action.SEND


def test_an_old_unknown_job_asks_too() -> None:
    unknown = delivered(sending(replace(JOB, stale_at=NOW + 1)), UNKNOWN).job
    assert next_action(unknown, NOW + 1) is Action.ASK
    assert begun(unknown, NOW + 1).job is unknown


def test_people_may_print_a_finished_job_again_and_it_is_marked() -> None:
    done = delivered(sending(), CONFIRMED).job
    assert next_action(done, NOW) is Action.REST
    assert begun(tried_again(done, None), NOW).action is Action.SEND_MARKED


@pytest.mark.parametrize("outcome", [CONFIRMED, UNKNOWN])
def test_only_a_job_being_sent_can_be_delivered(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="not sending"):
        delivered(JOB, outcome)


def test_a_job_being_sent_is_left_alone() -> None:
    assert begun(sending(), NOW).action is Action.REST
    with pytest.raises(ValueError, match="being sent"):
        tried_again(sending(), None)


@given(
    st.lists(st.sampled_from(["confirmed", "unknown", "failed", "crash before", "crash after"]), max_size=12)
)
def test_whatever_happens_no_second_unmarked_copy_leaves(story: list[str]) -> None:
    """`crash before`: the till dies when the job is saved as sending and no byte has left."""
    job, papers = JOB, list[bool]()
    for event in story:
        action = next_action(job, NOW)
        if action is Action.RETRY_OR_MOVE:
            job, action = tried_again(job, None), Action.SEND
        if action in (Action.ASK, Action.REST):
            break
        job = sending(job)
        marked = job.marked
        if event in ("confirmed", "unknown", "crash after"):
            papers.append(marked)
        if event.startswith("crash"):
            job = found_at_start(job, NOW).job
        else:
            job = delivered(job, {"confirmed": CONFIRMED, "unknown": UNKNOWN, "failed": FAILED}[event]).job
    assert papers.count(False) <= 1
    assert False not in papers[1:]
    assert job.state is not JobState.CONFIRMED or papers
    assert (job.id, job.number) == (JOB.id, JOB.number)
