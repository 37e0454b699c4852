"""Real servers for the tests: one here whose clock can be turned, one as a process to be killed."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from sync_server.app import Server, build
from sync_server.database.migrating import bring_up
from sync_server.database.session import Database
from sync_server.diner.flood import Flood
from sync_server.workflows.clock import Clock
from tests.sync_server.wire import WireTill

T = TypeVar("T")
KEY = "5a" * 32
CODE = "TESTCODE"
ROOT = Path(__file__).parents[2]


class MovableClock:
    """The real time, moved forward by a test; ``wrong``: milliseconds by which somebody has set it."""

    def __init__(self) -> None:
        self.ahead = 0  # milliseconds
        self.wrong = 0
        self._stood = 0  # UTC milliseconds at which it was stopped; 0: it goes on

    def pass_by(self, milliseconds: int) -> None:
        self.ahead += milliseconds

    def stop(self) -> int:
        """What is a second apart from now on stays so, however long it takes; UTC milliseconds."""
        self._stood = time.time_ns() // 1_000_000
        return self._stood + self.ahead + self.wrong

    @property
    def clock(self) -> Clock:
        return Clock(
            lambda: (self._stood or time.time_ns() // 1_000_000) + self.ahead + self.wrong,
            lambda: time.monotonic() + self.ahead / 1000,
        )


@cache
def _empty() -> Path:
    """A server's file as its migrations make it, to be copied."""
    kept = ExitStack()
    file = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="mashang-"))) / "server.db"
    atexit.register(kept.close)
    database = Database(file, KEY)
    bring_up(database)
    database.close()
    return file


class ServerHere:
    """A server of this process on a real socket."""

    def __init__(
        self,
        folder: Path,
        prepare: Callable[[Server], None] = lambda server: None,
        flood: Flood | None = None,
        **built: Any,
    ) -> None:
        """``flood``: counts what comes in, else nobody does. ``built``: more of what ``build`` takes."""
        self.time = MovableClock()
        self.folder = folder
        if not (folder / "server.db").exists():
            shutil.copy(_empty(), folder / "server.db")
        self.database = Database(folder / "server.db", KEY)
        self.server = build(self.database, self.time.clock, flood or Flood(on=False), **built)
        self.server.enrolling.keep_child_code(CODE)
        prepare(self.server)
        door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        config = uvicorn.Config(
            self.server.app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1
        )
        self._web = _Web(config)
        self._thread = threading.Thread(target=self._web.run, kwargs={"sockets": [door]}, daemon=True)
        self._thread.start()
        while not self._web.started:
            time.sleep(0.005)

    def code(self) -> str:
        """Another enrolment code, valid like a child's."""
        code = os.urandom(4).hex().upper()
        self.server.enrolling.keep_child_code(code)
        return code

    def till(self, **who: str) -> WireTill:
        """A till that is let in."""
        till = WireTill(self.url, **who)
        answer = till.enrol(self.code())
        assert answer.status_code == 200, answer.text
        return till

    def reader(self, store: str) -> WireTill:
        """A device that is let in only to read a store's figures."""
        code, _ = asyncio.run(self.server.enrolling.mint_code("read", store))
        reader = WireTill(self.url)
        answer = reader.enrol(code, scope="read", brand="", store="")
        assert answer.status_code == 200, answer.text
        return reader

    def revoke(self, device: str) -> None:
        asyncio.run(self.server.enrolling.revoke(device))

    def store(self) -> WireTill:
        """A till that has published the demo restaurant."""
        till = self.till()
        assert till.publish_demo().status_code == 200
        return till

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """Something that the server does by itself from time to time, in its own loop."""
        return asyncio.run_coroutine_threadsafe(what, self._web.loop).result(30)

    def folded(self) -> None:
        """Wait until the owner's figures hold every fact."""
        wait_for(lambda: self.database.read(_nothing_left))

    def let_go(self) -> None:
        """Answer all who wait, now and from now on."""
        self._web.loop.call_soon_threadsafe(self.server.let_go)

    def close(self) -> None:
        """A test may have closed it before."""
        if self._thread.is_alive():
            self._web.end(self.server.let_go)
            self._thread.join()
        self.database.close()


class _Web(uvicorn.Server):
    """uvicorn, that ends at once and not at its next look."""

    loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), 0.1)

    def end(self, before: Callable[[], None]) -> None:
        """``before``: what the server's own loop does first. One call says all: a loop that had seen a part
        could be closed before the rest.
        """

        def now() -> None:
            before()
            self.should_exit = True
            self._ending.set()

        self.loop.call_soon_threadsafe(now)

    def install_signal_handlers(self) -> None:
        """Signals belong to the tests."""


def _nothing_left(connection: Any) -> bool:
    query = "SELECT (SELECT max(position) FROM events) IS (SELECT nullif(position, 0) FROM projected)"
    return bool(connection.exec_driver_sql(query).scalar())


class ServerProcess:
    """`sync-server --child` as a till starts it."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sync_server", "--data-dir", str(folder), "--port", str(port), "--child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )
        assert self.process.stdin and self.process.stdout
        secret = {"key": KEY, "enrol_code": CODE, "owner_password": ""}
        self.process.stdin.write(json.dumps(secret).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self._said()
        self.ready = json.loads(line)
        self.url = str(self.ready["url"])

    def _said(self) -> str:
        assert self.process.stderr
        return self.process.stderr.read().decode()

    def close(self) -> int:
        """Close its standard input, as a dead till does."""
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self.process.stdin.close()
        code = self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def wait_for(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.01)
