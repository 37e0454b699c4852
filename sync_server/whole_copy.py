"""The server's own backup: one encrypted file while it runs, and a folder made of it elsewhere.

The file opens only by this server's key, so that the key goes into a file of its own beside it: whoever keeps
the backup keeps the key too, in another place. Backups of stores are not in it: their tills send new ones.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from domain.record.ids import uuid7
from sync_server.data_folder import does_not_open, folder_key, keep_key, open_folder, write_private
from sync_server.database.connecting import WrongKey, connect
from sync_server.database.copying import CannotCopy, CopyDamaged, begin_new_epoch, write_copy
from sync_server.settings import CannotStart


def key_beside(file: Path) -> Path:
    """Where the key of a backup lies unless it was moved."""
    return file.with_name(f"{file.name}.key")


def back_up(folder: Path, file: Path) -> str:
    """Write a whole copy of the server's file, also while it runs; what to say of it. Raises CannotStart."""
    if not (folder / "server.db").exists():
        raise CannotStart(f"data folder {folder}: there is no server's file in it")
    if file.exists():
        raise CannotStart(f"{file}: is there already; nothing was written")
    key, _ = folder_key(folder)
    try:
        with closing(connect(folder / "server.db", key)) as connection:
            write_copy(connection, file)
        key_beside(file).unlink(missing_ok=True)
        write_private(key_beside(file), key)
    except WrongKey as error:
        raise does_not_open(folder) from error
    except (OSError, CannotCopy) as error:
        raise CannotStart(f"{file}: cannot be written: {error}") from error
    return (
        f"The backup is {file}. Nobody opens it without its key: {key_beside(file)}.\n"
        "Keep the key in another place than the backup, and never lose it: nobody can make it again.\n"
        "The stores' own backups are not in it: the tills send new ones."
    )


def restore(file: Path, key_file: Path, folder: Path, now: int) -> str:
    """Make a server's folder of a backup; what to say of it. Raises CannotStart, with no server made.

    A new epoch begins, so that the tills tell again what the backup is too old for.
    """
    try:
        key = key_file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{key_file}: the backup's key cannot be read; give its place by --key") from error
    if not file.is_file():
        raise CannotStart(f"{file}: there is no such backup")
    make_folder(file, key, folder, now, keep_key)
    return f"Restored to {folder}. Start the server: the tills send by themselves what has happened since."


def make_folder(
    file: Path,
    key: str,
    folder: Path,
    now: int,
    keep: Callable[[Path, str], object] = lambda folder, key: None,
) -> None:
    """A server's folder of a copy of its file, under a new epoch. ``keep`` puts the key in its place.

    Raises CannotStart, with no server made.
    """
    with open_folder(folder):
        target = folder / "server.db"
        if target.exists():
            raise CannotStart(f"data folder {folder}: a server's file is in it; nothing was written")
        unfinished = folder / "restoring.db"
        _clear(unfinished)
        try:
            shutil.copyfile(file, unfinished)
            begin_new_epoch(unfinished, key, uuid7(now, secrets.token_bytes(10)))
            keep(folder, key)
            unfinished.replace(target)
        except (WrongKey, CopyDamaged) as error:
            raise CannotStart(f"{file}: this key does not open it, or it is damaged") from error
        except OSError as error:
            raise CannotStart(f"data folder {folder}: cannot be written: {error}") from error
        finally:
            _clear(unfinished)


def _clear(file: Path) -> None:
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
