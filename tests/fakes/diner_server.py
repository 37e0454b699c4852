"""The guest's page over a fake relay on a real socket; run as a module it serves it to look at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone

import uvicorn
from starlette.applications import Starlette

from sync_server.api.diners import routes
from sync_server.diner.flood import Flood
from tests.fakes.relay import FakeRelay, code_of

# 12:30 in Shanghai: lunch-only dishes are served.
LUNCH = int(datetime(2026, 11, 20, 4, 30, tzinfo=timezone.utc).timestamp() * 1000)  # noqa: UP017


@dataclass
class DinerServer:
    """A running server."""

    relay: FakeRelay
    url: str

    def page(self, table: str) -> str:
        return f"{self.url}/t/{code_of(table)}"


@contextmanager
def serving(
    relay: FakeRelay,
    now: Callable[[], int] | None = None,
    port: int = 0,
    host: str = "127.0.0.1",
    flood: Flood | None = None,
) -> Iterator[DinerServer]:
    """Serve from a thread until the block ends. ``host``: how phones name this machine."""
    app = Starlette(routes=routes(relay, flood, now))
    # Without uvicorn's own set-up of logging, which would stay for all tests that come later.
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    found = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield DinerServer(relay, f"http://{host}:{found}")
    finally:
        relay.closing = True
        server.should_exit = True
        thread.join(5)


def main() -> None:
    with serving(FakeRelay(), port=8123) as server:
        print(server.page("A6"), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
