"""Where backups lie: a folder of the till's own, a second disk or share, the server. Each fails for itself.

A second disk is known by a small file that is put there when it is chosen: an empty mount point looks like a
folder too, and a backup written there would fill the till's own disk.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from domain.errors import Refused
from domain.record.replication import ITS_DISK
from domain.record.retention import keep
from pos_app.sync.backups import BackupClient, Taker
from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.workflows.backup_file import PART, Made, copy_durably, settle, settle_folder

ENDING = ".age"
MARKER = "mashang-backups"
NAME = re.compile(r"(?P<store>[0-9a-f]{8})-(?P<at>\d{8}T\d{6}Z)\.age")

# What a place can be in; all but the first two are troubles.
OK, UNTRIED = "ok", "untried"
FULL, READ_ONLY, UNPLUGGED, UNREACHABLE, REFUSED, BROKEN = (
    "full",
    "read_only",
    "unplugged",
    "unreachable",
    "refused",
    "broken",
)
_BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EFBIG: FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.ENOENT: UNPLUGGED,
    errno.ENOTDIR: UNPLUGGED,
    errno.ENODEV: UNPLUGGED,
    errno.ENXIO: UNPLUGGED,
}


class PlaceFailed(Exception):  # noqa: N818 - it reads as what happened
    """The place did not take or give it. ``state`` says why."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def state_of(error: Exception) -> str:
    """What kept a backup from being made or put somewhere, as a state of the place."""
    if isinstance(error, PlaceFailed):
        return error.state
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, BROKEN)
    said = str(error)  # the database's own words
    return FULL if "full" in said else READ_ONLY if "readonly" in said else BROKEN


def name_of(store: str, at: int) -> str:
    """A backup's name: whose it is and when it was made, so that a folder tells without any key."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return f"{store[-8:]}-{moment:%Y%m%dT%H%M%SZ}{ENDING}"


def time_of(name: str, store: str) -> int | None:
    """When a backup of this store was made, UTC milliseconds; None for any other name."""
    found = NAME.fullmatch(name)
    if found is None or found["store"] != store[-8:]:
        return None
    try:
        moment = datetime.strptime(found["at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many backups of this store a place holds, and their bytes; −1 if it does not tell."""

    count: int
    size: int


class Place(Protocol):
    """Somewhere to put a backup. All methods raise PlaceFailed."""

    def put(self, made: Made) -> None:
        """Take the file under its own name: whole, or not at all."""

    def thin(self, now: int) -> Kept:
        """Throw away what retention does not keep; what is left."""


class FolderPlace:
    """A folder. ``marked``: only while the marker of this store lies in it."""

    def __init__(self, folder: Path, store: str, marked: bool) -> None:
        self.folder, self._store, self._marked = folder, store, marked

    def claim(self) -> None:
        """Choose this folder for our backups. Raises Refused: it is another store's, or cannot be written."""
        marker = self.folder / MARKER
        try:
            if (
                marker.exists()
                and marker.read_text(encoding="ascii", errors="replace").strip() != self._store
            ):
                raise Refused("backup_place_used")
            with marker.open("wb") as file:
                file.write(self._store.encode() + b"\n")
                settle(file)
        except OSError as error:
            raise Refused("backup_place_away") from error

    def ready(self) -> None:
        """See that it is there, and sweep out what a killed till left half-written. Raises PlaceFailed."""
        try:
            self._look()
            for file in self.folder.glob(f"*{ENDING}{PART}"):
                if time_of(file.name.removesuffix(PART), self._store) is not None:
                    file.unlink(missing_ok=True)
        except OSError as error:
            raise PlaceFailed(state_of(error)) from error

    def put(self, made: Made) -> None:
        self.ready()
        try:
            target = self.folder / made.file.name
            if made.file.parent != self.folder:
                copy_durably(made.file, target)
        except OSError as error:
            raise PlaceFailed(state_of(error)) from error

    def thin(self, now: int) -> Kept:
        try:
            self._look()
            found = self.files()
            kept = keep(found.values(), now)
            for file, at in list(found.items()):
                if at not in kept:
                    file.unlink(missing_ok=True)
                    del found[file]
            settle_folder(self.folder)
            return Kept(len(found), sum(file.stat().st_size for file in found))
        except OSError as error:
            raise PlaceFailed(state_of(error)) from error

    def files(self) -> dict[Path, int]:
        """The backups of this store that lie here, and when they were made. Raises OSError."""
        found = {file: time_of(file.name, self._store) for file in self.folder.iterdir()}
        return {file: at for file, at in found.items() if at is not None}

    def _look(self) -> None:
        if not self._marked:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif not (self.folder / MARKER).exists():
            raise PlaceFailed(UNPLUGGED)


class ServerPlace:
    """The server that keeps the store's facts. What it throws away is its own rule's matter."""

    def __init__(self, connect: Callable[[], BackupClient]) -> None:
        self._connect = connect

    def put(self, made: Made) -> None:
        client = self._connect()
        try:
            if made.file.name not in {one.name for one in client.backups()}:
                client.put_backup(made.file, made.sha256)
        except OSError as error:  # our own file: it could not be read
            raise PlaceFailed(BROKEN) from error
        except Unreachable as error:
            raise PlaceFailed(UNREACHABLE) from error
        except ServerRefused as no:
            full = no.status == 507 or no.code == ITS_DISK
            raise PlaceFailed(FULL if full else REFUSED) from no
        finally:
            client.close()

    def fetch(self, name: str, out: Taker) -> None:
        """Have the server give a backup back. Raises PlaceFailed, and whatever ``out`` raises."""
        client = self._connect()
        try:
            client.get_backup(name, out)
        except Unreachable as error:
            raise PlaceFailed(UNREACHABLE) from error
        except ServerRefused as no:
            raise PlaceFailed(REFUSED) from no
        finally:
            client.close()

    def thin(self, now: int) -> Kept:
        client = self._connect()
        try:
            listed = client.backups()
        except Unreachable as error:
            raise PlaceFailed(UNREACHABLE) from error
        except ServerRefused as no:
            raise PlaceFailed(REFUSED) from no
        finally:
            client.close()
        return Kept(len(listed), sum(one.size for one in listed))
