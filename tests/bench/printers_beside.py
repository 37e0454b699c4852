"""Three printers in a process of their own, as printers are: their work does not slow the till.

`python -m tests.bench.printers_beside` says their addresses in one JSON line and ends with its input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.end_to_end.programs import Program
from tests.end_to_end.shop import STATIONS
from tests.fakes.printer import VirtualPrinter


@contextmanager
def printers_beside(folder: Path) -> Iterator[Mapping[str, str]]:
    """Running printers: station → address."""
    program = Program("tests.bench.printers_beside", [], folder / "printers.said")
    try:
        yield {station: str(address) for station, address in program.wait_ready().items()}
    finally:
        program.kill()


def main() -> None:
    with ExitStack() as stack:
        printers = {station: stack.enter_context(VirtualPrinter()) for station in STATIONS}
        print(json.dumps({station: printer.address for station, printer in printers.items()}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
