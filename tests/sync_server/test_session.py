"""Works that wait are committed together, and one that fails takes nothing of the others with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.config import Config
from alembic.script import ScriptDirectory

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.record.fold import ROWS
from sync_server.database import asked, journal, migrations, projections, sales
from sync_server.database.connecting import WrongKey, connect
from sync_server.database.migrating import NewerFolder, migrate
from sync_server.database.projections import SqlTables, make_projections
from sync_server.database.session import Connection, Database, DatabaseClosed, raw
from sync_server.database.tables import metadata
from tests.fakes.damaged_page import damage_a_page
from tests.sync_server.running import KEY


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(tmp_path / "server.db", KEY)
    found.submit(lambda c: raw(c).execute("CREATE TABLE notes (text TEXT UNIQUE)")).result()
    yield found
    found.close()


def note(text: str) -> Callable[[Connection], Any]:
    return lambda connection: raw(connection).execute("INSERT INTO notes VALUES (?)", (text,)).lastrowid


def notes(database: Database) -> list[str]:
    found = database.read(lambda c: raw(c).execute("SELECT text FROM notes ORDER BY rowid").fetchall())
    return [text for (text,) in found]


def held_back(database: Database, works: list[Callable[[Connection], Any]]) -> list[Future[Any]]:
    """Queue works while the writer is busy, so that they share its next transaction."""
    begun, go_on = threading.Event(), threading.Event()

    def busy(connection: Connection) -> None:
        begun.set()
        assert go_on.wait(5)

    database.submit(busy)
    assert begun.wait(5)
    futures = [database.submit(work) for work in works]
    go_on.set()
    return futures


def test_a_failing_work_does_not_fail_the_others(database: Database) -> None:
    def fails(connection: Connection) -> None:
        note("half done")(connection)
        raise ValueError("no")

    done = held_back(database, [note("a"), fails, note("a"), note("b")])
    assert [type(future.exception()) for future in done[:2]] == [type(None), ValueError]
    assert "UNIQUE" in str(done[2].exception())
    assert done[3].exception() is None
    assert notes(database) == ["a", "b"]


def test_waiting_works_share_one_transaction(database: Database) -> None:
    seen: list[bool] = []

    def look(connection: Connection) -> None:
        seen.append(notes(database) == [])

    for future in held_back(database, [note("a"), look, note("b"), look]):
        future.result()
    assert seen == [True, True], "nothing is visible before all of it is durable"
    assert notes(database) == ["a", "b"]


def test_a_failing_commit_fails_all(database: Database) -> None:
    def leave(connection: Connection) -> None:
        raw(connection).execute("PRAGMA defer_foreign_keys = ON")
        raw(connection).execute("CREATE TABLE IF NOT EXISTS child (note TEXT REFERENCES notes (text))")
        raw(connection).execute("INSERT INTO child VALUES ('nobody')")

    for future in held_back(database, [note("a"), leave]):
        assert "FOREIGN KEY" in str(future.exception())
    assert notes(database) == []
    database.submit(note("b")).result()
    assert notes(database) == ["b"]


def test_what_is_behind_waits_for_the_others(database: Database) -> None:
    order: list[str] = []
    first: list[Future[None]] = []

    def queue(connection: Connection) -> None:
        first.append(database.submit(lambda c: order.append("behind"), behind=True))
        for _ in range(3):
            database.submit(lambda c: order.append("urgent"))

    database.submit(queue).result(5)
    first[0].result(5)
    assert order == ["urgent", "urgent", "urgent", "behind"]


def test_readers_see_commits_only_and_never_write(database: Database) -> None:
    database.submit(note("a")).result()
    with pytest.raises(Exception, match="readonly"):
        database.read(note("b"))
    assert notes(database) == ["a"]


def test_the_file_is_encrypted_and_safe_against_power_loss(database: Database, tmp_path: Path) -> None:
    database.submit(note("水煮鱼 boiled fish")).result()

    def settings(connection: Connection) -> list[object]:
        return [
            raw(connection).execute(f"PRAGMA {one}").fetchone()[0] for one in ("journal_mode", "synchronous")
        ]

    assert database.submit(settings).result() == ["wal", 2]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"boiled fish" not in kept
    assert "水煮鱼".encode() not in kept
    with pytest.raises(WrongKey):
        Database(tmp_path / "server.db", "00" * 32)
    with pytest.raises(WrongKey):
        Database(tmp_path / "server.db", "not a key")


def test_a_closed_database_takes_nothing_and_loses_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "server.db", KEY)
    made = database.submit(lambda c: raw(c).execute("CREATE TABLE notes (text TEXT)"))
    database.close()
    assert made.exception() is None
    with pytest.raises(DatabaseClosed):
        database.submit(note("a"))


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database.submit(migrate).result()
    database.submit(migrate).result()
    differences = database.submit(
        lambda c: compare_metadata(MigrationContext.configure(c), metadata)
    ).result()
    assert [one for one in differences if one[0] != "remove_table"] == []
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_folder_of_a_newer_program_is_left_alone(database: Database) -> None:
    database.submit(migrate).result()
    database.submit(lambda c: raw(c).execute("UPDATE alembic_version SET version_num = '9999'")).result()
    assert isinstance(database.submit(migrate).exception(), NewerFolder)


def test_a_row_comes_back_as_it_was_put(database: Database) -> None:
    database.submit(make_projections).result()
    opening = Opening("o", "A1", 1, 2, "s", "7", "2026-11-21", 5, "zhou", phones=("水", "b"), called="bill")

    def work(connection: Connection) -> None:
        here, there = SqlTables(connection, "here"), SqlTables(connection, "there")
        here.put(opening)
        assert here.get(Opening, "o") == opening
        assert here.where(Opening, table="A1", live=1) == [opening]
        assert here.where(Opening, table="A1", live=0) == []
        assert there.get(Opening, "o") is None
        here.remove(Opening, "o")
        assert here.where(Opening) == []
        assert all(here.where(kind) == [] for kind in ROWS)

    database.submit(work).result()


def test_no_question_walks_through_all_rows(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement of folding, feed and report finds its rows by a key or an index."""
    database.submit(migrate).result()
    database.submit(make_projections).result()
    plans: dict[str, str] = {}

    class Explaining:
        """The driver's connection, that notes how SQLite will find the rows."""

        def __init__(self, driver: Any) -> None:
            self._driver = driver

        def execute(self, statement: str, values: Any = ()) -> Any:
            if statement.startswith(("SELECT", "UPDATE")):
                steps = self._driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)
                plans[statement] = " | ".join(step[3] for step in steps)
            return self._driver.execute(statement, values)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._driver, name)

    for room in (sales, asked, journal, projections):
        monkeypatch.setattr(room, "raw", lambda connection: Explaining(raw(connection)))

    def ask(connection: Connection) -> None:
        raw(connection).execute("INSERT INTO stores (id, brand, names) VALUES ('s', 'b', '{}')")
        sales.the_day(connection, "s", "2026-11-21")
        sales.opening_story(connection, "s", "o")
        asked.insert_asked(
            connection, "s", [asked.Asked("s", 0, "i", "order", "A1", "p", "received", 1, 0, 0, "", "")]
        )
        asked.hand_over(connection, "s", 0, 200, 1, 0)
        asked.set_verdict(connection, "s", "i", "held", "", 1)
        asked.lapse_asked(connection, "s", ["i"])
        asked.latest_asked(connection, "s", 1, 9)
        assert list(journal.kept_after(connection, 0, 9)) == []
        for kind, indexes in projections.INDEXES.items():
            SqlTables(connection, "s").get(kind, "k")
            for names in indexes:
                SqlTables(connection, "s").where(kind, **dict.fromkeys(names, "x"))

    database.submit(ask).result()
    assert len(plans) > 25
    small = ("fold_held", "known", "(subquery")
    for statement, plan in plans.items():
        walks = [
            step
            for step in plan.split(" | ")
            if step.startswith("SCAN") and not step.split()[1].startswith(small)
        ]
        assert walks == [], (statement, plan)
        assert "(store=?)" not in plan or "stores" in plan, (statement, plan)


