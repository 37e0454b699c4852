"""A cashier's ten hours: a table every forty seconds through the till's own window, and what memory is left.

`python -m tests.bench.ten_hours HOURS OPTIONS…` opens the till, works, and says its memory after each hour.
Nobody waits between two tables: what grows, grows with what is done.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.figures import Row
from tests.bench.window import on_the_drawing_thread, resident
from tests.end_to_end.programs import Program

if TYPE_CHECKING:
    from pos_app.startup import Running

HOURS = 10
TABLES_AN_HOUR = 90
DISHES = 4  # of a table
ROUND_ABOUT = ("sold_out", "drawer", "printers", "day", "staff", "backups", "settings", "bookings", "queue")
MEGABYTE = 1_000_000
GROWS = 1.05  # of the second hour; in the first all is made that is made once


def measure(folder: Path) -> list[Row]:
    options = ["--demo", f"--data-dir={folder / 'store'}", "--relay-port=0"]
    program = Program("tests.bench.ten_hours", [str(HOURS), *options], folder.parent / "ten_hours.said")
    said = program.next_line(3_600)
    assert program.wait_dead() == 0, program.last_words()
    program.kill()
    memory, widgets, objects = said["memory"], said["widgets"], said["objects"]
    ratio = memory[-1] / memory[1]
    return [
        Row(
            f"15 memory after a day of {HOURS} hours, {HOURS * TABLES_AN_HOUR} tables",
            f"{memory[-1] / MEGABYTE:.0f} MB",
            f"after two hours {memory[1] / MEGABYTE:.0f} MB",
            f"{ratio:.2f} ×",
            f"≤ {GROWS} ×",
            ratio <= GROWS,
        ),
        Row(
            "  widgets",
            f"{widgets[-1]:,}",
            f"after two hours {widgets[1]:,}",
            "",
            "no more",
            widgets[-1] <= widgets[1],
        ),
        Row(
            "  Python's objects",
            f"{objects[-1]:,}",
            f"after two hours {objects[1]:,}",
            "",
            "",
            None,
        ),
    ]


def main(hours: str, *options: str) -> None:
    on_the_drawing_thread(options, partial(_day, int(hours)))


def _day(hours: int, _running: Running, window: Any) -> dict[str, list[int]]:
    from PySide6.QtWidgets import QApplication

    view = window.desk.view
    window.desk.sign(next(one for one in view.staff if one.id == "zhou"))
    dishes = [dish.id for dish in view.menu.dishes if dish.simple and not dish.unit]
    told: dict[str, list[int]] = {"memory": [], "widgets": [], "objects": []}
    place = 0
    for _ in range(hours):
        for turn in range(TABLES_AN_HOUR):
            _table(window, [dishes[(place + one) % len(dishes)] for one in range(DISHES)])
            place += DISHES
            if turn % 10 == 0:
                window.go(ROUND_ABOUT[turn // 10 % len(ROUND_ABOUT)], "")
                _rest()
        gc.collect()
        told["memory"].append(resident())
        told["widgets"].append(len(QApplication.allWidgets()))
        told["objects"].append(len(gc.get_objects()))
        print(told, file=sys.stderr, flush=True)
    return told


def _table(window: Any, dishes: Sequence[str]) -> None:
    """Guests come, order, pay in cash and go."""
    desk, till = window.desk, window.desk.till
    table = next(table for table, seen in desk.view.tables.items() if not seen.opening)
    opening = till.open_table(table, 2, desk.by).result()
    _until(lambda: opening in desk.view.openings)
    window.go("order", opening)
    order, payment = window.work._screens["order"], window.work._screens["payment"]
    for dish in dishes:
        order.tap(dish)
        _rest()
    order.send()
    _until(lambda: bool(desk.view.openings[opening].orders) and not desk.unsent(opening))
    order.pay()
    _until(lambda: window.work._place == ("payment", opening))
    payment.take()
    _until(lambda: desk.view.openings[opening].settlement is not None)
    _rest()
    payment._clear()
    _until(lambda: opening not in desk.view.openings)


def _rest(milliseconds: int = 0) -> None:
    """Back to the events, as between two taps: what is shown anew is drawn, what has gone is taken away."""
    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, milliseconds)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # none is above us on the stack


def _until(true: Callable[[], bool]) -> None:
    """As the hands of a cashier, who goes on when she sees it."""
    while not true():
        _rest(20)


if __name__ == "__main__":
    main(*sys.argv[1:])
