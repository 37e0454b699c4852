"""How dishes are shown: pictures that move nothing, badges, a link to each, and names in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Route, expect

from domain.selling.menu import Dish, Spec
from tests.fakes.diner_server import DinerServer
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.phone import Phone, Phones

SHIFTS = """new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.shifted = (window.shifted || 0) + one.value;
}).observe({ type: "layout-shift", buffered: true })"""


def test_pictures_load_where_they_will_stand(browser: Browser, restaurant: DinerServer) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(restaurant.page("A6"))
    picture = page.locator("[data-d=boiled-fish] img").first
    expect(picture).to_have_js_property("naturalWidth", 160)
    assert picture.evaluate("one => one.currentSrc").endswith("/small.avif")
    box = picture.bounding_box()
    assert box and (box["width"], box["height"]) == (80, 80)
    page.mouse.wheel(0, 2_000)
    expect(page.locator("html")).not_to_have_js_property("scrollTop", 0)
    assert page.evaluate("window.shifted || 0") <= 0.02
    context.close()


def test_a_dish_says_what_it_is(phone: Phone) -> None:
    row = phone.row("boiled-fish")
    expect(row.locator("small").first).to_have_text("招牌")
    expect(row).to_contain_text("2–4 人份")
    row.locator(".p").click()
    expect(phone.sheet.locator(".tags")).to_contain_text("招牌")
    expect(phone.sheet.locator(".tags")).to_contain_text("含鱼")
    expect(phone.sheet.locator(".tags")).to_contain_text("2–4 人份")
    expect(phone.sheet.locator("img")).to_have_js_property("naturalWidth", 720)
    phone.sheet.locator(".shut").click()
    phone.row("twice-cooked-pork").scroll_into_view_if_needed()
    phone.row("twice-cooked-pork").locator(".p").click()
    expect(phone.sheet.locator("svg.p")).to_be_visible()
    expect(phone.sheet.locator(".tags")).to_contain_text("2–3 人份 · 约 350 克")


def test_a_picture_that_does_not_come_leaves_a_plate(phones: Phones) -> None:
    phone = phones.at("A6", java_script_enabled=True)
    phone.page.context.route("**/dish/**", lambda route: route.fulfill(status=404))
    phone.page.reload()
    expect(phone.row("boiled-fish").locator("svg.p")).to_be_visible()
    expect(phone.row("boiled-fish").locator("img")).to_have_count(0)


def test_far_too_much_gets_a_gentle_word_and_is_taken_all_the_same(phones: Phones, relay: FakeRelay) -> None:
    phone = phones.at("A6")
    phone.add("mapo-tofu", 6)
    phone.open_cart()
    expect(phone.page.locator(".foot")).to_contain_text("合计")
    expect(phone.page.locator(".foot")).not_to_contain_text("4 位")
    phone.page.go_back()
    phone.add("mapo-tofu")
    phone.open_cart()
    expect(phone.page.locator(".foot")).to_contain_text("4 位用餐，这些很多了。先少点些，随时可以加。")
    phone.order()
    phone.sees_state("accepted")


def test_each_dish_has_a_link(phones: Phones, phone: Phone) -> None:
    before = phone.page.url
    phone.row("mapo-tofu").locator("h3").click()
    expect(phone.sheet).to_contain_text("麻婆豆腐")
    link = phone.page.url
    assert link.endswith("?dish=mapo-tofu")
    phone.page.go_back()
    expect(phone.sheet).to_be_hidden()
    assert phone.page.url == before
    other = phones.at("A6")
    other.page.goto(link)
    expect(other.sheet).to_contain_text("麻婆豆腐")
    other.page.goto(before + "?dish=of-another-house")
    expect(other.row("mapo-tofu")).to_be_visible()
    expect(other.sheet).to_be_hidden()


@pytest.mark.parametrize("wanted", ["mapo tofu", "麻婆", "mpdf", "Pineapple"])
def test_a_dish_is_found_in_any_language(phones: Phones, wanted: str) -> None:
    phone = phones.at("A6", language="en")
    phone.page.locator("#find").fill(wanted)
    if wanted == "Pineapple":
        expect(phone.page.locator("#none")).to_be_visible()
        return
    expect(phone.row("boiled-beef")).to_be_hidden()
    expect(phone.row("mapo-tofu")).to_be_visible()


def test_a_name_is_found_before_the_other_words_are_there_and_pinyin_once_they_are(phone: Phone) -> None:
    held: list[Route] = []
    phone.page.route("**/words?*", lambda route: held.append(route))
    field, tofu, beef = phone.page.locator("#find"), phone.row("mapo-tofu"), phone.row("boiled-beef")
    field.fill("水煮牛")
    expect(tofu).to_be_hidden()
    field.fill("mpdf")
    expect(beef).to_be_visible()  # nobody knows yet that there is none
    phone.wait_until(lambda: held)
    held[0].continue_()
    expect(tofu).to_be_visible()
    expect(beef).to_be_hidden()


def test_the_search_goes_on_without_a_connection(phone: Phone) -> None:
    phone.page.locator("#find").fill("mpdf")
    expect(phone.row("boiled-beef")).to_be_hidden()
    phone.page.context.set_offline(True)
    phone.page.locator("#find").fill("水煮牛")
    expect(phone.row("boiled-beef")).to_be_visible()
    expect(phone.row("mapo-tofu")).to_be_hidden()


def test_past_dishes_are_kept_only_with_consent_and_all_can_be_deleted(phone: Phone) -> None:
    phone.add("mapo-tofu")
    phone.open_cart()
    phone.order()
    phone.sees_state("accepted")
    phone.page.goto(phone.url)
    phone.page.locator("#kept").click()
    agree = phone.sheet.get_by_role("checkbox")
    phone.sheet_stands()
    expect(agree).not_to_be_checked()
    expect(phone.sheet).not_to_contain_text("麻婆豆腐")
    agree.check(force=True)
    expect(agree).to_be_checked()
    phone.page.reload()
    phone.page.locator("#kept").click()
    expect(phone.sheet.get_by_role("button", name="麻婆豆腐")).to_be_visible()
    phone.sheet.get_by_role("button", name="全部删除").click()
    phone.page.locator("#kept").click()
    expect(phone.sheet.get_by_role("checkbox")).not_to_be_checked()
    expect(phone.sheet).not_to_contain_text("麻婆豆腐")
    assert "past.mashang" not in phone.page.evaluate(
        "Object.keys(localStorage).filter(key => localStorage[key])"
    )
    assert phone.page.context.cookies() == []


def test_a_sheet_that_does_not_come_says_so_and_opens_once_there_is_a_connection(phones: Phones) -> None:
    phone = phones.at("A6")
    phone.page.route("**/dish-*.js*", lambda route: route.abort())
    phone.row("boiled-fish").locator(".o").click()
    expect(phone.sheet).to_contain_text("没有网络")
    phone.page.unroute_all(behavior="wait")
    phone.sheet.locator(".go").click()
    expect(phone.sheet.locator("[data-field=spec]")).to_be_visible()
    phone.tile("大份").check(force=True)
    expect(phone.sheet.locator(".end .go")).to_have_text("先选辣度")


def test_a_sheet_that_comes_late_calls_nobody_back(phones: Phones) -> None:
    phone, slow = phones.at("A6"), list[Route]()
    phone.page.route("**/dish-*.js*", lambda route: slow.append(route))
    phone.add("mapo-tofu")
    phone.row("boiled-fish").locator(".o").click()
    phone.open_cart()
    phone.wait_until(lambda: slow)
    with phone.page.expect_response("**/dish-*.js*"):
        slow.pop().continue_()
    expect(phone.page.locator(".foot .total").last).to_contain_text("¥")
    expect(phone.sheet).to_be_hidden()
    phone.page.locator(".head .back").click()
    phone.open_dish("boiled-fish")


BASS = Dish(
    "bass",
    {"zh-Hans": "清蒸鲈鱼", "en": "Steamed bass"},
    ("signature",),
    "kitchen",
    (Spec("one", {}, 6_800),),
    plate="fish",
    unit="jin",
    later=True,
)


def test_what_is_sold_by_weight_tells_the_price_of_a_unit_wherever_it_is_chosen(
    phones: Phones, relay: FakeRelay
) -> None:
    relay.menu = replace(relay.menu, dishes=(BASS, *relay.menu.dishes))
    phone = phones.at("A6", query="?dish=bass")
    expect(phone.sheet.locator(".why")).to_have_text("待称重，¥68/斤")
    phone.sheet.locator(".end .go").click()
    expect(phone.dock).to_contain_text("1 道待称重")  # and not that it costs nothing
    phone.add("mapo-tofu")
    phone.open_cart()
    expect(phone.page.locator(".foot .total").last).to_contain_text("¥")
    expect(phone.page.locator(".foot")).to_contain_text("1 道待称重")  # the total is without it
    expect(phone.page.locator(".line").first).to_contain_text("待称重，¥68/斤")


def test_a_store_without_a_menu_says_so_and_sends_guests_to_the_staff(
    phones: Phones, relay: FakeRelay
) -> None:
    relay.menu = replace(relay.menu, dishes=())
    phone = phones.at("A6")
    expect(phone.page.locator("#menu")).to_contain_text("菜单里还没有菜，请找店员点菜。")
    wide = {phone.page.locator(one).bounding_box()["width"] for one in ("a.tool[href$=about]", "#kept")}  # type: ignore[index]
    assert len(wide) == 1


def test_a_dish_that_left_the_menu_is_no_code_in_the_cart(phones: Phones, relay: FakeRelay) -> None:
    phone = phones.at("A6")
    phone.add("mapo-tofu")
    left = tuple(one for one in relay.menu.dishes if one.id != "mapo-tofu")
    relay.menu = replace(relay.menu, version=relay.menu.version + 1, dishes=left)
    phone.page.reload()
    phone.open_cart()
    expect(phone.page.locator(".line h2")).to_contain_text("已下架的菜")
    expect(phone.page.locator(".line .no")).to_contain_text("已不在菜单上")
