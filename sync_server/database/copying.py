"""A whole copy of the server's file under the same key, and the copies kept from before an update."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from sync_server.database.connecting import connect

BEFORE = "before-"
COPIES_KEPT = 2


class CannotCopy(Exception):  # noqa: N818 - it reads as what is so
    """The file could not be copied; nothing was changed."""


def write_copy(connection: Any, target: Path) -> None:
    """Copy what is committed into a new encrypted file, whole or not at all. Raises CannotCopy."""
    unfinished = target.with_suffix(".new")
    try:
        unfinished.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    except (sqlcipher.Error, OSError) as error:
        raise CannotCopy(str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)


class CopyDamaged(Exception):  # noqa: N818 - it reads as what is so
    """A copy opens, but is not whole or is no server's file."""


def begin_new_epoch(path: Path, key: str, epoch: str) -> None:
    """Make a server of a copy: whoever knew it asks anew what it holds. Raises CopyDamaged."""
    with closing(connect(path, key)) as connection:
        try:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            changed = whole and connection.execute("UPDATE server SET epoch = ?", (epoch,)).rowcount
        except sqlcipher.DatabaseError as error:
            raise CopyDamaged from error
        if changed != 1:
            raise CopyDamaged
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def keep_before(path: Path, key: str, revision: str) -> None:
    """Keep the file as it is before an update from ``revision``, and the one before that."""
    with closing(connect(path, key)) as connection:
        write_copy(connection, path.with_name(f"{BEFORE}{revision}.db"))
    for old in sorted(path.parent.glob(f"{BEFORE}*.db"))[:-COPIES_KEPT]:
        old.unlink()
