"""When the page's own server falls silent it goes on at another one of the store, and comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Error, Route, expect

from tests.fakes.diner_server import DinerServer, from_lunch, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.phone import USUAL, Phone, Phones

pytestmark = pytest.mark.browser

NOBODY = "http://no-such-name.invalid:8626"
AT_ONCE = 10_000  # milliseconds: what a phone may take


@dataclass
class Two:
    """The page's own server and another one, each with what its phones asked; one till stands behind both."""

    own: FakeRelay
    other: FakeRelay
    phone: Phone

    def own_falls_silent(self) -> None:
        """What is asked of the own server never gets an answer; what is open ends."""
        self.phone.page.route(f"**://{HOST}:*/t/**", lambda route: route.abort())
        self.own.touch()

    def own_is_back(self) -> None:
        self.phone.page.unroute_all(behavior="ignoreErrors")


class SignIn(BaseHTTPRequestHandler):
    """A sign-in page of a hotel's network: it answers 200 to whatever is asked."""

    def do_GET(self) -> None:
        page = b"<html><form>Welcome to our Wi-Fi</form></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_POST = do_GET  # noqa: N815 - its name

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def captive_portal() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), SignIn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def two(relay: FakeRelay, restaurant: DinerServer, phones: Phones) -> Iterator[Two]:
    """Published are: a name that does not resolve, a network's sign-in page, our own, and another server."""
    other = FakeRelay()
    other.openings = relay.openings
    with serving(other, from_lunch()) as second, captive_portal() as portal:
        relay.servers = other.servers = (NOBODY, portal, restaurant.url, second.url)
        phone = phones.at("A6", USUAL)
        phone.wait_until(lambda: phone.cart()["opening"], 20_000)  # the page came with its guests only
        yield Two(relay, other, phone)


def goes_on_at_the_other(two: Two) -> None:
    with two.phone.page.expect_request(lambda asked: HOST not in asked.url and "wait=" in asked.url):
        pass


def comes_back(two: Two) -> None:
    with two.phone.page.expect_request(
        lambda asked: HOST in asked.url and "wait=" in asked.url, timeout=20_000
    ):
        pass


def test_the_cart_its_id_and_the_opening_go_along_to_the_other_server(two: Two) -> None:
    two.phone.add("mapo-tofu")
    two.phone.open_cart()
    before = two.phone.cart()
    two.own_falls_silent()
    two.phone.order()
    two.phone.page.locator('.steps[data-state="accepted"]').wait_for(timeout=AT_ONCE)
    (asked,) = two.other.heard.values()
    opening = two.own.openings["A6"]
    assert (asked.id, asked.phone) == (before["cart"]["id"], before["phone"])
    assert (asked.opening, asked.secret) == (opening.id, opening.secret)
    assert two.own.hearings == []
    expect(two.phone.banners).to_have_count(0)


def test_an_order_that_only_a_dead_server_has_goes_out_again_and_is_shown_once(two: Two) -> None:
    two.own.answers = "silent"
    two.phone.order_these("mapo-tofu")
    two.phone.sees_state("received")
    two.own_falls_silent()
    two.phone.page.locator('.steps[data-state="accepted"]').wait_for(timeout=AT_ONCE)
    assert set(two.own.hearings) == set(two.other.hearings)
    expect(two.phone.page.locator("section[data-order]")).to_have_count(1)
    two.phone.wait_until(lambda: two.phone.cart()["pending"] == [])
    # It lapsed where nobody fetched it; the bill knows better.
    two.own.lapse(two.own.hearings[0])
    two.own_is_back()
    comes_back(two)
    two.phone.sees_state("accepted")
    expect(two.phone.page.locator("section[data-order]")).to_have_count(1)
    assert len(two.own.openings["A6"].orders) == 1


def test_a_round_that_the_till_took_through_another_server_is_the_guests_own_here(two: Two) -> None:
    two.phone.order_these("mapo-tofu")
    two.phone.sees_state("accepted")
    two.own_falls_silent()
    goes_on_at_the_other(two)
    expect(two.phone.page.locator("section[data-order]")).to_contain_text("我")
    expect(two.phone.page.locator("section[data-order]")).to_have_count(1)
    assert two.other.hearings == []


def test_a_server_that_cannot_reach_the_till_is_left_for_one_that_can(two: Two) -> None:
    two.phone.add("mapo-tofu")
    two.phone.open_cart()
    two.own.connected = False  # the page has not heard yet
    two.phone.order()
    two.phone.page.locator('.steps[data-state="accepted"]').wait_for(timeout=AT_ONCE)
    assert len(two.other.hearings) == 1


def test_without_any_server_the_page_says_so_keeps_the_dishes_and_goes_on_later(two: Two) -> None:
    two.phone.add("mapo-tofu")
    two.phone.page.route("**/t/**", lambda route: route.abort())
    two.own.touch()
    expect(two.phone.banner).to_contain_text("叫服务员点菜", timeout=20_000)
    two.own_is_back()
    expect(two.phone.banners).to_have_count(0, timeout=20_000)
    two.phone.open_cart()
    two.phone.order()
    two.phone.sees_state("accepted")


def test_the_page_does_not_go_back_as_long_as_an_order_is_on_its_way(two: Two) -> None:
    two.own_falls_silent()
    goes_on_at_the_other(two)
    two.phone.page.route("**/orders?*", lambda route: route.abort())
    two.phone.order_these("mapo-tofu")
    two.phone.sees_state("sending")
    kept = two.phone.cart()
    kept["sent"]["at"] -= 600_000  # nobody knows, and the guest has not decided yet
    two.phone.remember(kept)
    two.phone.page.locator('[data-key="again"]').wait_for()
    two.own_is_back()
    asked: list[str] = []
    two.phone.page.on("request", lambda request: asked.append(request.url))
    two.phone.page.wait_for_timeout(9_000)
    assert sum(HOST in url and "/now" in url for url in asked) >= 2, "it has seen that its own is back"
    assert not any(HOST in url and "wait=" in url for url in asked)
    two.phone.page.locator('[data-key="keep"]').click()
    comes_back(two)
    assert two.own.hearings == two.other.hearings == []


def test_a_question_asked_for_the_guests_before_does_not_speak_for_the_next_ones(
    phone: Phone, relay: FakeRelay
) -> None:
    """Its answer comes late, after the new guests have ordered: their steps stay."""
    held: list[Route] = []
    phone.add("mapo-tofu")
    before = phone.cart()["phone"]
    phone.page.route(f"**/now?*phone={before}*wait=*", lambda route: held.append(route))
    relay.clear("A6")
    relay.open("A6", 2)
    phone.wait_until(lambda: held)
    phone.open_cart()
    phone.banner.get_by_role("button", name="在这桌重新点").click()
    phone.order()
    cooked, early = phone.page.locator(".steps[data-state]"), phone.page.get_by_role("alert")
    expect(cooked.or_(early).first).to_be_visible()
    if early.is_visible():  # the total was not there yet: she is asked to tap once more
        phone.order()
    phone.sees_state("accepted")
    with suppress(Error):  # the page has withdrawn the question
        for route in held:
            route.fulfill(response=route.fetch(url=route.request.url.replace(HOST, "127.0.0.1")))
    phone.page.wait_for_timeout(300)
    phone.sees_state("accepted")
