"""The page on the smallest phone, also in a language that is read from the right: all is in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, expect

from sync_server.diner import language
from tests.fakes.diner_server import LUNCH, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.phone import SMALL, Phone, Phones
from tests.sync_server.diner.pictures import fill_cart, tick

pytestmark = pytest.mark.browser
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
BESIDE = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && !one.closest(".vh, svg"))
    .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
    .filter(([box]) => box.width > 0 && (box.left < -0.5 || box.right > 360.5))
    .map(([box, html]) => `${box.left} to ${box.right}: ${html}`)"""


def mirrored(text: str) -> str:
    """The same words in Arabic letters; places to be filled stay."""
    parts = re.split(r"(\{[^}]*\}|%\S)", text)
    return "".join(
        part if place % 2 else "".join(LETTERS.get(letter.lower(), letter) for letter in part)
        for place, part in enumerate(parts)
    )


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Chinese as it is, and a language that is read from the right with every text."""
    with (language.CATALOGUES / "zh_Hans/LC_MESSAGES/mashang.po").open(encoding="utf-8") as file:
        source = read_po(file, locale="zh_Hans")
    made = Catalog("ar")
    for one in source:
        if isinstance(one.id, tuple):
            forms = [one.id[0], *[one.id[-1]] * (made.num_plurals - 1)]
            made.add(one.id, tuple(map(mirrored, forms)), context=one.context)
        elif one.id:
            made.add(one.id, mirrored(str(one.id)), context=one.context)
    for name, catalogue in {"ar": made, "zh_Hans": source}.items():
        folder = tmp_path / name / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "mashang.mo").open("wb") as out:
            write_mo(out, catalogue)
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language.languages.cache_clear()
    yield
    language.languages.cache_clear()


@pytest.fixture
def small(catalogues: None, browser: Browser, relay: FakeRelay) -> Iterator[Phones]:
    with serving(relay, lambda: LUNCH, host=HOST) as running:
        phones = Phones(browser, running)
        yield phones
        phones.put_away()


def fits(phone: Phone, place: str) -> None:
    assert (place, phone.page.evaluate(BESIDE)) == (place, [])
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= SMALL[0]


@pytest.mark.parametrize("tongue", ["ar", "en", "zh-CN"])
def test_all_of_a_small_phone_is_used_and_no_more(small: Phones, relay: FakeRelay, tongue: str) -> None:
    relay.answers = "silent"
    phone = small.at("A6", SMALL, tongue)
    assert phone.page.evaluate("document.dir") == ("rtl" if tongue == "ar" else "ltr")
    fill_cart(phone)
    expect(phone.dock).to_contain_text("¥150.00")
    fits(phone, "menu")
    tick(phone, "set-for-two", {"cold": 0})
    fits(phone, "set")
    phone.sheet.locator(".shut").click()
    expect(phone.sheet).to_be_hidden()
    phone.open_cart()
    expect(phone.page.locator(".line h2 b").first).to_have_text(re.compile("¥92.00"))
    fits(phone, "cart")
    rows = phone.page.evaluate("[...document.querySelectorAll('.line .f')].map(one => one.clientHeight)")
    assert rows == [44, 44, 44, 44]
    cover = phone.page.locator(".foot dt", has_text="× 4").inner_text()
    assert ("\u2066¥2\u2069" in cover) == (tongue == "ar")
    phone.order()
    phone.sees_state("received")
    relay.hold(next(iter(relay.requests)))
    phone.sees_state("held")
    fits(phone, "orders")
    phone.page.locator(".head .tool").click()
    expect(phone.sheet).to_be_visible()
    fits(phone, "call")
