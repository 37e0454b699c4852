"""The nightly drill in its own process: its result, a till that closes meanwhile, a process that dies."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from pos_app import drill
from pos_app.paths import till_program
from pos_app.workflows import drilling
from pos_app.workflows.backup_file import Made
from pos_app.workflows.drilling import Found
from tests.pos_app.backing import backed_up

pytestmark = pytest.mark.usefixtures("open_files_stay")


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Made, Identity]]:
    """A backup, closed for a drill's key."""
    with backed_up() as (shop, _, _file):
        backups = shop.till.backups
        assert backups
        key = Identity.generate()
        yield backups._back_up([str(key.to_public())]), key


def never() -> bool:
    return False


def test_the_process_finds_what_the_till_itself_would(made: tuple[Made, Identity], tmp_path: Path) -> None:
    backup, key = made
    work = tmp_path / "drill"
    found = drill.rehearse_apart(backup, key, work, [], never)
    assert found == drilling.drill(backup, key, work, [])
    assert not found.problem and found.facts > 0
    assert not work.exists()


def test_the_process_tells_of_a_copy_with_other_bytes(made: tuple[Made, Identity], tmp_path: Path) -> None:
    backup, key = made
    other = tmp_path / "copy.age"
    other.write_bytes(b"half")
    found = drill.rehearse_apart(backup, key, tmp_path / "drill", [other], never)
    assert found and found.problem == drilling.COPIES


def test_a_closing_till_does_not_wait_for_the_drill(made: tuple[Made, Identity], tmp_path: Path) -> None:
    backup, key = made
    assert drill.rehearse_apart(backup, key, tmp_path / "drill", [], lambda: True) is None


def test_a_drill_that_is_killed_is_a_failed_one(
    made: tuple[Made, Identity], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, key = made
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            if not started:
                started.append(self)
                os.kill(self.pid, signal.SIGKILL)
            return super().wait(timeout)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    assert drill.rehearse_apart(backup, key, tmp_path / "drill", [], never) == Found(drilling.DIED)


def test_the_drill_ends_with_a_till_that_dies(made: tuple[Made, Identity], tmp_path: Path) -> None:
    asleep = tmp_path / "pipe"
    os.mkfifo(asleep)  # the drill waits for ever over it
    line = f'{{"file":"{asleep}","size":1,"sha256":"","key":"{made[1]}","work":"{tmp_path}/w","copies":[]}}\n'
    with subprocess.Popen(
        [*till_program(), "drill"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        process.stdin.write(line.encode())
        process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)
        process.stdin.close()
        assert process.wait(15) == 1
