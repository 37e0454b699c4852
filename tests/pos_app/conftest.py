"""What tests of the till share."""

from collections.abc import Iterator

import pytest

from tests.pos_app.shop import Shop, scratch


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A restaurant at noon on Monday, 23 November 2026."""
    with scratch() as folder:
        shop = Shop(folder / "store")
        yield shop
        shop.close()
