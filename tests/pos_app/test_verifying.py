"""`pos-app verify`: what it proves, where it says a store is broken, and that it only looks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.record.envelope import Event, encode
from domain.record.replication import Mark
from pos_app.__main__ import main
from pos_app.database import journal
from pos_app.database.session import FILE, Database
from pos_app.keys import KeyBox
from pos_app.workflows.book import Book
from pos_app.workflows.incarnations import adopt, renew
from sync_server.database.session import Database as ServerDatabase
from tests.pos_app.shop import FISH, RICE, TOFU, Shop
from tests.pos_app.test_command_line import contents

Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Runs pos-app verify; the exit code and what it printed."""
    monkeypatch.setenv("LC_ALL", "C")

    def run(folder: Path, *more: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["verify", "--data-dir", str(folder), *more])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def evening(tmp_path: Path) -> Shop:
    """Two tables ate; one has paid."""
    shop = Shop(tmp_path / "store")
    shop.phone("A1").order(FISH, TOFU)
    shop.open("A2")
    shop.send("A2", RICE)
    shop.pay("A1")
    return shop


def change(folder: Path, statement: str) -> None:
    """What somebody does to the file who has its key."""
    database = Database(folder, KeyBox(folder).database_key())
    with database.transaction() as connection:
        assert connection.exec_driver_sql(statement).rowcount
    database.close()


def test_a_closed_store_is_proved_and_not_touched(evening: Shop, verify: Verify) -> None:
    evening.close()
    before = contents(evening.folder)
    code, said = verify(evening.folder)
    assert code == 0
    for words in (
        "of facts holds",
        "folded anew, give the same state",
        "orders: 2; lines: 3; payments: 1,",
        "Proved in",
    ):
        assert words in said, said
    assert contents(evening.folder) == before


def test_what_waits_for_a_table_that_never_came_is_told(evening: Shop, verify: Verify) -> None:
    called = {"opening": "of another till", "what": "bill"}
    evening.parts.book.write(lambda entry: entry.record("opening.called", called, "phone"))
    evening.close()
    code, said = verify(evening.folder)
    assert code == 0 and "Facts that wait for the table, order or ticket they belong to: 1." in said


def test_a_store_is_proved_while_its_till_sells(evening: Shop, verify: Verify) -> None:
    before = contents(evening.folder)
    code, said = verify(evening.folder)
    assert (code, "orders: 2;" in said) == (0, True), said
    after = contents(evening.folder)
    assert before and after
    assert {name: after[name] for name in after if name != f"{FILE}-shm"} == {
        name: before[name] for name in before if name != f"{FILE}-shm"
    }
    evening.send("A2", TOFU)
    assert "orders: 3;" in verify(evening.folder)[1]
    evening.close()


def test_what_a_killed_till_had_committed_is_proved_and_left_in_its_log(
    evening: Shop, tmp_path: Path, verify: Verify
) -> None:
    killed = shutil.copytree(evening.folder, tmp_path / "killed")
    evening.close()
    assert (killed / f"{FILE}-wal").stat().st_size > 0
    before = contents(killed)
    code, said = verify(killed)
    assert (code, "orders: 2;" in said) == (0, True), said
    assert contents(killed) == before


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE journal SET raw = CAST(replace(raw, 'A1', 'A7') AS BLOB) WHERE seq = 8", "chain breaks at"),
        (
            "UPDATE journal SET hash = x'00' WHERE position = (SELECT max(position) FROM journal)",
            "chain breaks at",
        ),
        ("DELETE FROM journal WHERE seq = 9", "chain breaks at"),
        ("UPDATE payments SET amount = amount - 1", "Different: payments"),
        ("DELETE FROM order_lines WHERE dish = 'steamed-rice'", "Different: order_lines"),
    ],
)
def test_whatever_was_altered_is_found(evening: Shop, verify: Verify, statement: str, words: str) -> None:
    evening.close()
    change(evening.folder, statement)
    before = contents(evening.folder)
    code, said = verify(evening.folder)
    assert (code, words in said) == (1, True), said
    assert contents(evening.folder) == before


