"""A small sync server in memory that speaks protocol 1 over a real socket, and fails as the test says.

with FakeServer() as server:
    server.lose_answers("/v1/events")  # stores what comes next, and hangs up instead of answering
    server.away = True                 # hangs up at once, stores nothing
    server.replace()                   # as after a restored backup: another epoch, all forgotten
    server.ahead = 3_600_000           # its clock, in milliseconds
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.record.canonical import canonical, parse
from domain.record.envelope import GENESIS, head_of
from domain.record.replication import unpack
from domain.selling.shared_cart import tag_of

CODE = "FAKECODE"
CLOCKS_MAY_DIFFER = 5 * 60_000  # milliseconds


class _NoError(Exception):
    """A refusal: the answer's status, code and facts."""

    def __init__(self, status: int, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "facts": facts}


@dataclass
class _Kept:
    """What is lost with a server's disk."""

    epoch: str = ""
    events: dict[str, list[bytes]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


class FakeServer:
    """``publications`` and ``asked`` hold what was told and asked, in order; ``refused`` counts codes."""

    def __init__(self) -> None:
        self.ahead = 0
        self.publications: list[Mapping[str, Any]] = []
        self.asked: list[str] = []
        self.refused: Counter[str] = Counter()
        self._devices: dict[str, Ed25519PublicKey] = {}
        self._nonces: set[str] = set()
        self._key = Ed25519PrivateKey.generate()
        self._epochs = 1
        self._kept = _Kept("epoch-1")
        self._away = False
        self._losing: Counter[str] = Counter()
        self._holding = b""
        self._deaf: set[str] = set()
        self.full = False  # its disk takes nothing
        self._ordering: tuple[str, ...] | None = ()
        self._news = threading.Condition()
        self._web = _Web(self)
        self.url = f"http://127.0.0.1:{self._web.server_address[1]}"
        self._thread = threading.Thread(target=self._web.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> FakeServer:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.away = True
        self._web.shutdown()
        self._web.server_close()

    # what a test looks at

    @property
    def epoch(self) -> str:
        return self._kept.epoch

    @property
    def documents(self) -> dict[str, Any]:
        """What the store shows now, by key."""
        with self._news:
            return dict(self._kept.documents)

    def events(self, incarnation: str) -> list[bytes]:
        """The raw events stored, in order."""
        with self._news:
            return list(self._kept.events.get(incarnation, ()))

    def swap_last_event(self) -> None:
        """As if another till had told us something else under the same number."""
        with self._news:
            for raws in self._kept.events.values():
                raws[-1] = raws[-1].replace(b'"seq":', b'"seq": ')

    def told(self, key: str) -> list[Any]:
        """Each body that was published under a key."""
        with self._news:
            return [
                one["body"] for told in self.publications for one in told["documents"] if one["key"] == key
            ]

    def verdicts(self, request: str) -> list[str]:
        """The states told of a request."""
        with self._news:
            told = [one for each in self.publications for one in each["verdicts"]]
        return [str(one["state"]) for one in told if one["request"] == request]

    # what a test does

    def relay(self, kind: str, body: Any) -> None:
        """A phone asks for something."""
        with self._news:
            position = len(self._kept.items) + 1
            self._kept.items.append(
                {"position": position, "kind": kind, "body": body, "received": self.now()}
            )
            self._news.notify_all()

    def phones_order(self, *places: str, known: bool = True) -> None:
        """Phones have something in their carts at these places; an older server does not know of it."""
        with self._news:
            self._ordering = places if known else None
            self._news.notify_all()

    def lose_answers(self, path: str, times: int = 1, holding: str = "") -> None:
        """Do what is asked at a path, by a body that holds a text, and hang up instead of answering."""
        self._losing[path], self._holding = times, holding.encode()

    def ignore(self, *paths: str) -> None:
        """Hang up at these paths, and do nothing; none: hear all again."""
        self._deaf = set(paths)

    @property
    def away(self) -> bool:
        return self._away

    @away.setter
    def away(self, away: bool) -> None:
        with self._news:
            self._away = away
            self._news.notify_all()

    def replace(self) -> None:
        """Another server at the same address: it knows the tills and nothing else."""
        with self._news:
            self._epochs += 1
            self._kept = _Kept(f"epoch-{self._epochs}")
            self._news.notify_all()

    def forget_all(self) -> None:
        """An empty server at the same address: it knows not even the tills."""
        self._devices.clear()
        self.replace()

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self.ahead

    # how it answers

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes | None:
        """Status and body of an answer; None: hang up."""
        path = urlsplit(target).path
        self.asked.append(f"{method} {path}")
        if self.away or path in self._deaf:
            return None
        try:
            if path not in ("/v1/enrol", "/v1/hello"):
                self._check(method, target, headers, body)
            done = self._do(f"{method} {path}", parse_qs(urlsplit(target).query), headers, body)
        except _NoError as no:
            self.refused[str(no.body["code"])] += 1
            return _response(no.status, no.body)
        if self._losing[path] > 0 and self._holding in body:
            self._losing[path] -= 1
            return None
        return None if self._away else _response(200, done)

    def _check(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        moment, nonce = headers["Mashang-Time"], headers["Mashang-Nonce"]
        text = "\n".join([method, target, moment, nonce, hashlib.sha256(body).hexdigest()])
        key = self._devices.get(headers["Mashang-Device"])
        try:
            if key is None or nonce in self._nonces:
                raise _NoError(401, "signature")
            key.verify(bytes.fromhex(headers["Mashang-Signature"]), text.encode())
        except InvalidSignature as error:
            raise _NoError(401, "signature") from error
        self._nonces.add(nonce)
        if abs(int(moment) - self.now()) > CLOCKS_MAY_DIFFER:
            raise _NoError(401, "clock", server_time=self.now())

    def _do(
        self, what: str, query: Mapping[str, Sequence[str]], headers: Mapping[str, str], body: bytes
    ) -> Mapping[str, Any]:
        with self._news:
            if self.full and what in ("POST /v1/events", "POST /v1/publication"):
                raise _NoError(503, "server_disk")
            match what:
                case "POST /v1/enrol":
                    return self._enrol(json.loads(body))
                case "GET /v1/watermark":
                    return self._watermark(query["incarnation"][0])
                case "POST /v1/events":
                    return self._record(body)
                case "GET /v1/feed":
                    return self._feed(
                        query["after"][0], float(query["wait"][0]), query.get("ordering", [""])[0]
                    )
                case "GET /v1/publication":
                    return {"versions": dict(self._kept.versions)}
                case "POST /v1/publication":
                    packed = headers.get("Content-Encoding") == "gzip"
                    return self._publish(parse(gzip.decompress(body) if packed else body))
        raise _NoError(404, "unknown")

    def _enrol(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        if asked["code"] != CODE:
            raise _NoError(401, "enrol_code")
        self._devices[asked["device"]] = Ed25519PublicKey.from_public_bytes(
            bytes.fromhex(asked["public_key"])
        )
        public = self._key.public_key().public_bytes_raw().hex()
        return {"server": "fake", "epoch": self.epoch, "public_key": public}

    def _watermark(self, incarnation: str) -> Mapping[str, Any]:
        raws = self._kept.events.get(incarnation, [])
        return {"epoch": self.epoch, "seq": len(raws), "head": head_of(GENESIS, raws).hex()}

    def _record(self, body: bytes) -> Mapping[str, Any]:
        header, fresh = unpack(body)
        kept = self._kept.events.setdefault(header.incarnation, [])
        if header.after > len(kept):
            mark = self._watermark(header.incarnation)
            raise _NoError(409, "gap", seq=mark["seq"], head=mark["head"])
        known = kept[header.after : header.after + len(fresh)]
        if known != fresh[: len(known)] or header.previous != head_of(GENESIS, kept[: header.after]).hex():
            raise _NoError(409, "fork")
        kept += fresh[len(known) :]
        mark = self._watermark(header.incarnation)
        assert header.head == head_of(GENESIS, kept[: header.after + len(fresh)]).hex()
        signed = self._key.sign(f"{header.incarnation}:{mark['seq']}:{mark['head']}".encode()).hex()
        return {**mark, "signature": signed, "refused": []}

    def _feed(self, after: str, wait: float, ordering: str) -> Mapping[str, Any]:
        epoch, _, position = after.partition(":")
        before = self._kept
        if epoch not in ("", self.epoch):
            raise _NoError(409, "epoch", epoch=self.epoch)
        self._news.wait_for(
            lambda: (
                self.away
                or self._kept is not before
                or len(self._kept.items) > int(position)
                or (self._ordering is not None and tag_of(self._ordering) != ordering)
            ),
            wait,
        )
        if self.epoch != before.epoch:
            raise _NoError(409, "epoch", epoch=self.epoch)
        now = self.now()
        items = [{**one, "age": now - one["received"]} for one in before.items[int(position) :]]
        told = {} if self._ordering is None else {"ordering": list(self._ordering)}
        found = {"epoch": self.epoch, "position": max(int(position), len(before.items)), "items": items}
        return found | told

    def _publish(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        self.publications.append(told)
        for one in told["documents"]:
            if one["version"] >= self._kept.versions.get(one["key"], 0):
                self._kept.versions[one["key"]] = one["version"]
                self._kept.documents[one["key"]] = one["body"]
        return {"ok": True}


class _Web(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """One connection; it is kept open as a real server keeps it."""

    server: _Web
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        response = self.server.fake.answer(self.command, self.path, self.headers, body)  # type: ignore[arg-type]
        if response is None:
            self.close_connection = True
            return
        self.wfile.write(response)

    do_POST = do_GET  # noqa: N815 - the standard library's name

    def log_message(self, format: str, *args: Any) -> None:
        """Not a word: tests look at what is kept."""


def _response(status: int, plain: Mapping[str, Any]) -> bytes:
    body = canonical(plain)
    head = f"HTTP/1.1 {status} so\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
