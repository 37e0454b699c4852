"""The server's folder: one server at a time, and the key to its file."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sync_server.settings import CannotStart

SERVICE = "mashang-sync-server"
ADDRESS = "address"  # the file in which a running server says where it answers


def open_folder(folder: Path) -> IO[bytes]:
    """Make the folder if need be and lock it; the lock holds until the file is closed. Raises CannotStart."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "server.lock").open("ab")
    except OSError as error:
        raise no_disk(folder, error) from error
    if not _lock(lock):
        lock.close()
        said = f"data folder {folder}: another server is running on it"
        raise CannotStart(said, "server_taken", folder=str(folder))
    forget_address(folder)
    return lock


def url_of(host: str, port: int) -> str:
    """Where this machine's browser finds a server that listens there; a wildcard is no address to go to."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def leave_address(folder: Path, url: str) -> None:
    """Note where the server of this folder answers, for its doctor. The caller holds the folder's lock; a
    disk that does not take it stops nothing."""
    with suppress(OSError):
        (folder / ADDRESS).write_text(f"{url}\n", encoding="ascii")


def forget_address(folder: Path) -> None:
    """Nobody answers there any more, or another one did that was killed."""
    with suppress(OSError):
        (folder / ADDRESS).unlink(missing_ok=True)


def left_address(folder: Path) -> str:
    """Where the server that runs on this folder answers, "" if it has not said so. Of a folder on which none
    runs it says nothing: who was killed has left it."""
    try:
        return (folder / ADDRESS).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


@contextmanager
def no_server_may_start(folder: Path) -> Iterator[bool]:
    """Whether no server runs on the folder; none can start meanwhile. The folder is not touched."""
    try:
        file = (folder / "server.lock").open("rb")
    except FileNotFoundError:
        yield True
        return
    with file:
        yield _lock(file)


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def folder_key(folder: Path) -> tuple[str, str]:
    """The raw key of the folder's file and a sentence on where it lies; made at the first start.

    The operating system's key store is asked under a name kept in the folder, so that the folder may move.
    Raises CannotStart if there is data and its key is gone.
    """
    file = folder / "key"
    if file.exists():
        return _read(file).strip(), f"The key lies in {file}, readable by its owner only."
    name = folder / "key-name"
    if name.exists():
        return _from_keyring(_read(name).strip(), folder), "The key lies in the system's key store."
    if (folder / "server.db").exists():
        raise no_key(folder, "its key is missing")
    key = secrets.token_hex(32)
    return key, keep_key(folder, key)


def keep_key(folder: Path, key: str) -> str:
    """Keep the key of a folder that has none, or of one whose file does not exist yet; where it lies."""
    import keyring  # only here: a till's own server never asks, and starts sooner
    from keyring.errors import KeyringError

    file, name, account = folder / "key", folder / "key-name", secrets.token_hex(16)
    file.unlink(missing_ok=True)
    name.unlink(missing_ok=True)
    try:
        keyring.set_password(SERVICE, account, key)
    except KeyringError:
        write_private(file, key)
        return f"This system has no key store: the key lies in {file}, readable by its owner only."
    write_private(name, account)
    return "The key lies in the system's key store."


def no_key(folder: Path, why: str) -> CannotStart:
    """The refusal of a folder whose key is not to be had."""
    return CannotStart(f"data folder {folder}: {why}", "server_key", folder=str(folder))


def no_disk(folder: Path, error: OSError) -> CannotStart:
    """The refusal of a folder whose disk gives or takes nothing."""
    said = f"data folder {folder}: {error.strerror or error}"
    return CannotStart(said, "start_disk", folder=str(folder))


def does_not_open(folder: Path) -> CannotStart:
    """The refusal of a folder whose file is not this key's, or no database."""
    said = f"data folder {folder}: its key does not open it, or it is damaged"
    return CannotStart(said, "server_broken", folder=str(folder))


def _from_keyring(account: str, folder: Path) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        key = keyring.get_password(SERVICE, account)
    except KeyringError as error:
        said = f"data folder {folder}: the system's key store does not open"
        raise CannotStart(said, "start_key_shut") from error
    if not key:
        raise no_key(folder, "its key is not in the system's key store")
    return key


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{file} cannot be read") from error


def write_private(file: Path, text: str) -> None:
    """A file that its owner alone may read, durable; where that does not succeed there is none, not half."""
    unfinished = file.with_name(f"{file.name}.new")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
