"""The page itself: light, readable without scripts, in the guest's language, usable by all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from domain.selling.time_menus import TimeMenu
from domain.supply.stock import Stock
from tests.fakes.diner_server import LUNCH, DinerServer, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.phone import SMALL, USUAL, Phone, Phones

pytestmark = pytest.mark.browser

HTML, SCRIPT, ALL = 14 * 1024, 20 * 1024, 40 * 1024  # bytes, compressed
MINUTE = 60_000
EVENING = 1_795_176_000_000  # 20 November 2026, 20:00 in Shanghai

SMALL_TARGETS = """() => [...document.querySelectorAll("button, a, .tile, input[type=search], .box input")]
    .filter(one => one.checkVisibility() && !one.matches(".n"))
    .map(one => [one.getBoundingClientRect(), one.outerHTML])
    .filter(([box]) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
    .map(([box, html]) => `${box.width}x${box.height} ${html.slice(0, 80)}`)"""
NAMELESS = """() => [...document.querySelectorAll("button, a, input")]
    .filter(one => one.checkVisibility())
    .filter(one => !(one.ariaLabel || one.textContent.trim() || one.labels?.[0]?.textContent.trim()))
    .map(one => one.outerHTML)"""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_keeps_its_budget(browser: Browser, restaurant: DinerServer, language: str) -> None:
    context = browser.new_context(locale=language)
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda response: sizes.update({response.url: int(response.headers["content-length"])}),
    )
    page.goto(restaurant.page("A6"))
    expect(page.locator("#where")).to_contain_text("4")
    page.wait_for_timeout(300)
    before_pictures = {url: size for url, size in sizes.items() if not re.search("plates|/dish/", url)}
    document, script, _ = before_pictures.values()
    assert document <= HTML
    assert script <= SCRIPT
    assert sum(before_pictures.values()) <= ALL
    assert page.locator(".d").count() >= 60
    context.close()


def test_each_button_says_of_which_dish_it_is_once_the_script_is_here(phones: Phones) -> None:
    phone = phones.at("A6", USUAL, "en")
    expect(phone.row("mapo-tofu").locator(".a")).to_have_accessible_name("Add Mapo tofu")
    expect(phone.row("boiled-fish").locator(".o")).to_have_accessible_name("Choose Boiled fish in chilli oil")
    nameless = phone.page.evaluate(
        "[...document.querySelectorAll('.d')].filter(row => !(row.querySelector('.a')?.ariaLabel"
        " || row.querySelector('.o').textContent).includes(row.querySelector('.n').textContent)).length"
    )
    assert nameless == 0


def test_a_second_visit_loads_the_page_only(phone: Phone) -> None:
    phone.page.reload()
    expect(phone.row("mapo-tofu")).to_be_visible()
    kept = phone.page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.includes('/diner/'))"
        ".every(one => one.transferSize === 0)"
    )
    assert kept


def test_what_is_tapped_before_the_script_is_here_is_done_once_it_is(phone: Phone) -> None:
    held: list[Route] = []
    phone.page.route("**/order-*.js", lambda route: held.append(route))
    phone.page.reload(wait_until="commit")
    phone.add("mapo-tofu", 2)  # nothing happened, so once more
    phone.row("boiled-fish").locator(".o").click()
    phone.wait_until(lambda: held)
    expect(phone.dock).to_be_empty()
    held.pop().continue_()
    phone.sheet_stands()
    expect(phone.sheet).to_contain_text("水煮鱼")
    phone.page.keyboard.press("Escape")
    expect(phone.dock.locator(".badge")).to_have_text("1")
    phone.add("mapo-tofu")
    expect(phone.dock.locator(".badge")).to_have_text("2")


def test_without_scripts_the_menu_is_readable(phones: Phones) -> None:
    phone = phones.at("A6", SMALL, java_script_enabled=False)
    expect(phone.page.locator(".plain")).to_contain_text("叫服务员点菜")
    row = phone.row("boiled-fish")
    expect(row).to_contain_text("草鱼现杀，鱼片薄，豆芽垫底")
    expect(row.locator("noscript p")).to_have_text("小份 ¥58 · 大份 ¥88")
    expect(phone.row("hand-torn-cabbage")).to_contain_text("卖完了")
    expect(phone.page.get_by_role("button")).to_have_count(0)
    phone.page.get_by_role("link", name="酒水饮料").click()
    expect(phone.page.locator("#c-drinks h2")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [("zh-CN", "花椒小馆"), ("zh-TW", "花椒小馆"), ("en-GB", "Huajiao House"), ("fr", "Huajiao House")],
)
def test_the_phone_chooses_the_language(phones: Phones, accepted: str, heading: str) -> None:
    phone = phones.at("A6", language=accepted)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(heading)


def test_the_guest_may_choose_another_language_and_it_stays(phones: Phones) -> None:
    phone = phones.at("A6", language="en")
    phone.add("mapo-tofu")
    phone.page.get_by_role("link", name="change language").click()
    expect(phone.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(phone.dock).to_contain_text("去下单")
    phone.page.goto(phone.url)
    expect(phone.page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.parametrize(
    ("wanted", "found"), [("mpdf", "mapo-tofu"), ("豆腐", "mapo-tofu"), ("huiguo", "twice-cooked-pork")]
)
def test_a_dish_is_found_by_name_and_pinyin(phone: Phone, wanted: str, found: str) -> None:
    phone.page.locator("#find").fill(wanted)
    expect(phone.row(found)).to_be_visible()
    expect(phone.row("boiled-beef")).to_be_hidden()
    phone.page.locator("#find").fill("没有的菜")
    expect(phone.page.locator("#none")).to_be_visible()


def test_the_rail_follows_the_list_and_leads_it(phone: Phone) -> None:
    rail = phone.page.get_by_role("navigation")
    expect(rail.locator("[aria-current]")).to_have_text("招牌")
    rail.get_by_role("link", name="时蔬").click()
    expect(rail.locator("[aria-current]")).to_have_text("时蔬")
    phone.page.evaluate("scrollTo(0, 0)")
    expect(rail.locator("[aria-current]")).to_have_text("招牌")


def test_lunch_dishes_say_their_hours_in_the_evening(browser: Browser, relay: FakeRelay) -> None:
    with serving(relay, lambda: EVENING, host=HOST) as server:
        phones = Phones(browser, server)
        phone = phones.at("A6")
        expect(phone.row("dandan-noodles").locator("em")).to_have_text("11:00–14:00 供应")
        expect(phone.row("dandan-noodles").locator(".o")).to_be_hidden()
        phones.put_away()


def test_what_is_left_stands_beside_the_dish(phone: Phone, relay: FakeRelay) -> None:
    expect(phone.row("maoxuewang")).to_contain_text("剩 3")
    expect(phone.row("boiled-fish")).not_to_contain_text("剩")
    relay.stock = Stock({})
    relay.touch()
    expect(phone.row("maoxuewang")).not_to_contain_text("剩")


def test_a_code_of_no_table_says_so_in_words(browser: Browser, restaurant: DinerServer) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    answer = page.goto(f"{restaurant.url}/t/no-such-code")
    assert answer and answer.status == 404
    expect(page.locator("main")).to_contain_text("这个码不属于本店的桌子")
    context.close()


@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["small", "usual"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_target_is_large_and_named_and_nothing_is_cut_off(
    phones: Phones, size: tuple[int, int], language: str
) -> None:
    phone = phones.at("A6", size, language)
    phone.add("mapo-tofu")
    check(phone.page)
    phone.choose("boiled-fish")
    check(phone.page)
    phone.sheet.locator(".shut").click()
    phone.open_cart()
    check(phone.page)
    phone.order()
    phone.sees_state("accepted")
    check(phone.page)


def check(page: Page) -> None:
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_whole_order_goes_by_keyboard(phone: Phone) -> None:
    page = phone.page
    phone.row("boiled-fish").locator(".o").focus()
    page.keyboard.press("Enter")
    expect(phone.sheet.get_by_role("heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(phone.sheet).to_be_hidden()
    expect(phone.row("boiled-fish").locator(".o")).to_be_focused()
    phone.row("mapo-tofu").locator(".a").focus()
    page.keyboard.press("Enter")
    phone.page.locator("#dock .go").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    more = page.locator('.step [data-key$="+"]').first
    more.focus()
    page.keyboard.press("Enter")
    expect(phone.total).to_have_text("¥64.00")
    expect(more).to_be_focused()


def test_a_lunch_menu_begins_on_an_open_phone_and_is_sold_at_its_price(
    browser: Browser, relay: FakeRelay
) -> None:
    lunch = TimeMenu(
        "lunch",
        {"zh-Hans": "午市"},
        (4,),
        ((720, 840),),
        ("mapo-tofu",),
        (),
        {"mapo-tofu": 1_900, "kung-pao-chicken": 2_500},
    )
    relay.menu = replace(relay.menu, times=(lunch,))
    clock = [LUNCH - 31 * MINUTE]  # 11:59 of a Friday
    with serving(relay, lambda: clock[0], host=HOST) as server:
        phones = Phones(browser, server)
        phone = phones.at("A6")
        expect(phone.row("mapo-tofu").locator("em")).to_have_text("周五 12:00–14:00 供应")
        expect(phone.row("kung-pao-chicken")).to_contain_text("38")
        clock[0] = LUNCH
        relay.touch()
        expect(phone.banner).to_contain_text("菜单更新了")
        phone.page.get_by_role("button", name="看新菜单").click()
        section = phone.page.locator("#c-at-lunch")
        expect(section.get_by_role("heading", level=2)).to_have_text("午市")
        expect(section.locator(".d")).to_have_count(2)
        expect(section.locator("[data-d=kung-pao-chicken]")).to_contain_text("25")
        phone.add("mapo-tofu")
        expect(phone.dock).to_contain_text("19")
        phone.open_cart()
        phone.order()
        phone.wait_until(lambda: relay.heard)
        (order,) = relay.heard.values()
        assert order.quote.amounts == (1_900,)
        phones.put_away()
