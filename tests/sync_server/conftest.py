"""A server on a real socket for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path)
    yield running
    running.close()


@pytest.fixture
def till(server: ServerHere) -> WireTill:
    """A till that has published the demo restaurant and is connected."""
    return server.store()


@pytest.fixture
def page(chromium_path: str, chromium_arguments: list[str]) -> Iterator[Page]:
    """The owner's browser on a desk."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=chromium_arguments)
        yield browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 800})
        browser.close()
