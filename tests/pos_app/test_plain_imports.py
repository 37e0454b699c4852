"""A start reads no source that nobody needs."""

import subprocess
import sys

SAID = """
import linecache
import pos_app.window
from pos_app.screens.selling import screen
print([one for one in linecache.cache if "screens" in one])
"""


def test_the_till_is_imported_without_a_look_at_its_source() -> None:
    """As PySide would, for features of its own: it took a tenth of the start and stayed in memory."""
    command = [sys.executable, "-c", SAID]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "[]"
