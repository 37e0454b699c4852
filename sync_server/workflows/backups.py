"""Backups of stores as files in the server's folder: whole or not at all, and unreadable to the server.

They are as big as a store, so that they are never whole in memory.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Refused
from domain.record.retention import keep

FOLDER = "backups"
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,79}\.age")
UNFINISHED = ".part"
PIECE = 1 << 20  # bytes written at once
SPARE = 256 << 20  # bytes of the disk that backups leave free: facts and orders go before


@dataclass(frozen=True, slots=True)
class Limits:
    """``size``: bytes of one backup; ``count``: of one store, whatever the rule of ages lets stay."""

    size: int = 4 << 30
    count: int = 100


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """``size`` in bytes; ``at``: when it came here, UTC milliseconds."""

    name: str
    size: int
    at: int


class BackupFiles:
    """The backups of all stores below one folder."""

    def __init__(self, folder: Path, limits: Limits, now: Callable[[], int]) -> None:
        self._folder = folder / FOLDER
        self.limits = limits
        self._now = now
        self._coming: set[str] = set()  # stores whose backup is on its way
        for torn in self._folder.glob(f"*/*{UNFINISHED}"):
            torn.unlink(missing_ok=True)

    def listed(self, store: str) -> list[KeptBackup]:
        """The backups of a store, newest first."""
        found = map(_told, self._of(store).glob("*.age"))
        return sorted(found, key=lambda one: (one.at, one.name), reverse=True)

    def file(self, store: str, name: str) -> Path:
        """Where a kept backup lies. Raises Refused("backup_unknown")."""
        file = self._of(store) / _checked(name)
        if not file.is_file():
            raise Refused("backup_unknown")
        return file

    async def put(self, store: str, name: str, sha256: str, body: AsyncIterator[bytes]) -> KeptBackup:
        """Keep a backup, durably, when its bytes have that digest; the same one again is the same.

        Raises Refused: unreadable, too_large, backup_busy, backup_full, server_disk, request_changed (another
        one has that name).
        """
        _checked(name)
        if store in self._coming:
            raise Refused("backup_busy")
        self._coming.add(store)
        try:
            return await self._put(self._of(store), name, sha256, body)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise Refused("backup_full" if full else "server_disk") from error
        finally:
            self._coming.discard(store)

    async def _put(self, folder: Path, name: str, sha256: str, body: AsyncIterator[bytes]) -> KeptBackup:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(folder).free < SPARE:
            raise Refused("backup_full")
        unfinished = folder / f"{secrets.token_hex(8)}{UNFINISHED}"
        try:
            if await self._receive(unfinished, body) != sha256:
                raise Refused("unreadable")
            await asyncio.to_thread(_place, unfinished, folder / name, sha256)
        finally:
            unfinished.unlink(missing_ok=True)
        kept = _told(folder / name)
        await asyncio.to_thread(self._thin, folder)
        return kept

    async def _receive(self, file: Path, body: AsyncIterator[bytes]) -> str:
        """Write what comes; its digest."""
        digest, size, waiting = hashlib.sha256(), 0, bytearray()
        with file.open("xb") as out:

            def write(piece: bytes) -> None:
                out.write(piece)
                digest.update(piece)
                if shutil.disk_usage(file.parent).free < SPARE:
                    raise Refused("backup_full")

            async for part in body:
                size += len(part)
                if size > self.limits.size:
                    raise Refused("too_large", maximum=self.limits.size)
                waiting += part
                if len(waiting) >= PIECE:
                    await asyncio.to_thread(write, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(write, bytes(waiting))
            await asyncio.to_thread(os.fsync, out.fileno())
        return digest.hexdigest()

    def _thin(self, folder: Path) -> None:
        """Let go of what the rule of ages no longer wants; the newest always stays."""
        listed = self.listed(folder.name)
        wanted = keep((one.at for one in listed), self._now())
        for place, one in enumerate(listed):
            if one.at not in wanted or place >= self.limits.count:
                (folder / one.name).unlink(missing_ok=True)

    def _of(self, store: str) -> Path:
        return self._folder / store


def _told(file: Path) -> KeptBackup:
    state = file.stat()
    return KeptBackup(file.name, state.st_size, state.st_mtime_ns // 1_000_000)


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Refused("unreadable")
    return name


def _place(unfinished: Path, target: Path, sha256: str) -> None:
    """Give a whole file its name, for good."""
    if target.exists():
        with target.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise Refused("request_changed")
        return
    unfinished.replace(target)
    if os.name == "posix":
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
