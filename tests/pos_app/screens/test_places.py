"""Screens are built when they are wanted, or one by one while somebody signs in."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from pos_app.language import Language
from pos_app.screens.main_window import MainWindow
from pos_app.screens.work import AFTER_GOING, AHEAD
from pos_app.widgets.banner import Banner, Notice
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.pos_app.windows import shown


@pytest.fixture
def builds_ahead() -> bool:
    return True


def test_the_window_is_there_before_its_screens(evening: Evening, qapp: QApplication) -> None:
    made = MainWindow.of(evening.till, Language("en"))
    with shown(made):
        assert not made.work._screens


def test_while_somebody_signs_in_all_screens_are_built(window: MainWindow, hand: Hand) -> None:
    hand.wait(lambda: not window.work._ahead.isActive())
    assert all(
        name in window.work._screens for name in (*window.work._screens._makers, "floor", "order", "settings")
    )


def test_whoever_has_just_come_to_a_screen_does_not_wait_for_another_one_that_is_built(
    window: MainWindow, hand: Hand
) -> None:
    window.work._ahead.start(AHEAD)
    window.go("drawer", "")
    assert window.work._ahead.interval() == AFTER_GOING
    hand.wait(lambda: not window.work._ahead.isActive())
    assert window.work._ahead.interval() == AHEAD


def test_a_banner_offers_its_act_at_once_with_its_words(window: MainWindow, hand: Hand) -> None:
    banner = window.findChildren(Banner)[0]
    banner.tell(Notice("warn", "printer", "Out of paper", acts=(("retry", "Try now"),)))
    assert hand.reads("Out of paper")
    assert [one.text() for one in banner.findChildren(QAbstractButton) if one.isVisible()] == ["Try now"]
