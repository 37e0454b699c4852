"""A guest's phone: what she taps and what she reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page, Route, expect

from tests.fakes.diner_server import DinerServer

SMALL = (360, 640)
USUAL = (390, 844)
expect.set_options(timeout=8_000)


class Phone:
    """One page of a phone at a table."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.errors: list[str] = []
        self.page = self._open()

    def _open(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.url)
        return page

    def another_tab(self) -> Phone:
        """A second tab of the same browser."""
        tab = Phone.__new__(Phone)
        tab.context, tab.url, tab.errors = self.context, self.url, self.errors
        tab.page = tab._open()
        return tab

    # ---------------------------------------------------------------- taps

    def row(self, dish: str) -> Locator:
        return self.page.locator(f'.d[data-d="{dish}"]').first

    def add(self, dish: str, times: int = 1) -> None:
        """Tap + on a simple dish."""
        for _ in range(times):
            self.row(dish).locator(".a").click()

    def choose(self, dish: str, *picks: str) -> None:
        """Open a dish's sheet and tick tiles by their text."""
        self.open_dish(dish)
        for pick in picks:
            self.tile(pick).check(force=True)

    def open_dish(self, dish: str) -> None:
        """Its sheet, once it stands."""
        self.row(dish).locator(".o").click()
        self.sheet_stands()

    def sheet_stands(self) -> None:
        """It has come up: a tap on a tile's hidden box does not wait for that by itself."""
        expect(self.sheet).to_be_visible()
        self.sheet.evaluate("sheet => Promise.all(sheet.getAnimations().map(one => one.finished))")

    def tile(self, text: str) -> Locator:
        return self.sheet.locator(".tile", has_text=text).first.locator("input")

    def take(self) -> None:
        """The sheet's one button."""
        self.sheet.locator(".end .go").click()

    def open_cart(self) -> None:
        self.page.locator("#dock .bar .go").click()
        expect(self.total).to_be_visible()

    def order(self) -> None:
        self.page.locator('[data-key="order"]').click()

    def order_these(self, *dishes: str) -> None:
        """From the menu to the kitchen."""
        for dish in dishes:
            self.add(dish)
        self.open_cart()
        self.order()

    def more(self) -> None:
        """From the orders back to the menu."""
        self.page.locator('[data-key="more"]').click()

    # ---------------------------------------------------------------- what stands on the screen

    @property
    def sheet(self) -> Locator:
        return self.page.locator("#sheet")

    @property
    def dock(self) -> Locator:
        return self.page.locator("#dock")

    @property
    def body(self) -> Locator:
        return self.page.locator("#page")

    @property
    def total(self) -> Locator:
        return self.page.locator(".foot dd.total")

    @property
    def banners(self) -> Locator:
        return self.page.locator(".banner:visible")

    @property
    def banner(self) -> Locator:
        return self.banners.first

    def sees_state(self, state: str) -> None:
        """How far the newest order has come."""
        expect(self.page.locator(f'.steps[data-state="{state}"]')).to_be_visible()

    def sees_lines(self, state: str, count: int) -> None:
        """So many lines have this state."""
        expect(self.page.locator(f'.chip[data-line="{state}"]')).to_have_count(count)

    def cart(self) -> dict[str, Any]:
        """What the phone remembers."""
        found: dict[str, Any] = self.page.evaluate(
            "JSON.parse(localStorage[Object.keys(localStorage).find(key => key.startsWith('mashang.'))])"
        )
        return found

    def remember(self, visit: dict[str, Any]) -> None:
        """Make the phone remember something else."""
        self.page.evaluate(
            "text => localStorage.setItem("
            "Object.keys(localStorage).find(key => key.startsWith('mashang.')), text)",
            json.dumps(visit),
        )

    def wait_until(self, holds: Callable[[], object], milliseconds: int = 8_000) -> None:
        """Wait for something beyond the screen."""
        for _ in range(milliseconds // 20):
            if holds():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("waited in vain")

    def lose_answers(self, times: int) -> None:
        """Orders reach the server, but their answers get lost, so many times."""
        left = [times]

        def handle(route: Route) -> None:
            if left[0] <= 0:
                return route.continue_()
            left[0] -= 1
            reach(route)
            return route.abort()

        self.page.route("**/orders?*", handle)

    def never_answer(self) -> None:
        """Orders reach the server; their answers never come."""
        self.page.route("**/orders?*", reach)

    def cut(self) -> None:
        """No network."""
        self.context.set_offline(True)

    def join(self) -> None:
        """The network is back."""
        self.context.set_offline(False)


def reach(route: Route) -> APIResponse:
    """Let a request reach the server. It does not go by the browser, which alone knows the server's name."""
    parts = urlsplit(route.request.url)
    return route.fetch(url=parts._replace(netloc=f"127.0.0.1:{parts.port}").geturl())


class Phones:
    """Hands out phones and takes them back; an error on any page fails the test."""

    def __init__(self, browser: Browser, server: DinerServer) -> None:
        self._browser = browser
        self._server = server
        self._given: list[Phone] = []

    def at(
        self, table: str, size: tuple[int, int] = USUAL, language: str = "zh-CN", query: str = "", **more: Any
    ) -> Phone:
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2,
            locale=language,
            has_touch=True,
            is_mobile=True,
            **more,
        )
        phone = Phone(context, self._server.page(table) + query)
        self._given.append(phone)
        return phone

    def put_away(self) -> None:
        for phone in self._given:
            phone.context.close()
        assert [error for phone in self._given for error in phone.errors] == []
