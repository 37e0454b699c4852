"""A disk that forgets: what was not synced may be lost, whole or in sectors, when the power goes.

with Disk(Random(7), cut_at=40) as disk:      # the 40th write or sync is the last
    ... a database through ``Driver(disk.name)`` ...
    disk.power_off()                          # else now
    disk.left_in(folder)                      # what a new start would find

Names of files are kept at once: SQLite syncs the folder itself when it makes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import apsw

SECTOR = 512  # bytes that a disk writes whole or not at all
_OURS = (
    apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL
)  # the other files do not outlive a start


class Trouble(Enum):
    """What goes wrong at a step while the power is on."""

    SYNC = "sync"  # a sync fails; what it should have made safe is partly lost, and not tried again
    FULL = "full"  # a write finds no room
    WRITE = "write"  # a write fails


@dataclass
class _Platter:
    """A file: what is safe, and the changes since, oldest first. ``None`` as bytes: cut to that length."""

    safe: bytearray
    unsynced: list[tuple[int, bytes | None]] = field(default_factory=list)

    def settle(self, chance: Random, share: float) -> None:
        """Let about ``share`` of what is not synced become safe, sector by sector, and forget the rest."""
        for offset, data in self.unsynced:
            if data is None:
                if chance.random() < share:
                    del self.safe[offset:]
                continue
            end = offset + len(data)
            for begin in range(offset - offset % SECTOR, end, SECTOR):
                if chance.random() < share:
                    first, last = max(begin, offset), min(begin + SECTOR, end)
                    self._put(first, data[first - offset : last - offset])
        self.unsynced.clear()

    def _put(self, offset: int, data: bytes) -> None:
        self.safe.extend(bytes(max(0, offset - len(self.safe))))
        self.safe[offset : offset + len(data)] = data


class Disk(apsw.VFS):
    """``steps`` counts writes and syncs; ``unsynced`` the bytes that the power cut found so.

    ``cut_at``: the step at which the power goes (0: never by itself). ``troubles``: what goes wrong, by step;
    ``met`` counts those that came.
    """

    def __init__(
        self, chance: Random, cut_at: int = 0, troubles: Mapping[int, Trouble] | None = None
    ) -> None:
        self.name = f"disk-{uuid4().hex}"
        super().__init__(self.name, "")
        self.chance = chance
        self.steps = 0
        self.unsynced = 0
        self.met = 0
        self.on = True
        self._cut_at = cut_at
        self._troubles = troubles or {}
        self._platters: dict[str, _Platter] = {}

    def __enter__(self) -> Disk:
        return self

    def __exit__(self, *exception: object) -> None:
        self.unregister()

    def power_off(self) -> None:
        """From now on nothing is written; what was not synced is partly lost."""
        if self.on:
            self.on = False
            waiting = [data for platter in self._platters.values() for _, data in platter.unsynced]
            self.unsynced = sum(len(data or b"") for data in waiting)
            share = self.chance.choice((0.0, 0.5, 0.9, 1.0))
            for platter in self._platters.values():
                platter.settle(self.chance, share)

    def left_in(self, folder: Path) -> None:
        """Write what is safe into a folder."""
        for path, platter in self._platters.items():
            (folder / Path(path).name).write_bytes(platter.safe)

    def excepthook(self, *_: Any, **__: Any) -> bool:
        """What SQLite takes no notice of is no news."""
        return True

    # ---------------------------------------------------------------- what SQLite calls

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        if name is None or not flags[0] & _OURS:
            return apsw.VFSFile("", name, flags)
        path = name if isinstance(name, str) else name.filename()
        if path not in self._platters:
            kept = Path(path)
            self._platters[path] = _Platter(bytearray(kept.read_bytes() if kept.exists() else b""))
        return _File(self, self._platters[path], name, flags)

    def xDelete(self, path: str, sync: bool) -> None:
        if not self.on:
            raise apsw.IOError("the power is off")
        self._platters.pop(path, None)
        super().xDelete(path, sync)

    def write(self, platter: _Platter, offset: int, data: bytes | None, go_on: Callable[[], None]) -> None:
        """One write, or a cut to a length."""
        trouble = self._step(lambda: platter.unsynced.append((offset, data)))
        if trouble is Trouble.FULL and data is not None:
            self.met += 1
            raise apsw.FullError("no room")
        if trouble is Trouble.WRITE:
            self.met += 1
            raise apsw.IOError("the disk did not take it")
        platter.unsynced.append((offset, data))
        go_on()

    def sync(self, platter: _Platter) -> None:
        trouble = self._step(lambda: None)
        if trouble is Trouble.SYNC and platter.unsynced:
            self.met += 1
            platter.settle(self.chance, self.chance.random())
            raise apsw.IOError("the disk did not take it")
        platter.settle(self.chance, 2.0)

    def _step(self, just_before_the_cut: Callable[[], None]) -> Trouble | None:
        self.steps += 1
        if self.steps == self._cut_at:
            just_before_the_cut()
            self.power_off()
        if not self.on:
            raise apsw.IOError("the power is off")
        return self._troubles.get(self.steps)


class _File(apsw.VFSFile):
    """Reads see what was written last, as from the system's cache."""

    def __init__(self, disk: Disk, platter: _Platter, name: str | apsw.URIFilename, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._platter = platter

    def excepthook(self, *_: Any, **__: Any) -> bool:
        """What SQLite takes no notice of is no news."""
        return True

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.write(self._platter, offset, bytes(data), lambda: super(_File, self).xWrite(data, offset))

    def xTruncate(self, length: int) -> None:
        self._disk.write(self._platter, length, None, lambda: super(_File, self).xTruncate(length))

    def xSync(self, flags: int) -> None:
        self._disk.sync(self._platter)
