"""A till and a phone that speak the wire by themselves, so that the server is tested against the contract."""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.record.envelope import GENESIS, head_of
from domain.record.ids import uuid7

DEMO = Path(__file__).parents[2] / "resources" / "demo"
ANSWER = 40.0  # seconds


def new_id() -> str:
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))


def demo(name: str) -> Any:
    """A document of the demo restaurant."""
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def code_of(table: str, store: str) -> str:
    """A printed code, as opaque as a real one."""
    return hashlib.sha256(f"{store}{table}".encode()).hexdigest()[:22]


class WireTill:
    """A till's side of the protocol. Answers are plain responses: a test looks at status and body."""

    def __init__(self, url: str, brand: str = "", store: str = "", device: str = "") -> None:
        self.url = url
        self.brand = brand or new_id()
        self.store = store or new_id()
        self.device = device or new_id()
        self.key = Ed25519PrivateKey.generate()
        self.session = requests.Session()
        self.session.trust_env = False
        self.offset = 0

    def enrol(self, code: str, **other: Any) -> requests.Response:
        body = {
            "code": code,
            "brand": self.brand,
            "store": self.store,
            "device": self.device,
            "public_key": self.key.public_key().public_bytes_raw().hex(),
            "names": {"en": "Till"},
            **other,
        }
        return self.session.post(f"{self.url}/v1/enrol", json=body, timeout=ANSWER)

    def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        moment, nonce = str(time.time_ns() // 1_000_000 + self.offset), secrets.token_hex(16)
        text = "\n".join([method, target, moment, nonce, hashlib.sha256(body).hexdigest()])
        return {
            "Mashang-Device": self.device,
            "Mashang-Time": moment,
            "Mashang-Nonce": nonce,
            "Mashang-Signature": self.key.sign(text.encode()).hex(),
        }

    def call(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        signed = self.headers(method, target, body) if headers is None else dict(headers)
        return self.session.request(
            method, self.url + target, data=body or None, headers=signed, timeout=ANSWER
        )

    def get(self, target: str) -> requests.Response:
        return self.call("GET", target)

    def token(self, *scopes: str) -> requests.Response:
        """Ask for a short token."""
        return self.call("POST", "/v1/token", json.dumps({"scopes": scopes}).encode() if scopes else b"")

    def shows(self, token: str, target: str, method: str = "GET", body: bytes = b"") -> requests.Response:
        """Call with a token and no signature."""
        return self.call(method, target, body, headers={"Authorization": f"Bearer {token}"})

    def feed(self, after: str = ":0", wait: float = 0) -> requests.Response:
        return self.get(f"/v1/feed?after={after}&wait={wait}")

    def asked(self, request: str) -> dict[str, Any]:
        """A phone's request as this till fetches it."""
        items = self.feed().json()["items"]
        return dict(next(one["body"] for one in items if one["body"]["id"] == request))

    def publish(
        self, documents: Sequence[Any] = (), verdicts: Sequence[Any] = (), gone: Sequence[str] = ()
    ) -> requests.Response:
        body = {"documents": list(documents), "verdicts": list(verdicts), "gone": list(gone)}
        return self.call("POST", "/v1/publication", json.dumps(body).encode())

    def publish_demo(self, version: int = 1) -> requests.Response:
        """Store, menu, rules and floor of the demo restaurant, each table with its code."""
        floor = demo("floor")
        for table in floor["tables"]:
            table["code"] = self.code(table["id"])
        bodies = {"store": demo("store"), "menu": demo("menu"), "rules": demo("rules"), "floor": floor}
        return self.publish([{"key": k, "version": version, "body": b} for k, b in bodies.items()])

    def code(self, table: str) -> str:
        return code_of(table, self.store)

    def batch(
        self, incarnation: str, raws: Sequence[bytes], after: int = 0, before: bytes = GENESIS, **other: Any
    ) -> bytes:
        header = {
            "protocol": 1,
            "brand": self.brand,
            "store": self.store,
            "device": self.device,
            "incarnation": incarnation,
            "after": after,
            "previous": before.hex(),
            "head": head_of(before, raws).hex(),
            **other,
        }
        return gzip.compress(b"\n".join([json.dumps(header).encode(), *raws]))

    def send(
        self, incarnation: str, raws: Sequence[bytes], after: int = 0, before: bytes = GENESIS, **other: Any
    ) -> requests.Response:
        return self.call("POST", "/v1/events", self.batch(incarnation, raws, after, before, **other))


class WirePhone:
    """A guest's phone at one table."""

    def __init__(self, url: str, code: str) -> None:
        self.base = f"{url}/t/{code}"
        self.id = secrets.token_hex(8)
        self.session = requests.Session()
        self.session.trust_env = False

    def cart(self, remark: str = "", dish: str = "steamed-rice") -> dict[str, Any]:
        """One bowl of rice, as an order with an id of its own."""
        return {
            "id": new_id(),
            "phone": self.id,
            "lines": [{"dish": dish, "spec": "one"}],
            "quote": {"menu": 1, "rules": 1, "minute": 720, "at": 1, "amounts": [300], "total": 700},
            "guests": 2,
            "remark": remark,
        }

    def order(self, cart: Mapping[str, Any] | None = None) -> requests.Response:
        return self.session.post(f"{self.base}/orders", json=cart or self.cart(), timeout=ANSWER)

    def state(self, request: str) -> str:
        """How far a request of this phone has come, as its page is told."""
        now = self.session.get(f"{self.base}/now", params={"phone": self.id}, timeout=ANSWER).json()
        return next(str(one["state"]) for one in now["requests"] if one["id"] == request)
