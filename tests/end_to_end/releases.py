"""Releases that restaurants still run: their source as it was, taken out of this repository's history."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from tests.end_to_end.programs import ROOT

V0_1_0 = "3f50c9edc8121ba22b1ad1de23f6a7b1f7a183f3"


class NoHistory(AssertionError):  # noqa: N818 - it reads as what is so
    """This copy of the repository does not hold the release."""


def take_out(commit: str, folder: Path) -> Path:
    """The source of a release in a folder of its own. Raises NoHistory."""
    made = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=ROOT, capture_output=True, check=False
    )
    if made.returncode:
        raise NoHistory(
            f"The release {commit} is not in this copy of the repository, so old and new cannot be tried"
            f" together: clone it whole (git fetch --unshallow). Git says: {made.stderr.decode().strip()}"
        )
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder
