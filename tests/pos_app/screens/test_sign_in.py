"""Who is at the till."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.screens.desk import Desk
from pos_app.screens.main_window import MainWindow
from pos_app.screens.people.sign_in import SignIn
from pos_app.widgets.sounds import Sounds
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand


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


def test_a_sound_that_was_turned_off_stays_off_at_this_till(hand: Hand, evening: Evening) -> None:
    desk = hand.window.desk
    assert not desk.sounds.silent
    hand.window._show_person()
    hand.press("Guest calls")
    assert desk.sounds.silent == {"call"}
    hand.press("Done")
    again = Sounds(hand.window.theme.resources / "sounds")
    Desk(evening.till, desk.language, desk.theme, again, hand.window).close()
    assert again.silent == {"call"}
    hand.window._show_person()
    desk.sounds.on = False
    hand.press("Guest calls")
    assert not desk.sounds.silent
