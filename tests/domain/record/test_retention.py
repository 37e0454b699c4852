"""Which backups stay, and that nobody ever wants one back that was thrown away."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.record.retention import DAY, HOUR, WEEK, keep

NOW = round(datetime(2026, 11, 28, 21, 40, tzinfo=UTC).timestamp() * 1000)
AGES = st.lists(st.integers(0, 1_000 * DAY), max_size=60)


def hourly(days: int) -> list[int]:
    return [NOW - hour * HOUR for hour in range(days * 24)]


def test_two_years_of_hourly_backups_become_a_few_dozen() -> None:
    kept = sorted(keep(hourly(800), NOW), reverse=True)
    assert len(kept) <= 48 + 14 + 8 + 24
    ages = [NOW - at for at in kept]
    assert ages[:48] == [hour * HOUR for hour in range(48)], "each hour of two days"
    assert sum(age < 14 * DAY for age in ages) == 48 + 11, "then one a day"
    assert sum(14 * DAY <= age < 8 * WEEK for age in ages) >= 6, "then one a week"
    assert max(ages) > 22 * 30 * DAY, "then one a month, for two years"


def test_the_newest_stays_however_old_it_is() -> None:
    assert keep([NOW - 3_000 * DAY, NOW - 3_001 * DAY], NOW) == {NOW - 3_000 * DAY}


def test_a_backup_from_a_clock_that_ran_ahead_stays() -> None:
    assert keep([NOW + DAY, NOW - HOUR], NOW) == {NOW + DAY, NOW - HOUR}


@given(AGES)
def test_nothing_is_made_up_and_the_newest_stays(ages: list[int]) -> None:
    times = {NOW - age for age in ages}
    kept = keep(times, NOW)
    assert kept <= times
    assert not times or max(times) in kept


@given(AGES)
def test_every_span_of_time_that_had_a_backup_still_has_one(ages: list[int]) -> None:
    times = [NOW - age for age in ages]
    kept = keep(times, NOW)
    for at in times:
        for span, most in ((HOUR, 48), (DAY, 14)):
            if NOW // span - at // span < most:
                assert any(one // span == at // span for one in kept)
        month = datetime.fromtimestamp(at / 1000, UTC)
        if NOW - at < 23 * 30 * DAY:
            assert any(
                (one := datetime.fromtimestamp(k / 1000, UTC)).year == month.year and one.month == month.month
                for k in kept
            )


@given(AGES, st.integers(0, 100 * DAY))
def test_what_was_thrown_away_is_never_wanted_later(ages: list[int], later: int) -> None:
    times = [NOW - age for age in ages]
    after = NOW + later
    assert keep(keep(times, NOW), after) == keep(times, after)


def test_weeks_begin_on_monday() -> None:
    sunday = datetime(2026, 10, 11, 23, tzinfo=UTC)
    monday = sunday + timedelta(hours=2)
    times = [
        round(moment.timestamp() * 1000) for moment in (sunday, monday, monday + timedelta(days=6, hours=20))
    ]
    kept = keep(times, NOW)
    assert times[0] in kept and times[2] in kept and times[1] not in kept
