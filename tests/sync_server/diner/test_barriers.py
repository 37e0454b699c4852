"""Nothing grave that axe-core finds on any of the guest's pages, light and dark, at 360 pixels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from domain.supply.stock import Stock
from tests.fakes.relay import FakeRelay
from tests.sync_server.barriers import barriers
from tests.sync_server.diner.phone import SMALL, Phone, Phones
from tests.sync_server.diner.pictures import tick

pytestmark = pytest.mark.browser
PURSE: dict[str, Any] = {
    "bill": {
        "total": 15800,
        "paid": 3000,
        "waiting": 0,
        "left": 12800,
        "own": 4200,
        "shares": [0, 0, 7900, 5267],
    }
    | {"guests": [[1, 3000, 0, False], [2, 0, 0, True]]},
    "why": "",
    "channels": [["wechat", "微信支付"], ["alipay", "支付宝"]],
    "tries": [],
    "play": True,
}


@pytest.fixture
def small(phones: Phones) -> Iterator[Phone]:
    yield phones.at("A6", SMALL)


def seen(phone: Phone, *states: str) -> None:
    assert (states, barriers(phone.page)) == (states, [])


def test_from_the_menu_to_the_table(small: Phone, relay: FakeRelay) -> None:
    seen(small, "menu")
    tick(small, "boiled-fish", {"spec": 1, "spice": 2})
    seen(small, "dish")
    small.take()
    tick(small, "set-for-two", {"cold": 0})
    seen(small, "set")
    small.sheet.locator(".shut").click()
    small.add("mapo-tofu")
    small.open_cart()
    seen(small, "cart")
    relay.answers = "silent"
    small.order()
    small.sees_state("received")
    seen(small, "received")
    relay.hold(next(iter(relay.requests)))
    small.sees_state("held")
    seen(small, "held")
    relay.decide(next(iter(relay.requests)))
    relay.come_out("A6", "served")
    small.sees_lines("served", 2)
    seen(small, "served")
    small.more()
    small.add("dry-fried-beans")
    small.open_cart()
    small.order()
    small.sees_state("received")
    relay.stock = Stock({**relay.stock.remaining, "dry-fried-beans": 0})
    relay.decide(list(relay.requests)[1])
    small.page.locator("[data-refused]").first.wait_for()
    seen(small, "refused")


def test_what_opens_over_the_page(small: Phone, relay: FakeRelay) -> None:
    small.page.locator("[data-do=call]").click()
    seen(small, "call")
    small.sheet.get_by_role("button", name="给店员留言").click()
    small.sheet.locator(".chat").wait_for()
    seen(small, "chat")
    small.sheet.locator(".shut").click()
    small.page.locator("#kept").click()
    small.sheet.locator(".kept").wait_for()
    seen(small, "kept")
    small.sheet.locator(".shut").click()
    small.page.locator("#find").fill("yx")
    small.page.locator("#find").press("Enter")
    seen(small, "search")
    small.page.route("**/pay?*", lambda route: route.fulfill(json={"pay": 1, **PURSE}))
    small.page.evaluate(
        "import(JSON.parse(document.getElementById('boot').textContent).later.pay).then(pay => pay.openPay())"
    )
    small.sheet.locator(".tile").first.wait_for()
    small.sheet.locator(".tile").nth(2).click()
    seen(small, "pay")


def test_after_the_meal(small: Phone, relay: FakeRelay) -> None:
    small.order_these("mapo-tofu")
    small.sees_state("accepted")
    relay.pay("A6")
    small.page.locator("[data-key=star4]").wait_for()
    seen(small, "paid")
    small.page.locator("[data-key=star4]").click()
    seen(small, "feedback")


def test_when_something_is_wrong(small: Phone, phones: Phones, relay: FakeRelay) -> None:
    small.add("mapo-tofu")
    relay.connect(False)
    small.banner.wait_for()
    seen(small, "away")
    small.open_cart()
    seen(small, "away, cart")
    kept = json.dumps(small.cart())
    assert kept
    relay.connect(True)
    relay.clear("A6")
    relay.open("A6")
    other = phones.at("A8", SMALL)
    relay.clear("A8")
    other.add("mapo-tofu")
    other.open_cart()
    seen(other, "a free table, guests")
    other.page.goto(other.url + "/about")
    seen(other, "about")
    other.page.goto(other.url[:-4] + "none")
    seen(other, "an unknown code")


def test_a_plus_is_seen_in_the_colours_that_a_guest_has_forced(small: Phone) -> None:
    """A background is one of the system's there: what is drawn by it is gone."""
    plus = small.row("mapo-tofu").locator(".a")
    for forced in ("none", "active"):
        small.page.emulate_media(forced_colors=forced)
        drawn = plus.evaluate("""one => ["::before", "::after"].map(part => getComputedStyle(one, part))
            .map(style => [style.borderTopStyle, style.borderTopWidth, style.borderTopColor])""")
        ground = plus.evaluate("one => getComputedStyle(one).backgroundColor")
        assert [(style, width) for style, width, _ink in drawn] == [("solid", "2px")] * 2
        assert all(ink != ground for _style, _width, ink in drawn)


def test_a_reader_says_what_is_chosen_and_how_many_in_words_apart(small: Phone) -> None:
    small.open_dish("boiled-fish")
    expect(small.sheet.get_by_role("group", name="份量 选 1", exact=True)).to_be_visible()
