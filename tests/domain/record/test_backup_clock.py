"""When backups and drills are due, by a clock that may jump."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.record.backup_clock import HOUR, backup_due, drill_due

ZONE = "Asia/Shanghai"


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)


def test_what_was_written_is_backed_up_within_the_hour() -> None:
    last = at("2026-11-28T12:00")
    assert not backup_due(last + HOUR - 1, last, changed=True)
    assert backup_due(last + HOUR, last, changed=True)


def test_a_closed_store_is_backed_up_once_a_day() -> None:
    last = at("2026-11-28T12:00")
    assert not backup_due(last + 23 * HOUR, last, changed=False)
    assert backup_due(last + 24 * HOUR, last, changed=False)


def test_a_clock_that_was_set_back_does_not_stop_backups() -> None:
    assert backup_due(at("2026-11-28T12:00"), at("2027-01-01T00:00"), changed=False)


def test_the_drill_is_at_four_by_the_stores_clock() -> None:
    last = at("2026-11-27T04:00") + 1
    assert not drill_due(at("2026-11-28T03:59"), last, ZONE)
    assert drill_due(at("2026-11-28T04:00"), last, ZONE)
    assert not drill_due(at("2026-11-29T03:59"), at("2026-11-28T04:00"), ZONE)


def test_a_drill_that_was_missed_is_made_up_for() -> None:
    assert drill_due(at("2026-11-28T17:30"), at("2026-11-27T04:01"), ZONE)
    assert drill_due(at("2026-11-28T00:30"), at("2026-11-27T03:30"), ZONE)


def test_a_drill_from_the_future_does_not_count() -> None:
    assert drill_due(at("2026-11-28T12:00"), at("2026-12-01T04:00"), ZONE)
