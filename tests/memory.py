"""The files of the tests stand in memory where there is room: each commit of a till, a server and a browser
would wait for the disk. No story is about the disk of whoever runs it; those of disks mount their own.
"""

from __future__ import annotations

import os
import shutil
import tempfile

MEMORY = "/dev/shm"
ROOM = 4 << 30  # bytes


def work_in_memory() -> None:
    """From now on, here and in child processes, unless $TMPDIR says where."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = MEMORY
