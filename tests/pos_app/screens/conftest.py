"""The window over a real till, with Zhou at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from domain.words.search import DishSearch
from pos_app.language import Language
from pos_app.screens.main_window import MainWindow
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.pos_app.three_books import Home, home_in
from tests.pos_app.windows import shown


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    made = Evening(tmp_path / "store")
    made.plug_in()
    made.till.search = DishSearch(made.till.view.menu.dishes).find
    yield made
    made.close()


@pytest.fixture
def builds_ahead() -> bool:
    """Whether all screens are built while somebody signs in, as they are at the counter. A file of tests
    that is not about all screens leaves those out to which nobody goes: a fifth of the time of each test."""
    return False


@pytest.fixture
def window(evening: Evening, qtbot: QtBot, builds_ahead: bool) -> Iterator[MainWindow]:
    made = MainWindow.of(evening.till, Language("en"))
    made.desk.sounds.on = False
    made.work._ahead.blockSignals(not builds_ahead)
    with shown(made):
        yield made


@pytest.fixture
def hand(evening: Evening, window: MainWindow, qtbot: QtBot) -> Hand:
    """A cashier's hand: signed in, at the floor."""
    made = Hand(evening, window, qtbot)
    window.desk.sign(next(one for one in evening.till.view.staff if one.id == "zhou"))
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A server for the stories of a file, each of them a store of its own."""
    with home_in(tmp_path_factory.mktemp("home")) as made:
        yield made
