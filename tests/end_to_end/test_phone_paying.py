"""A guest pays on her own phone with real programs, in a real browser, and whoever dies on the way."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.end_to_end.shop import Shop
from tests.pos_app.workflows.phone_story import Guest, until

PATIENCE = 30_000  # milliseconds that a browser waits for something to show
DISHES = [{"dish": "mapo-tofu", "spec": "one"}, {"dish": "lager", "spec": "one"}]


def phone(browser: Browser, url: str, language: str = "zh-CN", user_agent: str | None = None) -> Page:
    """A guest scans a code with a small phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
        locale=language,
        user_agent=user_agent,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    return page


def look_at(page: Page, name: str) -> None:
    """A picture of what is seen, where somebody asks for it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.browser
def test_two_guests_share_the_bill_on_their_phones(shop: Shop, browser: Browser) -> None:
    shop.open()
    opening = shop.ask("order", table="A6", lines=DISHES, remark="", id="0" * 31 + "6")["opening"]
    one, two = (phone(browser, shop.ready["diner_urls"]["A6"]) for _ in range(2))
    for page in (one, two):
        page.locator("[data-key=orders]").tap()
        page.locator("[data-key=pay]").first.tap()
    expect(one.locator("#sheet [data-key=pay]")).to_be_visible(timeout=PATIENCE)
    look_at(one, "choose")
    one.locator(".tile", has_text="平摊").tap()
    look_at(one, "share")
    one.locator("#sheet [data-key=pay]").tap()
    one.wait_for_url("**/pay/demo/**")
    look_at(one, "wallet")
    expect(two.locator("#sheet .paylist").first).to_contain_text("正在付", timeout=PATIENCE)
    one.locator("button.go").tap()
    one.locator(".play a").tap()
    expect(one.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    look_at(one, "received")
    expect(two.locator("#sheet .paylist").first).to_contain_text("已付", timeout=PATIENCE)
    look_at(two, "rest")
    two.locator("#sheet [data-key=pay]").tap()
    two.wait_for_url("**/pay/demo/**")
    two.locator("button.go").tap()
    two.locator(".play a").tap()
    expect(two.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    bill = shop.ask("until", what="quiet") and shop.ask("look")["openings"]["A6"]
    assert bill["id"] == opening
    expect(one.locator("#sheet a.receipt")).to_be_visible(timeout=PATIENCE)  # who has only paid has it, too
    keeps = """() => Object.values(localStorage).some(text => text.includes('"pay":'))"""
    assert one.evaluate(keeps)
    one.locator("#sheet .shut").tap()  # by the cross, too: what came of it does not come back with the page
    one.wait_for_function(f"() => !({keeps})()")
    two.locator("#sheet a.receipt").tap()
    expect(two.locator("main.receipt h2")).to_contain_text("小票", timeout=PATIENCE)
    look_at(two, "receipt")
    for page in (one, two):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.close()
    assert shop.close() == 0


IN_WECHAT = "Mozilla/5.0 (Linux; Android 10) Chrome/86.0 MicroMessenger/8.0.19 NetType/WIFI Language/zh_CN"
BRIDGE = """asked = []; bridge = () => {
  WeixinJSBridge = { invoke: (name, what, told) => { asked.push([name, what]); tell = told; } };
  document.dispatchEvent(new Event("WeixinJSBridgeReady"));
}"""
WALLET = {"appId": "wx1", "timeStamp": "1", "nonceStr": "n", "package": "prepay_id=wx26", "signType": "RSA"}


@pytest.mark.browser
def test_inside_wechat_its_own_wallet_is_asked_and_only_the_restaurant_says_that_it_has_come(
    shop: Shop, browser: Browser
) -> None:
    """The gateway is the demo's; what the page is told of the order is as WeChat Pay's JSAPI gives it."""
    shop.open()
    shop.ask("order", table="A6", lines=DISHES, remark="", id="0" * 31 + "a")
    page = phone(browser, "about:blank", user_agent=IN_WECHAT)
    page.add_init_script(BRIDGE)
    orders: list[str] = []

    def as_jsapi(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        for one in told.get("tries", ()):
            if one.get("phone"):
                orders.append(one["phone"]["text"])
                one["phone"] = {"kind": "invoke", "text": "", "invoke": WALLET}
        route.fulfill(response=answer, json=told)

    page.route("**/pay?*", as_jsapi)
    page.goto(shop.ready["diner_urls"]["A6"])
    page.locator("[data-key=orders]").tap()
    page.locator("[data-key=pay]").first.tap()
    page.locator("#sheet [data-key=pay]").tap()
    go_on = page.locator("[data-key=leave]")
    expect(go_on).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("asked") == []
    page.evaluate("bridge()")
    assert page.evaluate("asked") == [["getBrandWCPayRequest", WALLET]]
    page.evaluate("tell({ err_msg: 'get_brand_wcpay_request:cancel' })")
    go_on.tap()
    page.wait_for_function("asked.length === 2")
    page.evaluate("tell({ err_msg: 'get_brand_wcpay_request:ok' })")
    expect(page.locator("[data-pay=open]")).to_be_visible()  # a wallet's word is none
    look_at(page, "wechat-waits")
    wallet = phone(browser, urljoin(page.url, orders[-1]))
    wallet.locator("button.go").tap()
    expect(page.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    assert len(page.evaluate("asked")) == 2
    page.unroute_all(behavior="ignoreErrors")
    for one in (wallet, page):
        one.context.close()
    shop.quiet()
    assert shop.ask("look")["openings"]["A6"]["due"] == 0
    assert shop.close() == 0


@pytest.mark.browser
def test_who_wanted_which_dish_is_said_after_ordering_too_and_each_has_the_receipt(
    shop: Shop, browser: Browser
) -> None:
    shop.open()
    one, two = (phone(browser, shop.ready["diner_urls"]["A6"]) for _ in range(2))
    one.locator("[data-d=mapo-tofu] .a").first.tap()
    expect(one.locator("#dock .badge")).to_have_text("1")
    two.locator("[data-d=cola] .a").first.tap()
    two.locator("[data-key=join]").tap()
    one.locator("[data-key=let]").tap()
    expect(one.locator("#dock .badge")).to_have_text("2", timeout=PATIENCE)
    expect(two.locator("#dock .badge")).to_have_text("2", timeout=PATIENCE)
    two.locator("[data-key=review]").tap()
    expect(two.locator(".line", has_text="麻婆豆腐")).to_contain_text("顾客 1", timeout=PATIENCE)
    two.locator("[data-key=order]").tap()
    lines = two.locator("[data-order] .dishes li")
    expect(lines.filter(has_text="麻婆豆腐")).to_contain_text("顾客 1", timeout=PATIENCE)
    expect(lines.filter(has_text="可乐")).to_contain_text("我")
    look_at(two, "who-wanted-what")
    one.locator("[data-key=orders]").first.tap()
    lines = one.locator("[data-order] .dishes li")
    expect(lines.filter(has_text="可乐")).to_contain_text("顾客 2", timeout=PATIENCE)
    expect(lines.filter(has_text="麻婆豆腐")).to_contain_text("我")
    look_at(one, "who-wanted-what-other")
    one.locator("[data-key=pay]").first.tap()
    mine = one.locator("#sheet .tile", has_text="我点的菜")
    expect(mine).to_contain_text("¥28", timeout=PATIENCE)  # of the order that the other phone has sent
    one.locator("#sheet .shut").tap()
    opening = shop.ask("until", what="quiet")["openings"]["A6"]["id"]
    shop.ask("pay", opening=opening, payment="0" * 31 + "5")
    two.locator("#page a.receipt").tap()
    expect(two.locator("main.receipt h2")).to_contain_text("小票", timeout=PATIENCE)
    for page in (one, two):
        page.context.close()
    assert shop.close() == 0


# Where the till dies, and its own server with it. The demo's provider forgets orders with its server.
PLACES = {
    "phonepay.before_commit": "paid",
    "phonepay.after_grant": "paid",
    "phonepay.after_order": "ended",
    "charge.before_note": "paid",
}


@pytest.mark.parametrize("place", PLACES)
def test_whoever_dies_the_phone_the_bill_and_the_paper_agree(shop: Shop, place: str) -> None:
    shop.open(f"{place}:1")
    shop.ask("order", table="A1", lines=DISHES, remark="", id="0" * 31 + "7")
    guest = Guest(shop.ready["diner_urls"]["A1"])
    until(lambda: guest.money().get("bill") and not guest.money()["why"])
    wish = guest.wish()
    assert guest.send(wish).ok
    if place == "charge.before_note":
        guest.wallet(wish["id"])
    assert shop.till
    until(lambda: shop.till and not shop.till.alive)
    assert shop.note.read_text() == f"{place}\n", "the place was not reached"
    shop.revive()
    if place in ("phonepay.before_commit", "phonepay.after_grant"):
        guest.wallet(wish["id"])
    guest.sees(wish["id"], PLACES[place], seconds=60)
    if PLACES[place] == "ended":
        until(lambda: (seen := guest.money())["bill"]["waiting"] == 0 and not seen["why"])
        again = guest.pay()
        guest.wallet(again)
        guest.sees(again, "paid")
    shop.quiet()
    bill = shop.ask("look")["openings"]["A1"]
    assert bill["due"] == 0 and bill["total"] == wish["amount"]
    assert shop.close() == 0


@pytest.mark.browser
def test_a_guest_chooses_one_of_two_bills_and_pays_a_number_at_the_counter(
    shop: Shop, browser: Browser
) -> None:
    shop.open()
    opening = shop.ask("order", table="A6", lines=DISHES, remark="", id="0" * 31 + "8")["opening"]
    shop.ask("split", opening=opening, dish="lager", to="0" * 31 + "9")
    page = phone(browser, shop.ready["diner_urls"]["A6"])
    page.locator("[data-key=orders]").tap()
    page.locator("[data-key=pay]").first.tap()
    bills = page.locator(".paybills .tile")
    expect(bills).to_have_count(2, timeout=PATIENCE)
    expect(bills.first).to_contain_text("麻婆豆腐")
    bills.last.tap()
    look_at(page, "two-bills")
    expect(page.locator("#sheet .paylist").first).to_contain_text("啤酒")
    page.locator("#sheet [data-key=pay]").tap()
    page.wait_for_url("**/pay/demo/**")
    page.locator("button.go").tap()
    page.locator(".play a").tap()
    expect(page.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    page.context.close()

    page = phone(browser, shop.ready["store_url"])
    page.locator("[data-d=mapo-tofu] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.locator("[data-key=kindto_go]").tap()
    page.locator("[data-key=order]").tap()
    number = page.locator("[data-number='001']")
    look_at(page, "number")
    number.locator("button", has_text="结账").tap()
    expect(page.locator("#sheet .paylist").first).to_contain_text("麻婆豆腐", timeout=PATIENCE)
    look_at(page, "number-pay")
    page.locator("#sheet [data-key=pay]").tap()
    page.wait_for_url("**/pay/demo/**")
    page.locator("button.go").tap()
    page.locator(".play a").tap()
    expect(page.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    look_at(page, "number-paid")
    page.locator("[data-key=done]").tap()
    page.locator("button", has_text="看订单").tap()  # the wallet came back to the menu
    expect(number).to_contain_text("已付", timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()
    assert shop.close() == 0
