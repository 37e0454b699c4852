"""Stores of every release open with today's program, and an update that fails leaves the store as it was.

The folders beside this file hold a till's and its server's files, made by the code of each release's tag.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest

from domain.money.accounts import Accounts
from domain.record.envelope import Event, chain, encode
from domain.record.proof import Totals, totals_of
from pos_app.database import session
from pos_app.database.journal import Head, broken_link
from pos_app.database.session import Database as TillDatabase
from pos_app.database.session import FolderError
from pos_app.database.state import SqlTables
from pos_app.folder import open_folder
from pos_app.keys import KeyBox
from pos_app.settings import Options
from pos_app.workflows.rebuilding import Rebuilt, rebuild
from sync_server.app import Server, build
from sync_server.database import migrations
from sync_server.database.connecting import connect
from sync_server.database.copying import CannotCopy
from sync_server.database.migrating import bring_up
from sync_server.database.projections import SqlTables as ServerTables
from sync_server.database.session import Database as ServerDatabase
from sync_server.diner.flood import Flood
from sync_server.workflows.clock import Clock
from sync_server.workflows.projecting import fold_slice
from tests.end_to_end.books import assert_chained, home_facts, till_facts

HERE = Path(__file__).parent
RELEASES = sorted(path.name for path in HERE.iterdir() if (path / "expected.json").exists())
FIRST = "0001"  # the revision of release 0.1.0, in both programs
NEXT = "9998"  # of a release to come
MIGRATION = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "{revision}", "{before}", None, None
def upgrade():
    op.create_table("of_{revision}", sa.Column("id", sa.Integer(), primary_key=True))
"""
TOO_FULL = "database or disk is full"


