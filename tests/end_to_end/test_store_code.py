"""A guest orders by the store's own code, follows the number and is told when it is called."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.shop import Shop

PATIENCE = 20_000  # milliseconds that a browser waits for something to show


def phone(browser: Browser, url: str, language: str = "zh-CN") -> Page:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale=language
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    return page


def order(page: Page, dish: str, kind: str) -> None:
    page.locator(f"[data-d={dish}] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.locator(f"[data-key=kind{kind}]").tap()
    expect(page.locator("[data-key^=pack]")).to_be_visible(visible=kind == "here", timeout=PATIENCE)
    page.locator("[data-key=order]").tap()


@pytest.mark.browser
def test_a_phone_gets_a_number_follows_it_and_is_told_when_it_is_called(shop: Shop, browser: Browser) -> None:
    shop.open()
    url = shop.ready["store_url"]
    first, second = phone(browser, url), phone(browser, url, "en")

    order(first, "mapo-tofu", "to_go")
    number = first.locator("[data-number='001']")
    expect(number).to_contain_text("外带", timeout=PATIENCE)
    third = phone(browser, url, "en")
    third.locator("[data-d=mapo-tofu] .a").first.tap()
    third.locator("[data-key=review]").tap()
    expect(third.locator(".how")).to_contain_text("1 dish before you", timeout=PATIENCE)
    order(second, "steamed-rice", "here")
    expect(second.locator("[data-number='002']")).to_contain_text("1 dish before you", timeout=PATIENCE)
    shop.quiet()
    (ticket,) = [text for text in shop.printers["kitchen"].texts if "麻婆豆腐" in text]
    assert "外带 001" in ticket and "打包" in ticket

    first.reload()
    expect(number).to_be_visible(timeout=PATIENCE)
    shop.ask("call", number=1)
    expect(number).to_contain_text("好了，请到柜台取餐", timeout=PATIENCE)
    expect(first).to_have_title("001 号好了")
    expect(second.locator("[data-number='002']")).to_contain_text("It is being made", timeout=PATIENCE)

    shop.ask("phones", setup={}, pause=30)
    second.go_back()
    expect(second.locator(".banner")).to_contain_text("takes orders from phones again at", timeout=PATIENCE)
    second.locator("[data-d=mapo-tofu] .a").first.tap()
    second.locator("[data-key=review]").tap()
    expect(second.locator("[data-key=order]")).to_be_disabled()
    shop.ask("phones", setup={}, pause=0)
    expect(second.locator("[data-key=order]")).to_be_enabled(timeout=PATIENCE)
    assert shop.close() == 0
