"""A server of a release before opens with today's program: what it knew of its devices means the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config

from pos_app.keys import KeyBox
from sync_server.database import enrolments, migrations
from sync_server.database.connecting import connect
from sync_server.database.identity import Identity, identity
from sync_server.database.migrating import bring_up
from sync_server.database.session import Connection, Database

RELEASED = Path(__file__).parents[1] / "golden_stores" / "0.1.0"
VERSIONS = sorted(
    path.name.partition("_")[0] for path in (Path(migrations.__file__).parent / "versions").glob("0*.py")
)


def upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    connection.exec_driver_sql("SELECT 1")  # the transaction has begun, as the program does it
    command.upgrade(config, revision)


def rows(path: Path, key: str, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(path, key, read_only=True)) as connection:
        return list(connection.execute(query).fetchall())


@pytest.fixture(params=[version for version in VERSIONS if version < migrations.HEAD])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """The server's file of a release, with its devices, an unused code and facts; and its key."""
    folder = shutil.copytree(RELEASED, tmp_path / "store")
    key, path = KeyBox(folder).server_key(), folder / "server" / "server.db"
    database = Database(path, key)
    database.submit(lambda c: upgrade(c, request.param)).result()
    code = "INSERT INTO enrol_codes (code, kind, ends_at) VALUES ('ABCDEFGH', 'owner', 9999999999999)"
    database.submit(lambda c: c.exec_driver_sql(code)).result()
    database.close()
    assert rows(path, key, "SELECT version_num FROM alembic_version") == [(request.param,)]
    return path, key


@pytest.fixture
def today(old: tuple[Path, str]) -> Iterator[Database]:
    database = Database(*old)
    bring_up(database)
    yield database
    database.close()


KNOWN = "SELECT id, store, hex(public_key), names, enrolled_at, revoked_at FROM devices"
FACTS = "SELECT incarnation, seq, hex(hash) FROM events ORDER BY position"


@pytest.fixture
def before(old: tuple[Path, str]) -> tuple[list[tuple[Any, ...]], ...]:
    found = tuple(rows(*old, query) for query in (KNOWN, FACTS, "SELECT id, epoch FROM server"))
    assert all(found)
    return found


def test_devices_and_codes_from_before_are_tills(before: Any, old: tuple[Path, str], today: Database) -> None:
    assert tuple(rows(*old, query) for query in (KNOWN, FACTS, "SELECT id, epoch FROM server")) == before
    devices = today.read(enrolments.all_devices)
    assert [(one.scope, one.heard_at) for one in devices] == [("till", 0)] * len(before[0])
    codes = rows(*old, "SELECT scope, store FROM enrol_codes WHERE code = 'ABCDEFGH'")
    assert codes == [("till", "")]


def test_a_server_from_before_has_a_key_for_tokens_from_now_on(
    old: tuple[Path, str], today: Database
) -> None:
    def who(connection: Connection) -> Identity:
        return identity(connection, lambda: "", lambda: b"", 0)

    (me,) = {today.read(who), today.read(who)}
    assert len(me.token_key) == 32 and me.token_key != me.signing_key
    today.close()
    assert me.token_key not in old[0].read_bytes(), "the file is encrypted"
