"""Before a restore it is said exactly what would be missing: by home, standby, the old folder, the keyring.

One evening: a backup, then a bill that both servers have, one that only home has, and one that no server has.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from domain.money.payments import Payment
from domain.selling.order import CartLine
from pos_app.keys import FILE as KEYS
from pos_app.keys import NAME_FILE, SERVICE
from pos_app.restore import restore_as_asked
from pos_app.settings import parse
from pos_app.sync.backups import BackupClient
from pos_app.workflows import joining
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.joining import Server
from pos_app.workflows.restore_words import lines_of
from pos_app.workflows.restoring import Look, look, restore
from tests.end_to_end.test_backups import Cloud
from tests.pos_app.backing import back_up, make_sheet
from tests.pos_app.shop import FISH, RICE, TOFU, Hand, Shop, scratch
from tests.pos_app.test_keys import MemoryKeyring
from tests.sync_server.running import ServerHere


class Evening:
    """``total`` in minor units of the three bills, by where they are."""

    def __init__(self, folder: Path) -> None:
        self.cloud = Cloud(folder)
        (folder / "standby").mkdir()
        self.standby = ServerHere(folder / "standby")
        shop, who = self.cloud.shop, self.cloud.who
        self.standby_client = BackupClient(self.standby.url, who.device, shop.parts.keys.device_key())
        identity = {"brand": who.brand, "store": who.store, "names": {}}
        self.standby_client.enrol(self.standby.code(), identity)
        both = (Server(self.standby.url, "standby"), Server(self.cloud.server.url, "home"))
        shop.parts.writer.submit(lambda: joining.keep(shop.parts.book, both)).result()
        self.sheet = make_sheet(shop)
        self.backup = back_up(shop)
        self.backed_up = shop.parts.book.head_seq
        self.totals: dict[str, int] = {}
        self.totals["both"] = self.sold("A1", FISH)
        self.cloud.push()
        self.cloud.push(self.standby_client)
        self.at_both = shop.parts.book.head_seq
        self.totals["home"] = self.sold("A2", TOFU)
        self.cloud.push()
        self.at_home = shop.parts.book.head_seq
        self.totals["till"] = self.sold("A3", RICE)
        self.end = shop.parts.book.head_seq

    def sold(self, table: str, dish: CartLine) -> int:
        shop = self.cloud.shop
        shop.time.later(minutes=10)
        shop.open(table)
        shop.send(table, dish)
        shop.pay(table)
        taken = sum(one.amount for one in shop.rows(Payment))
        return taken - sum(self.totals.values())

    def look(self, old: Path | None = None) -> Look:
        return look(self.backup, read_key(self.sheet.text), old=old)

    def close(self) -> None:
        self.standby_client.close()
        self.cloud.close()
        self.standby.close()


@pytest.fixture(scope="module")
def evening() -> Iterator[Evening]:
    with scratch() as folder:
        made = Evening(folder)
        yield made
        made.close()


def said(seen: Look) -> list[str]:
    return [line.text for line in lines_of(seen, str)]


def yuan(amount: int) -> str:
    return f"¥{amount / 100:,.2f}"


def test_each_server_says_what_it_has_beyond_the_backup(evening: Evening) -> None:
    seen = evening.look()
    home, standby, comes, verdict = said(seen)
    assert home.startswith(f"{evening.cloud.server.url} answers.")
    assert f"{evening.at_home - evening.backed_up} records more" in home
    assert standby.startswith(f"{evening.standby.url} answers.")
    assert f"orders: 1, paid bills: 1 of {yuan(evening.totals['both'])}" in standby
    two = yuan(evening.totals["both"] + evening.totals["home"])
    assert f"orders: 2, paid bills: 2 of {two}, payments: 2 of {two}, from 2026-11-23 12:" in comes
    assert verdict.startswith("Nothing that reached ") and "reached no server will be" in verdict
    assert seen.beyond.missing == evening.at_home - evening.backed_up


def test_what_only_the_old_folder_has_is_named_and_nothing_will_be_missing(evening: Evening) -> None:
    seen = evening.look(evening.cloud.shop.folder)
    *_, taken, verdict = said(seen)
    assert f"paid bills: 1 of {yuan(evening.totals['till'])}" in taken and "taken over from there" in taken
    assert verdict == "Nothing will be missing."
    assert seen.beyond.missing == 0, "all of it stands in the restored journal"


def test_an_old_folder_that_is_broken_leaves_what_the_keyring_knows(evening: Evening, tmp_path: Path) -> None:
    shop, before = evening.cloud.shop, keyring.get_keyring()
    old = tmp_path / "old"
    shutil.copytree(shop.folder, old, ignore=shutil.ignore_patterns("backups", "server"))
    (old / "store.db").write_bytes(b"no store" * 4_000)
    for name in ("store.db-wal", "store.db-shm", KEYS):
        (old / name).unlink(missing_ok=True)
    assert said(evening.look(old))[-2:-1] == [f"The old folder {old} cannot be read."]
    mine = MemoryKeyring()
    keyring.set_keyring(mine)
    try:
        (old / NAME_FILE).write_text("c0ffee")
        high = {"incarnation": shop.parts.book.incarnation, "seq": evening.end, "hash": "00" * 32}
        mine.set_password(SERVICE, "c0ffee:high-water", json.dumps(high))
        seen = evening.look(old)
        high["seq"] = evening.at_home
        mine.set_password(SERVICE, "c0ffee:high-water", json.dumps(high))
        assert "last minute" in said(evening.look(old))[-1], "it is noted once a minute"
    finally:
        keyring.set_keyring(before)
    gap = evening.end - evening.at_home
    verdict = said(seen)[-1]
    assert f"at least {gap} records after 2026-11-23 12:" in verdict and "They will be missing" in verdict
    assert (seen.beyond.gap, seen.beyond.missing) == (gap, evening.end - evening.backed_up)


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_an_old_folder_with_a_bad_page_is_never_said_to_be_whole(
    evening: Evening, tmp_path: Path, part: float
) -> None:
    """What can be read of it counts; what it says is not more than that."""
    old = tmp_path / "old"
    shutil.copytree(evening.cloud.shop.folder, old, ignore=shutil.ignore_patterns("backups", "server"))
    data = bytearray((old / "store.db").read_bytes())
    for place in range(int(len(data) * part), len(data), 4_096):
        data[place] ^= 255
    (old / "store.db").write_bytes(data)
    (old / "store.db-wal").unlink(missing_ok=True)
    seen = evening.look(old)
    assert seen.beyond.old and seen.beyond.old.state != "whole"
    assert said(seen)[-1] != "Nothing will be missing."


def test_a_folder_older_than_the_backup_cannot_tell(evening: Evening) -> None:
    """A copy from when the store was founded lies there."""
    with scratch() as folder:
        other = Shop(folder / "other")
        other.close()
        seen = evening.look(folder / "other")
    assert said(seen)[-2].startswith(f"The old folder {folder / 'other'} ends before this backup does")
    assert said(seen)[-1].startswith("Nothing that reached ")
    assert seen.beyond.missing == evening.at_home - evening.backed_up


def test_what_is_brought_along_twice_is_there_once(evening: Evening, tmp_path: Path) -> None:
    seen = evening.look(evening.cloud.shop.folder)
    bring = (*seen.beyond.bring, *seen.beyond.bring)
    restore(evening.backup, read_key(evening.sheet.text), tmp_path / "new", 0, bring=bring)
    back = Shop(tmp_path / "new", Hand())
    try:
        assert back.parts.book.head_seq == evening.end
    finally:
        back.close()


def test_a_standby_that_is_away_is_told_then_all_are(evening: Evening, tmp_path: Path) -> None:
    """The last of this file: it turns the servers off, one and then the other."""
    evening.standby.close()
    away, home = evening.standby.url, evening.cloud.server.url
    seen = evening.look()
    assert f"{away} does not answer. What only it has comes back once it can be reached." in said(seen)
    assert said(seen)[-1].startswith(f"Nothing that reached {home} will be missing.")
    assert f"reached only {away} comes back" in said(seen)[-1] and seen.beyond.missing == -1
    evening.cloud.server.close()
    seen = evening.look()
    assert said(seen)[-1].startswith("No server answered. Everything after 2026-11-23 12:00 will be missing")
    assert seen.beyond.missing == -1

    sheet = tmp_path / "sheet.txt"
    sheet.write_text(evening.sheet.text, encoding="utf-8")
    asked = ["restore", "--from", str(evening.backup), "--key-file", str(sheet)]
    asked += ["--data-dir", str(tmp_path / "new"), "--old", str(evening.cloud.shop.folder)]
    told = list(restore_as_asked(parse(asked), str))
    by_window = said(evening.look(evening.cloud.shop.folder))
    assert told[1 : 1 + len(by_window)] == by_window, "the command says what the window says"
    three = yuan(sum(evening.totals.values()))
    assert f"orders: 3, paid bills: 3 of {three}, payments: 3 of {three}" in by_window[-2]
    assert by_window[-1] == "Nothing will be missing."
    back = Shop(tmp_path / "new", Hand())
    try:
        assert sum(one.amount for one in back.rows(Payment)) == sum(evening.totals.values())
        assert back.parts.book.head_seq == evening.end and not back.rebuilt().different
    finally:
        back.close()
