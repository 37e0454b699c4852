"""A copy of the store as it is at this moment, in another folder; the store's own folder is only read."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa

from pos_app.database.copying import copy_store
from pos_app.database.session import FILE, FolderError, Reader, no_till_may_start


def copy_as_it_is(folder: Path, key: str, target: Path) -> bool:
    """Copy what is committed into ``target``, beside a till that runs too; returns whether one did.

    Raises FolderError if the file cannot be read, OSError if there is no room for the copy.
    """
    with no_till_may_start(folder) as quiet:
        if quiet:  # a killed till has left its log of writes; SQLite would clear it up where it lies
            for name in (FILE, f"{FILE}-wal"):
                if (folder / name).exists():
                    shutil.copyfile(folder / name, target / name)
            return False
    try:
        reader = Reader(folder, key)
        try:
            copy_store(reader.engine, target / FILE)
        finally:
            reader.close()
    except sa.exc.DatabaseError as error:
        raise FolderError(f"{folder / FILE} cannot be read: {error.orig}") from error
    return True
