"""Draws the guest's page in each state and language: `python -m tests.sync_server.diner.pictures FOLDER`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from domain.supply.stock import Stock
from tests.conftest import CHROMIUM_NAMES
from tests.fakes.diner_server import serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.phone import Phone, Phones

SIZE = (360, 780)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
FROM_THE_RIGHT = {"ar": "ar"}  # of the usual evening alone
LATER = 60_000  # milliseconds between two rounds

Story = Callable[[Phone, FakeRelay, Callable[[str], None]], None]


def fill_cart(phone: Phone) -> None:
    """The cart of the look: large fish, tofu, four bowls of rice, a jug of plum drink: ¥150."""
    tick(phone, "boiled-fish", {"spec": 1, "spice": 2, "fish-extras": 0})
    phone.take()
    phone.add("mapo-tofu")
    phone.add("steamed-rice", 4)
    tick(phone, "plum-drink", {"ice": 0})
    phone.take()
    phone.page.evaluate("scrollTo(0, 0)")


def tick(phone: Phone, dish: str, picks: dict[str, int]) -> None:
    phone.open_dish(dish)
    for group, place in picks.items():
        phone.sheet.locator(f'input[name="{group}"]').nth(place).check(force=True)


def usual_evening(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    """From the menu to a second round of which one dish just sold out."""
    fill_cart(phone)
    draw("menu")
    tick(phone, "boiled-fish", {"spec": 1, "spice": 2, "fish-extras": 0})
    draw("dish")
    phone.sheet.locator(".shut").click()
    phone.open_cart()
    draw("cart")
    relay.answers = "silent"
    phone.order()
    phone.sees_state("received")
    draw("received")
    (first,) = relay.requests
    relay.hold(first)
    phone.sees_state("held")
    draw("held")
    relay.decide(first)
    relay.come_out("A6", "served")
    phone.sees_lines("served", 4)
    phone.more()
    for dish in ("twice-cooked-pork", "garlic-water-spinach", "dry-fried-beans"):
        phone.add(dish)
    phone.open_cart()
    draw("add-on")
    phone.order()
    phone.sees_state("received")
    relay.stock = Stock({**relay.stock.remaining, "dry-fried-beans": 0})
    relay.decide(list(relay.requests)[1])
    print_last_round(relay)
    phone.sees_lines("printed", 2)
    draw("status")
    phone.page.locator(".head .tool").click()
    draw("call")


def print_last_round(relay: FakeRelay) -> None:
    opening = relay.openings["A6"]
    last = opening.orders[-1]
    printed = replace(last, lines=tuple(replace(line, state="printed") for line in last.lines))
    relay.openings["A6"] = replace(opening, orders=(*opening.orders[:-1], printed))
    relay.touch()


def store_away(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    fill_cart(phone)
    relay.connect(False)
    phone.banner.wait_for()
    draw("away")
    phone.open_cart()
    draw("away-cart")


def no_server(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    """All servers fall silent in turn: first its own, and another one goes on; then that one too."""
    with serving(relay) as other:
        own = phone.url.partition("/t/")[0]
        relay.servers = (own, other.url)
        phone.page.reload()
        fill_cart(phone)
        phone.page.route(f"{own}/t/**", lambda route: route.abort())
        relay.touch()
        with phone.page.expect_request(lambda asked: asked.url.startswith(other.url) and "wait" in asked.url):
            pass
        phone.open_cart()
        draw("other-server")
        phone.order()
        phone.sees_state("accepted")
        draw("other-server-status")
        phone.more()
        phone.add("mapo-tofu")
        phone.page.route("**/t/**", lambda route: route.abort())
        relay.touch()
        phone.banner.wait_for(timeout=20_000)
        draw("no-server")
        phone.page.locator("#dock .bar .go").click()
        draw("no-server-cart")
        phone.page.unroute_all(behavior="ignoreErrors")
        phone.banner.wait_for(state="hidden", timeout=20_000)
        phone.page.wait_for_timeout(9_000)
        draw("back-again")


def refusals(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    relay.answers = "silent"
    phone.order_these("mapo-tofu")
    phone.sees_state("received")
    (request,) = relay.requests
    relay.lapse(request)
    phone.sees_state("lapsed")
    draw("lapsed")
    relay.clear("A6")
    relay.open("A6")
    phone.more()
    phone.add("mapo-tofu")
    draw("earlier-visit")


def nobody_knows(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    phone.page.route("**/orders?*", lambda route: route.abort())
    phone.order_these("mapo-tofu", "steamed-rice")
    phone.sees_state("sending")
    draw("sending")
    kept = phone.cart()
    kept["sent"]["at"] -= 600_000
    phone.remember(kept)
    phone.page.reload()
    phone.page.locator('[data-key="again"]').wait_for()
    draw("nobody-knows")


def set_and_search(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    tick(phone, "set-for-two", {"cold": 0, "main": 1})
    draw("set")
    phone.sheet.locator(".shut").click()
    english = phone.page.locator("html[lang=en]").count()
    with phone.page.expect_response("**/words?*"):
        phone.page.locator("#find").fill("fish" if english else "yx")
    expect(phone.row("mapo-tofu")).to_be_hidden()
    draw("search")


def free_table(phone: Phone, relay: FakeRelay, draw: Callable[[str], None]) -> None:
    phone.wait_until(lambda: phone.cart().get("opening"))  # it has heard whose table this is
    relay.clear("A6")
    phone.banner.get_by_role("button").click()
    phone.add("mapo-tofu")
    phone.open_cart()
    phone.page.locator(".guests").wait_for()
    draw("guests")


STORIES: tuple[Story, ...] = (
    usual_evening, store_away, no_server, refusals, nobody_knows, set_and_search, free_table,
)  # fmt: skip


def draw_all(browser: Browser, folder: Path, size: tuple[int, int] = SIZE, **more: Any) -> None:
    """Every story in every language into a folder, as diner-STATE-LANGUAGE.png."""
    for story in STORIES:
        also = FROM_THE_RIGHT if story is usual_evening else {}
        for short, accepted in (LANGUAGES | also).items():
            relay = FakeRelay()
            relay.open("A6", 4)
            with serving(relay) as server:
                phones = Phones(browser, server)
                phone = phones.at("A6", size, accepted, **more)

                def draw(state: str, short: str = short, phone: Phone = phone) -> None:
                    phone.page.wait_for_timeout(350)
                    path = folder / f"diner-{state}-{short}.png"
                    phone.page.screenshot(path=path)
                    with Image.open(path) as picture:
                        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
                            path, optimize=True
                        )

                story(phone, relay, draw)
                phones.put_away()


@contextmanager
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        draw_all(browser, folder)


if __name__ == "__main__":
    main()
