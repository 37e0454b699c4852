"""A program on a disk that takes only so much: the system itself refuses each byte beyond."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.sync_server.running import ROOT

START = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from {module} import main
sys.exit(main(sys.argv[2:]))
"""


def with_room(size: int, module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a program none of whose files may grow beyond ``size`` bytes; its words are Chinese."""
    return subprocess.run(
        [sys.executable, "-c", START.format(module=module), str(size), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},  # else half of it
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
