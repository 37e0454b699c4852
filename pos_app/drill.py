"""The drill's own process: it folds all facts anew, at a low priority, so that no tap of the cashier waits.

The drill's key travels through standard input; the process ends when that closes, also when the till dies.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from pos_app.paths import till_program
from pos_app.workflows import drilling
from pos_app.workflows.backup_file import Made
from pos_app.workflows.drilling import Found

log = logging.getLogger(__name__)
LOOK = 0.2  # seconds between looks whether the till is closing
POLITE = 10  # of 19: how far behind the till it stands where a machine is short of processors


def rehearse_apart(
    made: Made, key: Identity, work: Path, copies: Sequence[Path], ended: Callable[[], bool]
) -> Found | None:
    """``drilling.drill`` in a process of its own; None if the till closes meanwhile (``ended``)."""
    asked = {
        "file": str(made.file),
        "size": made.size,
        "sha256": made.sha256,
        "key": str(key),
        "work": str(work),
        "copies": [str(copy) for copy in copies],
    }
    process = subprocess.Popen(
        [*till_program(), "drill"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
        | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )
    assert process.stdin and process.stdout
    with process, process.stdin, process.stdout:
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        while not ended():
            try:
                process.wait(LOOK)
            except subprocess.TimeoutExpired:
                continue
            return _found(process.stdout.read())
        process.kill()
        return None


def drill_as_told() -> int:
    """The process itself: one line in, one line out."""
    if hasattr(os, "nice"):
        os.nice(POLITE)
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_till, name="till", daemon=True).start()
    made = Made(Path(asked["file"]), asked["size"], asked["sha256"])
    key = Identity.from_str(asked["key"])
    found = drilling.drill(made, key, Path(asked["work"]), [Path(copy) for copy in asked["copies"]])
    os.write(1, json.dumps(to_plain(found)).encode())
    return 0


def _found(said: bytes) -> Found:
    try:
        plain: Any = json.loads(said)
        return from_plain(Found, plain)
    except (ValueError, Refused):
        log.error("the drill's process did not say what it found")
        return Found(drilling.DIED)


def _end_with_the_till() -> None:
    os.read(0, 1)
    os._exit(1)
