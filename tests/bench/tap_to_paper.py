"""From the tap on "order" to the last byte at the kitchen printer, against what the truths cost at least.

The floor is measured in the same minute and on the same disk: a phone's POST, the two commits of a relay, a
feed's answer, the two commits of a till, and a printer's connection, question and data; nothing else.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.record.ids import uuid7
from sync_server.database.connecting import connect
from tests.bench.figures import Row, Samples, ms, samples, times
from tests.end_to_end.books import till_facts
from tests.end_to_end.phone import Phone
from tests.end_to_end.shop import Shop

ROUNDS = 3  # of one opening
EVENINGS = 6  # a table may order only so often, so all tables of the demo take part
LINES = [
    {"dish": "boiled-beef", "spec": "one", "quantity": 1000, "options": ["spice-medium"]},
    {"dish": "mapo-tofu", "spec": "one", "quantity": 1000},
    {"dish": "steamed-rice", "spec": "one", "quantity": 2000},
]


def measure(shop: Shop) -> list[Row]:
    """``shop`` is open."""
    taps = Taps(shop)
    taps.evening()  # warm
    found: list[float] = []
    floors: list[float] = []
    with floor(shop) as chain:
        for _ in range(EVENINGS):
            found += taps.evening()
            floors += [chain() for _ in range(60)]
    shop.quiet()
    placed = sum(kept.event.kind == "order.placed" for kept in till_facts(shop.data))
    assert placed == taps.sent == len(shop.printers["kitchen"].printed), "an order is missing"
    return rows(samples(found), samples(floors))


def rows(tap: Samples, least: Samples) -> list[Row]:
    middle, high = tap.p50 / least.p50, tap.p99 / least.p50
    return [
        Row(
            "1 tap “order” → last byte at the kitchen printer",
            ms(tap.p50),
            f"floor {ms(least.p50)}",
            times(middle),
            "p50 ≤ 3 ×",
            middle <= 3,
            tap.spread(),
        ),
        Row("  p99 of it", ms(tap.p99), f"floor {ms(least.p50)}", times(high), "p99 ≤ 10 ×", high <= 10),
        Row("  the floor by itself", ms(least.p50), "", "", "", None, least.spread()),
    ]


class Taps:
    """Guests who order at all tables, a few rounds each; then the tables are paid and cleared."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.sent = 0

    def evening(self) -> list[float]:
        """Seconds of each order. New guests each time, so that bills stay as long as they are in life."""
        shop = self._shop
        found = []
        for _ in range(ROUNDS):
            for table in shop.ready["diner_urls"]:
                found.append(self._tap(table))
        for opening in shop.ask("look")["openings"].values():
            paid = shop.ask("pay", opening=opening["id"], payment=_new_id())
            assert paid["due"] == 0, paid
            assert shop.ask("clear", opening=opening["id"]) == {}
        shop.quiet()
        return found

    def _tap(self, table: str) -> float:
        shop, kitchen = self._shop, self._shop.printers["kitchen"]
        phone = Phone(shop.ready["diner_urls"][table])
        url, body = urlsplit(phone.url), phone.fill(LINES)
        before = len(kitchen.printed)
        with closing(http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)) as line:
            line.connect()
            tapped = time.monotonic()
            answer = _asked(line, "POST", f"{url.path}/orders", body)
            assert answer["state"] == "received"
            seconds = kitchen.wait_for(before + 1)[-1].arrived_at - tapped
        self.sent += 1
        # Nothing of this order is on its way any more when the next guest taps.
        phone.wait_for(body["id"], "accepted", also_lines="printed")
        phone.close()
        shop.quiet()
        return seconds


def _asked(line: http.client.HTTPConnection, method: str, path: str, body: object = None) -> dict[str, Any]:
    line.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
    answer = line.getresponse()
    text = answer.read()
    assert answer.status < 300, text
    return dict(json.loads(text))


# ---------------------------------------------------------------- the floor


@contextmanager
def floor(shop: Shop) -> Iterator[Any]:
    """A function that does once what no correct system can leave out, and returns its seconds."""
    url = urlsplit(shop.ready["diner_urls"]["A1"])
    file = shop.folder / "floor.db"
    phone = http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)
    feed = http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)
    with closing(phone), closing(feed), closing(_file(file)) as connection, _listener() as port:

        def chain() -> float:
            begin = time.monotonic()
            _asked(phone, "POST", "/v1/nothing", {"lines": LINES})
            _commit(connection, 1, 900)  # received
            _commit(connection, 1, 40)  # handed
            _asked(feed, "POST", "/v1/nothing", {"lines": LINES})
            _commit(connection, 6, 500)  # the order: its fact and its rows
            _commit(connection, 2, 150)  # printing has begun
            _print(port)
            return time.monotonic() - begin

        yield chain


def _file(path: Path) -> Any:
    connection = connect(path, "0" * 64)
    connection.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, raw BLOB)")
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2, "FULL"
    return connection


def _commit(connection: Any, rows_: int, size: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO facts (raw) VALUES (?)", [(os.urandom(size),) for _ in range(rows_)])
    connection.execute("COMMIT")


@contextmanager
def _listener() -> Iterator[int]:
    """A printer that answers a question with three bytes, and the last piece of a ticket with one."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(64)
                    connection.sendall(b"\x12\x12\x12")
                    connection.recv(65536)
                    connection.sendall(b"\x00")

        threading.Thread(target=serve, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)


def _print(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as printer:
        printer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        printer.sendall(b"\x10\x04\x01\x10\x04\x02\x10\x04\x04")
        printer.recv(16)
        printer.sendall(bytes(1500))
        printer.recv(16)


def _new_id() -> str:
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
