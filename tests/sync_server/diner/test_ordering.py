"""A guest reads the menu, chooses, orders, and is told the truth about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import APIResponse, Browser, Route, expect

from domain.floor.seen import SeenOpening, SeenReceipt, SeenTable
from domain.supply.stock import Stock
from tests.fakes.diner_server import from_lunch, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.phone import SMALL, USUAL, Phone, Phones, reach

pytestmark = pytest.mark.browser
TWICE = "button => { button.click(); button.click(); }"
NINE = 1_795_438_800_000  # UTC milliseconds


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["small", "usual"])
def test_an_order_is_told_truly_from_received_to_served(
    phones: Phones, relay: FakeRelay, size: tuple[int, int], language: str
) -> None:
    relay.answers = "silent"
    phone = phones.at("A6", size, language)
    phone.add("mapo-tofu")
    phone.add("steamed-rice", 4)
    large, medium, sprouts = (
        ("大份", "中辣", "豆芽") if language == "zh-CN" else ("Large", "Medium", "Bean sprouts")
    )
    phone.choose("boiled-fish", large, medium, sprouts)
    expect(phone.sheet.locator(".end .go")).to_contain_text("¥92.00")
    phone.take()
    phone.choose("plum-drink", "少冰" if language == "zh-CN" else "Less ice")
    phone.take()
    expect(phone.dock).to_contain_text("¥150.00")
    phone.open_cart()
    expect(phone.total).to_have_text("¥158.00")
    expect(phone.page.locator(".foot .hint")).to_contain_text("¥50")
    phone.order()
    phone.sees_state("received")
    (request,) = relay.requests
    relay.fetch(request)
    phone.sees_state("handed")
    phone.sees_lines("handed", 4)
    relay.decide(request)
    phone.sees_state("accepted")
    phone.sees_lines("kitchen", 4)
    relay.come_out("A6", "printed")
    phone.sees_lines("printed", 4)
    relay.come_out("A6", "served")
    phone.sees_lines("served", 4)
    expect(phone.page.locator(".sofar")).to_contain_text("¥158.00")


def test_an_add_on_joins_the_bill_and_its_promotion(phone: Phone, relay: FakeRelay) -> None:
    phone.order_these("mapo-tofu", "chilli-chicken", "steamed-ribs")
    phone.sees_state("accepted")
    phone.more()
    expect(phone.dock).to_contain_text("¥142")
    phone.order_these("chilli-chicken", "maoxuewang")
    expect(phone.page.locator("[data-order]")).to_have_count(2)
    expect(phone.page.locator(".sofar")).to_contain_text("¥248.00")
    assert [len(order.lines) for order in relay.openings["A6"].orders] == [3, 2]


def test_the_whole_table_sees_every_round_and_its_author(phones: Phones, relay: FakeRelay) -> None:
    first, second = phones.at("A6"), phones.at("A6")
    first.order_these("mapo-tofu")
    first.sees_state("accepted")
    expect(second.dock).to_contain_text("已下单")
    second.order_these("twice-cooked-pork")
    second.sees_state("accepted")
    expect(second.body).to_contain_text("顾客 1")
    expect(second.body).to_contain_text("第 2 次")


def test_who_has_paid_is_told_so_and_keeps_the_e_receipt(phones: Phones, relay: FakeRelay) -> None:
    """Also after the guests have left; whoever only stands at the table with the code gets none."""
    guest, other = phones.at("A6"), phones.at("A6")
    guest.order_these("mapo-tofu")
    guest.sees_state("accepted")
    expect(guest.page.locator("[data-key=bill]")).to_have_text("呼叫结账")
    relay.pay("A6", SeenReceipt("b" * 32, "code", 12, 3600))
    expect(guest.page.locator(".sofar")).to_contain_text("已付")
    expect(guest.page.locator("[data-key=bill]")).to_have_count(0)
    link = guest.page.locator("a.receipt")
    expect(link).to_have_attribute("href", f"/r/demo/{'b' * 32}/code")
    expect(other.dock).to_contain_text("已付清 ¥36")
    other.page.locator('[data-key="orders"]').click()
    expect(other.page.locator(".sofar")).to_contain_text("已付")
    expect(other.page.locator("a.receipt")).to_have_count(0)
    relay.clear("A6")
    expect(guest.banner).to_contain_text("上一次")
    expect(link).to_be_visible()
    guest.page.locator('[data-key="anew"]').click()
    expect(link).to_have_count(0)


def test_an_answer_that_was_overtaken_does_not_take_the_news_back(phone: Phone, relay: FakeRelay) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if "wait=" in route.request.url:
            route.continue_()
        else:
            held.append((route, reach(route)))

    phone.order_these("mapo-tofu")
    phone.sees_state("accepted")
    phone.page.route("**/now?*", hold)
    phone.page.locator("[data-key=bill]").click()  # the page looks how it stands once a waiter is called
    phone.wait_until(lambda: held)
    relay.pay("A6")
    expect(phone.page.locator(".sofar")).to_contain_text("已付")
    for route, answer in held:
        with phone.page.expect_response(route.request.url):
            route.fulfill(response=answer)
    phone.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert "已付" in phone.page.locator(".sofar").inner_text()


def test_news_is_shown_at_once_though_the_servers_clock_was_set_back(
    browser: Browser, relay: FakeRelay
) -> None:
    wrong, clock = [0], from_lunch()
    with serving(relay, lambda: clock() - wrong[0], host=HOST) as restaurant:
        phones = Phones(browser, restaurant)
        phone = phones.at("A6")
        phone.order_these("mapo-tofu")
        phone.sees_state("accepted")
        wrong[0] = 9_000  # milliseconds
        relay.pay("A6")
        expect(phone.page.locator(".sofar")).to_contain_text("已付", timeout=4_000)
        phones.put_away()


def test_an_open_sheet_tells_how_many_are_left_while_others_take_them(phone: Phone, relay: FakeRelay) -> None:
    relay.stock = Stock({**relay.stock.remaining, "boiled-fish": 5_000})
    relay.touch()
    phone.choose("boiled-fish", "小份")
    tag = phone.sheet.locator(".tags .tag").last
    expect(tag).to_have_text("剩 5")
    for left, text in ((2, "剩 2"), (0, "卖完了")):
        relay.stock = Stock({**relay.stock.remaining, "boiled-fish": left * 1_000})
        relay.touch()
        expect(tag).to_have_text(text)
    expect(phone.tile("小份")).to_be_checked()
    relay.stock = Stock({dish: n for dish, n in relay.stock.remaining.items() if dish != "boiled-fish"})
    relay.touch()
    expect(tag).to_be_hidden()


def test_what_sells_out_while_its_sheet_stands_cannot_be_ticked(phone: Phone, relay: FakeRelay) -> None:
    """Nor what is told to be sold out only after the sheet came up; what is ticked can be unticked."""
    phone.choose("boiled-fish", "小份", "特辣", "豆芽")
    expect(phone.tile("宽粉")).to_be_disabled()
    before = relay.stock
    relay.stock = Stock({**before.remaining, "extra-bean-sprouts": 0, "extra-celtuce": 0})
    relay.touch()
    expect(phone.tile("莴笋")).to_be_disabled()
    expect(phone.sheet.locator(".tile", has_text="莴笋")).to_contain_text("卖完了")
    expect(phone.tile("豆芽")).to_be_checked()
    phone.tile("豆芽").uncheck(force=True)
    expect(phone.tile("豆芽")).to_be_disabled()
    relay.stock = before
    relay.touch()
    expect(phone.tile("莴笋")).to_be_enabled()
    phone.tile("莴笋").check(force=True)
    expect(phone.sheet.locator(".end .go")).to_have_text("加入 ¥64.00")


def test_required_options_are_asked_for_and_most_are_kept(phone: Phone) -> None:
    phone.choose("boiled-fish")
    button = phone.sheet.locator(".end .go")
    expect(button).to_have_text("先选份量")
    phone.take()
    expect(phone.sheet).to_be_visible()
    phone.tile("小份").check(force=True)
    expect(button).to_have_text("先选辣度")
    phone.tile("特辣").check(force=True)
    expect(button).to_have_text("加入 ¥58.00")
    expect(phone.tile("宽粉")).to_be_disabled()
    for extra in ("豆芽", "莴笋", "豆皮"):
        phone.tile(extra).check(force=True)
    expect(button).to_have_text("加入 ¥72.00")


def test_one_tap_too_many_is_not_taken(phone: Phone) -> None:
    phone.choose("dry-pot-prawns", "中辣", "土豆片", "藕片")
    phone.tile("午餐肉").click(force=True)
    expect(phone.tile("午餐肉")).not_to_be_checked()
    expect(phone.sheet.locator("legend .now")).to_have_text("最多 2 样")
    expect(phone.sheet.locator(".end .go")).to_have_text("加入 ¥100.00")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_dish_is_taken_where_its_price_comes_between_press_and_release(
    phones: Phones, language: str
) -> None:
    phone = phones.at("A6", language=language)
    phone.choose("plum-drink")
    go = phone.sheet.locator(".end .go")
    expect(go.locator("bdi")).to_have_text("¥22.00")
    asked: list[Route] = []
    phone.page.route("**/quote?*", lambda route: route.continue_() if asked else asked.append(route))
    price = go.locator("bdi").bounding_box()
    assert price
    phone.page.mouse.move(price["x"] + price["width"] / 2, price["y"] + price["height"] / 2)
    phone.page.mouse.down()
    phone.tile("少冰" if language == "zh-CN" else "Less ice").evaluate("tile => tile.click()")
    phone.wait_until(lambda: asked)
    expect(go.locator("bdi")).to_have_count(0)  # the answer is late
    asked[0].continue_()
    expect(go.locator("bdi")).to_have_text("¥22.00")
    phone.page.mouse.up()
    expect(phone.sheet).to_be_hidden()
    expect(phone.dock).to_contain_text("¥22.00")


def test_two_quick_taps_take_a_dish_once_and_do_not_leave_the_page(phone: Phone) -> None:
    phone.row("mapo-tofu").locator("h3").click()
    phone.sheet.locator(".end .go").evaluate(TWICE)
    expect(phone.sheet).to_be_hidden()
    expect(phone.dock).to_contain_text("¥28.00")
    assert [line["quantity"] for line in phone.cart()["cart"]["lines"]] == [1000]
    phone.open_cart()
    phone.page.locator(".head .back").evaluate(TWICE)
    expect(phone.dock).to_contain_text("¥28.00")
    expect(phone.row("mapo-tofu")).to_be_visible()


def test_a_set_asks_for_each_part(phone: Phone, relay: FakeRelay) -> None:
    phone.choose("set-for-two", "拍黄瓜", "麻婆豆腐", "炝炒土豆丝")
    button = phone.sheet.locator(".end .go")
    expect(button).to_have_text("先选饮料")
    expect(phone.tile("手撕包菜")).to_be_disabled()
    plus = phone.sheet.locator("[data-field=drinks] .row").nth(2).get_by_role("button").nth(1)
    plus.click()
    plus.click()
    expect(plus).to_be_disabled()
    expect(button).to_have_text("加入 ¥98.00")
    phone.take()
    phone.open_cart()
    expect(phone.body).to_contain_text("拍黄瓜 · 麻婆豆腐 · 炝炒土豆丝 · 可乐 ×2 · 米饭 ×2")
    phone.order()
    phone.sees_state("accepted")
    (order,) = relay.openings["A6"].orders
    assert sum(part.count for part in order.lines[0].line.parts) == 7


def test_what_a_choice_of_a_set_costs_more_is_said_before_and_charged(phone: Phone, relay: FakeRelay) -> None:
    two = relay.menu.by_id["set-for-two"]
    more = {"kung-pao-chicken": 800, "cola": 200}
    dearer = replace(two, parts=tuple(replace(part, extra=more) for part in two.parts))
    dishes = tuple(dearer if one.id == two.id else one for one in relay.menu.dishes)
    relay.menu = replace(relay.menu, version=relay.menu.version + 1, dishes=dishes)
    phone.page.reload()
    phone.choose("set-for-two", "拍黄瓜", "宫保鸡丁", "炝炒土豆丝")
    expect(phone.sheet.locator(".tile").filter(has_text="宫保鸡丁")).to_contain_text("+¥8")
    cola = phone.sheet.locator("[data-field=drinks] .row").nth(2)
    expect(cola).to_contain_text("可乐 +¥2")
    plus = cola.get_by_role("button").nth(1)
    plus.click()
    plus.click()
    expect(phone.sheet.locator(".end .go")).to_have_text("加入 ¥110.00")
    phone.take()
    phone.open_cart()
    phone.order()
    phone.sees_state("accepted")
    (order,) = relay.openings["A6"].orders
    assert order.lines[0].line.price == 11_000


def test_remarks_reach_the_kitchen_in_its_own_language(phones: Phones, relay: FakeRelay) -> None:
    phone = phones.at("A6", language="en")
    phone.row("mapo-tofu").locator("h3").click()
    phone.sheet_stands()
    phone.tile("No coriander").check(force=True)
    phone.sheet.locator(".box input").fill("one spoon more")
    phone.take()
    phone.open_cart()
    expect(phone.body).to_contain_text("No coriander, one spoon more")
    phone.page.get_by_label("Message to the kitchen").fill("We are in a hurry")
    phone.order()
    phone.sees_state("accepted")
    (order,) = relay.openings["A6"].orders
    assert order.lines[0].line.remark == "免香菜，one spoon more"
    assert order.remark == "We are in a hurry"


def test_at_a_free_table_the_guests_say_how_many_they_are(phones: Phones, relay: FakeRelay) -> None:
    phone = phones.at("A2")
    phone.add("mapo-tofu")
    phone.open_cart()
    expect(phone.total).to_have_text("¥32.00")
    phone.page.locator('[data-key="guests+"]').click()
    expect(phone.total).to_have_text("¥34.00")
    phone.order()
    phone.sees_state("accepted")
    assert relay.openings["A2"].guests == 3
    assert phone.cart()["opening"] == relay.openings["A2"].id


def test_the_bell_calls_a_waiter_or_asks_for_the_bill(phone: Phone, relay: FakeRelay) -> None:
    phone.page.locator("[data-do=call]").click()
    phone.sheet.get_by_role("button", name="呼叫结账").click()
    expect(phone.sheet).to_contain_text("店里知道您要结账了")
    assert relay.calls == [("A6", "bill")]
    phone.sheet.locator(".shut").click()
    expect(phone.sheet).to_be_hidden()


def test_the_phones_back_closes_a_sheet_and_leaves_the_cart(phone: Phone) -> None:
    phone.add("mapo-tofu")
    phone.choose("boiled-fish")
    phone.page.go_back()
    expect(phone.sheet).to_be_hidden()
    phone.open_cart()
    phone.page.go_back()
    expect(phone.row("mapo-tofu")).to_be_visible()
    expect(phone.row("mapo-tofu").locator(".step b")).to_have_text("1")


def test_a_phone_at_a_shared_table_says_with_whom_it_is_and_sees_no_bill(
    phones: Phones, relay: FakeRelay
) -> None:
    def party(number: int, guests: int) -> SeenOpening:
        return SeenOpening(f"o{number}", f"secret{number}", f"1123-00{number}", guests, 1, NINE, party=number)

    relay.parties["A6"] = SeenTable("A6", None, (party(1, 2), party(2, 3)))
    relay.answers = "hold"
    phone = phones.at("A6")
    phone.add("mapo-tofu")
    phone.open_cart()
    whose = phone.page.locator(".whose .way")
    expect(whose).to_have_count(2)
    expect(whose.nth(1)).to_contain_text("3 人")
    whose.nth(1).click()
    expect(whose.nth(1)).to_have_attribute("aria-pressed", "true")
    assert "secret" not in phone.page.evaluate("fetch(location.pathname + '/now').then(one => one.text())")
    phone.order()
    phone.sees_state("held")
    (asked,) = relay.heard.values()
    assert (asked.party, asked.opening, asked.secret, asked.guests) == (2, "", "", 0)


def test_who_taps_order_before_the_total_is_there_is_told_so_and_nothing_unseen_is_sent(
    phone: Phone, relay: FakeRelay
) -> None:
    waiting: list[Route] = []
    slow = [True]
    phone.page.route("**/quote?*", lambda route: waiting.append(route) if slow[0] else route.continue_())
    phone.add("mapo-tofu")
    phone.page.locator("#dock .bar .go").click()
    phone.page.locator('[data-key="order"]').click(force=True)  # a thumb does not wait for it to be enabled
    expect(phone.page.locator(".foot .banner")).to_have_text("请稍等：先看到合计，再下单。")
    slow.clear()
    slow.append(False)
    for route in waiting:
        route.fulfill(response=reach(route))
    expect(phone.page.locator(".foot .banner")).to_have_text("这是合计。请再点一次下单。")
    expect(phone.total).to_be_visible()
    assert not relay.heard and not phone.cart()["sent"]
    phone.order()
    phone.sees_state("accepted")
    assert len(relay.heard) == 1
