"""From the start of the till's process to the sign-in, and how long whoever signs in then waits; with a big
menu and a long past.

A till is usable when somebody can sign in and nobody waits from then on: a person types a PIN while the rest
is built. So a quick hand is measured too, and one that needs no time at all.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.selling.orders import Order
from pos_app.database.schema import state_tables
from pos_app.startup import start
from sync_server.database.connecting import connect
from tests.bench.figures import Row, Samples, ms, samples, times
from tests.bench.past import found, multiply, opened, options_of, sell
from tests.end_to_end.books import own_server_key
from tests.end_to_end.programs import Program

DISHES = 5_000
ORDERS = 100_000
COPIES = 50  # of so many orders the past is made
LINES = 3  # of an order
RUNS = 7
MEGABYTE = 1_000_000


def measure(folder: Path) -> list[Row]:
    make_past(folder)
    tills, painteds, readies, bares = [], [], [], []
    waits: list[Mapping[str, float]] = []
    last: Mapping[str, Any] = {}
    listed = folder.parent / "libraries.json"
    for _ in range(RUNS + 1):
        said = _till(folder)
        last = said["indexed"]
        listed.write_text(json.dumps(last["libraries"]))
        tills.append(said["usable"]["seconds"])
        painteds.append(said["painted"]["seconds"])
        readies.append(said["ready"]["seconds"])
        bares.append(_bare(folder, listed))
        waits.append(_hand(folder))
    # The first start of each reads the disk for the others.
    till, bare, painted, ready = (samples(each[1:]) for each in (tills, bares, painteds, readies))
    return [*_rows(till, bare, painted, ready, last), _waited(waits[1:])]


def _rows(
    till: Samples, bare: Samples, painted: Samples, ready: Samples, last: Mapping[str, Any]
) -> list[Row]:
    ratio, used = painted.p50 / bare.p50, last["resident"] / MEGABYTE
    server = last["server"] / MEGABYTE
    at_once = times(till.p50 / bare.p50)
    return [
        Row(
            f"6 till start → somebody can sign in, {DISHES:,} dishes, {ORDERS:,} past orders",
            ms(painted.p50),
            f"bare window, same libraries {ms(bare.p50)}",
            times(ratio),
            "≤ 1.5 ×",
            ratio <= 1.5,
            painted.spread(),
        ),
        Row(
            "  a dish on an order, by a hand that needs no time",
            ms(till.p50),
            "",
            at_once,
            "",
            None,
            till.spread(),
        ),
        Row("  memory of it, phones connected", f"{used:.0f} MB", "", "", "≤ 200 MB", used <= 200),
        Row("  memory of its own server besides", f"{server:.0f} MB", "", "", "", None),
        Row("  until phones can order", ms(ready.p50), "", "", "", None, ready.spread()),
    ]


def _waited(waits: Sequence[Mapping[str, float]]) -> Row:
    """Of a hand that types and taps ten times a second from the first picture on."""
    each = {act: max(one[act] for one in waits) for act in waits[0]}
    said = ", ".join(f"{act} {ms(most)}" for act, most in each.items())
    return Row("  a hand of ten taps a second: its longest wait", ms(max(each.values())), said, "", "", None)


def _till(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """What a till says when it is painted, usable and ready for phones, and when dishes can be found."""
    options = ["--demo", f"--data-dir={folder}", "--relay-port=0"]
    program = _run(folder, "till", *options)
    said = {line["what"]: line for line in (program.next_line(60) for _ in range(4))}
    assert set(said) == {"painted", "usable", "ready", "indexed"}
    assert program.wait_dead() == 0, program.last_words()
    program.kill()
    return said


def _hand(folder: Path) -> Mapping[str, float]:
    """How long each act of a quick hand waited, in seconds."""
    program = _run(folder, "hand", "--demo", f"--data-dir={folder}", "--relay-port=0")
    waits = program.next_line(60)["waits"]
    assert program.wait_dead() == 0, program.last_words()
    program.kill()
    return {str(act): float(waited) for act, waited in waits.items()}


def _bare(folder: Path, listed: Path) -> float:
    program = _run(folder, "bare", str(listed))
    painted = program.next_line()
    assert program.wait_dead() == 0, program.last_words()
    program.kill()
    return float(painted["seconds"])


def _run(folder: Path, kind: str, *more: str) -> Program:
    begun = str(time.monotonic())
    arguments = [kind, begun, *more]
    return Program("tests.bench.window", arguments, folder.parent / "window.said", _compiled(folder.parent))


def _compiled(folder: Path) -> Mapping[str, str]:
    """As it is installed: compiled once and not at each start, whatever this shell says."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def make_past(folder: Path) -> None:
    """A till that has sold for weeks, and a server that has heard of all of it."""
    with opened(folder, age=1) as parts:
        found(parts, DISHES)
        sell(parts, ORDERS // COPIES, lines=LINES, paid=True)
    _let_home_hear(folder)
    with opened(folder) as parts:
        multiply(parts, COPIES)
        assert parts.writer.submit(partial(parts.book.look, _orders)).result() == ORDERS
        head = parts.book.head_seq
    with closing(connect(folder / "server" / "server.db", own_server_key(folder))) as connection:
        connection.execute("UPDATE incarnations SET seq = ?", (head * COPIES,))


def _orders(connection: sa.Connection) -> int:
    counted = sa.select(sa.func.count()).select_from(state_tables[Order])
    return int(connection.execute(counted).scalar() or 0)


def _let_home_hear(folder: Path) -> None:
    """One start in which all facts go home."""
    running = start(options_of(folder))
    try:
        running.start_server()
        running.wait_ready()
        end = time.monotonic() + 60
        while running.till.links[0].view.waiting or not running.till.links[0].view.online:
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        running.close()
