"""Facts on their way from the till to its server: a long backlog, and one new order.

The till runs in this process, by the same start-up as pos-app; its server is a process of its own. Times are
taken where the till hands a batch to HTTP and where the acknowledgement comes back. In the same run: the bare
inserts of the same rows, and PouchDB with the same orders.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from domain.record.replication import PROTOCOLS, unpack
from domain.selling.order import CartLine
from pos_app.startup import Running, start
from pos_app.sync.client import ServerClient
from tests.bench import pouchdb_peer, raw_inserts
from tests.bench.diner_orders import SIX
from tests.bench.figures import Row, ms, samples, times
from tests.bench.past import found, opened, options_of, sell
from tests.bench.pouchdb_peer import Peer
from tests.bench.printers_beside import printers_beside
from tests.end_to_end.books import home_facts, home_figures, own_server_key, till_facts

ORDERS = 10_000
NEW_ORDERS = 100
CART = tuple(CartLine(dish, "one") for dish in SIX)


def backlog(folder: Path) -> list[Row]:
    """Row 3: a till that was alone for a month, and is connected."""
    with opened(folder) as parts:
        found(parts)
        sell(parts, ORDERS, lines=6, paid=True)
        events = parts.book.head_seq
    with _watched() as sent, _running(folder):
        sent.wait_for(events)
        assert sent.acked == events and unpack(sent.last_batch)[0].protocol == max(PROTOCOLS)
        assert len(_wait_for_orders(folder, ORDERS)) == ORDERS
        took = time.monotonic() - sent.last
        _assert_home_is_equal(folder)
    floor = raw_inserts.rate(folder / "server", own_server_key(folder), folder / "raw")
    peer = pouchdb_peer.replicated((kept.event for kept in till_facts(folder)), folder / "pouchdb")
    figures = Row("  figures there, after the last answer", ms(took), "", "", "", None)
    return [*_backlog(sent, events, floor, peer), figures]


def one_order(folder: Path) -> list[Row]:
    """Row 4: from the tap on "send" at the till to the server's word that it has the order."""
    with opened(folder) as parts:
        found(parts)
    with _watched() as sent, _running(folder) as running:
        seconds = [_send_one(running, sent, number) for number in range(NEW_ORDERS)]
        _settle(running, sent)
        assert len(_wait_for_orders(folder, NEW_ORDERS)) == NEW_ORDERS
        _assert_home_is_equal(folder)
    one = samples(seconds)
    goal = one.p50 <= 0.010
    peer = "PouchDB live 32 ms (from the reference)"
    return [Row("4 one new order to the server", ms(one.p50), peer, "", "p50 ≤ 10 ms", goal, one.spread())]


def _send_one(running: Running, sent: Sent, number: int) -> float:
    till, tables = running.till, list(running.till.view.tables)
    table = tables[number % len(tables)]
    opening = till.view.tables[table].opening or till.open_table(table, 2, "zhou").result()
    _settle(running, sent)
    begin = time.monotonic()
    till.send_to_kitchen(opening, CART, "", "zhou", till.new_id()).result()
    return sent.wait_for(till._book.head_seq) - begin


@contextmanager
def _running(folder: Path) -> Iterator[Running]:
    """The till with its printers and its own server, which is its home."""
    with printers_beside(folder) as printers:
        running = start(replace(options_of(folder), printers=printers))
        try:
            running.start_printers()
            running.start_server()
            yield running
        finally:
            running.close()


def _assert_home_is_equal(folder: Path) -> None:
    assert home_facts(folder / "server", own_server_key(folder)) == till_facts(folder), "a fact is missing"


def _backlog(sent: Sent, events: int, floor: float, peer: Peer) -> list[Row]:
    took, size = sent.last - sent.first, sum(sent.sizes) / ORDERS
    rate, facts = ORDERS / took, events / took
    return [
        Row(
            f"3 backlog of {ORDERS:,} six-line orders ({events:,} facts)",
            f"{rate:,.0f}/s",
            f"PouchDB {peer.rate:,.0f}/s{peer.where}",
            times(rate / peer.rate),
            "≥ 5 ×",
            rate >= 5 * peer.rate,
        ),
        Row(
            "  facts of it", f"{facts:,.0f}/s", f"raw inserts {floor:,.0f}/s", times(facts / floor), "", None
        ),
        Row(
            "  on the wire, each",
            f"{size:,.0f} B",
            f"PouchDB {peer.size:,.0f} B{peer.where}",
            times(size / peer.size),
            "≤ 400 B",
            size <= 400,
        ),
    ]


def _settle(running: Running, sent: Sent) -> None:
    """All of the last order is printed, sent and shown."""
    till = running.till
    while any(job.state in ("queued", "sending") for job in till.view.jobs) or till.links[0].view.waiting:
        time.sleep(0.002)
    sent.wait_for(till._book.head_seq)
    time.sleep(0.02)


def _wait_for_orders(folder: Path, orders: int) -> list[str]:
    """The orders in the owner's figures, once there are so many."""
    key, end = own_server_key(folder), time.monotonic() + 120
    while len(found := home_figures(folder / "server", key)[0]) < orders:
        assert time.monotonic() < end, "the figures do not follow"
        time.sleep(0.05)
    return found


@dataclass
class Sent:
    """What the till has sent: times of time.monotonic(), sizes in bytes as packed."""

    first: float = 0.0
    last: float = 0.0
    acked: int = 0
    sizes: list[int] = field(default_factory=list)
    last_batch: bytes = b""
    news: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, seq: int) -> float:
        """When the server had acknowledged everything up to a number."""
        with self.news:
            assert self.news.wait_for(lambda: self.acked >= seq, 120), f"{self.acked} of {seq}"
            return self.last


@contextmanager
def _watched() -> Iterator[Sent]:
    """Note each batch on its way out, and each answer."""
    sent, inner = Sent(), ServerClient.send_events

    def send_events(self: ServerClient, batch: bytes) -> Mapping[str, Any]:
        sent.first = sent.first or time.monotonic()
        answer = inner(self, batch)
        with sent.news:
            sent.last, sent.acked = time.monotonic(), int(answer["seq"])
            sent.sizes.append(len(batch))
            sent.last_batch = batch
            sent.news.notify_all()
        return answer

    ServerClient.send_events = send_events  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        ServerClient.send_events = inner  # type: ignore[method-assign]
