"""Letters twice as large, as many guests have set them: nothing is cut, no sum breaks, all can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.fakes.diner_server import LUNCH, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.mirrored import fits, from_the_right
from tests.sync_server.diner.phone import Phones
from tests.sync_server.diner.pictures import fill_cart, tick

pytestmark = pytest.mark.browser
TWICE = "html { -webkit-text-size-adjust: 200% !important; text-size-adjust: 200% !important }"
TALL = (360, 780)
BROKEN_SUMS = """() => [...document.querySelectorAll("bdi")]
    .filter(one => one.checkVisibility())
    .filter(one => new Set([...one.getClientRects()].map(box => Math.round(box.top))).size > 1)
    .map(one => one.textContent)"""
CUT_SIGNS = """() => [...document.querySelectorAll(".seal")]
    .filter(one => one.checkVisibility())
    .filter(one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight).length"""
CUT_NAMES = """() => [...document.querySelectorAll(".who h1, .who p")]
    .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth)
    .map(one => one.textContent)"""
COVERED = """() => {
    scrollTo(0, 2000);
    const [link] = document.querySelectorAll(".rail a");
    const { left, top } = link.getBoundingClientRect();
    return document.elementFromPoint(left + 20, top + 10) !== link;
}"""
SEEN_ABOVE_THE_FOOT = """() => {
    const [head, foot] = [".head", ".foot"].map(one => document.querySelector("#page " + one));
    return foot.getBoundingClientRect().top - head.getBoundingClientRect().bottom;
}"""


def looks_right(page: Page, place: str) -> None:
    fits(page, place)
    assert (place, page.evaluate(BROKEN_SUMS), page.evaluate(CUT_SIGNS)) == (place, [], 0)


@pytest.mark.parametrize("tongue", ["ar", "de", "en", "zh-CN"])
def test_a_guest_who_needs_large_letters_orders(
    browser: Browser, relay: FakeRelay, tmp_path: Path, tongue: str
) -> None:
    with from_the_right(tmp_path), serving(relay, lambda: LUNCH, host=HOST) as running:
        phones = Phones(browser, running)
        phone = phones.at("A6", TALL, tongue)
        phone.page.add_style_tag(content=TWICE)
        fill_cart(phone)
        looks_right(phone.page, "menu")
        assert phone.page.evaluate(CUT_NAMES) == []
        assert not phone.page.evaluate(COVERED), "the head lies over the first of the menu's parts"
        tick(phone, "boiled-fish", {"spec": 1, "spice": 2})
        looks_right(phone.page, "dish")
        phone.sheet.locator(".shut").click()
        phone.open_cart()
        phone.page.locator(".foot .total").first.wait_for()
        looks_right(phone.page, "cart")
        assert phone.page.evaluate(SEEN_ABOVE_THE_FOOT) > 200, "the dishes are seen"
        phone.order()
        phone.sees_state("accepted")
        looks_right(phone.page, "orders")
        phones.put_away()
