"""The own server's door: held by the till, so that a knock waits while the server is started again."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.sync import own_server
from pos_app.sync.own_door import OwnDoor
from pos_app.sync.own_server import ChildSettings, OwnServer
from tests.pos_app.sync.test_own_server import WELL

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there the server opens its own door")

ANSWER_ONE = (
    "import socket; h = int([a for a in sys.argv if a.startswith('--door')][0].split('=')[1]);"
    " c, _ = socket.socket(fileno=h).accept(); c.sendall(b'here'); c.close(); sys.exit(1)"
)


@pytest.fixture
def door() -> Iterator[OwnDoor]:
    made = OwnDoor("127.0.0.1", 0)
    made.hold()
    yield made
    made.close()


def test_who_knocks_between_two_servers_is_answered_by_the_second(
    door: OwnDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_server, "server_program", lambda: [sys.executable, "-c", WELL + ANSWER_ONE])
    settings = ChildSettings(Path("folder"), door.host, door.port, {"key": "ab" * 32})
    for _turn in range(2):
        with socket.create_connection((door.host, door.port), 10) as phone:  # no server stands there yet
            server = OwnServer(settings, door)
            assert phone.recv(10) == b"here"
        server.process.wait(10)
        server.close()


def test_a_door_that_is_held_stays_and_one_that_is_let_go_refuses(door: OwnDoor) -> None:
    port = door.port
    door.hold()
    assert door.port == port
    door.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((door.host, port), 1)
    door.hold()
    assert door.port == port
