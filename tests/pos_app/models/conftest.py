"""An evening's till to look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.language import Language
from pos_app.models.wording import Wording
from tests.pos_app.evening import Evening


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    made = Evening(tmp_path / "store")
    made.plug_in()
    yield made
    made.close()


@pytest.fixture
def english() -> Wording:
    Language("en")
    return Wording("en", "CNY", "Asia/Shanghai")
