"""A thousand stores on one server, each on a connection of its own, in few processes.

A store is a generator: it yields its next signed call and is sent the answer. Its till is simulated, its
calls are not: real HTTP, real signatures, and a server that let each device in.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import secrets
import selectors
import socket
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.record.ids import uuid7
from sync_server.app import build
from sync_server.database.session import Database
from sync_server.database.tables import devices, stores
from sync_server.diner.flood import Flood
from sync_server.workflows.clock import Clock
from tests.bench.hammer import is_whole
from tests.end_to_end.programs import Program

PROCESSES = 2
STORES = 1_000


@dataclass(frozen=True, slots=True)
class Till:
    """Who a store's till is. ``seed``: its Ed25519 key."""

    brand: str
    store: str
    device: str
    incarnation: str
    run: str
    seed: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One call; an answer other than 200 ends the measurement."""

    method: str
    target: str
    body: bytes = b""


Story = Generator[Call, Any, None]


@dataclass(slots=True)
class Told:
    """Of one store: seconds of each call, and when its last was answered, in time.monotonic()."""

    began: float
    seconds: list[float] = field(default_factory=list)
    ended: float = 0.0


@dataclass(slots=True)
class _Line:
    socket: socket.socket
    till: Till
    key: Ed25519PrivateKey
    story: Story
    told: Told
    heard: bytearray = field(default_factory=bytearray)
    asked: float = 0.0

    def ask(self, call: Call) -> None:
        self.heard.clear()
        self.asked = time.monotonic()
        self.socket.sendall(_request(self.till, self.key, call))

    def next(self) -> Call | None:
        """What it asks after a whole answer; None when its story is at the end."""
        head, _, body = bytes(self.heard).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), bytes(self.heard[:300])
        self.told.ended = time.monotonic()
        self.told.seconds.append(self.told.ended - self.asked)
        try:
            return self.story.send(json.loads(body))
        except StopIteration:
            return None


def tell(port: int, told: Sequence[tuple[Till, Story]]) -> list[Told]:
    """All stories at once, to their ends; for one process."""
    lines = []
    with selectors.DefaultSelector() as selector:
        for till, story in told:
            began = Told(time.monotonic())
            line = socket.create_connection(("127.0.0.1", port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines.append(_Line(line, till, Ed25519PrivateKey.from_private_bytes(till.seed), story, began))
            selector.register(line, selectors.EVENT_READ, lines[-1])
            lines[-1].ask(next(story))
        while selector.get_map():
            for ready, _ in selector.select():
                _hear(selector, ready.data)
    return [line.told for line in lines]


def _hear(selector: selectors.BaseSelector, line: _Line) -> None:
    part = line.socket.recv(65_536)
    assert part, "the server has closed the connection"
    line.heard += part
    if not is_whole(bytes(line.heard)):
        return
    call = line.next()
    if call:
        line.ask(call)
    else:
        selector.unregister(line.socket)
        line.socket.close()


def _request(till: Till, key: Ed25519PrivateKey, call: Call) -> bytes:
    moment, nonce = str(time.time_ns() // 1_000_000), secrets.token_hex(16)
    text = "\n".join([call.method, call.target, moment, nonce, hashlib.sha256(call.body).hexdigest()])
    head = (
        f"{call.method} {call.target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(call.body)}\r\n"
        f"Mashang-Device: {till.device}\r\nMashang-Time: {moment}\r\nMashang-Nonce: {nonce}\r\n"
        f"Mashang-Signature: {key.sign(text.encode()).hex()}\r\nMashang-Run: {till.run}\r\n\r\n"
    )
    return head.encode() + call.body


# ---------------------------------------------------------------- their processes, and their server


class Crowd:
    """Keeps the processes, so that starting them is not measured."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
        list(self._pool.map(_be_there, range(PROCESSES)))

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown()

    def each(
        self,
        do: Callable[..., list[Any]],
        tills: Sequence[Till],
        *more: Any,
        during: Callable[[], object] = lambda: None,
    ) -> list[Any]:
        """``do(share of the tills, *more)`` in all processes at once, ``during`` in this one."""
        shares = [tills[place::PROCESSES] for place in range(PROCESSES)]
        futures = [self._pool.submit(do, share, *more) for share in shares]
        during()
        return list(itertools.chain.from_iterable(future.result() for future in futures))


def _be_there(number: int) -> None:
    """What this file imports is imported when a process has answered; none of them answers for two."""
    time.sleep(0.5)


@contextmanager
def server_of(folder: Path, tills: Sequence[Till]) -> Iterator[tuple[Program, str]]:
    """A server that has let them in, started as one of its own; and its file's key."""
    key = secrets.token_hex(32)
    (folder / "data").mkdir(parents=True)
    _let_in(folder / "data" / "server.db", key, tills)
    arguments = ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", "0", "--child"]
    program = Program("sync_server", arguments, folder / "said")
    try:
        program.tell({"key": key})
        program.wait_ready()
        yield program, key
    finally:
        program.end()


def port_of(program: Program) -> int:
    return int(str(program.ready["url"]).rpartition(":")[2])


def _let_in(file: Path, key: str, tills: Sequence[Till]) -> None:
    """As if each had enrolled with a code, long ago."""
    with closing(Database(file, key)) as database:
        build(database, Clock(), Flood())
        places = [{"id": till.store, "brand": till.brand, "names": "{}"} for till in tills]
        rows = [
            {
                "id": till.device,
                "store": till.store,
                "public_key": Ed25519PrivateKey.from_private_bytes(till.seed).public_key().public_bytes_raw(),
                "names": "{}",
                "enrolled_at": 1,
            }
            for till in tills
        ]
        database.submit(
            lambda c: (c.execute(stores.insert(), places), c.execute(devices.insert(), rows))
        ).result()


def new_tills(count: int = STORES) -> list[Till]:
    """Tills of so many stores of one brand."""
    brand = _id()
    return [Till(brand, _id(), _id(), _id(), _id(), secrets.token_bytes(32)) for _ in range(count)]


def _id() -> str:
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
