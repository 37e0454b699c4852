"""A house where phones pay first, with real programs, in a real browser, and whoever dies on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.phone import TOFU, Phone
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_phone_paying import PATIENCE, look_at, phone
from tests.pos_app.workflows.phone_story import Guest, until


def order(page: Page, dish: str) -> None:
    """A guest puts a dish in the cart and sends it."""
    page.locator(f"[data-d={dish}] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.locator("[data-key=order]").tap()


@pytest.mark.browser
def test_two_phones_order_and_one_of_them_pays(shop: Shop, browser: Browser) -> None:
    shop.open()
    shop.ask("pay_first", minutes=10)
    one, two = (phone(browser, shop.ready["diner_urls"]["A6"]) for _ in range(2))
    order(one, "mapo-tofu")
    card = one.locator("[data-unpaid]")
    expect(card).to_contain_text("付款后马上下厨", timeout=PATIENCE)
    look_at(one, "unpaid")
    two.locator("[data-key=orders]").tap()
    expect(two.locator("[data-line=unpaid]")).to_be_visible(timeout=PATIENCE)
    expect(two.locator("#page")).to_contain_text("另一位顾客")
    look_at(two, "unpaid-of-another")
    assert shop.printers["kitchen"].texts == []
    card.locator("button.go").tap()
    one.locator("#sheet [data-key=pay]").tap()
    one.wait_for_url("**/pay/demo/**")
    one.locator("button.go").tap()
    one.locator(".play a").tap()
    expect(one.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    look_at(one, "paid")
    one.locator("[data-key=done]").tap()
    expect(two.locator("[data-line=printed]")).to_be_visible(timeout=PATIENCE)
    shop.quiet()
    assert len(shop.printers["kitchen"].texts) == 1
    expect(two.locator("[data-unpaid]")).to_have_count(0, timeout=PATIENCE)

    two.locator("[data-key=more]").tap()
    order(two, "steamed-rice")
    expect(two.locator("[data-unpaid]")).to_be_visible(timeout=PATIENCE)
    let_go = shop.ask("release")["order"]
    expect(two.locator(f'[data-order="{let_go}"] [data-refused]')).to_contain_text(
        "没有按时付款", timeout=PATIENCE
    )
    look_at(two, "let-go")

    three = phone(browser, shop.ready["diner_urls"]["A5"])
    order(three, "mapo-tofu")
    expect(three.locator("[data-unpaid]")).to_be_visible(timeout=PATIENCE)
    shop.ask("release")
    told = three.locator(".banner:visible")  # nothing else was ordered: the table is free again
    expect(told).to_contain_text("没有按时付款", timeout=PATIENCE)
    three.wait_for_function("performance.getEntriesByType('resource').some(one => /feedback/.test(one.name))")
    expect(three.locator(".stars")).to_have_count(0)  # nothing was eaten
    three.reload()
    expect(told).to_contain_text("没有按时付款", timeout=PATIENCE)
    look_at(three, "let-go-alone")
    told.locator("[data-key=anew]").tap()
    three.locator("[data-key=more], [data-key=review]").first.tap()
    expect(three.locator("#dock .badge")).to_have_text("1", timeout=PATIENCE)
    shop.quiet()
    assert len(shop.printers["kitchen"].texts) == 1
    for page in (one, two, three):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.close()
    assert shop.close() == 0


TWICE = "button => { button.click(); button.click(); }"


def order_twice(page: Page) -> None:
    """With an impatient finger, once there is a total to agree to."""
    button = page.locator("[data-key=order]")
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.evaluate(TWICE)


def pay(page: Page) -> None:
    """What the sheet shows, with an impatient finger; the wallet agrees and comes back."""
    page.locator("#sheet [data-key=pay]").evaluate(TWICE)
    page.wait_for_url("**/pay/demo/**")
    page.locator("button.go").tap()
    page.locator(".play a").tap()
    expect(page.locator("[data-pay=paid]")).to_contain_text("收到", timeout=PATIENCE)
    page.locator("[data-key=done]").evaluate(TWICE)


@pytest.mark.browser
def test_orders_by_the_stores_code_and_of_one_table_are_paid_each_or_together_before_they_are_cooked(
    shop: Shop, browser: Browser
) -> None:
    shop.open()
    shop.ask("pay_first", minutes=10)
    eater = phone(browser, shop.ready["store_url"])
    eater.locator("[data-d=mapo-tofu] .a").first.tap()
    eater.locator("[data-key=review]").tap()
    eater.locator("[data-key=kindto_go]").tap()
    expect(eater.locator(".foot .note").last).to_contain_text("付款后", timeout=PATIENCE)
    look_at(eater, "store-cart")
    order_twice(eater)
    number = eater.locator("[data-number='001']")
    expect(number).to_contain_text("付款后马上下厨", timeout=PATIENCE)
    expect(eater.locator("[data-unpaid]")).to_have_count(1)
    look_at(eater, "store-unpaid")
    assert shop.printers["kitchen"].texts == []
    eater.locator("[data-unpaid] button.go").tap()
    expect(eater.locator("#sheet .paylist").first).to_contain_text("麻婆豆腐", timeout=PATIENCE)
    pay(eater)
    eater.locator("button", has_text="看订单").tap()
    expect(number).to_contain_text("已付", timeout=PATIENCE)
    expect(eater.locator("[data-line=printed]")).to_be_visible(timeout=PATIENCE)
    expect(eater.locator("[data-unpaid]")).to_have_count(0)
    look_at(eater, "store-paid")

    table = phone(browser, shop.ready["diner_urls"]["A6"])
    for count, dish in enumerate(("twice-cooked-pork", "steamed-rice", "dry-fried-beans"), 1):
        order(table, dish)
        expect(table.locator("[data-unpaid]")).to_have_count(count, timeout=PATIENCE)
        if count < 3:
            table.locator("[data-key=more]").tap()
    look_at(table, "three-unpaid")
    rice, pork = (
        table.locator("[data-order]", has_text=name).locator("[data-unpaid] button")
        for name in ("米饭", "回锅肉")
    )
    rice.tap()
    expect(table.locator("#sheet .paybills .tile")).to_have_count(4, timeout=PATIENCE)
    expect(table.locator("#sheet .paybills :checked + span")).to_contain_text("米饭")
    look_at(table, "one-of-three")
    pay(table)
    table.locator("button", has_text="看订单").tap()
    expect(rice).to_have_count(0, timeout=PATIENCE)
    shop.quiet()
    assert len([text for text in shop.printers["kitchen"].texts if "麻婆豆腐" in text]) == 1
    assert not any("回锅肉" in text for text in shop.printers["kitchen"].texts)
    pork.tap()
    every = table.locator("#sheet .paybills .tile", has_text="一起付")
    expect(every.locator("input")).not_to_be_checked()  # others' orders she pays only if she says so
    every.tap()
    expect(every).to_contain_text("干煸四季豆")
    look_at(table, "both-together")
    pay(table)
    table.locator("button", has_text="看订单").tap()
    expect(table.locator("[data-unpaid]")).to_have_count(0, timeout=PATIENCE)
    shop.quiet()
    for dish in ("回锅肉", "干煸四季豆"):
        assert len([text for text in shop.printers["kitchen"].texts if dish in text]) == 1
    for page in (eater, table):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.close()
    assert shop.close() == 0


# Where the till dies, and its own server with it: the order is cooked once, when it is known that it is paid.
PLACES = ("phonepay.after_grant", "charge.before_note", "payfirst.before_commit")


@pytest.mark.parametrize("place", PLACES)
def test_whoever_dies_what_is_paid_is_cooked_once(shop: Shop, place: str) -> None:
    shop.open(f"{place}:1")
    shop.ask("pay_first")
    eater = shop.phone("A1")
    eater.meanwhile = shop.revive
    request = eater.order([TOFU], remark="k-31c")
    eater.until(lambda now: any(one.get("pay_by") for one in now["orders"]))
    guest = Guest(shop.ready["diner_urls"]["A1"], eater.id)
    until(lambda: guest.money().get("bill") and not guest.money()["why"])
    assert shop.papers("k-31c") == []
    wish = guest.wish()
    assert guest.send(wish).ok
    if place != "phonepay.after_grant":
        guest.wallet(wish["id"])
    until(lambda: shop.till and not shop.till.alive)
    assert shop.note.read_text() == f"{place}\n", "the place was not reached"
    assert shop.papers("k-31c") == []
    shop.revive()
    if place == "phonepay.after_grant":
        guest.wallet(wish["id"])
    guest.sees(wish["id"], "paid", seconds=60)
    eater.wait_for(request, "accepted", also_lines="printed")
    shop.quiet()
    assert len(shop.papers("k-31c")) == 1
    assert shop.ask("look")["openings"]["A1"]["due"] == 0
    guest.session.close()
    assert shop.close() == 0


def test_the_till_dies_over_what_it_lets_go(shop: Shop) -> None:
    """Killed while an order waits: its time goes on, the phone is told, nothing is cooked."""
    shop.open()
    shop.ask("pay_first", minutes=3)
    eater: Phone = shop.phone("A1")
    request = eater.order([TOFU], remark="k-31d")
    eater.until(lambda now: any(one.get("pay_by") for one in now["orders"]))
    shop.kill()
    shop.open()
    now = eater.until(lambda now: now["connected"] and any(one.get("pay_by") for one in now["orders"]))
    assert shop.ask("release")["order"] == request == now["orders"][0]["id"]
    eater.wait_for(request, "refused")
    shop.quiet()
    assert shop.papers("k-31d") == [] and "A1" not in shop.ask("look")["openings"]
    assert shop.close() == 0
