"""The own server's copy in a backup: asked of its program, for nobody else knows what is in its file.

The program takes a snapshot and says how far it holds each incarnation; the till copies its own file
meanwhile, and answers which of them are in that copy. Those facts stay out: the till tells them again after a
restore. What goes wrong here is written down and told, and never keeps a backup of the till from being made.
"""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pos_app.sync.own_server import server_program

log = logging.getLogger(__name__)
PATIENCE = 600.0  # seconds until its program is given up; a store's file is copied meanwhile
NONE, IN, FAILED = "none", "in", "failed"


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """What of the own server is in a backup. ``state``: "" in backups of older programs, NONE where there was
    no server yet, IN or FAILED. ``readers``: devices that may read; ``password``: whether the owner has set
    one; ``review``: facts that wait for the owner; ``orders``: of phones, that no till has fetched; ``rows``:
    of all its tables; ``backups``: of other stores' tills, which are not in it."""

    state: str = ""
    readers: int = 0
    password: bool = False
    review: int = 0
    orders: int = 0
    rows: int = 0
    backups: int = 0


@dataclass(frozen=True, slots=True)
class OwnHead:
    """How far the own server holds an incarnation; ``hash`` in hexadecimal."""

    incarnation: str
    seq: int
    hash: str


Held = Callable[[Sequence[OwnHead]], Sequence[str]]


class OwnCopying:
    """A copy being made into ``target``: its snapshot stands from the beginning, ``finish`` writes it."""

    def __init__(self, folder: Path, key: str, target: Path) -> None:
        """Begin, if there is an own server's file in ``folder``. Raises nothing."""
        self._target = target
        self._heads: list[OwnHead] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._state = NONE
        if not key or not (folder / "server.db").exists():
            return
        self._state = FAILED
        where = ["--child", "--data-dir", str(folder), "--to", str(target)]
        try:
            self._process = _start(["backup", *where])
            self._tell({"key": key})
            self._heads = [OwnHead(*head) for head in self._hear()["heads"]]
            self._state = IN
        except (OSError, ValueError, TypeError, KeyError):
            self._give_up()

    def finish(self, held: Held) -> OwnCopy:
        """Write it. ``held``: which of the incarnations are in the till's copy, up to where the server is."""
        if self._process is None:
            return OwnCopy(self._state)
        try:
            self._tell({"held": list(held(self._heads))})
            found = _read(self._hear())
            if self._process.wait(PATIENCE) != 0 or not self._target.exists():
                raise OSError("its program failed at the end")
            return found
        except (OSError, ValueError, TypeError, KeyError, subprocess.TimeoutExpired):
            self._give_up()
            self._target.unlink(missing_ok=True)
            return OwnCopy(FAILED)
        finally:
            self.close()

    def close(self) -> None:
        """Nobody wants it any more, or it is done."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _tell(self, line: object) -> None:
        assert self._process and self._process.stdin
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        self._process.stdin.flush()

    def _hear(self) -> Any:
        assert self._process and self._process.stdout
        patience = threading.Timer(PATIENCE, self._process.kill)
        patience.start()
        try:
            return json.loads(self._process.stdout.readline())
        finally:
            patience.cancel()

    def _give_up(self) -> None:
        said = b""
        if self._process is not None:
            self._process.kill()
            said = self._process.communicate()[1]
            self._process = None
        self._state = FAILED
        log.error("the own server's copy failed: %s", said.decode(errors="replace").strip()[-200:])


class OwnCopyError(Exception):
    """No server's folder could be made of it; the message is its program's own line."""


def own_from_copy(file: Path, key: str, folder: Path) -> OwnCopy:
    """Make the own server's ``folder`` of a copy, under a new epoch; what is in it. Raises OwnCopyError."""
    try:
        process = _start(["restore", "--child", "--from", str(file), "--data-dir", str(folder)])
        secret = json.dumps({"key": key}).encode() + b"\n"
        found, said = process.communicate(secret, PATIENCE)
        if process.returncode == 0:
            return _read(json.loads(found))
    except (OSError, ValueError, TypeError, KeyError, subprocess.TimeoutExpired) as error:
        raise OwnCopyError(type(error).__name__) from error
    raise OwnCopyError(said.decode(errors="replace").strip()[-200:])


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*server_program(), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
        | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )


def _read(told: Any) -> OwnCopy:
    names = {field.name for field in fields(OwnCopy)} - {"state"}
    return OwnCopy(IN, **{name: value for name, value in told.items() if name in names})
