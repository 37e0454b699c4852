"""What tests of the till share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pos_app.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A restaurant at noon on Monday, 23 November 2026."""
    shop = Shop(tmp_path / "store")
    yield shop
    shop.close()
