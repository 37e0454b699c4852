"""Where things are: the program's own files, and the default data folder of each system."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROGRAM = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
RESOURCES = PROGRAM / "resources"
TRANSLATIONS = PROGRAM / "translations"
DEMO = RESOURCES / "demo"


def program_version() -> str:
    """The version of this program, "" if it was started from a tree that is not installed."""
    try:
        return version("mashang")
    except PackageNotFoundError:
        return ""


def till_program() -> list[str]:
    """The command that starts this program once more, such as the drill beside the till."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pos_app"]


def default_data_dir(demo: bool) -> Path:
    """The folder for the store's data if none is given; the demo has one of its own."""
    name = "mashang-demo" if demo else "mashang"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData/Local"))) / name
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local/share"))) / name
