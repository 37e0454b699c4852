"""Bringing a data folder to this program's tables; a folder of a newer program is left as it is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from sync_server.database import migrations
from sync_server.database.copying import keep_before
from sync_server.database.session import Database


class NewerFolder(Exception):  # noqa: N818 - it reads as what is so
    """A newer program wrote this folder."""


def bring_up(database: Database) -> None:
    """Migrate, behind a copy of the file as it is. Raises NewerFolder, CannotCopy."""
    present = database.submit(_revision).result()
    if present and present < migrations.HEAD:
        keep_before(database.path, database.key, present)
    database.submit(migrate).result()


def migrate(connection: Connection) -> None:
    """Apply what is missing, in the caller's transaction. Raises NewerFolder."""
    present = _revision(connection)
    if present == migrations.HEAD:
        return
    from alembic import command  # only here: a start with nothing to do must not pay for it
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise NewerFolder(f"revision {present}") from error


def _revision(connection: Connection) -> str:
    if "alembic_version" not in inspect(connection).get_table_names():
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
