"""How many orders a second a server makes durable for sixteen phones, against its own empty JSON POST."""

from __future__ import annotations

import json
import secrets
import statistics
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.paths import DEMO
from pos_app.sync.client import ServerClient, Unreachable
from sync_server.database.connecting import connect
from tests.bench.figures import Row, ms, samples, times
from tests.bench.hammer import Hammer, Hits, Volley
from tests.end_to_end.programs import Program

PHONES = 16
TABLES = 4_000  # a table may order only so often, and a fast server has had them all in one run
WINDOWS = 3
EMPTY_SECONDS, ORDER_SECONDS = 2.0, 4.0
AN_ORDER_AT_THE_TILL = 0.003  # seconds
SIX = ("mapo-tofu", "twice-cooked-pork", "kung-pao-chicken", "steamed-rice", "cola", "lager")


def measure(folder: Path) -> list[Row]:
    with relay(folder) as server, Hammer() as hammer:
        orders = Volley(server.port, server.paths, _body(), PHONES, ORDER_SECONDS)
        empty = Volley(server.port, ("/v1/nothing",), "{}", PHONES, EMPTY_SECONDS)
        for volley in (empty, orders):
            hammer.strike(Volley(volley.port, volley.paths, volley.body, PHONES, 0.5))  # warm
        before = server.stored()
        nothings, heard = [], []
        for _ in range(WINDOWS):
            nothings.append(hammer.strike(empty))
            heard.append(hammer.strike(orders))
        stored = server.stored() - before
    return _rows(nothings, heard, stored)


def _rows(nothings: Sequence[Hits], heard: Sequence[Hits], stored: int) -> list[Row]:
    failed = sum(hits.failed for hits in (*nothings, *heard))
    assert stored == sum(len(hits.seconds) for hits in heard) - failed, "an answered order is not in the file"
    rate, peer = _rate(heard), _rate(nothings)
    found = samples([second for hits in heard for second in hits.seconds])
    return [
        Row(
            f"2 durable diner orders, {PHONES} phones",
            f"{rate:,.0f}/s",
            f"empty POST {peer:,.0f}/s",
            times(rate / peer),
            "≥ 0.5 ×",
            rate >= peer / 2,
            found.spread(),
        ),
        Row("  p95 of it", ms(found.p95), "", "", "p95 ≤ 30 ms", found.p95 <= 0.030),
        Row(f"  failed, of {stored:,} stored", str(failed), "", "", "0", failed == 0),
    ]


def _rate(hits: Sequence[Hits]) -> float:
    return statistics.median(len(one.seconds) / one.took for one in hits)


def _body() -> str:
    lines = [{"dish": dish, "spec": "one", "quantity": 1000} for dish in SIX]
    quote = {"menu": 1, "rules": 1, "minute": 720, "at": 1, "amounts": [2800] * len(SIX), "total": 16_800}
    plain = {"id": "%(id)s", "phone": "%(phone)s", "lines": lines, "quote": quote, "guests": 2}
    return json.dumps(plain)


# ---------------------------------------------------------------- a relay with a till behind it


@dataclass
class Relay:
    """A running server that shows the demo's menu on many tables."""

    program: Program
    folder: Path
    key: str
    paths: tuple[str, ...]

    @property
    def port(self) -> int:
        return int(str(self.program.ready["url"]).rpartition(":")[2])

    def stored(self) -> int:
        """Orders in its file."""
        with closing(connect(self.folder / "server.db", self.key, read_only=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM requests").fetchone()[0])


@contextmanager
def relay(folder: Path) -> Iterator[Relay]:
    """A server started as a till starts its own, and the feed of such a till."""
    folder.mkdir(parents=True)
    key, code = secrets.token_hex(32), "BENCH234"
    arguments = ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", "0", "--child"]
    program = Program("sync_server", arguments, folder / "said")
    program.tell({"key": key, "enrol_code": code, "owner_password": ""})
    url = str(program.wait_ready()["url"])
    floor = _floor()
    paths = tuple(f"/t/{table['code']}/orders" for table in floor["tables"])
    ended = threading.Event()
    till = threading.Thread(target=_till, args=(url, code, floor, ended), daemon=True)
    till.start()
    try:
        _wait_for_page(program, url, paths[0])
        yield Relay(program, folder / "data", key, paths)
    finally:
        ended.set()
        program.end()
        till.join()


def _till(url: str, code: str, floor: Mapping[str, Any], ended: threading.Event) -> None:
    """Publishes, then fetches as a till does that needs a moment for each order."""
    ids = {name: secrets.token_hex(16) for name in ("brand", "store", "device")}
    with closing(ServerClient(url, ids["device"], Ed25519PrivateKey.generate())) as client:
        client.enrol(code, {"brand": ids["brand"], "store": ids["store"], "names": {"en": "Bench"}})
        bodies = {name: _demo(name) for name in ("store", "menu", "rules")} | {"floor": floor, "stock": {}}
        client.publish([{"key": key, "version": 1, "body": body} for key, body in bodies.items()], [])
        after = ":0"
        while not ended.is_set():
            try:
                answer = client.feed(after, 5)
            except Unreachable:
                return
            after = f"{answer.epoch}:{answer.position}"
            time.sleep(AN_ORDER_AT_THE_TILL * len(answer.items))


def _floor() -> dict[str, Any]:
    table = {"area": "hall", "seats": 4, "shape": "square", "x": 0, "y": 0, "w": 1, "h": 1}
    tables = [
        {**table, "id": f"T{number}", "label": {"en": f"T{number}"}, "code": f"bench-table-{number:010d}"}
        for number in range(TABLES)
    ]
    return {**_demo("floor"), "tables": tables, "marks": []}


def _demo(name: str) -> Any:
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def _wait_for_page(program: Program, url: str, path: str) -> None:
    import requests

    end = time.monotonic() + 20
    with requests.Session() as session:
        session.trust_env = False
        while session.get(url + path.removesuffix("/orders"), timeout=5).status_code != 200:
            assert time.monotonic() < end, program.last_words()
            time.sleep(0.05)
