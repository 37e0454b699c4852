"""When the restaurant says no, the guest reads why and has a way on; her dishes stay."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from domain.supply.stock import Stock
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.phone import Phone, Phones

pytestmark = pytest.mark.browser


def sell_out(relay: FakeRelay, dish: str) -> None:
    relay.stock = Stock({**relay.stock.remaining, dish: 0})


def test_a_dish_that_sold_out_on_the_way_is_named_and_the_rest_is_cooked(
    phone: Phone, relay: FakeRelay
) -> None:
    relay.answers = "silent"
    phone.order_these("twice-cooked-pork", "dry-fried-beans")
    phone.sees_state("received")
    (request,) = relay.requests
    sell_out(relay, "dry-fried-beans")
    relay.decide(request)
    phone.sees_state("partly")
    refused = phone.page.locator("[data-refused=sold_out]")
    expect(refused).to_contain_text("干煸四季豆 没下单")
    expect(refused).to_contain_text("没有收钱")
    expect(phone.body).to_contain_text("1 道没接")
    refused.get_by_role("button", name="换一道").click()
    expect(phone.row("dry-fried-beans")).to_contain_text("卖完了")
    expect(phone.row("dry-fried-beans")).to_be_in_viewport()


def test_sold_out_shows_in_place_while_the_guest_reads(phone: Phone, relay: FakeRelay) -> None:
    row = phone.row("mapo-tofu")
    expect(row.locator(".a")).to_be_visible()
    relay.stock = Stock({**relay.stock.remaining, "mapo-tofu": 2000})
    relay.touch()
    expect(row.locator("em")).to_have_text("剩 2")
    sell_out(relay, "mapo-tofu")
    relay.touch()
    expect(row.locator("em")).to_have_text("卖完了")
    expect(row.locator(".a")).to_be_hidden()


def test_a_sold_out_dish_in_the_cart_says_so_before_it_is_sent(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    phone.add("steamed-rice")
    phone.open_cart()
    sell_out(relay, "mapo-tofu")
    relay.touch()
    expect(phone.page.locator(".line .no")).to_have_text("麻婆豆腐刚刚卖完，没有收钱。")
    expect(phone.total).to_have_text("¥10.00")


def test_a_changed_price_is_shown_and_ordered_anew_under_a_new_id(phone: Phone, relay: FakeRelay) -> None:
    relay.answers = "silent"
    phone.order_these("mapo-tofu")
    phone.sees_state("received")
    (first,) = relay.requests
    dishes = tuple(
        replace(dish, specs=(replace(dish.specs[0], price=3000),)) if dish.id == "mapo-tofu" else dish
        for dish in relay.menu.dishes
    )
    relay.menu = replace(relay.menu, version=2, dishes=dishes)
    relay.decide(first)
    phone.sees_state("refused")
    expect(phone.page.locator("[data-refused=price_changed]")).to_contain_text("价格变了")
    phone.page.get_by_role("button", name="放回购物车").click()
    expect(phone.total).to_have_text("¥38.00")
    relay.answers = "accept"
    phone.order()
    phone.sees_state("accepted")
    assert len(relay.requests) == 2
    assert relay.openings["A6"].orders[0].id != first


def test_a_new_menu_is_offered_not_forced(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    relay.menu = replace(relay.menu, version=2)
    relay.touch()
    expect(phone.banner).to_contain_text("菜单更新了")
    phone.banner.get_by_role("button").click()
    expect(phone.banner).to_be_hidden()
    expect(phone.row("mapo-tofu").locator(".step b")).to_have_text("1")


def test_store_away_is_said_at_once_and_nothing_is_saved(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    phone.open_cart()
    relay.connect(False)
    expect(phone.banner).to_contain_text("叫服务员点菜")
    expect(phone.page.locator('[data-key="order"]')).to_be_disabled()
    relay.connect(True)
    expect(phone.banners).to_have_count(0)
    phone.order()
    phone.sees_state("accepted")


def test_a_store_that_leaves_in_the_last_moment_gives_the_dishes_back(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    phone.open_cart()
    relay.connected = False  # the page has not heard yet
    phone.order()
    expect(phone.page.locator(".line")).to_have_count(1)
    expect(phone.banner).to_contain_text("叫服务员点菜")
    assert relay.requests == {}
    relay.connect(True)
    phone.order()
    phone.sees_state("accepted")


def test_a_full_disk_at_the_server_gives_the_dishes_back(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    phone.open_cart()
    relay.full = True
    phone.order()
    expect(phone.body).to_contain_text("店里的电脑现在收不下")
    expect(phone.page.locator(".line")).to_have_count(1)
    (id,) = set(relay.hearings)
    relay.full = False
    phone.order()
    phone.sees_state("accepted")
    assert list(relay.requests) == [id]


def test_an_order_waits_for_staff_and_says_so(phone: Phone, relay: FakeRelay) -> None:
    relay.answers = "hold"
    phone.order_these("mapo-tofu")
    phone.sees_state("held")
    expect(phone.body).to_contain_text("还没下到厨房")
    (request,) = relay.requests
    relay.decide(request)
    phone.sees_state("accepted")


def test_staff_may_turn_an_order_away(phone: Phone, relay: FakeRelay) -> None:
    relay.answers = "hold"
    phone.order_these("mapo-tofu")
    phone.sees_state("held")
    (request,) = relay.requests
    relay.refuse(request, "refused_by_staff")
    phone.sees_state("refused")
    expect(phone.body).to_contain_text("服务员没有接这一单")
    phone.page.get_by_role("button", name="放回购物车").click()
    expect(phone.page.locator(".line")).to_have_count(1)


def test_what_nobody_fetched_lapses_and_can_be_ordered_again(phone: Phone, relay: FakeRelay) -> None:
    relay.answers = "silent"
    phone.order_these("mapo-tofu")
    phone.sees_state("received")
    (request,) = relay.requests
    relay.lapse(request)
    phone.sees_state("lapsed")
    expect(phone.body).to_contain_text("没有做")
    phone.page.get_by_role("button", name="放回购物车").click()
    relay.answers = "accept"
    phone.order()
    phone.sees_state("accepted")
    assert len(relay.openings["A6"].orders) == 1


def test_an_old_openings_page_is_told_and_keeps_its_cart(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    relay.clear("A6")
    relay.open("A6", 2)
    expect(phone.banner).to_contain_text("上一次用餐")
    phone.open_cart()
    expect(phone.page.locator('[data-key="order"]')).to_be_disabled()
    before = phone.cart()["phone"]
    phone.banner.get_by_role("button", name="在这桌重新点").click()
    expect(phone.banners).to_have_count(0)
    expect(phone.total).to_have_text("¥32.00")
    phone.order()
    phone.sees_state("accepted")
    assert phone.cart()["phone"] != before


def test_an_order_of_an_old_opening_is_refused_and_its_dishes_come_back(
    phone: Phone, relay: FakeRelay
) -> None:
    relay.answers = "silent"
    phone.order_these("mapo-tofu")
    phone.sees_state("received")
    (request,) = relay.requests
    opening = relay.openings["A6"]
    relay.openings["A6"] = replace(opening, id="f" * 32)
    relay.decide(request)
    expect(phone.banner).to_contain_text("上一次用餐")
    relay.openings["A6"] = opening
    relay.touch()
    phone.sees_state("refused")
    expect(phone.page.locator("[data-refused=old_opening]")).to_be_visible()


def test_a_paid_bill_is_said(phone: Phone, relay: FakeRelay) -> None:
    relay.pay("A6")
    expect(phone.banner).to_contain_text("已经结账")


def test_the_next_guests_at_a_table_see_nothing_of_the_ones_before(phones: Phones, relay: FakeRelay) -> None:
    before = phones.at("A6")
    before.order_these("mapo-tofu")
    before.sees_state("accepted")
    relay.clear("A6")
    relay.open("A6", 2)
    expect(before.body).not_to_contain_text("麻婆豆腐")
    after = phones.at("A6")
    expect(after.dock).to_be_empty()


def test_without_network_the_page_says_so_and_keeps_the_dishes(phone: Phone) -> None:
    phone.add("mapo-tofu")
    phone.cut()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.banner).to_contain_text("手机没有网络", timeout=20_000)
    phone.add("steamed-rice")
    phone.join()
    expect(phone.banners).to_have_count(0, timeout=20_000)
    expect(phone.dock).to_contain_text("¥30.00")


def test_a_server_that_is_gone_is_asked_for_the_price_now_and_then(phone: Phone) -> None:
    """That nobody is there is said at once, and that was news: reason enough to ask again, without end."""
    phone.add("mapo-tofu")
    expect(phone.dock).to_contain_text("¥28.00")
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url) if "/quote?" in request.url else None)
    began = time.monotonic()
    phone.cut()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.add("steamed-rice")
    phone.wait_until(lambda: len(asked) > 1, 60_000)
    expect(phone.banner).to_contain_text("手机没有网络", timeout=20_000)
    assert len(asked) <= 2 + (time.monotonic() - began) / 3
    phone.join()
    expect(phone.dock).to_contain_text("¥30.00", timeout=20_000)
