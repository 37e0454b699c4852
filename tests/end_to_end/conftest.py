"""Shops with real programs; the founding is done once, for it hashes PINs and takes a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

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
