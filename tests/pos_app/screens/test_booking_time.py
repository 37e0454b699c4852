"""A new booking offers a time that is still ahead."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pos_app.screens.floor.booking_sheet import day_words, read_day, usual_time

ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("now", "offered"),
    [("10:00", "18:30"), ("18:00", "18:30"), ("18:01", "19:00"), ("19:02", "20:00"), ("23:20", "18:30")],
)
def test_a_new_booking_offers_the_usual_time_or_the_next_half_hour(now: str, offered: str) -> None:
    hour, minute = map(int, now.split(":"))
    at = datetime(2026, 11, 21, hour, minute, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000
    assert usual_time(round(at), ZONE) == offered


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12/24", date(2026, 12, 24)),
        ("12月24日", date(2026, 12, 24)),
        ("11-21", date(2026, 11, 21)),
        ("2/6", date(2027, 2, 6)),  # the next one
        ("11/20", date(2027, 11, 20)),
        ("2028-2-29", date(2028, 2, 29)),
        ("2/29", None),
        ("24/12", None),
        ("soon", None),
        ("1/2/3/4", None),
        ("0/0", None),
    ],
)
def test_a_day_is_the_next_one_of_that_name(words: str, day: date | None) -> None:
    today = date(2026, 11, 21)
    assert read_day(words, today) == day
    if day is not None:
        assert read_day(day_words(today, day), today) == day
    assert read_day(day_words(today, date(2026, 11, 20)), today) == date(2026, 11, 20)
