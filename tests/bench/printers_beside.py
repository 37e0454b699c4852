"""Printers in a process of their own, as printers are: their work does not slow the till.

`python -m tests.bench.printers_beside NAME…` says their addresses in one JSON line and ends with its input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.end_to_end.programs import Program
from tests.end_to_end.shop import STATIONS
from tests.fakes.printer import VirtualPrinter


@contextmanager
def printers_beside(folder: Path, names: Sequence[str] = STATIONS) -> Iterator[Mapping[str, str]]:
    """Running printers: name → address."""
    program = Program("tests.bench.printers_beside", list(names), folder / "printers.said")
    try:
        yield {name: str(address) for name, address in program.wait_ready().items()}
    finally:
        program.kill()


def main() -> None:
    with ExitStack() as stack:
        printers = {name: stack.enter_context(VirtualPrinter()) for name in sys.argv[1:]}
        print(json.dumps({name: printer.address for name, printer in printers.items()}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
