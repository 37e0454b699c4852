"""A menu of thirty categories and 336 dishes with long and one-letter names and prices of six digits."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import expect

from domain.record.plain import from_plain
from domain.selling.dish_words import ALLERGENS
from domain.selling.menu import Menu
from sync_server.diner.assets import Assets
from sync_server.diner.language import Language, languages
from sync_server.diner.page import Pages
from tests.fakes.relay import FakeRelay, code_of, demo
from tests.sync_server.diner.phone import SMALL, Phone, Phones
from tests.sync_server.diner.test_page import EVENING, HTML

pytestmark = pytest.mark.browser

LONG = {
    "zh-Hans": "特级野生大黄鱼配新疆伊犁薰衣草蜂蜜慢炖老火靓汤（限量供应）",
    "en": "Donaudampfschifffahrtsgesellschaftskapitänsschnitzel with hand-picked mountain herbs",
}
ONE_LETTER = {"zh-Hans": "鱼", "en": "X"}
CATEGORIES, DISHES = 30, 336
DEAR = 128_888_00

WIDER = """() => [...document.querySelectorAll("body *")].filter(one => {
  const box = one.getBoundingClientRect(), edge = document.documentElement.clientWidth;
  if (!box.width || !box.height || (box.right <= edge + 1 && box.left >= -1)) return false;
  for (let around = one.parentElement; around !== document.body; around = around.parentElement) {
    if (getComputedStyle(around).overflowX !== "visible") return false;
  }
  return true;
}).map(one => one.outerHTML.slice(0, 80))"""
"""What stands beyond the edges of the page, and not in something that scrolls by itself."""

SEATED = """part => {
    const top = part.getBoundingClientRect().top;
    const still = top === window.wasAt;
    window.wasAt = top;
    return still && top > 100 && top < 160;
}"""
"""A part stands below the head, and stays there."""


def big_menu(dishes: int = DISHES) -> Menu:
    """The demo's dishes under other names until there are enough; each ninth is dear and long."""
    body: dict[str, Any] = demo("menu")
    wordy = {"zh-Hans": "精选法国波尔多列级庄红葡萄酒", "en": "Grand cru classé wines of Bordeaux"}
    more = range(CATEGORIES - len(body["categories"]))
    body["categories"] += [{"id": f"c{n}", "names": wordy if n % 3 else ONE_LETTER} for n in more]
    kinds = [one for one in body["dishes"] if not (one["parts"] or one["groups"] or one.get("unit"))]
    for n in range(dishes - len(body["dishes"])):
        names = {0: LONG, 1: ONE_LETTER}.get(n % 9, kinds[n % len(kinds)]["names"])
        made = {**kinds[n % len(kinds)], "id": f"x{n}", "code": f"{1000 + n}", "names": names, "spice": 3}
        made["categories"], made["specs"] = [f"c{n % len(more)}"], [dict(made["specs"][0])]
        if not n % 9:
            made["specs"][0]["price"] = DEAR
        body["dishes"].append(made)
    body["dishes"][0]["names"] = LONG  # boiled fish, with all its choices
    return from_plain(Menu, body)


@pytest.fixture
def big(relay: FakeRelay) -> FakeRelay:
    relay.menu = big_menu()
    return relay


def wider(phone: Phone) -> list[str]:
    found: list[str] = phone.page.evaluate(WIDER)
    return found


@pytest.mark.parametrize("language", languages()[:2], ids=lambda one: one.tag)
def test_a_menu_of_336_dishes_is_within_the_pages_budget(relay: FakeRelay, language: Language) -> None:
    relay.menu = big_menu()
    page = Pages(Assets()).page(relay.table(code_of("A6")), code_of("A6"), language, EVENING)
    assert len(page.packed) <= HTML


def photographed(menu: Menu, *pictures: str) -> Menu:
    """Each dish has one of these photos; of none one of its own, whose name is as long as a real one's."""
    own = [hashlib.sha256(one.id.encode()).hexdigest()[:20] for one in menu.dishes]
    given = zip(menu.dishes, cycle(pictures or own), strict=False)
    return replace(menu, dishes=tuple(replace(dish, picture=picture) for dish, picture in given))


@pytest.mark.parametrize("language", languages()[:2], ids=lambda one: one.tag)
def test_336_dishes_with_a_photo_each_are_within_the_pages_budget(
    relay: FakeRelay, language: Language
) -> None:
    relay.menu = photographed(big_menu())
    page = Pages(Assets()).page(relay.table(code_of("A6")), code_of("A6"), language, EVENING)
    assert len(page.packed) <= HTML


def test_of_many_photos_those_far_below_come_or_a_plain_plate_stands_there(
    relay: FakeRelay, phones: Phones
) -> None:
    """Too many for the page to name them: the phone asks which dish has which."""
    pictures = sorted({one.picture for one in relay.menu.dishes if one.picture})
    relay.menu = photographed(big_menu(), *pictures)
    phone = phones.at("A6", SMALL)
    last = phone.page.locator(".d").last
    phone.page.locator(".rail a").last.click()
    id = last.get_attribute("data-d") or ""
    expect(last.locator("img")).to_have_attribute("src", f"/dish/{relay.menu.by_id[id].picture}/small.webp")
    phone.page.route("**/looks?*", lambda route: route.abort())
    phone.page.reload()
    phone.page.locator(".rail a").last.click()
    expect(last.locator("svg.p use")).to_have_attribute("href", re.compile("#plate-plain$"))
    phone.page.unroute("**/looks?*")  # the network is there again
    phone.page.reload()
    phone.page.locator(".rail a").last.click()
    expect(last.locator("img")).to_be_visible()


