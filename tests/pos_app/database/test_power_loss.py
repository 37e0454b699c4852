"""The power goes at any write: what was acknowledged is there, nothing is half there, and the chain holds.

The real till, from its verbs down to its SQL, runs on a disk that forgets what was not synced. SQLCipher
cannot be put on such a disk, so the file is not encrypted here; apsw's SQLite stands in its place.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.errors import Refused
from domain.record.envelope import Event
from domain.selling.order import CartLine
from pos_app.database import journal, session
from pos_app.database.session import Connection, Database, StorageError
from pos_app.folder import StartError, open_folder
from pos_app.paths import DEMO
from pos_app.settings import Options
from pos_app.workflows import founding
from tests.fakes.disk import Disk, Trouble
from tests.fakes.plain_sqlite import Driver
from tests.pos_app.shop import DRINK, FISH, RICE, TOFU, Hand, Shop, scratch

SEEDS = 300
SOAKED = 20_000
TABLES = ("A1", "A2", "B3")
GOODS = (FISH, TOFU, RICE, DRINK, CartLine("maoxuewang", "one"))
LESS = {"PRAGMA synchronous = FULL": "PRAGMA synchronous = NORMAL"}


@pytest.fixture(scope="module")
def founded() -> Iterator[Path]:
    """The demo restaurant in a folder, not encrypted. Copy it."""
    demo = founding.demo(DEMO)
    begin = replace(demo, store={**demo.store, "demo": False})
    with scratch() as folder, Disk(Random(1)) as disk, _driven_by(Driver(disk.name)):
        options = Options("init", folder / "store", relay_port=0)
        parts = open_folder(options, Hand(1, "2026-11-23T09:00").clock())
        parts.writer.submit(lambda: founding.found(parts.book, begin, parts.keys.pepper())).result()
        parts.close()
        yield folder / "store"


@pytest.fixture(scope="module")
def evening(founded: Path) -> Callable[[int], Outcome]:
    """How the evening of a seed ended; each is lived through once."""
    return cache(lambda seed: Evening(seed, founded).run())


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_power_cut_takes_nothing_that_was_acknowledged(
    seed: int, evening: Callable[[int], Outcome]
) -> None:
    _assert_sound(evening(seed))


@pytest.mark.soak
def test_many_power_cuts_take_nothing_that_was_acknowledged(founded: Path) -> None:
    for seed in range(SEEDS, SOAKED):
        _assert_sound(Evening(seed, founded).run())


def test_the_cuts_do_come_in_the_middle_and_find_unsynced_bytes(evening: Callable[[int], Outcome]) -> None:
    outcomes = [evening(seed) for seed in range(40)]
    assert sum(one.cut_in_the_middle for one in outcomes) > 20
    assert sum(one.unsynced > 0 for one in outcomes) > 20
    assert sum(one.troubles > 0 for one in outcomes) > 10
    assert sum(one.sold_after_trouble > 0 for one in outcomes) > 10
    rare = (evening(seed) for seed in range(2 * SEEDS))  # about one in a hundred
    assert any(one.came_late for one in rare), "a write in flight may be there, but then as a whole"


def test_with_less_than_full_syncs_acknowledged_sales_are_lost(founded: Path) -> None:
    """What synchronous=FULL is for, and that this harness would see it missing."""
    outcomes = [Evening(seed, founded, LESS).run() for seed in range(40)]
    assert sum(one.lost > 0 for one in outcomes) > 8
    assert not any(one.damage for one in outcomes), "less is there, but what is there is whole"


@pytest.mark.parametrize("cut_at", range(1, 136, 3))
def test_a_power_cut_while_the_tables_are_made_leaves_all_or_none(cut_at: int) -> None:
    with scratch() as folder:
        for name in ("before", "after"):
            (folder / name).mkdir()
        with Disk(Random(cut_at), cut_at) as disk, _driven_by(Driver(disk.name)):
            with suppress(session.FolderError, StorageError):
                Database(folder / "before", "0" * 64).close()
            disk.power_off()
            disk.left_in(folder / "after")
        with Disk(Random(0)) as disk, _driven_by(Driver(disk.name)):
            database = Database(folder / "after", "0" * 64)
            with database.transaction() as connection:
                assert journal.head(connection, "any").seq == 0
            database.close()


# ---------------------------------------------------------------- an evening and its end


@dataclass
class Outcome:
    """What a new start found, beside what the till had been told before."""

    seed: int
    cut_in_the_middle: bool
    unsynced: int  # bytes
    troubles: int
    sold_after_trouble: int
    lost: int  # acknowledged events that are not there
    came_late: int  # events that nobody was told of, and that are there
    damage: tuple[str, ...]


def _assert_sound(outcome: Outcome) -> None:
    assert not outcome.lost, outcome
    assert not outcome.damage, outcome


@dataclass
class Witness:
    """What the database has acknowledged, and what else may turn up: whole transactions that failed last."""

    acknowledged: journal.Head = field(default_factory=lambda: journal.Head("", 0, b""))
    doubtful: list[journal.Head] = field(default_factory=list)
    commits_after_trouble: int = 0
    _running: journal.Head | None = None

    def watch(self, patch: pytest.MonkeyPatch, disk: Disk) -> None:
        append, transaction = journal.append, Database.transaction

        def appending(connection: Connection, after: journal.Head, event: Event) -> journal.Head:
            self._running = append(connection, after, event)
            return self._running

        @contextmanager
        def watched(database: Database) -> Iterator[Connection]:
            self._running = None
            try:
                with transaction(database) as connection:
                    yield connection
            except BaseException:
                if self._running:
                    self.doubtful.append(self._running)
                raise
            if self._running:
                self.acknowledged = self._running
                self.doubtful.clear()
                self.commits_after_trouble += disk.met > 0

        patch.setattr(journal, "append", appending)
        patch.setattr(Database, "transaction", watched)


class Evening:
    """A seeded run of a till whose disk has troubles and then no power."""

    def __init__(self, seed: int, founded: Path, instead: Mapping[str, str] | None = None) -> None:
        self.seed = seed
        self.chance = Random(seed)
        self._founded = founded
        self._instead = instead

    def run(self) -> Outcome:
        chance, witness = self.chance, Witness()
        steps = chance.randint(1, 700)
        troubles = {}
        if chance.random() < 0.5:
            troubles = {chance.randint(1, steps): chance.choice(list(Trouble)) for _ in range(6)}
        with ExitStack() as stack:
            folder = stack.enter_context(scratch())
            disk = stack.enter_context(Disk(Random(self.seed), steps, troubles))
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            # A log of writes so short that it is often written back, and begun anew, within an evening.
            pages = chance.choice((4, 30, 1000))
            driver = Driver(disk.name, pages, self._instead)
            patch.setattr(session, "dbapi2", driver)
            witness.watch(patch, disk)
            self._sell(folder / "store", disk)
            cut = not disk.on
            disk.power_off()
            shutil.copytree(self._founded, folder / "again")
            disk.left_in(folder / "again")
            patch.undo()
            met, after = disk.met, witness.commits_after_trouble
            with Disk(Random(0)) as whole, _driven_by(Driver(whole.name)):
                lost, late, damage = self._look(folder / "again", witness)
        return Outcome(self.seed, cut, disk.unsynced, met, after, lost, late, damage)

    def _sell(self, folder: Path, disk: Disk) -> None:
        shutil.copytree(self._founded, folder)
        try:
            shop = Shop(folder, Hand(self.seed))
        except StartError:
            return  # the power went, or the disk failed, while the file was opened
        for _ in range(40):
            if disk.on:
                with suppress(Refused, StorageError):
                    self._act(shop)
        if self.chance.random() < 0.7:
            disk.power_off()  # else an ordinary end: the log is written back
        with suppress(Driver.Error):
            shop.close()
        shop.parts.lock.release()

    def _act(self, shop: Shop) -> None:
        chance, table = self.chance, self.chance.choice(TABLES)
        cart = [chance.choice(GOODS) for _ in range(chance.randint(1, 6))]
        shop.time.later(seconds=chance.randint(1, 200))
        if not shop.till.view.tables[table].opening:
            if chance.random() < 0.5:
                shop.phone(table).order(*cart)
            else:
                shop.open(table)
            return
        verbs: Mapping[str, Callable[[], Any]] = {
            "send": lambda: shop.send(table, *cart),
            "phone": lambda: shop.phone(table).order(*cart),
            "pay": lambda: shop.pay(table),
            "clear": lambda: shop.till.clear_table(shop.opening(table).opening.id, "zhou").result(),
            "count": lambda: shop.till.set_stock("cola", chance.randint(0, 9) * 1_000, "he").result(),
            "call": lambda: shop.call(table, "bill"),
        }
        verbs[chance.choice(list(verbs))]()

    def _look(self, folder: Path, witness: Witness) -> tuple[int, int, tuple[str, ...]]:
        damage: list[str] = []
        shop = Shop(folder, Hand(self.seed + 1))
        with shop.parts.database.transaction() as connection:
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            told = [head for head, _ in journal.all_events(connection)]
        if whole != "ok":
            damage.append(f"integrity: {whole}")
        rebuilt = shop.rebuilt()
        if rebuilt.broken or rebuilt.different:
            damage.append(f"rebuild: {rebuilt}")
        promised, late = witness.acknowledged, 0
        lost = max(0, promised.seq - len(told))
        if promised.seq and not lost:
            if told[promised.seq - 1] != promised:
                damage.append("an acknowledged event is another one now")
            late = len(told) - promised.seq
            if late and told[-1] not in witness.doubtful:
                damage.append(f"half of a transaction is there: {late} events")
        shop.open("C1")  # and selling goes on
        shop.send("C1", TOFU)
        shop.pay("C1")
        shop.close()
        return lost, late, tuple(damage)


@contextmanager
def _driven_by(driver: Driver) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "dbapi2", driver)
        yield
