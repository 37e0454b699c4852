"""The file as it is on disk: migrated to what the program expects, encrypted, durable at each commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pos_app.database.schema import whole
from pos_app.database.session import LATEST, MIGRATIONS, Database
from tests.pos_app.shop import scratch

KEY = "cd" * 32


@pytest.fixture
def database() -> Iterator[Database]:
    with scratch() as folder:
        database = Database(folder, KEY)
        yield database
        database.close()


def pragma(database: Database, name: str) -> object:
    return database.connection.connection.driver_connection.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[union-attr]


def test_the_latest_version_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [LATEST]


def test_migrations_lead_to_what_the_program_expects(database: Database) -> None:
    with database.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), whole()) == []


def test_a_commit_is_on_the_disk_when_it_returns(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL


def test_the_file_is_encrypted_and_nothing_of_it_spills(database: Database) -> None:
    assert pragma(database, "cipher_status") == "1"
    assert pragma(database, "temp_store") in (0, 2)
    options = database.connection.connection.driver_connection.execute(  # type: ignore[union-attr]
        "PRAGMA compile_options"
    ).fetchall()
    assert {("TEMP_STORE=2",), ("TEMP_STORE=3",)} & set(options)  # sorting stays in memory
    assert not database.path.read_bytes().startswith(b"SQLite format 3")


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    Database(tmp_path, KEY).close()
    before = (tmp_path / "store.db").read_bytes()
    Database(tmp_path, KEY).close()
    assert (tmp_path / "store.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]
