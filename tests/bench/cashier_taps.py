"""A cashier's taps and keystrokes at a till with a big menu and a long past: from tap to paint.

`python -m tests.bench.cashier_taps OPTIONS…` opens the till, taps, types, and says what it measured.
Measured is the work of the drawing thread, in the process that also does all else the till does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.figures import Row, samples
from tests.bench.starting import DISHES, ORDERS, make_past
from tests.bench.window import on_the_drawing_thread, resident
from tests.end_to_end.programs import Program

if TYPE_CHECKING:
    from pos_app.startup import Running

TAPS = 300
BILLS = 10  # the taps go to so many bills, as an evening's do
SEARCHES = ("m", "mp", "mpd", "mpdf", "鱼", "水煮", "boiled", "00012")
MEGABYTE = 1_000_000
WORK, KEYSTROKE = 0.016, 0.005  # seconds


def measure(folder: Path) -> list[Row]:
    make_past(folder)
    options = ["--demo", f"--data-dir={folder}", "--relay-port=0"]
    program = Program("tests.bench.cashier_taps", options, folder.parent / "taps.said")
    said = program.next_line(180)
    assert program.wait_dead() == 0, program.last_words()
    program.kill()
    taps, found = samples(said["taps"]), samples(said["searches"])
    typed = samples(said["typed"])
    grown = (said["after"] - said["before"]) / MEGABYTE
    return [
        Row(
            f"7 tap → painted, {DISHES:,} dishes, {ORDERS:,} past orders",
            f"{taps.p99 * 1000:.1f} ms",
            "",
            "",
            "p99 ≤ 16 ms",
            taps.p99 <= WORK,
            taps.spread(),
        ),
        Row(
            "  search, a keystroke",
            f"{found.worst * 1000:.1f} ms",
            "",
            "",
            "≤ 5 ms",
            found.worst <= KEYSTROKE,
            found.spread(),
        ),
        Row("  keystroke → painted", f"{typed.p99 * 1000:.1f} ms", "", "", "", None, typed.spread()),
        Row(f"  memory after {TAPS} more taps", f"{grown:+.1f} MB", "", "", "", None),
    ]


def main(options: Sequence[str]) -> None:
    """The till in a window; the story taps on its drawing thread."""
    on_the_drawing_thread(options, _measured)


def _measured(running: Running, window: Any) -> dict[str, Any]:
    till, view = running.till, running.till.view
    window.desk.sign(view.staff[0])
    dishes = [dish.id for dish in view.menu.dishes if dish.simple and not dish.unit][: TAPS * 2]
    tables = [table for table in view.tables if not view.tables[table].opening][:BILLS]
    openings = [till.open_table(table, 2, view.staff[0].id).result() for table in tables]
    screen = window.work._screens["order"]
    _painted(lambda: None)
    rounds = []
    for turn in range(2):  # the first pays for what is made once
        took = []
        for place in range(TAPS):
            if place % (TAPS // BILLS) == 0:
                window.go("order", openings[place * BILLS // TAPS])
                _painted(lambda: None)
            dish = dishes[turn * TAPS + place]
            took.append(_painted(partial(screen.tap, dish)))
        rounds.append((took, resident()))
    line = screen._dishes.search.line
    typed = [_painted(partial(line.setText, words)) for words in SEARCHES * 5]
    line.clear()
    searches = [_timed(partial(till.search, words)) for words in SEARCHES * 5]
    return {
        "taps": rounds[1][0],
        "typed": typed,
        "searches": searches,
        "before": rounds[0][1],
        "after": rounds[1][1],
    }


def _painted(act: Callable[[], object]) -> float:
    """Seconds until all that the act asked for is drawn."""
    from PySide6.QtWidgets import QApplication

    begin = time.perf_counter()
    act()
    QApplication.processEvents()
    return time.perf_counter() - begin


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main(sys.argv[1:])