@pytest.fixture(params=RELEASES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a release's folder."""
    return shutil.copytree(HERE / request.param, tmp_path / "store")


def expected(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected.json").read_text()))


def files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, but for the empty logs that every opening leaves."""
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.suffix in (".db", ".new")}


# ------------------------------------------------------------------ what a release left


def test_every_release_has_left_a_store() -> None:
    tags = subprocess.run(["git", "tag", "--list", "v*"], cwd=HERE, capture_output=True, text=True).stdout
    assert {tag.removeprefix("v") for tag in tags.split()} <= set(RELEASES)
    assert RELEASES


def test_an_old_till_opens_with_the_same_sales(old: Path) -> None:
    parts = open_folder(Options("rebuild", old))
    wanted = expected(old)

    def look() -> tuple[Totals, Head | None, Rebuilt, Totals]:
        with parts.database.transaction() as connection:
            before, broken = totals_of(SqlTables(connection)), broken_link(connection)
        result = rebuild(parts.database)
        with parts.database.transaction() as connection:
            return before, broken, result, totals_of(SqlTables(connection))

    before, broken, result, after = parts.writer.submit(look).result()
    parts.close()
    assert before == after == Totals(**wanted["totals"])
    assert broken is None
    assert result == Rebuilt(wanted["seq"], (), "")
    facts = till_facts(old)
    assert_chained(facts)
    assert (facts[-1].seq, facts[-1].hash.hex()) == (wanted["seq"], wanted["head"])


def test_what_an_old_till_only_kept_counts_after_its_update(old: Path) -> None:
    """Release 0.1.0 kept a fact of a newer kind without noting it."""
    with closing(connect(old / "store.db", KeyBox(old).database_key())) as kept:
        last = kept.execute("SELECT incarnation, seq, hash FROM journal ORDER BY position DESC LIMIT 1")
        incarnation, seq, head = last.fetchone()
        debtor = {"version": 1, "accounts": [{"id": "a", "name": "Liu"}]}
        raw = encode(Event(seq + 1, "accounts.published", 1, "2026-11-23", "wang", debtor))
        row = (incarnation, seq + 1, "accounts.published", raw, chain(head, raw))
        kept.execute("INSERT INTO journal (incarnation, seq, kind, raw, hash) VALUES (?, ?, ?, ?, ?)", row)
    parts = open_folder(Options("rebuild", old))
    found = parts.writer.submit(
        lambda: parts.book.read(lambda tables: tables.document(Accounts, "accounts"))
    ).result()
    parts.close()
    assert found and found.accounts[0].name == "Liu"


def test_an_old_server_opens_with_the_same_sales(old: Path) -> None:
    folder, key = old / "server", KeyBox(old).server_key()
    wanted, before = expected(old), facts_of(folder, key)
    server = opened_server(folder, key)
    (store,) = server.database.read(lambda c: c.exec_driver_sql("SELECT id FROM stores").scalars().all())
    while server.database.submit(fold_slice).result().more:
        pass
    totals = server.database.read(lambda c: totals_of(ServerTables(c, store)))
    server.database.close()
    assert totals == Totals(**wanted["totals"])
    facts = home_facts(folder, key)
    assert_chained(facts)
    assert (facts[-1].seq, facts[-1].hash.hex()) == (wanted["seq"], wanted["head"])
    assert facts_of(folder, key) == before


def opened_server(folder: Path, key: str) -> Server:
    return build(ServerDatabase(folder / "server.db", key), Clock(), Flood(on=False))


def facts_of(folder: Path, key: str) -> list[bytes]:
    return [fact.raw for fact in home_facts(folder, key)]


# ------------------------------------------------------------------ an update of the till


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return shutil.copytree(HERE / "0.1.0", tmp_path / "store")


@pytest.fixture
def key(store: Path) -> str:
    return KeyBox(store).database_key()


@pytest.fixture
def at_present(store: Path, key: str) -> str:
    """The store is as today's program leaves it; its revision."""
    TillDatabase(store, key).close()
    for copy in store.glob("before-*"):
        copy.unlink()
    return session.LATEST


def add_migration(folder: Path, revision: str, before: str) -> None:
    (folder / "versions" / f"r{revision}.py").write_text(MIGRATION.format(revision=revision, before=before))


@pytest.fixture
def next_release(tmp_path: Path, at_present: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The till's program is of a release to come; its migrations."""
    folder = shutil.copytree(session.MIGRATIONS, tmp_path / "migrations")
    add_migration(folder, NEXT, at_present)
    monkeypatch.setattr(session, "MIGRATIONS", folder)
    monkeypatch.setattr(session, "LATEST", NEXT)
    yield folder


def revision_of(folder: Path, key: str, name: str = "store.db") -> str:
    with closing(connect(folder / name, key, read_only=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_a_till_is_copied_before_an_update(
    store: Path, key: str, at_present: str, next_release: Path
) -> None:
    facts = till_facts(store)
    TillDatabase(store, key).close()
    assert revision_of(store, key) == NEXT
    copy = f"before-{at_present}.db"
    assert revision_of(store, key, copy) == at_present
    assert b"boiled-fish" not in (store / copy).read_bytes()
    (store / copy).replace(store / "store.db")  # the way back: the copy is a store
    for rest in ("store.db-wal", "store.db-shm"):
        (store / rest).unlink(missing_ok=True)
    assert till_facts(store) == facts


def test_a_store_that_needs_no_update_is_not_copied(store: Path, key: str, at_present: str) -> None:
    TillDatabase(store, key).close()
    assert not list(store.glob("before-*"))


def test_the_copies_of_the_last_two_updates_are_kept(
    store: Path, key: str, next_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for revision, before in (("9998", ""), ("9999", "9998"), ("99991", "9999")):
        if before:
            add_migration(next_release, revision, before)
        monkeypatch.setattr(session, "LATEST", revision)
        TillDatabase(store, key).close()
    assert sorted(path.name for path in store.glob("before-*")) == ["before-9998.db", "before-9999.db"]


def no_room(*_: object) -> NoReturn:
    raise OSError(28, TOO_FULL)


def test_without_room_for_the_copy_there_is_no_update(
    store: Path, key: str, at_present: str, next_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(FolderError, match="cannot be copied before the update"):
        TillDatabase(store, key)
    assert revision_of(store, key) == at_present
    assert not list(store.glob("before-*"))


KILLED_TILL = """
import sys, alembic.command
from pathlib import Path
from pos_app.database import session
session.MIGRATIONS, session.LATEST = Path(sys.argv[1]), "9998"
real = alembic.command.upgrade
def upgrade(config, to):
    real(config, to)
    print("migrated, not committed", flush=True)
    sys.stdin.read()
alembic.command.upgrade = upgrade
session.Database(Path(sys.argv[2]), sys.argv[3])
"""


def kill_in_the_middle(program: str, *arguments: object) -> None:
    """Start a program that halts within its migration, and kill it there."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=HERE.parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin and child.stdout
    assert child.stdout.readline() == b"migrated, not committed\n"
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()


def test_a_till_killed_in_its_update_is_as_before_and_starts_again(
    store: Path, key: str, at_present: str, next_release: Path
) -> None:
    facts = till_facts(store)
    kill_in_the_middle(KILLED_TILL, next_release, store, key)
    assert revision_of(store, key) == at_present
    assert till_facts(store) == facts
    TillDatabase(store, key).close()
    assert revision_of(store, key) == NEXT
    assert till_facts(store) == facts


def test_a_till_of_a_release_before_leaves_a_newer_store_alone(
    store: Path, key: str, next_release: Path, at_present: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    TillDatabase(store, key).close()
    monkeypatch.setattr(session, "LATEST", at_present)
    before = files(store)
    with pytest.raises(FolderError, match="newer version"):
        TillDatabase(store, key)
    assert files(store) == before


# ------------------------------------------------------------------ an update of the server


@pytest.fixture
def server_folder(store: Path) -> Path:
    return store / "server"


@pytest.fixture
def server_key(store: Path) -> str:
    return KeyBox(store).server_key()


@pytest.fixture
def server_at_present(server_folder: Path, server_key: str) -> str:
    opened_server(server_folder, server_key).database.close()
    for copy in server_folder.glob("before-*"):
        copy.unlink()
    return migrations.HEAD


@pytest.fixture
def next_server(tmp_path: Path, server_at_present: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The server's program is of a release to come."""
    folder = shutil.copytree(Path(migrations.__file__).parent, tmp_path / "server-migrations")
    add_migration(folder, NEXT, server_at_present)
    monkeypatch.setattr(migrations, "__file__", str(folder / "__init__.py"))
    monkeypatch.setattr(migrations, "HEAD", NEXT)
    yield folder


def brought_up(folder: Path, key: str) -> None:
    database = ServerDatabase(folder / "server.db", key)
    try:
        bring_up(database)
    finally:
        database.close()


def test_a_server_is_copied_before_an_update(
    server_folder: Path, server_key: str, server_at_present: str, next_server: Path
) -> None:
    facts = facts_of(server_folder, server_key)
    brought_up(server_folder, server_key)
    copy = f"before-{server_at_present}.db"
    assert revision_of(server_folder, server_key, "server.db") == NEXT
    assert revision_of(server_folder, server_key, copy) == server_at_present
    (server_folder / copy).replace(server_folder / "server.db")
    assert facts_of(server_folder, server_key) == facts


def test_without_room_for_the_copy_a_server_is_not_updated(
    server_folder: Path,
    server_key: str,
    server_at_present: str,
    next_server: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(CannotCopy, match=TOO_FULL):
        brought_up(server_folder, server_key)
    assert revision_of(server_folder, server_key, "server.db") == server_at_present
    assert not list(server_folder.glob("before-*"))


KILLED_SERVER = """
import sys, alembic.command
from pathlib import Path
from sync_server.database import migrations
from sync_server.database.migrating import bring_up
from sync_server.database.session import Database
migrations.__file__, migrations.HEAD = sys.argv[1] + "/__init__.py", "9998"
real = alembic.command.upgrade
def upgrade(config, to):
    real(config, to)
    print("migrated, not committed", flush=True)
    sys.stdin.read()
alembic.command.upgrade = upgrade
bring_up(Database(Path(sys.argv[2]) / "server.db", sys.argv[3]))
"""


def test_a_server_killed_in_its_update_is_as_before_and_starts_again(
    server_folder: Path, server_key: str, server_at_present: str, next_server: Path
) -> None:
    facts = facts_of(server_folder, server_key)
    kill_in_the_middle(KILLED_SERVER, next_server, server_folder, server_key)
    assert revision_of(server_folder, server_key, "server.db") == server_at_present
    brought_up(server_folder, server_key)
    assert revision_of(server_folder, server_key, "server.db") == NEXT
    assert facts_of(server_folder, server_key) == facts
