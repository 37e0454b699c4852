"""Nothing grave that axe-core finds on any of the owner's pages, light and dark, on a desk and on a phone."""

from __future__ import annotations

from random import Random

import pytest
from playwright.sync_api import Page

from tests.sync_server.barriers import barriers
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story
from tests.sync_server.test_owner import busy_day
from tests.sync_server.test_owner_pages import set_up
from tests.sync_server.wire import WireTill

pytestmark = pytest.mark.browser

MONEY = "orders", "review", "accounts", "official", "reconciliation"
PAGES = "", *MONEY, "devices", "guests", "dishes", "licences"


def test_every_page_of_the_owner(server: ServerHere, till: WireTill, page: Page) -> None:
    story = Story(server.time.clock.now() - 6 * 3_600_000)
    busy_day(story, Random(7))
    till.publish_demo(2)
    assert till.send(story.incarnation, story.raws).status_code == 200
    server.folded()
    found: dict[str, list[str]] = {}
    page.goto(f"{server.url}/owner/setup?token={server.server.owning.setup_token}")
    found["set-up"] = barriers(page)
    set_up(page)
    for name in PAGES:
        page.goto(f"{server.url}/owner/{name}")
        found[name] = barriers(page)
    page.goto(f"{server.url}/owner/dishes/mapo-tofu")
    found["a dish"] = barriers(page)
    page.set_viewport_size({"width": 390, "height": 844})
    for name in "", "devices", "dishes":
        page.goto(f"{server.url}/owner/{name}")
        found[f"{name}, phone"] = barriers(page)
    page.context.clear_cookies()
    page.goto(f"{server.url}/owner/")
    found["sign-in"] = barriers(page)
    assert [f"{name}: {one}" for name, told in found.items() for one in told] == []
