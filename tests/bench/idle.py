"""What a store costs that only waits for news: memory and processor time of the server process.

All wait in the feed as tills do: 25 s, and again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.crowd import STORES, Call, Crowd, Story, Till, Told, new_tills, port_of, server_of, tell
from tests.bench.figures import Row, ms
from tests.bench.window import resident

WAIT = 25  # seconds, as a till asks
SETTLING, WATCHED = 10.0, 50.0  # seconds; two rounds of all are watched
TICKS = os.sysconf("SC_CLK_TCK")


def measure(folder: Path) -> list[Row]:
    tills = new_tills()
    with Crowd() as crowd, server_of(folder, tills) as (program, _):
        pid = program.process.pid
        found: list[float] = [resident(pid)]
        ends = time.monotonic() + SETTLING + WATCHED

        def watch() -> None:
            time.sleep(SETTLING)
            found.append(_processor(pid))
            time.sleep(ends - time.monotonic())
            found.extend((_processor(pid), resident(pid)))

        told: list[Told] = crowd.each(_wait, tills, port_of(program), ends + 1, during=watch)
    assert len(told) == STORES and all(_waited_at(ends, one) for one in told), "a store did not wait"
    before, first, last, after = found
    each = (after - before) / STORES
    return [
        Row(
            f"9 memory of each of {STORES:,} stores that wait",
            f"{each / 1024:.1f} KB",
            f"server alone {before / 2**20:,.0f} MB",
            "",
            "≤ 20 KB",
            each <= 20 * 1024,
        ),
        Row(
            "  processor time of each, a minute", ms((last - first) / WATCHED * 60 / STORES), "", "", "", None
        ),
    ]


def _waited_at(moment: float, told: Told) -> bool:
    """Asked before it and answered after it, and never sooner than a server should that has no news."""
    return told.ended - told.seconds[-1] < moment < told.ended and min(told.seconds) >= WAIT - 1


def _wait(tills: Sequence[Till], port: int, ends: float) -> list[Told]:
    return tell(port, [(till, _story(ends)) for till in tills])


def _story(ends: float) -> Story:
    """It asks for the last time shortly before the end, so that all still wait then."""
    after = ":0"
    while time.monotonic() < ends:
        answer = yield Call("GET", f"/v1/feed?after={after}&wait={WAIT}")
        assert answer["items"] == []
        after = f"{answer['epoch']}:{answer['position']}"


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
