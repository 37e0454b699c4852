"""Others' implementations of the gateways' protocols, from npm, installed outside the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INSTALLING = 300  # seconds at most


@pytest.fixture(scope="session")
def others() -> Path:
    """The folder that holds node_modules of the pinned versions; npm is asked for it once."""
    assert shutil.which("node") and shutil.which("npm"), "make interop needs node and npm"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder, wanted = cache / "mashang" / "interop", (HERE / "package.json").read_bytes()
    kept = folder / "installed.json"
    if not kept.exists() or kept.read_bytes() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_bytes(wanted)
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, timeout=INSTALLING)
        kept.write_bytes(wanted)
    return folder
