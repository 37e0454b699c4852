"""A guest's phone without a browser: the page's own requests, repeated as the page repeats them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from domain.record.ids import uuid7

TOFU: Mapping[str, Any] = {"dish": "mapo-tofu", "spec": "one", "quantity": 1000}
COLA: Mapping[str, Any] = {"dish": "cola", "spec": "one", "quantity": 1000}
FISH: Mapping[str, Any] = {
    "dish": "boiled-fish",
    "spec": "large",
    "quantity": 1000,
    "options": ["spice-medium", "extra-bean-sprouts"],
}
ANSWERED = ("accepted", "partly", "refused")


@dataclass
class Phone:
    """``url`` is what the table's printed code holds. ``meanwhile`` is called whenever the phone waits."""

    url: str
    meanwhile: Callable[[], None] = lambda: None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    _session: requests.Session = field(default_factory=requests.Session, init=False)

    def __post_init__(self) -> None:
        self._session.trust_env = False

    def close(self) -> None:
        self._session.close()

    def page(self, language: str = "") -> requests.Response:
        return self._session.get(self.url, params={"lang": language} if language else {}, timeout=10)

    def quote(self, lines: Sequence[Mapping[str, Any]], opening: str = "") -> Mapping[str, Any]:
        body = {"lines": list(lines), "guests": 2, "opening": opening}
        answer = self._session.post(f"{self.url}/quote", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def fill(self, lines: Sequence[Mapping[str, Any]], remark: str = "") -> dict[str, Any]:
        """A request as the page would send it: quoted, with an id of its own."""
        opening = self.now()["opening"] or {}
        quote = self.quote(lines, opening.get("id", ""))
        return {
            "id": uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10)),
            "phone": self.id,
            "lines": list(lines),
            "quote": quote["quote"],
            "opening": opening.get("id", ""),
            "secret": opening.get("secret", ""),
            "guests": 2,
            "remark": remark,
            "language": "zh-Hans",
        }

    def send(self, request: Mapping[str, Any], seconds: float = 10) -> requests.Response:
        """One try. Raises requests.RequestException when no answer comes."""
        return self._session.post(f"{self.url}/orders", json=request, timeout=seconds)

    def send_until_heard(self, request: Mapping[str, Any], seconds: float = 30) -> requests.Response:
        """As a guest does who taps again while the network or the server is away."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer = self.send(request)
                if answer.ok:
                    return answer
                assert answer.status_code in (429, 503), answer.text
            except requests.RequestException:
                pass
            assert time.monotonic() < end, "no answer to the order"
            self._rest()

    def call(self, what: str) -> None:
        """A waiter, or the bill."""
        asked = {"what": what, "phone": self.id, "opening": self.now()["opening"]["id"]}
        assert self._session.post(f"{self.url}/call", json=asked, timeout=10).status_code == 202

    def order(self, lines: Sequence[Mapping[str, Any]], remark: str = "") -> str:
        """Order, and the request's id once a server has it."""
        request = self.fill(lines, remark)
        answer = self.send(request)
        assert answer.status_code == 202, answer.text
        return str(request["id"])

    def now(self, known: str = "", wait: int = 0) -> dict[str, Any]:
        """How it stands at the table, for this phone."""
        query: dict[str, str | int] = {"phone": self.id, "known": known, "wait": wait}
        answer = self._session.get(f"{self.url}/now", params=query, timeout=wait + 10)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def until(self, so: Callable[[Mapping[str, Any]], bool], seconds: float = 30) -> dict[str, Any]:
        """How it stands once it is so. What the table shows follows a verdict, a payment or a change of the
        menu after a moment: never look once.
        """
        end, now = time.monotonic() + seconds, self.now()
        while not so(now):
            assert time.monotonic() < end, now
            self.meanwhile()
            now = self.now(known=now["tag"], wait=2)
        return now

    def state(self, request: str) -> str:
        """What the page shows of a request; "" if the server does not know it."""
        return _state(self.now(), request)

    def wait_for(
        self, request: str, *states: str, seconds: float = 30, also_lines: str = ""
    ) -> dict[str, Any]:
        """The table once the request stands so, by long polls like the page's own.

        ``also_lines``: wait until all lines of its round are in this state too.
        """
        end, seen, tag = time.monotonic() + seconds, "", ""
        while time.monotonic() < end:
            try:
                now = self.now(tag, 2 if tag else 0)
            except requests.RequestException:
                self._rest()
                continue
            self.meanwhile()
            tag, seen = now["tag"], _state(now, request)
            if seen in states and (not also_lines or _line_states(now, request) == {also_lines}):
                return now
        raise AssertionError(f"request is {seen or 'unknown'}, not {' or '.join(states)} {also_lines}")

    def wait_until_away(self, seconds: float = 30) -> None:
        """Until the page says that the store cannot be reached."""
        self.until(lambda now: not now["connected"], seconds)

    def _rest(self) -> None:
        self.meanwhile()
        time.sleep(0.1)


def _state(now: Mapping[str, Any], request: str) -> str:
    return next((str(one["state"]) for one in now["requests"] if one["id"] == request), "")


def _line_states(now: Mapping[str, Any], request: str) -> set[str]:
    return {line["state"] for order in now["orders"] if order["id"] == request for line in order["lines"]}
