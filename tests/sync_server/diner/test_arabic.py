"""A real language that is read from the right: Arabic, which only guests' pages speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.record.plain import from_plain
from domain.selling.menu import Menu
from domain.selling.price import Rules
from sync_server.diner.language import after, choose, guests_languages, languages
from tests.fakes.diner_server import LUNCH, serving
from tests.fakes.relay import FakeRelay, demo
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.mirrored import fits
from tests.sync_server.diner.phone import SMALL, Phones
from tests.sync_server.diner.pictures import fill_cart, tick

EDGES = (
    "(r => (r.selectNodeContents(one.firstChild), r.getBoundingClientRect().left))(new Range)",
    "one.querySelector('small').getBoundingClientRect().right",
)
LATIN = re.compile("[A-Za-z]{3,}")


def in_chinese(plain: Any) -> Any:
    """What the store says itself, in Chinese alone."""
    if isinstance(plain, list):
        return [in_chinese(one) for one in plain]
    if not isinstance(plain, dict):
        return plain
    return {key: in_chinese(value) for key, value in plain.items() if key != "en" or "zh-Hans" not in plain}


@pytest.fixture
def small(browser: Browser, relay: FakeRelay) -> Iterator[Phones]:
    """The store speaks Chinese only, so that any other letters are words of ours that nobody translated."""
    relay.menu = from_plain(Menu, in_chinese(demo("menu")))
    relay.rules = from_plain(Rules, in_chinese(demo("rules")))
    relay.store = in_chinese(demo("store"))
    with serving(relay, lambda: LUNCH, host=HOST) as running:
        phones = Phones(browser, running)
        yield phones
        phones.put_away()


def reads_right(page: Page, place: str) -> None:
    """No word is left in English (the store's own are Chinese), and all stays within the smallest screen."""
    fits(page, place)
    left = set(LATIN.findall(page.locator("body").inner_text()))
    assert (place, left) == (place, set())


def test_guests_are_spoken_to_in_arabic_and_owners_are_not() -> None:
    assert choose("", "", "ar-EG,ar;q=0.9,en;q=0.5").tag == "ar"
    assert choose("", "", "ar-EG,ar;q=0.9,en;q=0.5", among=languages()).tag == "en"
    assert {one.tag for one in guests_languages()} - {one.tag for one in languages()} == {"ar"}


@pytest.mark.browser
def test_the_switch_leads_to_arabic_on_phones_that_read_it(small: Phones) -> None:
    """Others go from one of the house's languages to the next, as before."""
    said = choose("", "", "ar,en;q=0.5"), choose("", "", "en"), choose("en", "", "ar,en;q=0.5")
    assert [after(one).tag for one in said] == ["zh-Hans", "zh-Hans", "ar"]
    page = small.at("A6", SMALL, "ar").page
    for tag in ("zh-Hans", "en", "ar"):
        page.locator(".brand a.tool").click()
        expect(page.locator("html")).to_have_attribute("lang", tag)


@pytest.mark.parametrize(
    ("guests", "words"), [(1, "ضيف واحد"), (2, "ضيفان"), (3, "3 ضيوف"), (11, "11 ضيفا"), (100, "100 ضيف")]
)
def test_arabic_counts_in_six_ways(guests: int, words: str) -> None:
    (arabic,) = [one for one in guests_languages() if one.tag == "ar"]
    said = arabic.catalogue.ngettext("{n} guest", "{n} guests", guests)
    assert said.format(n=guests) == words


@pytest.mark.browser
def test_an_evening_in_arabic_on_the_smallest_phone(small: Phones, relay: FakeRelay) -> None:
    relay.answers = "silent"
    phone = small.at("A6", SMALL, "ar")
    page = phone.page
    assert (page.evaluate("document.dir"), page.evaluate("document.documentElement.lang")) == ("rtl", "ar")
    expect(page.locator("#where")).to_have_text("الطاولة \u2068A6\u2069 · 4 ضيوف")
    fill_cart(phone)
    reads_right(page, "menu")
    tick(phone, "boiled-fish", {"spec": 1, "spice": 2})
    reads_right(page, "dish")
    phone.sheet.locator(".shut").click()
    phone.open_cart()
    expect(page.locator(".line h2 b").first).to_have_text(re.compile("¥92.00"))
    reads_right(page, "cart")
    phone.order()
    phone.sees_state("received")
    reads_right(page, "received")
    relay.hold(next(iter(relay.requests)))
    phone.sees_state("held")
    reads_right(page, "orders")
    page.locator(".head .tool").click()
    expect(phone.sheet).to_be_visible()
    reads_right(page, "call")
    page.goto(f"{phone.url}/about")
    reads_right(page, "about")
    site = phone.url.partition("/t/")[0]
    for nowhere in ("/t/of-no-table", "/t/of-no-table/about", "/q/gone"):
        page.goto(site + nowhere)
        expect(page.locator("h1")).to_be_visible()
        reads_right(page, nowhere)


@pytest.mark.browser
def test_who_reads_arabic_reads_a_dishs_english_name_rather_than_its_chinese_one(phones: Phones) -> None:
    phone = phones.at("A6", SMALL, "ar")
    expect(phone.row("mapo-tofu").locator("h3")).to_contain_text("Mapo tofu")
    fits(phone.page, "menu")
    about = phone.row("boiled-fish").locator("p")
    for place in (about, phone.page.locator(".promo")):  # it begins at its beginning, on the right side
        assert (
            place.evaluate("one => getComputedStyle(one).direction + getComputedStyle(one).textAlign")
            == "ltrright"
        )
    phone.open_dish("boiled-fish")
    extras = phone.sheet.locator('[data-field="fish-extras"] legend')
    expect(extras).to_contain_text("Extras")
    name, most = (extras.evaluate(f"one => {ends}") for ends in EDGES)
    assert most <= name, "read from the right: first what it is, then how many"
    fits(phone.page, "dish")
