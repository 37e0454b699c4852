"""How a call gets to a server: within this computer over one connection that stays open, else by requests.

Proxies, certificates and names are what requests is for. The till's own server has none of them, and is asked
for news after every order: there requests takes longer to hand the answer over than the server to give it.
"""

from __future__ import annotations

import socket
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import requests

CONNECT = 3.0  # seconds
WITHIN = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has said; ``date``: of its clock, as the header has it."""

    status: int
    content: bytes
    date: str


class Line(Protocol):
    """A way to one server. It belongs to one thread."""

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float
    ) -> Answer:
        """One call, made once: no redirect is followed, for what is signed for one address is for no other.

        ``seconds``: for each sign of life. Raises OSError or http.client.HTTPException.
        """

    def close(self) -> None:
        """Hang up."""


def line_to(url: str) -> Line:
    """The way to a server's address; what is wrong with that shows at the first call."""
    parts = urlsplit(url)
    with suppress(ValueError):  # no port has that number
        if is_within(url) and parts.scheme == "http" and parts.port != 0:
            return Within(url)
    return Outside(url)


def is_within(url: str) -> bool:
    """Whether an address leads to this computer."""
    return urlsplit(url).hostname in WITHIN


def session_to(url: str) -> requests.Session:
    """Asks a proxy of the house about the world, not about this computer."""
    import requests

    made = requests.Session()
    made.trust_env = not is_within(url)
    return made


class Within:
    """To a server of this computer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._path = parts.path
        self._line = HTTPConnection(parts.hostname or "", parts.port, timeout=CONNECT)
        weakref.finalize(self, self._line.close)  # as urllib3: whoever waited in a thread ends without a word

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float
    ) -> Answer:
        try:
            self._connected().settimeout(seconds)
            self._line.request(method, self._path + target, body or None, dict(headers))
            response = self._line.getresponse()
            return Answer(response.status, response.read(), response.headers.get("Date", ""))
        except BaseException:
            self._line.close()  # what comes after would be taken for the next one's answer
            raise

    def _connected(self) -> socket.socket:
        """The open connection; a new one if the server has hung up since the last call."""
        if self._line.sock is not None and _hung_up(self._line.sock):
            self._line.close()
        if self._line.sock is None:
            self._line.connect()
        return self._line.sock

    def close(self) -> None:
        self._line.close()


def _hung_up(kept: socket.socket) -> bool:
    """Between two calls nothing may come: if there is something to read, it is the end.

    So is a reset, by which a server that is killed may leave, and which Windows makes the rule.
    """
    kept.setblocking(False)
    try:
        kept.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


class Outside:
    """To a server anywhere."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    @cached_property
    def _session(self) -> requests.Session:
        """Made for the first call: the till can sell before the library for it is loaded."""
        return session_to(self._url)

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float
    ) -> Answer:
        response = self._session.request(
            method,
            self._url + target,
            data=body or None,
            headers=dict(headers),
            timeout=(CONNECT, seconds),
            allow_redirects=False,
        )
        return Answer(response.status_code, response.content, response.headers.get("Date", ""))

    def close(self) -> None:
        if "_session" in self.__dict__:
            self._session.close()
