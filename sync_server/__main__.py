"""sync-server: the server's entry. What a start imports and builds stays: nothing looks through it for
garbage."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to end, or another command; returns the exit code."""
    gc.disable()  # until the server stands: looking again and again would take a quarter of the start
    try:
        from sync_server.commands import main as run

        return run(arguments)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
