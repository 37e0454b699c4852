"""When a waiting ticket goes to another printer, and when people are asked first."""

from dataclasses import replace

import pytest

from domain.selling.print_clock import NOT_DRAWN, grows_old, takes_over
from domain.selling.print_setup import StationSlips
from domain.selling.printing import PrintJob

MINUTE = 60_000
AT = 1_800_000_000_000
JOB = PrintJob("j", "kitchen", "kitchen", 1, "o", "first", 7, AT, "2026-11-23", changed_at=AT, printer="hot")
SLIPS = StationSlips("kitchen", ("hot",), fallback="bar")
WELL = frozenset({"bar", "counter"})


def test_a_job_goes_to_the_fallback_when_its_printer_has_had_its_time() -> None:
    assert takes_over(JOB, SLIPS, AT + MINUTE - 1, WELL) == ""
    assert takes_over(JOB, SLIPS, AT + MINUTE, WELL) == "bar"
    assert takes_over(replace(JOB, state="failed"), SLIPS, AT + MINUTE, WELL) == "bar"


def test_each_station_has_its_own_patience() -> None:
    assert takes_over(JOB, replace(SLIPS, fallback_after=20), AT + 20_000, WELL) == "bar"
    assert takes_over(JOB, replace(SLIPS, fallback_after=300), AT + MINUTE, WELL) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"state": "sending"},  # it is leaving now
        {"state": "confirmed"},
        {"state": "cancelled"},
        {"state": "expired"},
        {"meant_for": "chef"},  # moved once already
        {"note": NOT_DRAWN, "state": "failed"},  # no printer can help
        {"state": "unknown", "attempts": 2},  # a matter for people
        {"printer": "counter"},  # its printer is well: it only has much to do
        {"printer": "bar"},  # it is there
        {"asked_at": AT + 30_000},  # staff have just asked for it here
    ],
)
def test_other_jobs_stay_where_they_are(change: dict[str, object]) -> None:
    assert takes_over(replace(JOB, **change), SLIPS, AT + MINUTE, WELL) == ""  # type: ignore[arg-type]


def test_nothing_goes_to_a_printer_that_does_not_print_either() -> None:
    assert takes_over(JOB, SLIPS, AT + MINUTE, {"counter"}) == ""
    assert takes_over(JOB, replace(SLIPS, fallback=""), AT + MINUTE, WELL) == ""


def test_a_job_whose_marked_copy_cannot_leave_goes_too_counted_from_when_it_became_unknown() -> None:
    unknown = replace(JOB, state="unknown", attempts=1, changed_at=AT + MINUTE)
    assert takes_over(unknown, SLIPS, AT + 2 * MINUTE - 1, WELL) == ""
    assert takes_over(unknown, SLIPS, AT + 2 * MINUTE, WELL) == "bar"


def test_people_are_asked_about_a_job_that_waited_too_long() -> None:
    old = AT + 30 * MINUTE
    assert not grows_old(JOB, SLIPS, old - 1)
    assert grows_old(JOB, SLIPS, old) and takes_over(JOB, SLIPS, old, WELL) == ""
    assert grows_old(JOB, replace(SLIPS, ask_after=600), AT + 10 * MINUTE)
    assert not grows_old(replace(JOB, asked_at=old - 1), SLIPS, old)  # they wanted it just now
    assert not grows_old(replace(JOB, state="sending"), SLIPS, old)
