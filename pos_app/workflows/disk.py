"""How much room the store's disk has and whether it can be written: warned early, for the journal's sake."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pos_app.workflows.backup_file import settle

LOW = 1_000_000_000  # bytes free, or
LOW_SHARE = 0.05  # of the disk
URGENT = 200_000_000  # bytes free
PROBE = "backups.probe"


@dataclass(frozen=True, slots=True)
class DiskView:
    """``state``: ok | low | urgent | read_only | broken. ``free`` in bytes, −1 if nobody knows."""

    state: str = "ok"
    free: int = -1

    @property
    def full(self) -> bool:
        """Whether it takes nothing more."""
        return self.state == "urgent" and self.free == 0

    @property
    def stops_selling(self) -> bool:
        """Whether the next fact may not be written."""
        return self.state in ("urgent", "read_only", "broken")


def judge(free: int, total: int) -> str:
    """ok | low | urgent, by what is free of a disk."""
    if free < URGENT:
        return "urgent"
    return "low" if free < LOW or free < total * LOW_SHARE else "ok"


def look_at_disk(folder: Path) -> DiskView:
    """The disk under a folder now. Writes, syncs and removes one small file: only that shows a disk that
    fails."""
    try:
        usage = shutil.disk_usage(folder)
        _probe(folder / PROBE)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG):
            return DiskView("urgent", 0)
        read_only = error.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
        return DiskView("read_only" if read_only else "broken")
    return DiskView(judge(usage.free, usage.total), usage.free)


def _probe(file: Path) -> None:
    try:
        with file.open("wb") as out:
            out.write(os.urandom(16))
            settle(out)
    finally:
        file.unlink(missing_ok=True)
