"""A real Chromium as the guest's phone, and the page over a relay whose till answers as the test says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.fakes.diner_server import DinerServer, from_lunch, serving
from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.phone import Phone, Phones

# A name that is not localhost, so that the page stands on plain http as in a restaurant.
HOST = "mashang.test"


@pytest.fixture(scope="module")
def browser(chromium_path: str, chromium_arguments: list[str]) -> Iterator[Browser]:
    """One browser for a file of tests."""
    arguments = [*chromium_arguments, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def relay() -> FakeRelay:
    """The demo restaurant at lunch; four guests sit at A6."""
    relay = FakeRelay()
    relay.open("A6", 4)
    return relay


@pytest.fixture
def restaurant(relay: FakeRelay) -> Iterator[DinerServer]:
    with serving(relay, from_lunch(), host=HOST) as running:
        yield running


@pytest.fixture
def phones(browser: Browser, restaurant: DinerServer) -> Iterator[Phones]:
    """As many phones as a test wants."""
    phones = Phones(browser, restaurant)
    yield phones
    phones.put_away()


@pytest.fixture
def phone(phones: Phones) -> Phone:
    """A phone in Chinese at table A6."""
    return phones.at("A6")
