"""Lets a test kill the till at a named fail-point; without the environment it does nothing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from domain import failpoints


def install_failpoints() -> None:
    """Let a test kill the till at a named place: MASHANG_FAILPOINT="name" or "name:N" for the Nth time."""
    wanted = os.environ.get("MASHANG_FAILPOINT", "")
    if not wanted:
        return
    name, _, count = wanted.partition(":")
    left = int(count or 1)
    note = os.environ.get("MASHANG_FAILPOINT_LOG", "")

    def hook(reached: str) -> None:
        nonlocal left
        if reached != name:
            return
        left -= 1
        if left == 0:
            if note:
                with Path(note).open("a", encoding="ascii") as file:
                    file.write(f"{reached}\n")
                    file.flush()
                    os.fsync(file.fileno())
            if sys.platform == "win32":
                os._exit(137)
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.hook = hook
