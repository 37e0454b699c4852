"""Many phones on keep-alive connections, as fast as a server answers: raw sockets, in processes of their own.

A client in Python's http library costs more time than the server that it measures; this one costs some
20 µs a request, and two processes share sixteen phones.
"""

from __future__ import annotations

import itertools
import multiprocessing
import secrets
import selectors
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Volley:
    """What is to be sent: ``paths`` in turn, ``body`` with %(id)s and %(phone)s made anew each time."""

    port: int
    paths: tuple[str, ...]
    body: str
    phones: int
    seconds: float


@dataclass(slots=True)
class Hits:
    """Seconds of each answered request, and how many were answered with no 2xx."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    took: float = 0.0


class Hammer:
    """Keeps the processes, so that starting them is not measured."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(PROCESSES, mp_context=context)
        list(self._pool.map(time.sleep, [0.2] * PROCESSES))  # they are there

    def __enter__(self) -> Hammer:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown()

    def strike(self, volley: Volley) -> Hits:
        """All phones send for so many seconds, each its next request when the last is answered."""
        share = volley.phones // PROCESSES
        found = list(self._pool.map(_strike, [volley] * PROCESSES, [share] * PROCESSES))
        return Hits(
            list(itertools.chain.from_iterable(hits.seconds for hits in found)),
            sum(hits.failed for hits in found),
            max(hits.took for hits in found),
        )


def _strike(volley: Volley, phones: int) -> Hits:
    hits, requests = Hits(), _requests(volley)
    selector = selectors.DefaultSelector()
    for _ in range(phones):
        line = socket.create_connection(("127.0.0.1", volley.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line, selectors.EVENT_READ, [0.0, b""])
    begin = time.perf_counter()
    for key in list(selector.get_map().values()):
        _send(key, next(requests))
    open_ = phones
    while open_:
        for key, _ in selector.select():
            now = time.perf_counter()
            key.data[1] += key.fileobj.recv(65_536)  # type: ignore[union-attr]
            if not is_whole(key.data[1]):
                continue
            hits.failed += not key.data[1].startswith(b"HTTP/1.1 20")
            hits.seconds.append(now - key.data[0])
            if now - begin < volley.seconds:
                _send(key, next(requests))
            else:
                selector.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
                open_ -= 1
    hits.took = time.perf_counter() - begin
    selector.close()
    return hits


def _send(key: selectors.SelectorKey, request: bytes) -> None:
    key.data[:] = time.perf_counter(), b""
    key.fileobj.sendall(request)  # type: ignore[union-attr]


def is_whole(answer: bytes) -> bool:
    """Whether an HTTP answer has come to its end."""
    head, end, body = answer.partition(b"\r\n\r\n")
    assert answer, "the server has closed the connection"
    return bool(end) and len(body) >= int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def _requests(volley: Volley) -> Iterator[bytes]:
    paths = itertools.cycle(volley.paths)
    while True:
        made = {"id": _id(), "phone": secrets.token_hex(16)}
        body = (volley.body % made).encode()
        head = (
            f"POST {next(paths)} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def _id() -> str:
    return f"{time.time_ns() // 1_000_000:012x}7{secrets.token_hex(10)[:3]}8{secrets.token_hex(8)[:15]}"
