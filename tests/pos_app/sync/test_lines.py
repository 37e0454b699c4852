"""A call goes out once, over a line that stays open; whoever hangs up is called anew."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Iterator
from http.client import HTTPException
from typing import ClassVar

import pytest

from pos_app.sync.lines import Answer, Outside, Within, line_to, session_to
from tests.fakes.http_here import Quiet, serving

WHOLE = b"HTTP/1.1 200 so\r\nDate: now\r\nContent-Length: 4\r\n\r\nwell"
TORN = b"HTTP/1.1 200 so\r\nContent-Length: 40\r\n\r\nwell"
ELSEWHERE = b"HTTP/1.1 302 so\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"


class Server(Quiet):
    """Says what it is told to say, and hangs up after ``calls`` of one caller."""

    protocol_version = "HTTP/1.1"
    says, calls, resets = WHOLE, 1000, False
    asked: ClassVar[list[tuple[str, int]]]  # path and the caller's port
    had: ClassVar[threading.Event]

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append((self.path, self.client_address[1]))
        self.wfile.write(self.says)
        mine = [port for _, port in self.asked if port == self.client_address[1]]
        self.close_connection = len(mine) >= self.calls or self.says is TORN
        if self.resets:  # once the caller has the answer; a close of the library's would say goodbye first
            assert self.had.wait(10)
            self.had.clear()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.close(self.connection.detach())

    do_POST = do_GET  # noqa: N815 - the standard library's name


@pytest.fixture
def server() -> Iterator[type[Server]]:
    """With a memory of its own."""
    yield type("_Server", (Server,), {"asked": [], "had": threading.Event()})


def ask(line: Within | Outside, target: str = "/v1/feed", body: bytes = b"") -> Answer:
    return line.ask("POST" if body else "GET", target, {"Mashang-Run": "r"}, body, 5)


@pytest.mark.parametrize("kind", [Within, Outside])
def test_one_connection_serves_all_calls_and_a_redirect_is_followed_by_none(
    server: type[Server], kind: type[Within | Outside]
) -> None:
    with serving(server) as url:
        line = kind(f"{url}/shop")
        assert ask(line) == ask(line, body=b"what") == Answer(200, b"well", "now")
        server.says = ELSEWHERE
        assert ask(line).status == 302
        line.close()
    assert [path for path, _ in server.asked] == ["/shop/v1/feed"] * 3
    assert len({port for _, port in server.asked}) == 1


@pytest.mark.parametrize("resets", [False, True], ids=["stopped", "killed"])
def test_a_server_that_hung_up_meanwhile_is_called_anew_and_hears_each_call(
    server: type[Server], resets: bool
) -> None:
    server.calls, server.resets = 1, resets
    with serving(server) as url:
        line = Within(url)
        for target in ("/1", "/2", "/3"):
            assert ask(line, target).status == 200
            server.had.set()
            assert select.select([line._line.sock], [], [], 10)[0], "it has not hung up"
        line.close()
    assert [path for path, _ in server.asked] == ["/1", "/2", "/3"]


def test_what_is_left_of_a_torn_answer_is_nobodys(server: type[Server]) -> None:
    server.says = TORN
    with serving(server) as url:
        line = Within(url)
        with pytest.raises(HTTPException):
            ask(line)
        server.says = WHOLE
        assert ask(line).content == b"well"
        line.close()


@pytest.mark.parametrize(
    ("url", "kind", "asks_a_proxy"),
    [
        ("http://127.0.0.1:1", Within, False),
        ("http://localhost:1", Within, False),
        ("https://localhost:1", Outside, False),
        ("http://127.0.0.1:99999", Outside, False),
        ("http://shop.lan:1", Outside, True),
        ("https://huajiao.example", Outside, True),
    ],
)
def test_only_what_leaves_this_computer_goes_by_requests_and_a_proxy_of_the_house(
    url: str, kind: type, asks_a_proxy: bool
) -> None:
    assert type(line_to(url)) is kind
    assert session_to(url).trust_env is asks_a_proxy
