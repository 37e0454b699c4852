"""Guests who drink until three still drink on the evening's date."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.record.business_day import business_date, minute_of_day

SHANGHAI = "Asia/Shanghai"
ZONES = (SHANGHAI, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "UTC")
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def milliseconds(text: str, zone: str = SHANGHAI) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp() * 1_000)


@pytest.mark.parametrize(
    ("clock", "date"),
    [
        ("2026-11-23T12:00", "2026-11-23"),
        ("2026-11-23T23:59:59", "2026-11-23"),
        ("2026-11-24T00:00", "2026-11-23"),
        ("2026-11-24T04:59:59", "2026-11-23"),
        ("2026-11-24T05:00", "2026-11-24"),
        ("2027-01-01T03:00", "2026-12-31"),
    ],
)
def test_the_day_ends_at_five_in_the_morning(clock: str, date: str) -> None:
    assert business_date(milliseconds(clock), SHANGHAI) == date


@given(moments, st.sampled_from(ZONES))
def test_every_moment_has_one_day_in_the_stores_own_zone(moment: datetime, zone: str) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    today = local.date() if local.hour >= 5 else local.date() - timedelta(days=1)
    assert business_date(int(moment.timestamp() * 1_000), zone) == today.isoformat()


@given(moments, st.sampled_from(ZONES))
def test_the_minute_is_that_of_the_wall_clock(moment: datetime, zone: str) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    assert minute_of_day(int(moment.timestamp() * 1_000), zone) == local.hour * 60 + local.minute


def test_the_hour_that_summer_time_skips_moves_nobody_to_another_day() -> None:
    """Berlin, 29 March 2026: at two o'clock it is three."""
    before, after = (
        milliseconds("2026-03-29T00:30", "Europe/Berlin"),
        milliseconds("2026-03-29T05:30", "Europe/Berlin"),
    )
    assert after - before == 4 * 3_600_000
    assert business_date(before, "Europe/Berlin") == "2026-03-28"
    assert business_date(after, "Europe/Berlin") == "2026-03-29"
