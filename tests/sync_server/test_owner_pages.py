"""The owner's pages in a real browser: they follow the store, and keep what somebody is filling in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from domain.people.feedback import Feedback
from sync_server.workflows.reporting import FeedbackRow, Reporting
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story, lines, simple_dishes
from tests.sync_server.test_owner import PASSWORD
from tests.sync_server.wire import WireTill

pytestmark = pytest.mark.browser
HALF_TYPED = "20210001", "-----BEGIN RSA PRIVATE KEY-----"


def set_up(page: Page) -> None:
    """On the page of the set-up link: choose the password, and see the first page."""
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("button").last.click()
    expect(page.locator("input[type=password]")).to_have_count(0, timeout=30_000)


def news(page: Page, till: WireTill, story: Story) -> None:
    """The store tells of an order, and the page has followed."""
    page.evaluate("document.querySelector('#standing *').id = 'before'")
    story.order(story.sit("A1", 2), *lines(*simple_dishes()[:2]))
    assert till.send(story.incarnation, story.raws).status_code == 200
    expect(page.locator("#before")).to_have_count(0, timeout=30_000)


def founded(server: ServerHere, till: WireTill, page: Page) -> Story:
    """A store whose owner is signed in."""
    story = Story(server.time.clock.now())
    story.found()
    assert till.send(story.incarnation, story.raws).status_code == 200
    page.goto(f"{server.url}/owner/setup?token={server.server.owning.setup_token}")
    set_up(page)
    return story


def test_the_owner_who_looks_at_the_page_reads_that_the_tills_records_have_stopped(
    server: ServerHere, till: WireTill, page: Page
) -> None:
    story = founded(server, till, page)
    page.goto(f"{server.url}/owner/")
    assert till.send(story.incarnation, story.raws, head="00" * 32).status_code == 400
    expect(page.locator(".banner")).to_contain_text("起不再上传", timeout=30_000)
    story.order(story.sit("A1", 2), *lines(*simple_dishes()[:2]))
    assert till.send(story.incarnation, story.raws).status_code == 200
    expect(page.locator(".banner")).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_a_guest_writes_without_a_space_stays_within_the_page(
    server: ServerHere, till: WireTill, page: Page, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    founded(server, till, page)
    said = Feedback("f", "o" * 32, 1, 1, "Donaudampfschifffahrt" * 20, server.time.clock.now(), "2026-11-30")
    monkeypatch.setattr(Reporting, "feedback", lambda *_: (FeedbackRow(said, {"en": "A1"}),))
    page.goto(f"{server.url}/owner/guests")
    expect(page.locator(".rows .words")).to_contain_text("Donau")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    lines = page.locator(".rows .when").evaluate("one => one.getClientRects().length")
    assert lines == 1, "a date is one line"


def test_news_of_the_store_never_takes_what_is_being_typed(
    server: ServerHere, till: WireTill, page: Page
) -> None:
    story = founded(server, till, page)
    page.goto(f"{server.url}/owner/accounts")
    number, key = page.locator("[name=app_id]"), page.locator("[name=private_key]").first
    number.fill(HALF_TYPED[0])
    key.fill(HALF_TYPED[1])
    page.locator("h1").click()
    news(page, till, story)
    assert (number.input_value(), key.input_value()) == HALF_TYPED
    page.goto(f"{server.url}/owner/orders")
    rows = page.locator(".rows tbody tr")
    expect(rows).to_have_count(1)
    news(page, till, story)
    expect(rows).to_have_count(2)
