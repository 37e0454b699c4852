"""A whole copy of the store's file under the same key, and the copies kept from before an update."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

BEFORE = "before-"
COPIES_KEPT = 2


def copy_store(engine: sa.Engine, target: Path) -> None:
    """Copy what is committed into a new encrypted file, whole or not at all.

    Raises OSError or the driver's DatabaseError.
    """
    unfinished = target.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(engine.raw_connection()) as connection:
            assert connection.driver_connection
            connection.driver_connection.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def keep_before(engine: sa.Engine, folder: Path, revision: str) -> None:
    """Keep the store as it is before an update from ``revision``, and the one before that."""
    copy_store(engine, folder / f"{BEFORE}{revision}.db")
    for old in sorted(folder.glob(f"{BEFORE}*.db"))[:-COPIES_KEPT]:
        old.unlink()
