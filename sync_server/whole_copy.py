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

from domain.errors import _m
from domain.record.ids import uuid7
from sync_server.data_folder import does_not_open, folder_key, keep_key, open_folder, write_private
from sync_server.database.connecting import WrongKey, connect
from sync_server.database.copying import CannotCopy, CopyDamaged, begin_new_epoch, write_copy
from sync_server.settings import CannotStart

Words = Callable[[str], str]
BACKED_UP = _m(
    "The backup is {file}. Nobody opens it without its key: {key}.\n"
    "Keep the key in another place than the backup, and never lose it: nobody can make it again.\n"
    "The stores' own backups are not in it: the tills send new ones."
)
RESTORED = _m("Restored to {folder}. Start the server: the tills send by themselves what has happened since.")


def key_beside(file: Path) -> Path:
    """Where the key of a backup lies unless it was moved."""
    return file.with_name(f"{file.name}.key")


def back_up(folder: Path, file: Path, words: Words = str) -> str:
    """Write a whole copy of the server's file, also while it runs; what to say of it, in ``words``.

    Raises CannotStart.
    """
    if not (folder / "server.db").exists():
        said = f"data folder {folder}: there is no server's file in it"
        raise CannotStart(said, "server_none", folder=str(folder))
    if file.exists():
        raise CannotStart(f"{file}: is there already; nothing was written", "copy_there", file=str(file))
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
    return words(BACKED_UP).format(file=file, key=key_beside(file))


def restore(file: Path, key_file: Path, folder: Path, now: int, words: Words = str) -> str:
    """Make a server's folder of a backup; what to say of it, in ``words``. Raises CannotStart, with no server
    made.

    A new epoch begins, so that the tills tell again what the backup is too old for.
    """
    try:
        key = key_file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = f"{key_file}: the backup's key cannot be read; give its place by --key"
        raise CannotStart(said, "copy_no_key", file=str(key_file)) from error
    if not file.is_file():
        raise CannotStart(f"{file}: there is no such backup", "copy_none", file=str(file))
    make_folder(file, key, folder, now, keep_key)
    return words(RESTORED).format(folder=folder)


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
            said = f"data folder {folder}: a server's file is in it; nothing was written"
            raise CannotStart(said, "server_there", folder=str(folder))
        unfinished = folder / "restoring.db"
        _clear(unfinished)
        try:
            shutil.copyfile(file, unfinished)
            begin_new_epoch(unfinished, key, uuid7(now, secrets.token_bytes(10)))
            keep(folder, key)
            unfinished.replace(target)
        except (WrongKey, CopyDamaged) as error:
            said = f"{file}: this key does not open it, or it is damaged"
            raise CannotStart(said, "copy_shut", file=str(file)) from error
        except OSError as error:
            raise CannotStart(f"data folder {folder}: cannot be written: {error}") from error
        finally:
            _clear(unfinished)


def _clear(file: Path) -> None:
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
