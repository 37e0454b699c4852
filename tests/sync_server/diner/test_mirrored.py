"""The page on the smallest phone, also in a language that is read from the right: all is in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.diner_server import LUNCH, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.mirrored import fits, from_the_right
from tests.sync_server.diner.phone import SMALL, Phones
from tests.sync_server.diner.pictures import fill_cart, tick

pytestmark = pytest.mark.browser


@pytest.fixture
def catalogues(tmp_path: Path) -> Iterator[None]:
    with from_the_right(tmp_path):
        yield


@pytest.fixture
def small(catalogues: None, browser: Browser, relay: FakeRelay) -> Iterator[Phones]:
    with serving(relay, lambda: LUNCH, host=HOST) as running:
        phones = Phones(browser, running)
        yield phones
        phones.put_away()


@pytest.mark.parametrize("tongue", ["ar", "de", "en", "zh-CN"])
def test_all_of_a_small_phone_is_used_and_no_more(small: Phones, relay: FakeRelay, tongue: str) -> None:
    relay.answers = "silent"
    phone = small.at("A6", SMALL, tongue)
    assert phone.page.evaluate("document.dir") == ("rtl" if tongue == "ar" else "ltr")
    fill_cart(phone)
    expect(phone.dock).to_contain_text("¥150.00")
    fits(phone.page, "menu")
    tick(phone, "set-for-two", {"cold": 0})
    fits(phone.page, "set")
    phone.sheet.locator(".shut").click()
    expect(phone.sheet).to_be_hidden()
    phone.open_cart()
    expect(phone.page.locator(".line h2 b").first).to_have_text(re.compile("¥92.00"))
    fits(phone.page, "cart")
    rows = phone.page.evaluate("[...document.querySelectorAll('.line .f')].map(one => one.clientHeight)")
    assert rows == [44, 44, 44, 44]
    cover = phone.page.locator(".foot dt", has_text="× 4").inner_text()
    assert ("\u2066¥2\u2069" in cover) == (tongue == "ar")
    phone.order()
    phone.sees_state("received")
    relay.hold(next(iter(relay.requests)))
    phone.sees_state("held")
    fits(phone.page, "orders")
    phone.page.locator(".head .tool").click()
    expect(phone.sheet).to_be_visible()
    fits(phone.page, "call")
