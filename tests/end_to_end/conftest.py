"""Shops with real programs; the founding is done once, for it hashes PINs and takes a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.end_to_end.shop import Shop, found, shop_in


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demo restaurant as its first evening begins. Copy it, do not open it."""
    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def shop(tmp_path: Path, founded: Path) -> Iterator[Shop]:
    """A shop that is still closed."""
    with shop_in(tmp_path / "shop", founded) as made:
        yield made


@pytest.fixture
def shops(tmp_path: Path, founded: Path) -> Iterator[Callable[[str], Shop]]:
    """As many shops as a test asks for, by name."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(shop_in(tmp_path / name, founded))


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Where a test's phones are; they are put away after it, with all that they remember."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def page(browser: Browser) -> Page:
    """A guest's phone with a real browser."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    context.set_default_timeout(20_000)  # milliseconds
    return context.new_page()
