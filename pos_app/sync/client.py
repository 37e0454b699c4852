"""Signed calls to one sync server, with explicit time-outs. One client belongs to one thread."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.record.canonical import canonical

CONNECT = 3.0  # seconds
ANSWER = 10.0


class Unreachable(Exception):  # noqa: N818 - it reads as what is so
    """The server did not answer, or not in its own words. Nothing is known about what it did."""


class ServerRefused(Exception):  # noqa: N818 - as domain.errors.Refused
    """The server said no. ``code`` is its reason."""

    def __init__(self, status: int, code: str, facts: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What a relay hands over. ``received``: the server's time; ``age``: milliseconds since then."""

    position: int
    kind: str
    received: int
    age: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """News behind a position; the next call asks behind ``position`` of the same epoch."""

    epoch: str
    position: int
    items: tuple[FeedItem, ...]


class ServerClient:
    """Calls of the till's side of protocol 1."""

    def __init__(self, url: str, device: str, key: Ed25519PrivateKey) -> None:
        self.url = url.rstrip("/")
        self._device = device
        self._key = key
        self.waiting = -1  # events that home does not hold yet, told with each signed call; −1 tells nothing
        self._offset = 0  # what the server's clock is ahead of ours, in milliseconds
        self._session = requests.Session()
        self._session.trust_env = urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1")

    def enrol(self, code: str, identity: Mapping[str, Any]) -> Mapping[str, Any]:
        """Exchange a one-time code for a place among the server's devices. Repeating it is harmless."""
        public = self._key.public_key().public_bytes_raw().hex()
        body = canonical({**identity, "device": self._device, "code": code, "public_key": public})
        return self._call("POST", "/v1/enrol", body, signed=False)

    def watermark(self, incarnation: str) -> Mapping[str, Any]:
        """How far home has got with an incarnation: epoch, seq, head."""
        return self._call("GET", f"/v1/watermark?incarnation={incarnation}")

    def send_events(self, batch: bytes) -> Mapping[str, Any]:
        """Send a packed batch; the answer acknowledges and countersigns."""
        return self._call("POST", "/v1/events", batch, encoding="gzip", answer=60.0)

    def feed(self, after: str, wait: int) -> FeedAnswer:
        """News behind EPOCH:POSITION, at once or within ``wait`` seconds."""
        plain = self._call("GET", f"/v1/feed?after={after}&wait={wait}", answer=wait + ANSWER)
        with _in_its_words():
            items = tuple(
                FeedItem(item["position"], item["kind"], item["received"], item["age"], item["body"])
                for item in plain["items"]
            )
            return FeedAnswer(plain["epoch"], plain["position"], items)

    def versions(self) -> Mapping[str, int]:
        """The versions of what this server has published."""
        plain = self._call("GET", "/v1/publication")
        with _in_its_words():
            return cast(Mapping[str, int], plain["versions"])

    def publish(self, documents: Sequence[Any], verdicts: Sequence[Any]) -> None:
        """Publish documents {key, version, body} and verdicts, in one transaction there."""
        self._call("POST", "/v1/publication", canonical({"documents": documents, "verdicts": verdicts}))

    def close(self) -> None:
        self._session.close()

    def _call(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        signed: bool = True,
        encoding: str = "",
        answer: float = ANSWER,
    ) -> Mapping[str, Any]:
        try:
            return self._once(method, target, body, signed, encoding, answer)
        except ServerRefused as no:
            if no.code != "clock" or "server_time" not in no.facts:
                raise
            self._offset = int(no.facts["server_time"]) - _now()
            return self._once(method, target, body, signed, encoding, answer)

    def _once(
        self, method: str, target: str, body: bytes, signed: bool, encoding: str, answer: float
    ) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json"}
        if encoding:
            headers["Content-Encoding"] = encoding
        if signed:
            headers |= self._signature(method, target, body)
            if self.waiting >= 0:
                headers["Mashang-Waiting"] = str(self.waiting)
        try:
            response = self._session.request(
                method,
                self.url + target,
                data=body or None,
                headers=headers,
                timeout=(CONNECT, answer),
                allow_redirects=False,  # what is signed for one address is for no other
            )
            plain = response.json()
        except (requests.RequestException, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        if not isinstance(plain, dict) or response.status_code >= 500:
            raise Unreachable(str(response.status_code))
        if response.status_code >= 400:
            raise ServerRefused(response.status_code, str(plain.get("code", "")), plain.get("facts") or {})
        return plain

    def _signature(self, method: str, target: str, body: bytes) -> dict[str, str]:
        moment, nonce = str(_now() + self._offset), secrets.token_hex(16)
        text = "\n".join([method, target, moment, nonce, hashlib.sha256(body).hexdigest()])
        return {
            "Mashang-Device": self._device,
            "Mashang-Time": moment,
            "Mashang-Nonce": nonce,
            "Mashang-Signature": self._key.sign(text.encode()).hex(),
        }


@contextmanager
def _in_its_words() -> Iterator[None]:
    """Whoever answers with other words is not our server: a hotel's log-in page says 200 to everything."""
    try:
        yield
    except (KeyError, TypeError) as error:
        raise Unreachable(type(error).__name__) from error


def _now() -> int:
    return time.time_ns() // 1_000_000
