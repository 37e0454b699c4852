"""Guests change tables while their phones order: the pages follow, and what is under way is cooked once."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.fakes.proxy import FaultProxy, Way

PATIENCE = 20_000  # milliseconds that a browser waits for something to show


def phone(browser: Browser, url: str) -> Page:
    """A guest scans a code."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    return page


def fill(page: Page, dish: str, remark: str) -> Locator:
    """A dish in the cart, priced; the button that orders it."""
    page.locator(f"[data-d={dish}] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.get_by_role("textbox").fill(remark)
    expect(page.locator("dd.total")).to_contain_text("¥", timeout=PATIENCE)
    return page.locator("[data-key=order]")


KNOWS_ITS_OPENING = (
    """() => Object.values(localStorage).some(text => /"opening":"[0-9a-f]{32}"/.test(text))"""
)


@pytest.mark.browser
def test_a_page_follows_its_guests_and_an_order_under_way_is_cooked_once(
    shop: Shop, browser: Browser
) -> None:
    shop.open()
    codes = shop.ready["diner_urls"]
    url = urlsplit(codes["A6"])
    with FaultProxy("127.0.0.1", url.port or 0) as air:
        page = phone(browser, f"{air.url}{url.path}")
        fill(page, "mapo-tofu", "k-1").tap()
        expect(page.locator("[data-line=printed]")).to_have_count(1, timeout=PATIENCE)
        page.wait_for_function(KNOWS_ITS_OPENING, timeout=PATIENCE)  # else its next order is asked for anew
        page.go_back()
        button = fill(page, "cola", "k-2")

        def goes_out(sent: Route) -> None:  # not before: it may be priced anew first
            air.lose(Way.ANSWERS)
            sent.continue_()

        def arrived() -> bool:
            page.evaluate("0")  # the browser hands a request over only while it is spoken to
            return bool(shop.papers("k-2", "bar"))

        page.route("**/orders?*", goes_out, times=1)
        button.tap()  # it arrives, and nobody tells the phone
        until(arrived, 20)
        opening = shop.ask("look")["openings"]["A6"]["id"]
        shop.ask("transfer", opening=opening, table="B3")
        air.resume()
        expect(page.locator("#page .who p")).to_contain_text("B3", timeout=PATIENCE)
        expect(page.locator("[data-order]")).to_have_count(2, timeout=PATIENCE)
        assert page.url.split("#")[0].endswith(urlsplit(codes["B3"]).path)
        page.reload()
        expect(page.locator("[data-order]")).to_have_count(2, timeout=PATIENCE)

        newcomer = phone(browser, codes["A6"])
        expect(newcomer.locator("#where")).to_contain_text("A6")
        fill(newcomer, "mapo-tofu", "k-3").tap()
        expect(newcomer.locator("[data-line=printed]")).to_have_count(1, timeout=PATIENCE)
        page.context.close()
    shop.quiet()
    look = shop.ask("look")["openings"]
    assert look["B3"]["id"] == opening != look["A6"]["id"]
    assert [len(shop.papers("k-1")), len(shop.papers("k-2", "bar")), len(shop.papers("k-3"))] == [1, 1, 1]
    notices = [text for text in shop.printers["kitchen"].texts if "A6" in text and "B3" in text]
    assert len(notices) == 1 and "麻婆豆腐" in notices[0]


@pytest.mark.browser
def test_the_till_sees_that_a_phone_is_ordering_and_that_it_has_ordered(shop: Shop, browser: Browser) -> None:
    """One guest alone, too, and at a table that nobody has opened yet."""
    shop.open()
    page = phone(browser, shop.ready["diner_urls"]["A6"])
    button = fill(page, "mapo-tofu", "k-1")
    told = shop.ask("until", what="ordering")
    assert told["so"] and not told["openings"]
    assert {one for link in told["links"] for one in link["ordering"]} == {"looks/table/A6"}
    button.tap()
    told = shop.ask("until", what="nobody orders")
    assert told["so"] and "A6" in told["openings"]
    page.context.close()
    shop.quiet()


@pytest.mark.browser
def test_two_parties_at_one_table_order_from_their_phones_and_neither_sees_the_others_bill(
    shop: Shop, browser: Browser
) -> None:
    shop.open()
    code = shop.ready["diner_urls"]["A6"]
    tofu = [{"dish": "mapo-tofu", "spec": "one"}]
    first = shop.ask("order", table="A6", lines=tofu, remark="k-1", id="0" * 31 + "1")["opening"]
    one = phone(browser, code)
    expect(one.locator(".strip")).to_be_visible(timeout=PATIENCE)  # what they have ordered so far

    other = shop.ask("beside", table="A6")
    two = phone(browser, code)
    expect(one.locator("#where")).to_contain_text("A6-1", timeout=PATIENCE)
    button = fill(two, "cola", "k-2")
    expect(two.locator(".whose .way")).to_have_count(2)
    expect(two.locator(".strip")).to_have_count(0)  # nothing of either bill
    two.locator("[data-key=party2]").tap()
    expect(two.locator("[data-key=party2]")).to_have_attribute("aria-pressed", "true")
    button.tap()
    assert shop.ask("admit", party=other["opening"]) == {"said": 2}
    expect(two.locator("[data-line=printed]")).to_have_count(1, timeout=PATIENCE)
    two.go_back()
    expect(two.locator("#where")).to_contain_text("A6-2", timeout=PATIENCE)

    three = phone(browser, other["code"])  # the cashier shows their own code
    expect(three.locator("#where")).to_contain_text("A6-2", timeout=PATIENCE)
    assert "#" not in three.url
    fill(three, "cola", "k-3")
    expect(three.locator(".whose")).to_have_count(0)
    for page, dish in ((one, "麻婆豆腐"), (two, "可乐")):
        page.locator("[data-key=orders]").tap()
        expect(page.locator("[data-order]")).to_have_count(1, timeout=PATIENCE)
        expect(page.locator("#page")).to_contain_text(dish)
    shop.ask("pay", opening=other["opening"], payment="0" * 31 + "2")
    shop.quiet()
    look = shop.ask("look")["openings"]
    assert (look["A6-1"]["id"], look["A6-2"]["due"], look["A6-1"]["due"] > 0) == (first, 0, True)
    (receipt,) = [text for text in shop.printers["counter"].texts if "A6-2" in text]
    assert "可乐" in receipt and "麻婆豆腐" not in receipt


@pytest.mark.browser
def test_who_pays_later_has_left_and_others_order_at_that_table(shop: Shop, browser: Browser) -> None:
    shop.open()
    code = shop.ready["diner_urls"]["A6"]
    gone = phone(browser, code)
    fill(gone, "mapo-tofu", "k-1").tap()
    expect(gone.locator("[data-line=printed]")).to_have_count(1, timeout=PATIENCE)
    before = shop.ask("look")["openings"]["A6"]["id"]
    shop.ask("later", opening=before)
    expect(gone.locator("[data-key=anew]")).to_be_visible(timeout=PATIENCE)
    others = phone(browser, code)
    fill(others, "cola", "k-2").tap()
    expect(others.locator("[data-line]")).to_have_count(1, timeout=PATIENCE)  # nothing of theirs
    look = shop.ask("look")["openings"]
    assert look["张总"]["id"] == before != look["A6"]["id"] and look["张总"]["due"] > look["A6"]["due"] > 0
    shop.ask("pay", opening=before, payment=secrets.token_hex(16))
    assert set(shop.ask("look")["openings"]) == {"A6"}
    for page in (gone, others):
        page.context.close()
    shop.quiet()
