"""Who is at the till."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.screens.main_window import MainWindow
from pos_app.screens.people.sign_in import SignIn
from pos_app.screens.people.sounds_sheet import SoundsSheet
from pos_app.widgets.sounds import Sounds
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand, reopened


def test_a_name_and_four_digits_open_the_till(evening: Evening, window: MainWindow, qtbot: QtBot) -> None:
    hand = Hand(evening, window, qtbot)
    hand.press("Li")
    for digit in "2222":
        hand.press(digit)
    hand.wait(lambda: window.desk.staff is not None)
    assert window.desk.by == "li"
    assert hand.reads("To do")


def test_digits_may_be_typed(evening: Evening, window: MainWindow, qtbot: QtBot) -> None:
    hand = Hand(evening, window, qtbot)
    hand.only(SignIn).choose("zhou")
    for digit in (Qt.Key.Key_1,) * 4:
        QTest.keyClick(window, digit)
    hand.wait(lambda: window.desk.by == "zhou")


def test_a_wrong_pin_says_so_and_lets_try_again(evening: Evening, window: MainWindow, qtbot: QtBot) -> None:
    hand = Hand(evening, window, qtbot)
    hand.press("Zhou")
    for digit in "9999":
        hand.press(digit)
    hand.wait_to_read("Wrong PIN")
    assert window.desk.staff is None
    for digit in "1111":
        hand.press(digit)
    hand.wait(lambda: window.desk.by == "zhou")


def test_the_demo_shows_its_pins(evening: Evening, window: MainWindow, qtbot: QtBot) -> None:
    card = Hand(evening, window, qtbot).button("Zhou")
    assert card.accessibleName() == "Zhou Cashier · demo PIN 1111"


def test_a_locked_till_shows_nothing_of_the_store(hand: Hand, window: MainWindow) -> None:
    hand.press("Lock")
    assert window.desk.staff is None
    assert hand.only(SignIn).isVisible()


def test_language_and_shade_turn_before_anyone_signs_in(
    evening: Evening, window: MainWindow, qtbot: QtBot
) -> None:
    hand = Hand(evening, window, qtbot)
    hand.press("English")
    assert hand.reads("谁在收银？")
    hand.press("深色")
    assert window.theme.dark
    hand.press("简体中文")
    assert hand.reads("Who is at the till?")


def test_a_sound_that_was_turned_off_or_down_stays_so_at_this_till(
    hand: Hand, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = hand.window.desk
    played: list[str] = []
    monkeypatch.setattr(desk.sounds, "play", played.append)
    hand.work._show_person()
    hand.press("Sounds of this till")
    rows = hand.only(SoundsSheet).rows
    for _step in range(3):
        QTest.keyClick(rows["call"], Qt.Key.Key_Left)
    rows["paid"].choose(1)
    assert desk.sounds.loudness == {"call": 0, "paid": 15}
    assert played == ["call", "call", "call", "paid"], "what is chosen is heard"
    hand.press("Done")
    again = Sounds(hand.window.theme.resources / "sounds")
    reopened(evening, hand.window, again).close()
    assert again.loudness == {"call": 0, "paid": 15}
    hand.work._show_person()
    hand.press("Sounds of this till")
    assert [row.index() for row in hand.only(SoundsSheet).rows.values()] == [3, 0, 3, 3, 3, 1]
