"""A new booking offers a time that is still ahead."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pos_app.screens.floor.booking_sheet import usual_time

ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("now", "offered"),
    [("10:00", "18:30"), ("18:00", "18:30"), ("18:01", "19:00"), ("19:02", "20:00"), ("23:20", "18:30")],
)
def test_a_new_booking_offers_the_usual_time_or_the_next_half_hour(now: str, offered: str) -> None:
    hour, minute = map(int, now.split(":"))
    at = datetime(2026, 11, 21, hour, minute, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000
    assert usual_time(round(at), ZONE) == offered
