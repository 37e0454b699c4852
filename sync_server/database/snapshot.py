"""A copy of the server's file as it is at this moment, in another folder; its own folder is only read."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from sync_server.database.connecting import connect
from sync_server.database.copying import write_copy


def copy_as_it_is(path: Path, key: str, target: Path, *, running: bool) -> None:
    """Copy what is committed to ``target``. ``running``: a server works on the file at the same time.

    Raises WrongKey, CannotCopy or OSError.
    """
    if running:
        with closing(connect(path, key, read_only=True)) as connection:
            connection.execute("PRAGMA query_only = OFF")  # forbids even that; mode=ro stays
            write_copy(connection, target)
        return
    for name in (path.name, f"{path.name}-wal"):  # a killed server has left its log of writes
        if path.with_name(name).exists():
            shutil.copyfile(path.with_name(name), target.with_name(name.replace(path.name, target.name)))
