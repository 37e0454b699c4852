"""A till with its links to a real home, and guests' phones that pay over HTTP, as the page asks."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from domain.money.grants import Grant
from domain.record.ids import uuid7
from domain.record.rows import Document
from pos_app.database.session import Reader
from pos_app.sync.client import ServerClient, Unreachable
from pos_app.workflows.syncing import Identity, Link
from pos_app.workflows.views import LinkView
from sync_server.app import PlayMoney
from sync_server.workflows.clock import Clock
from tests.fakes.gateway import QUICK
from tests.pos_app.shop import Shop
from tests.sync_server.running import ServerHere


def until(holds: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What it gives once it is something."""
    ends = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.01)
    return found


def look_again(session: requests.Session) -> None:
    """A phone looks again when the server has just closed a connection that was idle for its five seconds."""
    session.trust_env = False
    session.mount("http://", HTTPAdapter(max_retries=Retry(3)))


@dataclass
class Guest:
    """A phone at a table; ``base`` is what the printed code holds."""

    base: str
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        look_again(self.session)

    def now(self) -> dict[str, Any]:
        return dict(self.session.get(f"{self.base}/now", params={"phone": self.id}, timeout=10).json())

    def money(self, opening: str = "") -> dict[str, Any]:
        """What there is to pay, and how far the own payments are."""
        query = {"phone": self.id, "opening": opening, "lang": "en"}
        return dict(self.session.get(f"{self.base}/pay", params=query, timeout=10).json())

    def wish(self, part: str = "all", number: Any = None, **changed: Any) -> dict[str, Any]:
        """What the page would send for a part of the bill as it shows it now; ``number``: of an order at the
        counter."""
        opening = number or self.now()["opening"]

        def to_pay() -> tuple[dict[str, Any], int] | None:
            """News of a payment and of its bill are two: until both came there may be nothing to press."""
            bill = self.money(opening["id"])["bill"]
            if not bill:
                return None
            sums = {"all": bill["left"], "own": bill["own"], "share": bill["shares"][changed.get("of", 0)]}
            amount = changed.get("amount", sums.get(part, 0))
            return (bill, amount) if amount or part not in sums else None

        bill, amount = until(to_pay)
        wish = {
            "id": uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10)),
            "phone": self.id,
            "opening": opening["id"],
            "secret": opening["secret"],
            "total": bill["total"],
            "amount": amount,
            "part": part,
        }
        return {**wish, **changed}

    def send(self, wish: dict[str, Any]) -> requests.Response:
        return self.session.post(f"{self.base}/pay", json=wish, timeout=10)

    def pay(self, part: str = "all", **changed: Any) -> str:
        """Ask to pay; the payment's id."""
        wish = self.wish(part, **changed)
        answer = self.send(wish)
        assert answer.ok, answer.text
        return str(wish["id"])

    def seen(self, payment: str) -> dict[str, Any]:
        """A payment as the page shows it; nothing while no server answers."""
        try:
            tries = self.money()["tries"]
        except requests.RequestException:
            tries = []
        return next((one for one in tries if one["id"] == payment), {"state": ""})

    def sees(self, payment: str, *states: str, seconds: float = 20) -> dict[str, Any]:
        return dict(until(lambda: (one := self.seen(payment))["state"] in states and one, seconds))

    def wallet(self, payment: str, says: str = "yes") -> None:
        """On the wallet's page, once the phone has its address: agree or refuse."""
        told = until(lambda: self.seen(payment).get("phone"))
        host = self.base.partition("/t/")[0]
        page = self.session.post(host + told["text"], data={"says": says}, timeout=10)
        assert page.ok, page.text

    def give_up(self, payment: str) -> None:
        asked = {"payment": payment, "phone": self.id}
        answer = self.session.post(f"{self.base}/pay/stop", json=asked, timeout=10)
        assert answer.ok, answer.text


ACCOUNTS = "accounts"


def _charging(merchants: Any, play: PlayMoney) -> Any:
    return None if merchants == ACCOUNTS else merchants or play


class PhoneTill:
    """The restaurant of these stories. ``away``: the till does not reach its home for charges."""

    def __init__(self, shop: Shop, folder: Path, merchants: Any = None) -> None:
        """``merchants``: who charges, else play money; ACCOUNTS: those that are set up at the home."""
        self.away = False
        shop.time.at = time.time_ns() // 1_000_000  # the home lets an order end by its own clock
        self.play = PlayMoney(Clock())
        self.home = ServerHere(folder, merchants=_charging(merchants, self.play), pace=QUICK)
        self.key = Ed25519PrivateKey.generate()
        self.shop = shop
        self.stand_at(shop)

    def stand_at(self, shop: Shop) -> None:
        """This shop's till is connected now."""
        self.shop, till = shop, shop.till
        row = shop.read(lambda tables: tables.get(Document, "store"))
        assert row is not None
        who = Identity(row.body["brand"], row.body["store"], "d" * 32, row.body["names"])
        self.link = Link(
            LinkView("own", self.home.url, "home"),
            self.client,
            lambda: Reader(shop.folder, shop.parts.keys.database_key()),
            shop.parts.book,
            shop.parts.writer,
            who,
            self.home.code(),
            till.refresh,
        )
        self.link.at_payment, self.link.paying = till.at_payment.openings, till.phones
        self.link.catch_up, self.link.came_back = till.catch_up, till.charging.start
        till.links.append(self.link)
        self.link.start()
        till.charging.connect = self.connect
        till.charging.home = lambda: "" if self.away or not self.link.view.online else self.home.url
        till.charging.start()
        till.phones.start()

    def client(self) -> ServerClient:
        return ServerClient(self.home.url, "d" * 32, self.key)

    def connect(self, url: str) -> ServerClient:
        if self.away:
            raise Unreachable("story")
        return self.client()

    def guest(self, table: str) -> Guest:
        """A phone at a table, once the page offers to pay there."""
        code = self.shop.till.view.floor.table(table).code
        guest = Guest(f"{self.home.url}/t/{code}")
        until(lambda: (seen := guest.money()).get("bill") and not seen["why"])
        return guest

    def grant(self, payment: str) -> Grant:
        (found,) = self.shop.rows(Grant, id=payment)
        return found

    def leave(self) -> None:
        """The till ends; its home stays."""
        self.shop.till.phones.close()
        self.shop.till.charging.close()
        self.link.close()

    def close(self) -> None:
        self.home.let_go()  # else the till's question for news would be waited for
        self.leave()
        self.home.close()
