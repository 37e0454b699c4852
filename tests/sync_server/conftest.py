"""A server on a real socket for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
