"""The page over the real relay: what a till publishes is shown, what a phone orders reaches its feed."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.floor.seen import SeenLine, SeenOpening, SeenOrder, SeenTable
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.order import CartLine, take_cart
from domain.selling.request import OrderRequest, Verdict
from domain.supply.stock import Stock
from tests.fakes.wechat_web import wechat_web
from tests.sync_server.diner.phone import Phone
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.test_owner import Browser as OwnersBrowser
from tests.sync_server.test_payers import bind_and_try
from tests.sync_server.wire import WireTill, demo

pytestmark = pytest.mark.browser

IN_WECHAT = "MicroMessenger/8.0.49 NetType/WIFI Language/zh_CN"
SEATED = SeenOpening("1" * 32, "secret", "A001", 4, 1, 1)


def cook(till: WireTill, request: OrderRequest) -> None:
    """What a till does with an order, by hand: verdict and table, published together."""
    lines, refused = take_cart(from_plain(Menu, demo("menu")), Stock(), request.lines, 720)
    order = SeenOrder(request.id, 1, 2, 1, tuple(SeenLine(line, "kitchen") for line in lines))
    opening = SeenOpening("1" * 32, "secret", "A001", 4, 2, 1, phones=(request.phone,), orders=(order,))
    table = to_plain(SeenTable("A6", opening))
    verdict = to_plain(Verdict(request.id, "accepted", 3, round=1, refused=refused))
    till.publish([{"key": "table/A6", "version": 2, "body": table}], [verdict])


def test_an_order_goes_to_the_till_and_its_answer_comes_back(
    browser: Browser, server: ServerHere, till: WireTill
) -> None:
    till.publish([{"key": "table/A6", "version": 1, "body": to_plain(SeenTable("A6", SEATED))}])
    position = till.feed().json()
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    phone = Phone(context, f"{server.url}/t/{till.code('A6')}")
    expect(phone.page.locator("#where")).to_have_text("A6 桌 · 4 人")
    phone.order_these("mapo-tofu", "steamed-rice")
    phone.sees_state("received")
    told = till.feed(f"{position['epoch']}:{position['position']}", wait=5).json()
    (item,) = told["items"]
    phone.sees_state("handed")
    request = from_plain(OrderRequest, item["body"])
    assert (request.table, request.opening, request.secret) == ("A6", "1" * 32, "secret")
    cook(till, request)
    phone.sees_state("accepted")
    phone.sees_lines("kitchen", 2)
    expect(phone.page.locator(".sofar")).to_contain_text("¥38.00")
    context.close()
    assert phone.errors == []


def test_inside_wechat_the_menu_comes_first_and_the_payer_is_known_without_a_tap(
    browser: Browser, server: ServerHere, till: WireTill
) -> None:
    till.publish_demo()
    owner, payers = OwnersBrowser(server.url), server.server.payers
    owner.set_up(server)
    with wechat_web(urlsplit(server.url).netloc) as web, owner.session:
        bind_and_try(owner, web, owner.session)
        context = browser.new_context(locale="zh-CN", user_agent=f"Chrome/86 {IN_WECHAT}")
        phone = Phone(context, f"{server.url}/t/{till.code('A1')}")
        came: list[Page] = []
        phone.page.on("load", lambda page: came.append(page))
        phone.wait_until(lambda: came)  # back from WeChat: by its address the page before looks the same
        expect(phone.row("mapo-tofu")).to_be_visible()
        phone.page.wait_for_url(re.compile(f"/t/{till.code('A1')}#?$"))
        me = str(phone.page.evaluate("localStorage.getItem('mashang.wechat')"))
        wait_for(lambda: payers.openid(till.store, me) == "o-lan")
        phone.add("steamed-rice")
        phone.page.reload()
        expect(phone.row("steamed-rice").locator(".step b")).to_have_text("1")
        assert len(web.went) == 2, "the owner's trial and this guest, once"
        context.close()
    assert phone.errors == []


def test_a_dish_that_waits_for_the_word_is_not_said_to_be_cooking(
    browser: Browser, server: ServerHere, till: WireTill
) -> None:
    till.publish([{"key": "table/A6", "version": 1, "body": to_plain(SeenTable("A6", SEATED))}])
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    phone = Phone(context, f"{server.url}/t/{till.code('A6')}")
    cart = (CartLine("mapo-tofu", "one"), CartLine("steamed-rice", "one", held=True))
    lines, _ = take_cart(from_plain(Menu, demo("menu")), Stock(), cart, 720)
    seen = tuple(SeenLine(line, "printed", held=line.held) for line in lines)
    opening = replace(SEATED, version=2, orders=(SeenOrder("2" * 32, 1, 2, 0, seen),))
    till.publish([{"key": "table/A6", "version": 2, "body": to_plain(SeenTable("A6", opening))}])
    phone.page.reload()
    phone.page.locator('[data-key="orders"]').click()
    phone.sees_lines("printed", 1)
    phone.sees_lines("waits", 1)
    expect(phone.page.locator('[data-line="waits"]')).to_have_text("等您叫起")
    at = 1_796_121_000_000  # 18:30 in Shanghai
    timed = replace(
        opening, version=3, orders=(SeenOrder("2" * 32, 1, 2, 0, (seen[0], replace(seen[1], start_at=at))),)
    )
    till.publish([{"key": "table/A6", "version": 3, "body": to_plain(SeenTable("A6", timed))}])
    expect(phone.page.locator('[data-line="timed"]')).to_have_text("定时做")
    expect(phone.page.locator("[data-order]")).to_contain_text("18:30 开始做")
    context.close()
    assert phone.errors == []


def test_a_till_that_falls_silent_is_away(browser: Browser, server: ServerHere, till: WireTill) -> None:
    till.publish([{"key": "table/A6", "version": 1, "body": to_plain(SeenTable("A6", SEATED))}])
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    phone = Phone(context, f"{server.url}/t/{till.code('A6')}")
    phone.add("mapo-tofu")
    phone.open_cart()
    server.time.pass_by(20_000)
    expect(phone.banner).to_contain_text("叫服务员点菜")
    expect(phone.page.locator('[data-key="order"]')).to_be_disabled()
    till.feed()
    expect(phone.banners).to_have_count(0)
    phone.order()
    phone.sees_state("received")
    context.close()
