"""Which business day a moment belongs to: the night after midnight still counts to the day before."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS_AT = 5 * 60  # minutes after midnight: bars close at four


def local_time(at: int, zone: str) -> datetime:
    """A UTC time in milliseconds as the store's wall clock."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


def business_date(at: int, zone: str, day_starts_at: int = DAY_STARTS_AT) -> str:
    """The business date, "YYYY-MM-DD", of a UTC time in milliseconds."""
    return (local_time(at, zone) - timedelta(minutes=day_starts_at)).date().isoformat()


def day_began(day: str, zone: str, day_starts_at: int = DAY_STARTS_AT) -> int:
    """When a business day began, in UTC milliseconds."""
    hour, minute = divmod(day_starts_at, 60)
    moment = datetime.combine(date.fromisoformat(day), time(hour, minute), ZoneInfo(zone))
    return int(moment.timestamp()) * 1000


def day_after(day: str, days: int = 1) -> str:
    """The business date that follows, or so many ``days`` on; below zero: back."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_between(first: str, second: str) -> int:
    """How many days the second business date comes after the first."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def minute_of_day(at: int, zone: str) -> int:
    """Minutes since the store's midnight, 0 to 1439."""
    moment = local_time(at, zone)
    return moment.hour * 60 + moment.minute


def minute_of_week(at: int, zone: str) -> int:
    """Minutes since the store's midnight between Sunday and Monday, 0 to 10079."""
    return local_time(at, zone).weekday() * 24 * 60 + minute_of_day(at, zone)