def test_each_dish_stands_in_its_place_of_the_columns(big: FakeRelay) -> None:
    reader = languages()[1]
    page = Pages(Assets()).page(big.table(code_of("A6")), code_of("A6"), reader, EVENING).raw.decode()
    boot = json.loads(page.partition('id="boot">')[2].partition("</script>")[0])
    ids = dict.fromkeys(re.findall('data-d="([^"]+)"', page))
    columns = zip(ids, *(boot[name].split(" ") for name in "amp"), strict=True)
    assert len(ids) > DISHES - 60
    for id, allergens, minutes, look in columns:
        dish = big.menu.by_id[id]
        words = [boot["allergens"][int(one, 36)] for one in allergens]
        assert words == [reader.translate(ALLERGENS[one]) for one in dish.allergens]
        assert int(minutes or 0) == dish.minutes
        assert look == dish.picture or boot["drawn"][int(look)] in (dish.plate, "plain")


def test_far_below_a_dish_gets_its_picture_when_it_comes_near(big: FakeRelay, phones: Phones) -> None:
    """The first rows come with theirs; the script puts in the others, and nothing moves."""
    phone = phones.at("A6", SMALL)
    first, last = phone.page.locator(".d").first, phone.page.locator(".d").last
    expect(first.locator("img")).to_have_attribute("width", "80")
    assert last.locator(".p").count() == 0
    before = last.evaluate("one => one.offsetHeight")
    phone.page.locator(".rail a").last.click()
    expect(last.locator("svg.p use")).to_have_attribute("href", re.compile("#plate-[a-z-]+$"))
    assert last.evaluate("one => one.offsetHeight") == before
    shown = phone.page.locator(".d").filter(has=phone.page.locator(".p"))
    assert shown.count() < phone.page.locator(".d").count(), "what is between is still to come"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_of_a_big_menu_stands_beyond_the_edge(big: FakeRelay, phones: Phones, language: str) -> None:
    phone = phones.at("A6", SMALL, language)
    expect(phone.page.locator(".d")).to_have_count(sum(len(one.categories) for one in big.menu.dishes))
    assert wider(phone) == []
    phone.open_dish("boiled-fish")
    spice = phone.sheet.locator("h2 .h")
    expect(spice).to_have_css("width", "42px")  # all three
    assert wider(phone) == []
    phone.sheet.locator(".shut").click()
    for n in range(40):
        phone.add(f"x{n}")
    phone.open_cart()
    expect(phone.total).to_contain_text("¥6")
    assert wider(phone) == []


def test_a_big_price_is_written_the_same_before_and_after_javascript(big: FakeRelay, phones: Phones) -> None:
    phone = phones.at("A6", SMALL)
    expect(phone.row("x0")).to_contain_text("¥128,888")  # by the server
    phone.add("x0", 9)
    phone.open_cart()
    expect(phone.page.locator(".foot dd").first).to_have_text("¥1,159,992.00")  # by the page


def test_a_currency_of_letters_keeps_them_off_its_figures(relay: FakeRelay, phones: Phones) -> None:
    relay.store = {**relay.store, "currency": "CHF"}
    phone = phones.at("A6", SMALL)
    expect(phone.row("mapo-tofu")).to_contain_text("CHF\u00a028")
    phone.add("mapo-tofu")
    phone.open_cart()
    expect(phone.page.locator(".foot dd").first).to_have_text("CHF\u00a028.00")


def test_a_currency_without_cents_in_use_shows_none(relay: FakeRelay, phones: Phones) -> None:
    relay.store = {**relay.store, "currency": "IDR"}
    relay.menu = replace(
        relay.menu,
        dishes=tuple(
            replace(one, specs=(replace(one.specs[0], price=12_800_000),)) if one.id == "mapo-tofu" else one
            for one in relay.menu.dishes
        ),
    )
    phone = phones.at("A6", SMALL)
    expect(phone.row("mapo-tofu")).to_contain_text("Rp128,000")
    phone.add("mapo-tofu")
    phone.open_cart()
    expect(phone.page.locator(".foot dd").first).to_have_text("Rp128,000")


@pytest.mark.parametrize("place", [-1, -12, 5])
def test_the_rail_leads_to_the_part_that_was_tapped_however_far_it_is(
    relay: FakeRelay, phones: Phones, place: int
) -> None:
    """What lies between is laid out as it is passed, and not as high as it was thought to be."""
    relay.menu = big_menu(2_000)
    page = phones.at("A6", SMALL).page
    links = page.locator(".rail a")
    link = links.nth(links.count() + place if place < 0 else place)
    link.click()
    expect(link).to_have_attribute("aria-current", "true")
    part = page.locator(link.get_attribute("href") or "")
    page.wait_for_function(SEATED, arg=part.element_handle())
    page.evaluate("new Promise(done => setTimeout(done, 0))")
    expect(link).to_have_attribute("aria-current", "true")
