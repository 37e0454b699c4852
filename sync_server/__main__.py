"""sync-server: the server's entry. What a start imports stays: nothing looks through it for garbage."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to end, or another command; returns the exit code."""
    gc.disable()  # looking again and again would take an eighth of what is imported
    try:
        from sync_server.commands import main as run
    finally:
        gc.enable()
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
