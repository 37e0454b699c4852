"""The end of a day of 1,000 bills: from the tap to the frozen Z, beside the X, which is its figures alone."""

from __future__ import annotations

import time
from pathlib import Path

from domain.money.day_figures import DayFigures
from domain.record.plain import from_plain
from pos_app.workflows.people import open_door
from pos_app.workflows.till import Till
from tests.bench.figures import Row, ms
from tests.bench.past import found, opened, sell

BILLS = 1_000
GOAL = 1.0  # seconds
LINES = 6


def measure(folder: Path) -> list[Row]:
    """Sell 1,000 bills, then look at the X and close the day."""
    with opened(folder) as parts:
        found(parts)
        sell(parts, BILLS, LINES, paid=True)
        till = Till(parts.book, parts.writer, open_door(parts.book, parts.writer, parts.keys.pepper()), True)
        begin = time.perf_counter()
        x = till.shifts.figures({}, "wang", dishes=False).result()  # as the screen asks while facts come
        seen = time.perf_counter()
        day = till.shifts.close_day(till.new_id(), {}, True, "wang").result()
        done = time.perf_counter()
        figures = from_plain(DayFigures, day.report)
        assert figures.bills == x.bills == BILLS
        assert figures.takings == sum(one.amount for one in figures.tenders)
    return [
        Row(
            f"13 day end of {BILLS} bills",
            ms(done - seen),
            f"its X alone {ms(seen - begin)}",
            "",
            f"≤ {ms(GOAL)}",
            done - seen <= GOAL,
        )
    ]
