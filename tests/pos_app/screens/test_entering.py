"""Whoever signs in need not wait for the menu: the till is built meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.database.journal import all_events
from pos_app.database.session import FolderLock, StorageError
from pos_app.folder import StartError
from pos_app.language import Language
from pos_app.opening import open_store
from pos_app.screens.help_sheet import HelpSheet
from pos_app.screens.main_window import MainWindow
from pos_app.screens.people.sign_in import SignIn
from pos_app.settings import Options
from pos_app.window import _Beside
from pos_app.workflows.entrance import Entrance
from pos_app.workflows.till import Till
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.pos_app.windows import shown


@pytest.fixture
def early(evening: Evening) -> Iterator[MainWindow]:
    """The window of a till that is not there yet."""
    parts = evening.parts
    made = MainWindow(Entrance(parts.book, parts.writer, evening.door), Language("en"))
    with shown(made):
        yield made


@pytest.fixture
def hand(evening: Evening, early: MainWindow, qtbot: QtBot) -> Hand:
    return Hand(evening, early, qtbot)


def furnish(window: MainWindow, till: Till) -> None:
    """The till has come, without the noises of a restaurant."""
    window.furnish(till)
    window.desk.sounds.on = False


def signed_in(evening: Evening) -> list[str]:
    """By whom, as the till's own journal tells it."""

    def look() -> list[str]:
        with evening.parts.database.transaction() as connection:
            return [event.by for _, event in all_events(connection) if event.kind == "staff.signed_in"]

    return evening.parts.writer.submit(look).result()


def test_a_pin_that_is_typed_before_there_is_a_till_leads_to_the_tables_as_soon_as_there_is(
    hand: Hand, evening: Evening, early: MainWindow
) -> None:
    assert hand.reads("Who is at the till?") and hand.button("Zhou").accessibleName().startswith(
        "Zhou Cashier"
    )
    hand.press("Zhou")
    for digit in "1111":
        hand.press(digit)
    hand.wait(lambda: early.desk.by == "zhou")
    assert signed_in(evening) == ["zhou"]
    assert hand.only(SignIn).isVisible(), "there is nowhere to go yet"
    furnish(early, evening.till)
    assert hand.reads("To do") and early.work.isVisible()
    assert early.desk.cart(evening.open("A6", 2)) is not None
    assert signed_in(evening) == ["zhou"], "once is enough"


def test_digits_typed_before_and_after_the_till_has_come_are_one_pin(
    hand: Hand, evening: Evening, early: MainWindow
) -> None:
    hand.only(SignIn).choose("li")
    for _ in range(2):
        QTest.keyClick(early, Qt.Key.Key_2)
    furnish(early, evening.till)
    for _ in range(2):
        QTest.keyClick(early, Qt.Key.Key_2)
    hand.wait(lambda: early.desk.by == "li")
    assert hand.reads("To do")


def test_who_guesses_before_there_is_a_till_waits_after_it_too(
    hand: Hand, evening: Evening, early: MainWindow
) -> None:
    hand.only(SignIn).choose("zhou")
    for _ in range(3):
        for _digit in range(4):
            QTest.keyClick(early, Qt.Key.Key_9)
        hand.wait_to_read("Wrong PIN")
        hand.only(SignIn).choose("zhou")
    furnish(early, evening.till)
    for _digit in range(4):
        QTest.keyClick(early, Qt.Key.Key_1)
    hand.wait(lambda: "second" in hand.only(SignIn).pin._whose.text())
    assert early.desk.staff is None


def test_help_language_and_shade_are_there_from_the_first_moment(
    hand: Hand, evening: Evening, early: MainWindow
) -> None:
    QTest.keyClick(early, Qt.Key.Key_F1)
    assert hand.only(HelpSheet).isVisible()
    QTest.keyClick(QApplication.focusWidget() or early, Qt.Key.Key_Escape)
    hand.press("English")
    assert hand.reads("谁在收银？")
    furnish(early, evening.till)
    hand.press("小周")
    for digit in "1111":
        hand.press(digit)
    hand.wait(lambda: early.work.isVisible())


def test_a_connection_of_which_nobody_knows_yet_is_not_told(
    hand: Hand, evening: Evening, early: MainWindow
) -> None:
    """That nothing is connected would be untrue a quarter of a second later."""
    sign_in = hand.only(SignIn)
    assert not sign_in._link.isVisible() and not sign_in._printers.isVisible()
    furnish(early, evening.till)
    assert sign_in._link.isVisible() and sign_in._printers.isVisible()


def test_a_window_that_is_closed_before_the_till_has_come_is_closed(early: MainWindow) -> None:
    early.close()
    assert not early.isVisible()


@pytest.fixture
def asked(tmp_path: Path) -> Options:
    """A start of the demo in a folder of its own."""
    return Options("run", tmp_path / "demo", demo=True, relay_host="127.0.0.1", relay_port=0)


@contextmanager
def started(options: Options) -> Iterator[_Beside]:
    """As far as the window stands, and nobody has seen it yet."""
    store = open_store(options)
    with shown(MainWindow(store.entrance(), Language("en"))) as window:
        yield _Beside(options, store, window, None)


def is_free(options: Options) -> bool:
    """Whether nobody works in the folder any more."""
    FolderLock(options.data_dir).release()
    return True


@pytest.mark.parametrize("seen", [False, True], ids=["not begun", "being built"])
def test_whoever_closes_the_window_at_once_leaves_a_closed_store(
    seen: bool, asked: Options, qapp: QApplication
) -> None:
    with started(asked) as beside:
        if seen:
            beside._begin()
        beside._window.close()
        beside.end()
        assert beside.code == 0 and not beside._window.desk.ready
        assert is_free(asked)


def test_a_till_that_cannot_be_shown_leaves_nobody_at_a_sign_in_that_leads_nowhere(
    asked: Options, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise ZeroDivisionError

    with started(asked) as beside:
        monkeypatch.setattr(beside._window, "furnish", fail)
        beside._begin()
        qtbot.waitUntil(lambda: beside._failed is not None, timeout=10_000)
        with pytest.raises(ZeroDivisionError):
            beside.end()
        assert is_free(asked)


def test_a_disk_that_does_not_give_the_staff_list_is_told(
    asked: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise StorageError("disk I/O error")

    store = open_store(asked)
    monkeypatch.setattr("pos_app.workflows.entrance.read_entrance", fail)
    with pytest.raises(StartError) as no:
        store.entrance()
    assert no.value.code == "start_broken"
    assert not asked.data_dir.exists(), "a new folder is left as it was found"


def test_what_keeps_the_till_from_being_built_is_told_and_the_store_is_closed(
    asked: Options, qapp: QApplication
) -> None:
    asked.data_dir.mkdir()
    (asked.data_dir / "logs").touch()  # a file where a folder has to be
    with started(asked) as beside:
        beside._begin()
        with pytest.raises(StartError) as no:
            beside.end()
        assert no.value.code == "start_disk"
        assert is_free(asked)
