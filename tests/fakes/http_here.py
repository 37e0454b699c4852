"""A plain HTTP server of this process, for fakes that speak over a real socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Quiet(BaseHTTPRequestHandler):
    """A handler that logs nothing, and dates its answers by ``now`` (seconds)."""

    now: Callable[[], float] = staticmethod(time.time)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.now() if timestamp is None else timestamp)

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


@contextmanager
def serving(handler: type[Quiet]) -> Iterator[str]:
    """Its address while it serves."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
