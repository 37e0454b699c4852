"""Sold out at once on phones, and fish that is weighed at the till: real programs, a phone at the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.owner import DEMO_PASSWORD, Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until

BASS = {
    "id": "bass",
    "names": {"zh-Hans": "清蒸鲈鱼", "en": "Steamed bass"},
    "categories": ["signature"],
    "station": "kitchen",
    "specs": [{"id": "one", "names": {}, "price": 6800}],
    "unit": "jin",
    "later": True,
}


DUO = {
    "id": "duo",
    "names": {"zh-Hans": "双人餐", "en": "Duo"},
    "categories": ["signature"],
    "station": "kitchen",
    "specs": [{"id": "one", "names": {}, "price": 9800}],
    "parts": [
        {
            "id": "main",
            "names": {"zh-Hans": "主菜", "en": "Main"},
            "choices": ["mapo-tofu", "kung-pao-chicken"],
            "extra": {"kung-pao-chicken": 800},
        },
        {
            "id": "drinks",
            "names": {"zh-Hans": "饮品", "en": "Drinks"},
            "choices": ["cola", "soy-milk"],
            "count": 2,
            "extra": {"soy-milk": 300},
        },
    ],
}
"""Its dearest choices come to 98 + 8 + 2 × 3."""


def test_what_is_sold_out_at_the_till_is_so_on_the_phone_and_refused_by_line(shop: Shop) -> None:
    shop.open()
    phone = shop.phone("A1")
    meanwhile = phone.fill([TOFU, COLA])  # in the guest's hand while the kitchen calls
    shop.ask("count", item="mapo-tofu", left=0)
    phone.until(lambda now: now["stock"].get("mapo-tofu") == 0)
    phone.send_until_heard(meanwhile)
    now = phone.wait_for(meanwhile["id"], "partly")
    (mine,) = [one for one in now["requests"] if one["id"] == meanwhile["id"]]
    (no,) = mine["refused"]
    assert (no["index"], no["code"]) == (0, "sold_out")
    assert no["text"]
    shop.ask("count", item="mapo-tofu", left=None)
    phone.until(lambda now: "mapo-tofu" not in now["stock"])


def test_a_guest_sees_that_the_fish_is_to_be_weighed_then_what_it_weighed(shop: Shop) -> None:
    shop.open()
    shop.ask("offer", dish=BASS)
    phone = shop.phone("A1")
    until(lambda: 'data-d="bass"' in phone.page().text)
    order = phone.order([{"dish": "bass", "spec": "one", "quantity": 1000}])
    phone.wait_for(order, "accepted")
    now = phone.until(lambda now: now["to_weigh"] == 1)
    (line,) = now["orders"][0]["lines"]
    assert (line["notes"], line["amount"]) == (["待称重，¥68/斤"], 0)
    opening = now["opening"]["id"]
    assert shop.ask("pay", opening=opening, payment="0" * 32)["refused"] == "to_weigh"
    shop.ask("weigh", table="A1", weight=2_350)
    now = phone.until(lambda now: now["to_weigh"] == 0)
    (line,) = now["orders"][0]["lines"]
    assert (line["notes"], line["amount"]) == (["2.35 斤，¥68/斤"], 15_980)
    assert now["bill"]["subtotal"] == 15_980
    done = shop.ask("pay", opening=opening, payment="0" * 32)
    assert done["total"] == now["bill"]["total"]


@pytest.mark.browser
def test_what_choices_of_a_set_cost_more_is_said_charged_and_on_paper(shop: Shop, page: Page) -> None:
    shop.open()
    shop.ask("offer", dish=DUO)
    until(lambda: "双人餐" in shop.phone("A1").page().text)
    page.goto(shop.ready["diner_urls"]["A6"])
    page.locator("[data-d=duo] .o").first.tap()
    sheet = page.locator("#sheet")
    expect(sheet).to_be_visible()
    expect(sheet.locator(".pad")).not_to_contain_text("双人餐0")  # nobody has said anything of it
    dearer = sheet.locator(".tile", has_text="宫保鸡丁")
    expect(dearer).to_contain_text("+¥8")
    dearer.tap()
    milk = sheet.locator("[data-field=drinks] .row").nth(1)
    expect(milk).to_contain_text("+¥3")
    for _cup in range(2):
        milk.get_by_role("button").nth(1).tap()
    expect(sheet.locator(".end .go")).to_have_text("加入 ¥112.00")
    sheet.locator(".end .go").tap()
    page.locator("[data-key=review]").tap()
    expect(page.locator(".foot dd.total")).to_have_text("¥116.00")
    _order(page)
    expect(page.locator(".steps")).to_have_attribute("data-state", "accepted", timeout=20_000)

    assert "宫保鸡丁" in shop.printers["kitchen"].wait_for(1)[0].text
    assert "2×   花生豆奶" in shop.printers["bar"].wait_for(1)[0].text
    opening = shop.ask("look")["openings"]["A6"]["id"]
    paid = shop.ask("pay", opening=opening, payment="0" * 32)
    assert paid["total"] == 11_200 + 2 * 200  # and the cover of two
    shop.quiet()
    (receipt,) = shop.printers["counter"].texts
    assert "112.00" in receipt and "宫保鸡丁+8 花生豆奶×2+6" in receipt
    with Owner(shop.ready["owner_url"]) as owner:
        owner.sign_in(DEMO_PASSWORD)
        owner.wait_for(yuan(paid["total"]))


def _order(page: Page) -> None:
    """Tap as a guest does, again where nothing happened: while a price is asked anew no tap is taken."""

    def gone() -> bool:
        page.evaluate("document.querySelector('[data-key=order]')?.click()")
        return page.locator(".steps").count() > 0

    until(gone)
