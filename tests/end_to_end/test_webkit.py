"""Guests with iPhones, whose browsers are all WebKit, at a table of the real programs. Run by `make webkit`.

WebKitGTK is the same engine in another house: no iOS keyboard, no Safari bars, no touch. Pictures of what was
seen go where PICTURES says.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.end_to_end.shop import Shop
from tests.end_to_end.webkit import Display, WebKit, missing
from tests.fakes.printer import until
from tests.fakes.proxy import FaultProxy

pytestmark = pytest.mark.webkit
TOFU, FISH, RICE = '.d[data-d="mapo-tofu"]', '.d[data-d="boiled-fish"]', '.d[data-d="steamed-rice"]'
At = Callable[..., WebKit]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    assert not missing(), f"make webkit could not install: {missing()}"
    screen = Display()
    yield screen.name
    screen.close()


@pytest.fixture
def iphone(display: str, tmp_path: Path, shop: Shop) -> Iterator[At]:
    """A further guest's, at a table of the shop, by way of a bad network if one is given."""
    held: list[WebKit] = []

    def scan(table: str = "A6", by: str = "", query: str = "?lang=zh-Hans") -> WebKit:
        path = urlsplit(shop.ready["diner_urls"][table])
        held.append(WebKit(display, tmp_path / f"iphone{len(held)}"))
        held[-1].go((by or f"{path.scheme}://{path.netloc}") + path.path + query)
        return held[-1]

    yield scan
    for one in held:
        one.close()


def look_at(phone: WebKit, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        phone.picture(Path(folder) / f"webkit-{name}.png")


def order(phone: WebKit) -> None:
    phone.tap("[data-key=review]")
    phone.tap("[data-key=order]:not([disabled])")


def stands(phone: WebKit) -> None:
    """The sheet has come up."""
    phone.until("document.querySelector('#sheet').getAnimations().every(one => one.playState === 'finished')")


def test_what_is_chosen_on_an_iphone_is_cooked_and_the_phone_says_how_far_it_is(
    shop: Shop, iphone: At
) -> None:
    shop.open()
    phone = iphone("A1")
    phone.tap(f"{TOFU} .a")
    phone.tap(f"{FISH} .o")
    phone.until("document.querySelector('#sheet .tile')")
    stands(phone)
    look_at(phone, "sheet")
    for choice in ("大份", "中辣", "豆芽"):
        phone.ask(
            "[...document.querySelectorAll('#sheet .tile')].find(one => one.innerText.includes(arguments[0]))"
            ".querySelector('input').click()",
            choice,
        )
    phone.tap("#sheet .end .go")
    phone.tap("[data-key=review]")
    phone.type(".box input", "WK1 少放盐")
    look_at(phone, "cart")
    phone.tap("[data-key=order]:not([disabled])")
    phone.until("document.querySelectorAll('[data-line=printed]').length === 2")
    look_at(phone, "printed")
    (ticket,) = shop.papers("WK1")
    assert "麻婆豆腐" in ticket and "大份" in ticket and "豆芽" in ticket
    phone.go(phone.ask("return location.href"))
    phone.until("document.querySelectorAll('[data-line=printed]').length === 2")
    assert shop.close() == 0


def test_two_iphones_share_a_cart_and_order_once(shop: Shop, iphone: At) -> None:
    shop.open()
    lan, wei = iphone("A2"), iphone("A2")
    lan.tap(f"{TOFU} .a")
    lan.reads("#dock .badge", "1")
    lan.until("Object.keys(localStorage).some(key => (JSON.parse(localStorage[key]).shared || {}).order)")
    wei.tap("#where")
    wei.tap("[data-key=join]")
    lan.tap("[data-key=let]")
    wei.reads("#dock .badge", "1")
    wei.tap(f"{RICE} .a")
    for one in (wei, lan):
        one.reads("#dock .badge", "2")
    look_at(lan, "shared")
    order(lan)
    lan.until("document.querySelector('.steps')")
    wei.reads("body", "已经把订单送到厨房")
    shop.quiet()
    assert shop.ask("look")["openings"]["A2"]["total"] == 2800 + 200 + 2 * 200  # tofu, rice, two covers
    assert shop.close() == 0


def test_an_iphone_without_a_network_keeps_the_order_and_sends_it_once(shop: Shop, iphone: At) -> None:
    shop.open()
    with FaultProxy("127.0.0.1", urlsplit(shop.ready["diner_urls"]["A3"]).port or 0) as network:
        phone = iphone("A3", by=network.url)
        phone.tap(f"{TOFU} .a")
        phone.tap("[data-key=review]")
        phone.type(".box input", "WK2")
        phone.until("document.querySelector('[data-key=order]:not([disabled])')")
        network.refuse()
        phone.tap("[data-key=order]")
        phone.until("[...document.querySelectorAll('.banner, .amber')].some(one => one.offsetParent)")
        look_at(phone, "no-network")
        network.resume()
        phone.until("document.querySelector('[data-line=printed]')")
        phone.go("about:blank")
    shop.quiet()
    (ticket,) = shop.papers("WK2")
    assert "麻婆豆腐" in ticket
    assert shop.close() == 0


def test_a_guest_pays_says_how_it_was_and_reads_the_receipt(shop: Shop, iphone: At, tmp_path: Path) -> None:
    shop.open()
    phone = iphone("A4")
    phone.tap(f"{TOFU} .a")
    order(phone)
    phone.until("document.querySelector('[data-line=printed]')")
    phone.tap("[data-key=pay]")
    stands(phone)
    look_at(phone, "pay")
    phone.tap("#sheet [data-key=pay]")
    phone.until("location.pathname.includes('/pay/demo/')")
    phone.tap("button.go")
    phone.tap(".play a")
    phone.until("document.querySelector('[data-pay=paid]')")
    look_at(phone, "received")
    phone.tap("#sheet .shut")
    phone.tap("[data-key=orders]")
    phone.tap("[data-key=star4]")
    plate = tmp_path / "plate.png"
    Image.new("RGB", (1200, 900), "#c43").save(plate)
    phone.type("textarea", "很好吃")
    phone.type("[data-key=photo]", str(plate))
    phone.until("document.querySelector('#sheet img')")
    phone.tap("[data-key=say]")
    phone.reads(".after", "谢谢")
    (said,) = shop.ask("feedback")["said"]
    assert (said["stars"], said["words"]) == (4, "很好吃")
    until(lambda: shop.ask("feedback")["said"][0].get("picture"))
    phone.tap("a.receipt")
    phone.reads("main.receipt h2", "小票")
    look_at(phone, "receipt")
    assert shop.close() == 0


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ar"])
def test_nothing_is_wider_than_the_phone(shop: Shop, iphone: At, language: str) -> None:
    shop.open()
    phone = iphone("A5", query=f"?lang={language}")
    assert phone.ask("return document.dir || 'ltr'") == ("rtl" if language == "ar" else "ltr")
    narrow(phone)
    look_at(phone, f"menu-{language}")
    phone.tap(f"{TOFU} .a")
    phone.tap("[data-key=review]")
    narrow(phone)
    look_at(phone, f"cart-{language}")
    phone.tap("[data-key=order]:not([disabled])")
    phone.until("document.querySelector('[data-line=printed]')")
    narrow(phone)
    assert shop.close() == 0


def narrow(phone: WebKit) -> None:
    assert phone.ask("return document.documentElement.scrollWidth <= innerWidth"), phone.text("body")[:200]
