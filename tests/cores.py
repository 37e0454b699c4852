"""`python -m tests.cores`: the tests on all cores of this machine. Who is free takes the next file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import pytest

TAKEN = "MASHANG_TESTS_TAKEN"  # a folder with an empty file for each file of tests that a core has taken
LONGEST = ("simulation", "end_to_end", "pos_app", "sync_server")  # first, so that no core waits at the end


def main(arguments: list[str]) -> int:
    """Run pytest once a core, with the same arguments; the first that fails gives the exit code."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.cores", *arguments]
    with ExitStack() as stack:
        environment = {**os.environ, TAKEN: stack.enter_context(tempfile.TemporaryDirectory())}
        here, *others = [None, *(stack.enter_context(tempfile.TemporaryFile()) for _ in range(_cores() - 1))]
        running = [
            subprocess.Popen(command, env=environment, stdout=said, stderr=said and subprocess.STDOUT)
            for said in (here, *others)
        ]
        codes = [process.wait() for process in running]
        for said in filter(None, others):  # after the first's, so that no two speak at once
            said.seek(0)
            sys.stdout.buffer.write(said.read())
    return next(filter(None, codes), 0)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """As pytest's own loop, over the files that this core takes."""
    if session.testsfailed or session.config.option.collectonly:
        return None
    mine = _taken(session.items, Path(os.environ[TAKEN]))
    item = next(mine, None)
    while item:
        following = next(mine, None)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
    return True


def _taken(items: list[pytest.Item], folder: Path) -> Iterator[pytest.Item]:
    """The tests of each file that no other core has taken yet."""
    for number, (_, tests) in enumerate(groupby(sorted(items, key=_turn), key=lambda item: item.path)):
        try:
            (folder / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from tests


def _turn(item: pytest.Item) -> int:
    """Tests keep their order in a file and files in a folder."""
    return next((turn for turn, name in enumerate(LONGEST) if name in item.path.parts), len(LONGEST))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
