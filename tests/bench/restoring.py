"""A backup of a long past: how long a restore takes, and what a sale feels of a backup that is being made."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pyrage.x25519 import Identity

from domain.floor.openings import Opening
from pos_app.database.session import FILE
from pos_app.folder import Parts
from pos_app.workflows import drilling, paying, selling
from pos_app.workflows.backup_file import Made
from pos_app.workflows.backup_making import Told, make_backup
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import bill_of, open_table
from pos_app.workflows.restoring import restore
from tests.bench.figures import Row, Samples, ms, samples, times
from tests.bench.past import found, opened, sell
from tests.pos_app.shop import TOFU

ORDERS = 100_000
LINES = 3  # of an order
ALONE = 150  # sales without a backup beside them
MEGABYTE = 1_000_000


def measure(folder: Path) -> list[Row]:
    key = Identity.generate()
    with opened(folder) as parts:
        found(parts)
        sell(parts, ORDERS, LINES, paid=True)
        alone = samples([_sale(parts) for _ in range(ALONE)])
        beside, made, took = _sell_beside(parts, partial(_back_up, folder, parts, str(key.to_public())))
    floor = _timed(partial(_copy, folder / FILE, folder.parent / "copied"))
    restored = _timed(partial(restore, made.file, key, folder.parent / "restored"))
    drilled = _timed(lambda: _drilled(made, key, folder.parent / "drill"))
    return _rows(alone, beside, made, (floor, restored, drilled, took))


def _rows(
    alone: Samples, beside: Samples, made: Made, seconds: tuple[float, float, float, float]
) -> list[Row]:
    floor, restored, drilled, took = seconds
    size = f"{made.size / MEGABYTE:.0f} MB"
    ratio = beside.p99 / alone.p99
    return [
        Row(
            f"10 restore per {ORDERS:,} orders",
            ms(restored),
            f"copy of the same file, synced {ms(floor)}",
            times(restored / floor),
            "",
            None,
        ),
        Row(f"  backup of them, {size}", ms(took), "", "", "", None),
        Row("  drill: restore, chain, fold anew, sums", ms(drilled), "", "", "", None),
        Row(
            "  a sale while a backup is made",
            ms(beside.p50),
            f"without: p99 {ms(alone.p99)}",
            times(ratio),
            "",
            None,
            beside.spread(),
        ),
        Row("  a sale without", ms(alone.p50), "", "", "", None, alone.spread()),
    ]


def _back_up(folder: Path, parts: Parts, public: str) -> Made:
    told = Told("bench", "device", "", parts.keys.secrets())
    place = folder / "backups"
    place.mkdir(exist_ok=True)
    return make_backup(folder, place, told, parts.clock.now(), [public])[0]


def _sell_beside(parts: Parts, work: Callable[[], Made]) -> tuple[Samples, Made, float]:
    """Sales, one after another, as long as the work beside them lasts."""
    done: list[Made] = []
    seconds: list[float] = []

    def run() -> None:
        begun = time.perf_counter()
        done.append(work())
        seconds.append(time.perf_counter() - begun)

    thread = threading.Thread(target=run, name="backups")
    thread.start()
    felt = []
    while thread.is_alive():
        felt.append(_sale(parts))
    thread.join()
    return samples(felt), done[0], seconds[0]


def _sale(parts: Parts) -> float:
    """A table opened, served, paid: three commits. Seconds."""
    return _timed(
        lambda: [parts.writer.submit(partial(parts.book.write, step)).result() for step in _steps()]
    )


def _steps() -> tuple[Callable[[Entry], object], ...]:
    opened_as: list[str] = []

    def send(entry: Entry) -> None:
        selling.send_to_kitchen(entry, opened_as[0], [TOFU], "", "zhou", entry.clock.new_id())

    def pay(entry: Entry) -> None:
        opening = entry.tables.get(Opening, opened_as[0])
        assert opening
        due = bill_of(entry, opening).total
        payment = entry.clock.new_id()
        paying.take_payment(entry, opening.id, "cash", due, opening.version, False, "zhou", payment)
        entry.record("opening.cleared", {"opening": opened_as[0]}, "zhou")

    return (lambda entry: opened_as.append(open_table(entry, "A1", 2, "zhou")), send, pay)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _drilled(made: Made, key: Identity, work: Path) -> None:
    result = drilling.drill(made, key, work, [])
    assert result.problem == "", result


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
