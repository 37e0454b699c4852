"""Killing ourselves at a named place, when a test's environment asks for it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from domain import failpoints


def install(environment: Mapping[str, str]) -> None:
    """MASHANG_FAILPOINT=name[:n] kills the program when it comes to that place for the n-th time.

    The name is first written to the file MASHANG_FAILPOINT_LOG, so that the test can prove that it was hit.
    Where that file exists already it has been hit: the till that starts us again shall find us alive.
    """
    wanted, _, count = environment.get("MASHANG_FAILPOINT", "").partition(":")
    if not wanted:
        return
    if wanted not in failpoints.NAMES:
        raise ValueError(f"no such fail-point: {wanted}")
    left = int(count or 1)
    log = environment.get("MASHANG_FAILPOINT_LOG", "")
    if log and Path(log).exists():
        return

    def reach(name: str) -> None:
        nonlocal left
        if name != wanted:
            return
        left -= 1
        if left == 0:
            _die(name, log)

    failpoints.hook = reach


def _die(name: str, log: str) -> None:
    if log:
        with Path(log).open("a", encoding="ascii") as out:
            out.write(f"{name}\n")
            out.flush()
            os.fsync(out.fileno())
    if sys.platform == "win32":
        os._exit(137)
    os.kill(os.getpid(), signal.SIGKILL)