def test_a_damaged_page_is_met_and_all_that_lies_elsewhere_goes_on(tmp_path: Path) -> None:
    """SQLCipher gives nothing more on a connection that has met one."""
    file = tmp_path / "server.db"
    with closing(Database(file, KEY)) as database:
        database.submit(lambda c: raw(c).execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text)")).result()
        rows = [(id, "x" * 500) for id in range(1, 400)]
        database.submit(lambda c: raw(c).executemany("INSERT INTO t VALUES (?, ?)", rows)).result()

    def text(id: int) -> Callable[[Connection], str]:
        return lambda c: str(raw(c).execute("SELECT text FROM t WHERE id = ?", (id,)).fetchone()[0])

    def so(id: int) -> bool:
        with closing(connect(file, KEY, read_only=True)) as one, suppress(sqlcipher.Error):
            return bool(one.execute("SELECT text FROM t WHERE id = ?", (id,)).fetchone())
        return False

    damage_a_page(file, lambda: [so(id) for id in (1, 200, 399)] == [True, False, True])
    with closing(Database(file, KEY)) as database:
        for _ in range(2):
            for ask in (database.read, lambda do: database.submit(do).result()):
                with pytest.raises(Refused, match="server_disk"):
                    ask(text(200))
                assert ask(text(1)) == ask(text(399)) == "x" * 500
        database.submit(lambda c: raw(c).execute("UPDATE t SET text = 'y' WHERE id = 1")).result()
        assert database.read(text(1)) == "y"
