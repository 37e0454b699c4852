"""The guest's page over a fake relay on a real socket; run as a module it serves it to look at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.selling.pictures import unpack
from sync_server.api.diners import routes
from sync_server.diner.flood import Flood
from tests.fakes.relay import DEMO, FakeRelay, code_of

# 12:30 in Shanghai: lunch-only dishes are served.
LUNCH = int(datetime(2026, 11, 20, 4, 30, tzinfo=timezone.utc).timestamp() * 1000)  # noqa: UP017


@dataclass
class DinerServer:
    """A running server."""

    relay: FakeRelay
    url: str

    def page(self, table: str) -> str:
        return f"{self.url}/t/{code_of(table)}"


def from_lunch() -> Callable[[], int]:
    """A clock that goes on from lunch, as a server's does."""
    began = time.monotonic()
    return lambda: LUNCH + round((time.monotonic() - began) * 1000)


@contextmanager
def serving(
    relay: FakeRelay,
    now: Callable[[], int] | None = None,
    port: int = 0,
    host: str = "127.0.0.1",
    flood: Flood | None = None,
) -> Iterator[DinerServer]:
    """Serve from a thread until the block ends. ``host``: how phones name this machine."""
    app = Starlette(routes=[*routes(relay, flood, now), Route("/dish/{picture}/{form}", _demo_picture)])
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


async def _demo_picture(request: Request) -> Response:
    """The pictures of the demo, straight from its folder."""
    asked = request.path_params
    packed = (DEMO / "pictures" / f"{asked['picture']}.picture").read_bytes()
    return Response(unpack(packed)[asked["form"]], media_type=f"image/{asked['form'].partition('.')[2]}")


def main() -> None:
    with serving(FakeRelay(), port=8123) as server:
        print(server.page("A6"), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
