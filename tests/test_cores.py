"""Tests that are shared out over cores: each is run once, and one that fails fails them all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTES = """
import os
from pathlib import Path

def test_one(): Path("ran").open("a").write("{name} 1\\n")
def test_two(): Path("ran").open("a").write("{name} 2\\n")
"""


@pytest.mark.parametrize("last", ["pass", "os._exit(3)"])
def test_each_core_runs_what_no_other_has_taken(tmp_path: Path, last: str) -> None:
    names = [f"test_{name}" for name in "abcdefgh"]
    for name in names:
        (tmp_path / f"{name}.py").write_text(NOTES.format(name=name))
    (tmp_path / "test_z.py").write_text(f"import os\ndef test_last(): {last}\n")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.cores", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode == 0) == (last == "pass"), ended.stdout.decode()
    assert sorted((tmp_path / "ran").read_text().split("\n")[:-1]) == [
        f"{n} {i}" for n in names for i in (1, 2)
    ]
