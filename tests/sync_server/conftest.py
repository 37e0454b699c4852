"""A server on a real socket for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

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
def page(chromium: Browser) -> Iterator[Page]:
    """The owner's browser on a desk, that remembers nothing of another test."""
    page = chromium.new_page(locale="zh-CN", viewport={"width": 1280, "height": 800})
    yield page
    page.context.close()
