"""Files that the program has open can be neither moved nor deleted, as on Windows. All else stays Linux."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

PROGRAM = ("pos_app", "sync_server", "domain", "printers")
CALLS = {"replace": 2, "rename": 2, "unlink": 1, "remove": 1}  # how many of its arguments are files


@pytest.fixture
def open_files_stay(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What Windows refuses raises PermissionError; the test fails even if the program catches it."""
    refused: list[str] = []
    for name, files in CALLS.items():
        monkeypatch.setattr(os, name, _guarded(name, getattr(os, name), files, refused))
    monkeypatch.setattr(shutil, "_use_fd_functions", False)  # a folder is removed by its files' whole names
    yield refused
    assert refused == [], "Windows would have refused it"


def _guarded(name: str, real: Callable[..., Any], files: int, refused: list[str]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        held = [path for path in given[:files] if _is_open(path)] if _program_asks() else []
        if held:
            refused.append(f"{name}{given}")
            raise PermissionError(13, "being used by another process", os.fspath(held[0]))
        return real(*given, **named)

    return call


def _program_asks() -> bool:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in PROGRAM:
            return True
        frame = frame.f_back
    return False


def _is_open(path: Any) -> bool:
    wanted = os.path.realpath(path)
    for handle in Path("/proc/self/fd").iterdir():
        try:
            if str(handle.readlink()) == wanted:
                return True
        except OSError:  # closed meanwhile
            continue
    return False
