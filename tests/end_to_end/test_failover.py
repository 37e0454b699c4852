"""A guest's phone whose server dies: it goes on at another one, orders once, and comes back by itself."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Request, expect

from tests.end_to_end.books import till_facts
from tests.end_to_end.cloud import Cloud, cloud_in
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.sync_server.diner.phone import Phone

pytestmark = pytest.mark.browser

FAILOVER = 10_000  # milliseconds that a phone may take to another server
RETURN = 30_000


@dataclass
class Evening:
    """A shop with a cloud and its own server, and a guest at A1 who opened the page in the cloud."""

    shop: Shop
    cloud: Cloud
    phone: Phone
    asked: list[str] = field(default_factory=list)  # servers that the page has asked, in order

    def order(self, remark: str) -> None:
        """Fill the cart and tap."""
        self.phone.add("mapo-tofu")
        self.phone.open_cart()
        self.phone.page.locator(".box input").fill(remark)
        self.phone.order()

    def shows_one_round(self, seconds: float = 10) -> None:
        """The order stands there once, in the kitchen, and nothing is on its way any more."""
        expect(self.phone.page.locator(".chip[data-line=printed]")).to_have_count(1, timeout=seconds * 1000)
        expect(self.phone.page.locator("section[data-order]")).to_have_count(1)
        expect(self.phone.page.locator(".chip")).to_have_count(1)
        self.phone.wait_until(lambda: self.phone.cart()["sent"] is None)

    def is_back(self) -> None:
        """The page asks the cloud again, and goes on doing so."""
        self.phone.page.wait_for_timeout(100)
        begun = len(self.asked)
        self.phone.wait_until(lambda: self.cloud_lately(begun), RETURN)

    def cloud_lately(self, begun: int) -> bool:
        lately = self.asked[begun:][-2:]
        return len(lately) == 2 and set(lately) == {self.cloud.url}

    def cooked_once(self, remark: str) -> None:
        """One ticket, one fact."""
        assert len(self.shop.papers(remark)) == 1
        placed = [one.event for one in till_facts(self.shop.data) if one.event.kind == "order.placed"]
        assert len(placed) == 1


@contextmanager
def evening(
    browser: Browser,
    shop: Shop,
    folder: Path,
    failpoint: str = "",
    standby: tuple[Cloud, str] | None = None,
) -> Iterator[Evening]:
    """``failpoint``: where the cloud dies; ``standby``: another server, with a code for the till."""
    with ExitStack() as stack:
        cloud, code = stack.enter_context(cloud_in(folder / "cloud", failpoint=failpoint))
        shop.server = (f"--server={cloud.url}", f"--enrol={code}")
        shop.open()
        stack.callback(shop.kill)
        shop.quiet()
        url = cloud.beside(shop.ready["diner_urls"]["A1"])
        others = [f"http://127.0.0.1:{shop.port}"]
        if standby:
            assert shop.ask("join", url=standby[0].url, code=standby[1], role="standby") == {}
            others.append(standby[0].url)
        until(lambda: all(one in _policy(url) for one in others), 10)
        context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 780})
        stack.callback(context.close)
        made = Evening(shop, cloud, Phone(context, url))

        def note(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.path.endswith("/now") and "wait=" in parts.query:
                made.asked.append(f"{parts.scheme}://{parts.netloc}")

        made.phone.page.on("request", note)
        yield made
        assert made.phone.errors == []


def _policy(url: str) -> str:
    return requests.get(url, timeout=5).headers["Content-Security-Policy"]


def test_two_servers_die_with_an_order_they_have_just_stored_and_it_is_cooked_once(
    browser: Browser, shop: Shop, tmp_path: Path
) -> None:
    """It goes to the standby when the cloud dies, and the till's own server tells how it stands."""
    at = "relay.after_commit:1"
    with (
        cloud_in(tmp_path / "standby", failpoint=at) as standby,
        evening(browser, shop, tmp_path, at, standby) as tonight,
    ):
        tonight.order("k-7f3")
        tonight.cloud.server.wait_dead()
        died = time.monotonic()
        standby[0].server.wait_dead()
        tonight.shows_one_round()
        assert time.monotonic() - died < FAILOVER / 1000
        expect(tonight.phone.banners).to_have_count(0)
        tonight.cooked_once("k-7f3")

        standby[0].start_again()
        tonight.cloud.start_again()
        tonight.is_back()
        tonight.shows_one_round()
        tonight.phone.sees_state("accepted")
        shop.quiet()
        tonight.cooked_once("k-7f3")


def test_a_server_that_hangs_is_left_within_ten_seconds_and_taken_again_when_it_is_well(
    browser: Browser, shop: Shop, tmp_path: Path
) -> None:
    with evening(browser, shop, tmp_path) as tonight:
        tonight.phone.add("mapo-tofu")
        tonight.phone.open_cart()
        tonight.phone.page.locator(".box input").fill("k-8a1")
        tonight.cloud.server.process.send_signal(signal.SIGSTOP)
        hung = time.monotonic()
        tonight.phone.order()
        tonight.shows_one_round()
        assert time.monotonic() - hung < FAILOVER / 1000
        tonight.cloud.server.process.send_signal(signal.SIGCONT)
        tonight.is_back()
        tonight.shows_one_round()
        shop.quiet()
        tonight.cooked_once("k-8a1")


def test_a_guest_who_reloads_while_the_own_server_starts_again_sees_the_page_and_the_order(
    browser: Browser, shop: Shop
) -> None:
    """No cloud, plain http, no service worker: the till holds the door, and the reload waits behind it."""
    shop.open("relay.after_commit:1")
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 780})
    try:
        phone = Phone(context, shop.ready["diner_urls"]["A1"])
        phone.add("mapo-tofu")
        phone.open_cart()
        phone.page.locator(".box input").fill("k-9c2")
        phone.order()
        until(shop.note.exists, 10)
        answer = phone.page.reload()
        assert answer and answer.ok
        phone.sees_state("accepted")
        shop.quiet()
        assert len(shop.papers("k-9c2")) == 1
        assert phone.errors == []
    finally:
        context.close()
