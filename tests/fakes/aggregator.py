"""An aggregator that nobody sells: its own payment codes, a signature of its own, a bill. And who asks it.

The gateway is a real HTTP server that refuses what is not signed; ``Puhui`` is written against the port
alone, as somebody would who adds a provider, and ``register`` is all that the program is told of it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from domain.money.pay_codes import ALIPAY, CHANNELS, WECHAT, Channel
from sync_server.payments.barcode_only import BarcodeOnly
from sync_server.payments.kinds import KINDS, Kept, Kind
from sync_server.payments.port import BillLine, Charge, NoAnswer, Outcome, Refund, RefundOutcome

NAME, MERCHANT, KEY = "puhui", "88001", "a key of the merchant's"
GATEWAY = "https://pay.puhui.example"
CODE = "9912345678901234567"  # 19 digits from 99
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class PuhuiGateway:
    """What it was asked, by number. ``now``: seconds."""

    url: str = ""
    now: Callable[[], float] = time.time
    charges: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, what: str, told: dict[str, Any]) -> dict[str, Any]:
        kept = self.refunds if "refund" in what else self.charges
        if what in ("/charge", "/refund") and told["number"] not in kept:
            kept[told["number"]] = {**told, "state": "paid", "day": self._today(), "trade": f"P{len(kept)}"}
        if what == "/cancel":
            kept.setdefault(told["number"], {**told, "amount": 0, "trade": ""})["state"] = "closed"
        if what == "/bill":
            days = {"charges": self.charges, "refunds": self.refunds}
            return {
                name: [one for one in rows.values() if one.get("day") == told["day"]]
                for name, rows in days.items()
            }
        return kept.get(told["number"], {"state": "failed", "trade": "", "amount": 0})

    def _today(self) -> str:
        return str(datetime.fromtimestamp(self.now(), ZONE).date())


@contextmanager
def puhui_gateway() -> Iterator[PuhuiGateway]:
    gateway = PuhuiGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            right = hmac.compare_digest(self.headers.get("X-Signature", ""), sign(KEY, body))
            found = json.dumps(gateway.answer(self.path, json.loads(body)) if right else {}).encode()
            self.send_response(200 if right else 401)
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        gateway.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield gateway
        server.shutdown()
        thread.join()


def sign(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


# ------------------------------------------------------------ what somebody writes who adds a provider


@dataclass(frozen=True, slots=True)
class PuhuiAccount:
    merchant: str
    key: str
    gateway: str = GATEWAY


class Puhui(BarcodeOnly):
    """Implements Provider."""

    name = NAME

    def __init__(self, kept: Kept) -> None:
        self.account: str = kept.id
        self._merchant: PuhuiAccount = kept.account

    def charge(self, charge: Charge, code: str) -> Outcome:
        told = {"number": charge.number, "amount": charge.amount, "code": code}
        return _outcome(self._ask("/charge", told), charge)

    def query(self, charge: Charge) -> Outcome:
        return _outcome(self._ask("/query", {"number": charge.number}), charge)

    def cancel(self, charge: Charge) -> Outcome:
        return _outcome(self._ask("/cancel", {"number": charge.number}), charge)

    def refund(self, refund: Refund) -> RefundOutcome:
        told = {"number": refund.number, "charge": refund.charge, "amount": refund.amount}
        return _went(self._ask("/refund", told))

    def query_refund(self, refund: Refund) -> RefundOutcome:
        return _went(self._ask("/refund/query", {"number": refund.number}))

    def bill(self, day: date) -> list[BillLine]:
        told = self._ask("/bill", {"day": str(day)})
        lines = [("charge", one, one["number"]) for one in told["charges"]]
        lines += [("refund", one, one["charge"]) for one in told["refunds"]]
        return [
            BillLine(kind, one["number"], charge, one["amount"], "CNY", one["trade"])
            for kind, one, charge in lines
        ]

    def _ask(self, what: str, told: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps({**told, "merchant": self._merchant.merchant}).encode()
        try:
            answer = requests.post(
                self._merchant.gateway + what,
                data=body,
                headers={"X-Signature": sign(self._merchant.key, body)},
                timeout=5,
            )
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        except requests.RequestException as error:
            raise NoAnswer from error
        return found


def _outcome(found: Mapping[str, Any], charge: Charge) -> Outcome:
    why = {"failed": "charge_failed", "closed": "charge_cancelled"}.get(found["state"], "")
    return Outcome(found["state"], why, found["trade"], found["amount"], charge.currency)


def _went(found: Mapping[str, Any]) -> RefundOutcome:
    return RefundOutcome("done" if found["trade"] else "failed", "", found["trade"], found["amount"])


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one entry on each side: prefix, name and tender for all, and the class for the home."""
    channel = Channel("Puhui", re.compile("99[0-9]{17}"), tender={"en": "Puhui", "zh-Hans": "普惠"})
    monkeypatch.setitem(CHANNELS, NAME, channel)
    kind = Kind(PuhuiAccount, Puhui, GATEWAY, ("key",), "merchant", also=frozenset({WECHAT, ALIPAY}))
    monkeypatch.setitem(KINDS, NAME, kind)
