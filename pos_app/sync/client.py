"""Calls to one sync server, with explicit time-outs. One client belongs to one thread.

Each call is signed anew (Ed25519 over method, target, time, nonce and body), but for three:

- the long poll takes a short token every nine minutes and shows it. It is most of what a till says, all day,
  and has no body; it spares both sides a signature, and the server a nonce to remember for ten minutes;
- marks and totals show that token while it holds. They never take one: it would cost more than it saves.

It is as safe there: over https or within this computer nobody reads a token on its way. On any other line
(plain http in the store's network) somebody could, and take the guests' orders with it: there all is signed.
What brings facts, backups or what guests see is always signed: a signature covers the body, a token does not.
Whatever becomes of a token, the call that it was refused for is signed and made again: servers without tokens
(release 0.1.0), restored ones, and ones whose clock was set are spoken to as if there were none.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, cast
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.codes import sealed
from domain.record.plain import from_plain
from domain.record.proof import Totals
from domain.record.replication import ITS_DISK, MOST_EVENTS, PROTOCOLS, BatchHeader, Mark, unpack
from domain.selling.shared_cart import tag_of
from pos_app.sync.lines import Answer, is_within, line_to
from pos_app.sync.tokens import ShortToken

Proof = Callable[[], Mapping[str, str]]  # headers that show who calls, made anew for each try
TOKEN_FOR = canonical({"scopes": ["feed", "read"]})
ANSWER = 10.0
CERTIFICATE = "certificate"  # what answers there does not prove that it is that server
OTHER_KEY = "other_key"  # this device is known there by another key: it was restored on another computer


class Unreachable(Exception):  # noqa: N818 - it reads as what is so
    """The server did not answer, or not in its own words. Nothing is known about what it did."""

    @property
    def matter(self) -> str:
        """What a person has to hear of it: CERTIFICATE, or "" where it is only away."""
        return CERTIFICATE if str(self) == "SSLError" else ""


class ServerRefused(Exception):  # noqa: N818 - as domain.errors.Refused
    """The server said no. ``code`` is its reason."""

    def __init__(self, status: int, code: str, facts: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.facts = facts

    @property
    def matter(self) -> str:
        """What a person has to hear of it: its code, or OTHER_KEY."""
        return OTHER_KEY if self.code == "signature" and self.facts.get("other_key") else self.code


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
    """News behind a position; the next call asks behind ``position`` of the same epoch. ``ordering``:
    openings and free tables at which a phone has something in its cart just now."""

    epoch: str
    position: int
    items: tuple[FeedItem, ...]
    ordering: tuple[str, ...] = ()


class ServerClient:
    """Calls of the till's side of domain/record/PROTOCOL.md."""

    def __init__(
        self,
        url: str,
        device: str,
        key: Ed25519PrivateKey,
        run: str = "",
        before: Sequence[str] = (),
        token: ShortToken | None = None,
    ) -> None:
        """``run``: this start of the till; ``before``: the last ones that may have spoken to this server.

        ``token``: what the clients of one server share.
        """
        self._run = {"Mashang-Run": run, "Mashang-Run-Before": ",".join(before)} if run else {}
        self.url = url.rstrip("/")
        self._device = device
        self._key = key
        self.waiting = -1  # events that home does not hold yet, told with each signed call; −1 tells nothing
        self.server_key = ""  # the public key that countersigns, and the epoch, as the server told them last
        self.server_epoch = ""
        self._looks: tuple[str, str] | None = None  # a code, and whose store
        self._offset = 0  # what the server's clock is ahead of ours, in milliseconds
        self._line = line_to(url)
        self._token = token or ShortToken()
        self._private = is_within(url) or urlsplit(url).scheme == "https"

    def enrol(self, code: str, identity: Mapping[str, Any]) -> Mapping[str, Any]:
        """Exchange a one-time code for a place among the server's devices. Repeating it is harmless."""
        public = self._key.public_key().public_bytes_raw().hex()
        body = canonical({**identity, "device": self._device, "code": code, "public_key": public})
        return self._call("POST", "/v1/enrol", body, signed=False)

    def hello(self) -> tuple[int, int, str]:
        """How long there and back took, how far the server's clock is ahead of ours, in milliseconds, and the
        version of its program.

        A server of release 0.1.0 knows no hello, but the no to it has a date; it tells no version: "".
        """
        began = _now()
        answer = self._once("GET", "/v1/hello", b"", {}, "", ANSWER)
        took = _now() - began
        if answer.status == 200:
            with _in_its_words():
                plain = _plain(answer)
                return took, int(plain["time"]) - began - took // 2, str(plain.get("version", ""))
        try:
            date = parsedate_to_datetime(answer.date)
        except ValueError as error:
            raise Unreachable("no date") from error
        return took, round(date.timestamp() * 1000) + 500 - began - took // 2, ""

    def protocol(self) -> int:
        """The highest protocol that both speak."""
        try:
            plain = self._call("GET", "/v1/hello", signed=False)
        except ServerRefused:
            return 1
        self.server_key, self.server_epoch = str(plain.get("public_key", "")), str(plain.get("epoch", ""))
        with _in_its_words():
            spoken = plain.get("protocols", ())
            return max((each for each in PROTOCOLS if each in spoken), default=1)

    def marks(self, incarnations: Sequence[str]) -> tuple[list[Mark], str, int]:
        """What the server holds, which incarnation is open there, and the protocol it speaks.

        A server of protocol 1 is asked of each of ``incarnations``.
        """
        if self.protocol() < 2:
            return [mark for one in incarnations if (mark := self._watermark(one)).seq], "", 1
        plain = self._call("GET", "/v1/marks", token=True)
        with _in_its_words():
            return [_mark(one) for one in plain["marks"]], plain["current"], 2

    def _watermark(self, incarnation: str) -> Mark:
        plain = self._call("GET", f"/v1/watermark?incarnation={incarnation}")
        with _in_its_words():
            return Mark(incarnation, plain["seq"], plain["head"])

    def journal(
        self, incarnation: str, after: int, most: int = MOST_EVENTS
    ) -> tuple[BatchHeader, list[bytes]]:
        """The server's events behind ``after``; with ``most`` 0 the header tells the hash there."""
        target = f"/v1/journal?incarnation={incarnation}&after={after}&most={most}"
        answer = self._answered("GET", target, b"", True, "", 60.0)
        try:
            header, raws = unpack(answer.content)
        except Refused as no:
            raise Unreachable(no.code) from no
        if (header.incarnation, header.after) != (incarnation, after):
            raise Unreachable("another batch")
        return header, raws

    def totals(self) -> tuple[Totals, int]:
        """The store's figures as the server folded them, and how many facts it has still to fold."""
        plain = self._call("GET", "/v1/totals", token=True)
        try:
            return from_plain(Totals, plain), int(plain.get("behind", 0))
        except Refused as no:
            raise Unreachable(no.code) from no

    def send_events(self, batch: bytes) -> Mapping[str, Any]:
        """Send a packed batch; the answer acknowledges and countersigns."""
        return self._call("POST", "/v1/events", batch, encoding="gzip", answer=60.0)

    def send_unproven(self, batch: bytes) -> None:
        """Send a packed batch from behind a damaged place of our record: it waits for the owner's review."""
        self._call("POST", "/v1/events/unproven", batch, encoding="gzip", answer=60.0)

    def charge(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Have a guest's code charged; the same body again asks what became of it."""
        return self._call("POST", "/v1/charges", canonical(body), answer=60.0)

    def charged(self, payment: str, wait: int) -> Mapping[str, Any]:
        """What became of a charge, at once if it is over, else after news or ``wait`` seconds."""
        return self._call("GET", f"/v1/charges/{payment}?wait={wait}", answer=wait + ANSWER)

    def came_late(self) -> Sequence[Mapping[str, Any]]:
        """Charges that were over and were told as paid after all, none if the server does not say."""
        return self._charges("/v1/charges", "late")

    def unclaimed(self) -> Sequence[Mapping[str, Any]]:
        """Charges that were paid, and no fact tells of them; none if the server does not say."""
        return self._charges("/v1/charges/unclaimed", "unclaimed")

    def found_refunds(self) -> Sequence[Mapping[str, Any]]:
        """Refunds that stand on providers' bills, and no fact tells of them; none if the server does not
        say."""
        return self._charges("/v1/refunds/found", "found")

    def _charges(self, path: str, name: str) -> Sequence[Mapping[str, Any]]:
        try:
            plain = self._call("GET", path)
        except ServerRefused as no:
            if no.status not in (404, 405):
                raise
            return ()
        with _in_its_words():
            return [dict(one) for one in plain[name]]

    def cancel_charge(self, payment: str, channel: str, way: str = "") -> Mapping[str, Any]:
        """See that it is not charged by this channel in this way, or goes back."""
        asked = {"channel": channel, **({"way": way} if way else {})}
        return self._call("POST", f"/v1/charges/{payment}/cancel", canonical(asked))

    def return_charge(self, payment: str) -> Mapping[str, Any]:
        """What was charged goes back to the guest."""
        return self._call("POST", f"/v1/charges/{payment}/return")

    def refund(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Have a part of a charge given back; the same number again asks what became of it."""
        return self._call("POST", "/v1/refunds", canonical(body), answer=60.0)

    def ways(self) -> tuple[Mapping[str, Sequence[str]], int]:
        """By channel, how this store's guests can pay, none if it knows of no phones that pay; and how many
        milliseconds the gateways' clock is ahead of the server's, 0 while it is no matter."""
        try:
            plain = self._call("GET", "/v1/ways")
        except ServerRefused as no:
            if no.status != 404:
                raise
            return {}, 0
        with _in_its_words():
            ways = {channel: tuple(found) for channel, found in plain["ways"].items()}
            return ways, int(plain.get("clock", 0))

    def order(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Have an order made that a guest pays on the phone; the same body again tells the same order."""
        return self._call("POST", "/v1/orders", canonical(body), answer=60.0)

    def feed(self, after: str, wait: int, ordering: Iterable[str] = ()) -> FeedAnswer:
        """News behind EPOCH:POSITION, or that phones order elsewhere than known, at once or within ``wait``
        seconds."""
        self._take_token()
        asked = f"/v1/feed?after={after}&wait={wait}&ordering={tag_of(ordering)}"
        plain = self._call("GET", asked, answer=wait + ANSWER, token=True)
        with _in_its_words():
            items = tuple(
                FeedItem(item["position"], item["kind"], item["received"], item["age"], item["body"])
                for item in plain["items"]
            )
            ordering = tuple(
                sorted(str(one) for one in plain.get("ordering", ()))
            )  # an older server tells none
            return FeedAnswer(plain["epoch"], plain["position"], items, ordering)

    def versions(self) -> Mapping[str, int]:
        """The versions of what this server has published."""
        return self.published()[0]

    def published(self) -> tuple[Mapping[str, int], str]:
        """The versions of what this server has published, and the mark of the menu that it shows: "" if it
        shows none, or is older than marks."""
        plain = self._call("GET", "/v1/publication")
        with _in_its_words():
            return cast(Mapping[str, int], plain["versions"]), str(plain.get("menu", ""))

    def publish(self, documents: Sequence[Any], verdicts: Sequence[Any]) -> None:
        """Publish documents {key, version, body} and verdicts, in one transaction there."""
        self._call("POST", "/v1/publication", canonical({"documents": documents, "verdicts": verdicts}))

    def close(self) -> None:
        self._line.close()

    def _call(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        signed: bool = True,
        encoding: str = "",
        answer: float = ANSWER,
        token: bool = False,
    ) -> Mapping[str, Any]:
        if token and self._private and (shown := self._token.shown()):
            proof = {"Authorization": f"Bearer {shown}"}
            try:
                return _plain(self._living(method, target, body, lambda: proof, encoding, answer))
            except ServerRefused as no:
                if no.code != "invalid_token":
                    raise
                self._token.refused()
        return _plain(self._answered(method, target, body, signed, encoding, answer))

    def _take_token(self) -> None:
        """Take a token if one is of use here and it is time. No token is no trouble: the call is signed."""
        if not (self._private and self._token.wanted):
            return
        try:
            plain = self._call("POST", "/v1/token", TOKEN_FOR)
        except ServerRefused:
            self._token.refused()
            return
        with _in_its_words():
            self._token.taken(plain["token"], int(plain["lives"]))

    def _answered(
        self, method: str, target: str, body: bytes, signed: bool, encoding: str, answer: float
    ) -> Answer:
        """The answer, if it is a yes. Raises Unreachable or ServerRefused."""

        def proof() -> Mapping[str, str]:
            return self._signature(method, target, hashlib.sha256(body).hexdigest()) if signed else {}

        try:
            return self._living(method, target, body, proof, encoding, answer)
        except ServerRefused as no:
            if no.code != "clock" or "server_time" not in no.facts:
                raise
            self._offset = int(no.facts["server_time"]) - _now()
            return self._living(method, target, body, proof, encoding, answer)

    def _living(
        self, method: str, target: str, body: bytes, proof: Proof, encoding: str, answer: float
    ) -> Answer:
        """The answer, if it is a yes. A server that hears two of us is shown at once that we run."""
        try:
            return _agreed(self._once(method, target, body, proof(), encoding, answer))
        except ServerRefused as no:
            if no.code != "who_speaks" or not self._run:
                raise
            self._run["Mashang-Run-Beside"] = str(no.facts.get("beside", ""))
            return _agreed(self._once(method, target, body, proof(), encoding, answer))

    def _once(
        self, method: str, target: str, body: bytes, proof: Mapping[str, str], encoding: str, answer: float
    ) -> Answer:
        """The answer, whatever it says. ``proof``: headers that show who calls; none for anybody."""
        headers = {"Content-Type": "application/json", **proof}
        if encoding:
            headers["Content-Encoding"] = encoding
        if proof:
            headers |= self._run
            if self.waiting >= 0:
                headers["Mashang-Waiting"] = str(self.waiting)
        try:
            return self._line.ask(method, target, headers, body, answer)
        except (OSError, HTTPException) as error:
            raise Unreachable(_named(error)) from error

    def look_by(self, code: str, brand: str, store: str) -> None:
        """From now on only look, as who holds an unused code for a till of that store: nothing is signed."""
        self._looks = (code, f"{brand}/{store}")

    def sign_again(self) -> None:
        """No longer look by a code."""
        self._looks = None

    def _signature(self, method: str, target: str, sha256: str) -> dict[str, str]:
        moment, nonce = str(_now() + self._offset), secrets.token_hex(16)
        text = "\n".join([method, target, moment, nonce, sha256]).encode()
        who = {"Mashang-Device": self._device, "Mashang-Time": moment, "Mashang-Nonce": nonce}
        if self._looks:
            code, store = self._looks
            return {**who, "Mashang-Store": store, "Mashang-Code": sealed(code, text)}
        return {**who, "Mashang-Signature": self._key.sign(text).hex()}


def _named(error: Exception) -> str:
    """What went wrong. SSLError: a certificate does not hold; else, no server for https answers there."""
    name = type(error).__name__
    return "TLS" if name == "SSLError" and "CERTIFICATE_VERIFY_FAILED" not in str(error) else name


def _agreed(answer: Answer) -> Answer:
    """The answer, unless it is a no."""
    if answer.status >= 400:
        plain = _plain(answer, ITS_DISK)
        raise ServerRefused(answer.status, str(plain.get("code", "")), plain.get("facts") or {})
    return answer


def _plain(answer: Answer, but: str = "") -> Mapping[str, Any]:
    """What it says. A server in trouble says nothing, ``but`` for the refusal of that code."""
    try:
        plain = json.loads(answer.content)
    except ValueError as error:
        raise Unreachable(type(error).__name__) from error
    if not isinstance(plain, dict) or (answer.status >= 500 and plain.get("code") != (but or None)):
        raise Unreachable(str(answer.status))
    return plain


def _mark(plain: Mapping[str, Any]) -> Mark:
    try:
        return from_plain(Mark, plain)
    except Refused as no:
        raise Unreachable(no.code) from no


@contextmanager
def _in_its_words() -> Iterator[None]:
    """Whoever answers with other words is not our server: a hotel's log-in page says 200 to everything."""
    try:
        yield
    except (KeyError, TypeError) as error:
        raise Unreachable(type(error).__name__) from error


def _now() -> int:
    return time.time_ns() // 1_000_000
