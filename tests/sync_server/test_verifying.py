"""`sync-server verify`: every store's chain, fold and sums, on a copy; the folder is only read."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from domain.record.envelope import Event, encode
from sync_server.__main__ import main
from sync_server.data_folder import open_folder
from sync_server.database.connecting import connect
from sync_server.database.session import Database, raw
from tests.fakes.damaged_page import damage_a_page
from tests.sync_server.running import CODE, KEY, ServerHere, ServerProcess
from tests.sync_server.test_recording import evening
from tests.sync_server.wire import WireTill, new_id

Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Runs sync-server verify; the exit code and what it printed."""
    monkeypatch.setenv("LC_ALL", "C")

    def run(folder: Path) -> tuple[int, str]:
        (folder / "key").write_text(KEY)
        capsys.readouterr()
        code = main(["verify", "--data-dir", str(folder)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a server that holds the evenings of two stores and has ended."""
    server = ServerHere(tmp_path)
    for tables in (2, 3):
        till, story = server.till(), evening(server.time.clock.now(), tables)
        assert till.send(story.incarnation, story.raws).status_code == 200
    server.folded()
    server.close()
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "key"}


def change(folder: Path, statement: str) -> None:
    database = Database(folder / "server.db", KEY)
    assert database.submit(lambda c: raw(c).execute(statement).rowcount).result() > 0
    database.close()


def test_every_store_is_proved_and_nothing_is_touched(folder: Path, verify: Verify) -> None:
    before = files(folder)
    code, said = verify(folder)
    assert code == 0, said
    assert said.count("of facts holds") == said.count("folded anew, give the same state") == 2
    assert "Tables: 2; orders: 2; lines: 12; payments: 2," in said
    assert "Tables: 3; orders: 3; lines: 18; payments: 3," in said
    assert files(folder) == before


def test_a_store_is_proved_while_the_server_works_and_facts_wait_to_be_folded(
    tmp_path: Path, verify: Verify
) -> None:
    server = ServerProcess(tmp_path)
    till, story = WireTill(server.url), evening(time.time_ns() // 1_000_000, 2)
    assert till.enrol(CODE).status_code == 200
    till.send(story.incarnation, story.raws)
    code, said = verify(tmp_path)
    assert (code, "orders: 2;" in said) == (0, True), said
    sent = len(story.raws)
    story.sit("B1")
    answer = till.send(story.incarnation, story.raws[sent:], after=sent, before=story.heads[sent])
    assert answer.status_code == 200, "the server works on"
    assert "Tables: 3; orders: 2;" in verify(tmp_path)[1]
    server.close()


def test_a_branch_is_proved_from_where_it_left_the_other(tmp_path: Path, verify: Verify) -> None:
    server = ServerHere(tmp_path)
    till, story = server.till(), evening(server.time.clock.now(), 2)
    till.send(story.incarnation, story.raws)
    shared = len(story.raws) - 4
    two = new_id()
    fork: dict[str, Any] = {"protocol": 2, "follows": story.incarnation, "fork": shared}
    other = [encode(Event(shared + 1, "staff.signed_in", 1, "2026-11-23", "zhou", {}))]
    assert till.send(two, other, shared, story.heads[shared], **fork).status_code == 200
    server.close()
    code, said = verify(tmp_path)
    assert code == 0, said
    assert f"{two[:8]}:{shared + 1} " in said
    change(tmp_path, f"UPDATE incarnations SET fork = {shared - 1} WHERE id = '{two}'")
    assert f"chain breaks at {two}" in verify(tmp_path)[1]


def test_what_waits_for_the_owner_is_told(folder: Path, verify: Verify) -> None:
    change(
        folder,
        "INSERT INTO review SELECT 'x', 1, x'00', id, 'd', 'revoked', x'00', 1, '' FROM stores LIMIT 1",
    )
    code, said = verify(folder)
    assert code == 0
    assert "Facts that wait for the owner's review: 1." in said


def test_what_waits_for_a_table_that_never_came_is_told(tmp_path: Path, verify: Verify) -> None:
    server = ServerHere(tmp_path)
    till = server.till()
    called = Event(
        1, "opening.called", 1, "2026-11-23", "phone", {"opening": "of another till", "what": "bill"}
    )
    till.send(new_id(), [encode(called)])
    server.folded()
    server.close()
    code, said = verify(tmp_path)
    assert code == 0 and "Facts that wait for the table, order or ticket they belong to: 1." in said


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE events SET raw = CAST(replace(raw, 'A1', 'A7') AS BLOB)",
            "chain breaks at",
        ),
        ("DELETE FROM events WHERE position = 9", "chain breaks at"),
        ("UPDATE events SET raw = CAST('\"incarnation.began\"' AS BLOB) WHERE position = 9", "chain breaks"),
        ("UPDATE incarnations SET seq = seq + 1", "chain breaks at"),
        ("UPDATE fold_payment SET amount = amount + 1", "Different: Payment"),
        ("DELETE FROM fold_order_line", "Different: OrderLine"),
    ],
)
def test_whatever_was_altered_is_found(folder: Path, verify: Verify, statement: str, words: str) -> None:
    change(folder, statement)
    code, said = verify(folder)
    assert (code, words in said) == (1, True), said


@pytest.mark.parametrize("running", [False, True], ids=["alone", "beside the server"])
def test_a_damaged_page_is_said_in_a_sentence(folder: Path, verify: Verify, running: bool) -> None:
    def found() -> bool:
        try:
            with closing(connect(folder / "server.db", KEY, read_only=True)) as one:
                one.execute("SELECT count(*) FROM stores").fetchall()
                one.execute("SELECT raw FROM events").fetchall()
        except sqlcipher.DatabaseError:
            return True
        return False

    damage_a_page(folder / "server.db", found)
    with ExitStack() as beside:
        if running:
            beside.enter_context(open_folder(folder))
        code, said = verify(folder)
    assert code == 2 and "or damaged. Nothing was changed" in said


def test_a_folder_without_a_file_is_said(tmp_path: Path, verify: Verify) -> None:
    code, said = verify(tmp_path)
    assert (code, said.count("\n")) == (2, 1)
    assert "holds no server's data" in said
