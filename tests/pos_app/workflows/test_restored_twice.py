"""A backup is restored, and again, and no server was heard in between: none tells the second of the first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from domain.floor.openings import Opening
from domain.money.payments import Settlement
from domain.money.shifts import Shift
from domain.record.began import LEFT_OUT
from domain.record.envelope import Event
from domain.record.replication import Mark
from domain.selling.printing import PrintJob
from pos_app.database.journal import batch, latest
from pos_app.models.people_words import deed_detail
from pos_app.models.wording import Wording
from pos_app.workflows.incarnations import RESTORED, adopt, begin_if_restored, renew
from pos_app.workflows.verifying import prove
from tests.pos_app.shop import RICE, TOFU, ZONE, Hand, Shop, scratch


@dataclass(frozen=True)
class Papers:
    """The numbers that stand on what a till has printed, and the facts by which it gave them."""

    receipts: set[int]
    shifts: set[int]
    tickets: set[tuple[str, int]]
    pickups: set[int]
    mark: Mark
    facts: list[bytes]

    def twice(self, other: Papers) -> dict[str, Any]:
        """Numbers that the other till has given too, by what they stand on."""
        kinds = ("receipts", "shifts", "tickets", "pickups")
        both = {kind: getattr(self, kind) & getattr(other, kind) for kind in kinds}
        return {kind: numbers for kind, numbers in both.items() if numbers}


class Evening:
    """A till, its backups, and the tills that were restored from them while no server answered."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.time = folder, Hand(clock="2026-11-23T18:00")
        self.shops = [Shop(folder / "0", self.time)]
        self.till = self.shops[0]

    def backup(self) -> Path:
        made = self.folder / f"backup-{self.time.at}"
        self.till.close()
        shutil.copytree(self.till.folder, made)
        self.till = self.shops[0] = Shop(self.till.folder, self.time)
        return made

    def restore(self, backup: Path) -> Shop:
        folder = self.folder / str(len(self.shops))
        shutil.copytree(backup, folder)
        shop = Shop(folder, self.time)
        on_writer(shop, lambda: shop.parts.book.set_local(RESTORED, {"missing": -1}))
        on_writer(shop, lambda: begin_if_restored(shop.parts.book))
        self.shops.append(shop)
        return shop

    def close(self) -> None:
        for shop in self.shops:
            shop.close()


def on_writer(shop: Shop, work: Callable[[], Any]) -> Any:
    return shop.parts.writer.submit(work).result()


def sell(shop: Shop, *tables: str) -> Papers:
    """A bill every half minute, which is a rush; and a drawer and a number at the counter."""
    before = {row.id for row in shop.rows(Settlement)} | {row.id for row in shop.rows(PrintJob)}
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 20_000, {}, "zhou").result()
    counter = shop.till.counter.open(True, "zhou").result()
    for table in tables:
        shop.open(table)
        shop.send(table, TOFU, RICE)
        shop.pay(table)
        shop.time.later(seconds=30)
    shop.till.shifts.hand_over(shift, "", 20_000, True, "zhou").result()
    mark, database = shop.parts.book.marks[-1], shop.parts.database

    def told() -> list[bytes]:
        with database.transaction() as connection:
            return [row.raw for row in batch(connection, mark.incarnation, 0, 1_000)]

    return Papers(
        {row.receipt for row in shop.rows(Settlement) if row.id not in before},
        {row.number for row in shop.rows(Shift, id=shift)},
        {(row.at_printer, row.number) for row in shop.rows(PrintJob) if row.id not in before},
        {row.pickup for row in shop.rows(Opening, id=counter)},
        mark,
        on_writer(shop, told),
    )


def left_out(shop: Shop) -> int:
    """How many receipt numbers a restored till does not give."""
    began = shop.events("incarnation.began")[-1]
    return int(began["jumps"]["receipt"] - began["receipt"])


@pytest.fixture
def evening() -> Iterator[Evening]:
    with scratch() as folder:
        evening = Evening(folder)
        sell(evening.till, "A1", "A2")
        yield evening
        evening.close()


def test_a_backup_restored_twice_gives_no_number_to_two_papers(evening: Evening) -> None:
    backup = evening.backup()
    evening.time.later(minutes=30)
    first = sell(evening.restore(backup), "A4", "A5", "A6")
    evening.time.later(minutes=15)  # that computer breaks too, and nobody has heard of what it sold
    again = evening.restore(backup)
    second = sell(again, "A4", "A5", "A6")
    assert first.receipts and first.shifts and first.tickets and first.pickups
    assert second.twice(first) == {}
    on_writer(again, lambda: adopt(again.parts.book, first.mark, 0, first.facts))
    proof = on_writer(again, lambda: prove(again.parts.database))
    assert proof.holds and proof.totals.settled == 2 + len(first.receipts | second.receipts)


def test_an_older_backup_restored_after_a_newer_one_gives_no_number_to_two_papers(evening: Evening) -> None:
    older = evening.backup()
    gone = sell(evening.till, "B1", "B2", "B3", "B4")
    evening.time.later(minutes=40)
    newer = evening.backup()
    evening.time.later(minutes=10)
    first = sell(evening.restore(newer), "A4", "A5", "A6")
    evening.time.later(minutes=3)
    second = sell(evening.restore(older), "A4", "A5", "A6")
    assert second.twice(first) == {} and "receipts" not in second.twice(gone)
    evening.time.later(minutes=60 * 26)
    third = sell(evening.restore(older), "A4", "A5", "A6")
    assert "receipts" not in {**third.twice(second), **third.twice(first)}


def test_numbers_stay_short(evening: Evening) -> None:
    """A backup of this evening leaves out four digits, one of last week five; a pick-up number has three."""
    backup = evening.backup()
    evening.time.later(minutes=120)
    today = evening.restore(backup)
    assert LEFT_OUT < left_out(today) < 10_000
    assert max(sell(today, "A4").pickups) < 1_000
    evening.time.later(minutes=7 * 24 * 60)
    assert left_out(evening.restore(backup)) < 100_000


def test_nothing_more_is_left_out_where_it_is_known_how_much_is_missing(evening: Evening) -> None:
    shop = evening.restore(evening.backup())
    on_writer(shop, lambda: renew(shop.parts.book, "rewind", 12))
    assert left_out(shop) == 12
    on_writer(shop, lambda: renew(shop.parts.book, "restore", 0))
    assert left_out(shop) == 0


def test_the_audit_names_the_receipts_that_are_left_out(evening: Evening) -> None:
    shop = evening.restore(evening.backup())
    database, words = shop.parts.database, Wording("en", "CNY", ZONE)

    def last_begun() -> Event:
        with database.transaction() as connection:
            return next(latest(connection, ("incarnation.began",), 1))

    began = on_writer(shop, last_begun)
    last = began.body["jumps"]["receipt"]
    assert deed_detail(began, shop.till.view, words) == f"receipts 3 to {last} left out"
    assert min(sell(shop, "A4").receipts) == last + 1
    of_old = replace(began, body={name: was for name, was in began.body.items() if name != "receipt"})
    assert deed_detail(of_old, shop.till.view, words) == "", "release 0.1.0 told no more"
