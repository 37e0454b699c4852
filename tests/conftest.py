"""What every test stands on: no screen, no real key store, quiet Qt, repeatable random stories."""

from __future__ import annotations

import gc
import os
import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# Before anything imports Qt. Child processes of the tests inherit both.
# The screen is as large as a till's (800×800 by itself): a finger beyond it would find nothing.
os.environ.setdefault(
    "QT_QPA_PLATFORM",
    "offscreen" if os.name == "nt" else f"offscreen:configfile={Path(__file__).with_name('screen.json')}",
)
# No test may touch the key store of whoever runs it: the till falls back to its key file.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from tests.as_on_windows import open_files_stay as open_files_stay
from tests.memory import work_in_memory

if TYPE_CHECKING:
    from playwright.sync_api import Browser

work_in_memory()

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=60, database=None)
settings.register_profile(
    "soak", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")  # `make soak` names the other on its command line

TESTS = Path(__file__).parent
# First, so that no core waits at the end for one long file. (xdist's own order goes by the number of tests.)
LONGEST = ("simulation", "end_to_end", "pos_app", "sync_server")

CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium to drive as a guest's phone: $MASHANG_CHROMIUM, else the first one on the path."""
    given = os.environ.get("MASHANG_CHROMIUM")
    found = given or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail(
            "No Chromium. Set MASHANG_CHROMIUM, or leave these out: make test ARGS=\"-m 'not browser'\""
        )
    return found


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """Arguments that keep a Chromium from calling home and let it run as root."""
    return [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]


@pytest.fixture(scope="module")
def chromium(chromium_path: str, chromium_arguments: list[str]) -> Iterator[Browser]:
    """One browser for a file of tests: to start it takes as long as many a story."""
    from playwright.sync_api import sync_playwright  # only for those who want it: slow to import

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=chromium_arguments)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders by their time; tests keep their order in a folder."""
    turns = {name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path.relative_to(TESTS).parts[0], len(LONGEST)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests stay until the end: nothing looks through them for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Qt's warnings while a test is taken down fail it; pytest-qt watches only set-up and call. What it
    ignores there is ignored here."""
    with _noted_warnings() as said:
        result = yield
    ignored = [re.compile(one) for one in item.config.getini("qt_log_ignore")]
    warnings = [one for one in said if not any(pattern.search(one) for pattern in ignored)]
    if warnings and not item.get_closest_marker("no_qt_log"):
        pytest.fail("Qt complained at the end: " + "; ".join(warnings), pytrace=False)
    return result


@contextmanager
def _noted_warnings() -> Iterator[list[str]]:
    said: list[str] = []

    def note(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            said.append(message)

    before = qInstallMessageHandler(note)
    try:
        yield said
    finally:
        qInstallMessageHandler(before)