def work(shop: Shop, do: Callable[[Book], None]) -> None:
    shop.parts.writer.submit(lambda: do(shop.parts.book)).result()


def test_a_restored_store_has_a_gap_in_its_receipts_that_is_explained(evening: Shop, verify: Verify) -> None:
    work(evening, lambda book: renew(book, "restore", -1))
    evening.pay("A2")
    evening.close()
    code, said = verify(evening.folder)
    assert code == 0, said
    assert "bills settled: 2," in said


def test_a_branch_is_chained_to_where_it_left_the_other(evening: Shop, verify: Verify) -> None:
    shared = evening.parts.book.head_seq - 3
    branch = Mark("b" * 32, shared + 1, "", evening.parts.book.incarnation, shared)
    theirs = encode(Event(shared + 1, "staff.signed_in", 1, "2026-11-23", "zhou", {}))
    work(evening, lambda book: adopt(book, branch, shared, [theirs]))
    evening.pay("A2")
    evening.close()
    code, said = verify(evening.folder)
    assert code == 0, said
    assert f":{shared + 1} " in said, "both heads are named"


def test_what_is_no_event_stands_in_the_chain_and_blocks_nothing(evening: Shop, verify: Verify) -> None:
    evening.close()
    database = Database(evening.folder, KeyBox(evening.folder).database_key())
    with database.transaction() as connection:
        (head,) = journal.all_heads(connection)
        journal.adopt(connection, head, b"not an event", "")
    database.close()
    assert verify(evening.folder)[0] == 0


def test_a_machine_reads_the_same(evening: Shop, verify: Verify) -> None:
    evening.close()
    code, said = verify(evening.folder, "--json")
    found: list[dict[str, Any]] = json.loads(said)
    assert code == 0
    assert [one["check"] for one in found] == ["chain", "fold", "sums", "time"]
    assert {one["level"] for one in found} == {"ok"}
    assert found[2]["facts"]["orders"] == 2


def test_it_speaks_the_systems_language(
    evening: Shop, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.close()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "正常" in verify(evening.folder)[1]


@pytest.fixture
def with_server(tmp_path: Path) -> Path:
    """A till's folder with the folder of the server beside it, as release 0.1.0 left them."""
    return shutil.copytree(Path(__file__).parents[1] / "golden_stores" / "0.1.0", tmp_path / "golden")


def test_the_server_beside_the_till_is_proved_too(with_server: Path, verify: Verify) -> None:
    before = contents(with_server)
    code, said = verify(with_server)
    assert code == 0, said
    assert said.count("The chain of facts holds: 88") == 2
    assert "The server beside this till:" in said
    assert contents(with_server) == before
    found = json.loads(verify(with_server, "--json")[1])
    assert [one["check"] for one in found if one["check"].startswith("server.")] == [
        "server.chain",
        "server.fold",
        "server.sums",
        "server.time",
    ]


@pytest.mark.parametrize("damage", ["altered", "unreadable"])
def test_a_server_that_is_broken_is_found_from_the_till(
    with_server: Path, verify: Verify, damage: str
) -> None:
    file, key = with_server / "server" / "server.db", KeyBox(with_server).server_key()
    if damage == "altered":
        database = ServerDatabase(file, key)
        change = "UPDATE events SET raw = CAST(replace(raw, 'A1', 'A7') AS BLOB)"
        database.submit(lambda c: c.exec_driver_sql(change)).result()
        database.close()
    else:
        file.write_bytes(b"x" * 8192)
    code, said = verify(with_server)
    assert code == 1, said
    assert said.count("trouble: ") == 1


@pytest.mark.parametrize("missing", [FILE, "keys"])
def test_without_file_or_key_nothing_is_claimed(evening: Shop, verify: Verify, missing: str) -> None:
    evening.close()
    (evening.folder / missing).unlink()
    before = contents(evening.folder)
    code, said = verify(evening.folder)
    assert code == 2
    assert said.startswith("pos-app: ") and said.count("\n") == 1
    assert contents(evening.folder) == before
