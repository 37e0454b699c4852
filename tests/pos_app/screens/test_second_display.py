"""Displays come and go in the middle of the evening. The tests have one that stays; others are made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_app.screens import guest_screen, second_display
from pos_app.screens.second_display import SecondDisplay, app
from tests.pos_app.hand import Hand
from tests.pos_app.screens.test_guest_screen import turn_on


@dataclass(frozen=True)
class Display:
    left: int

    def geometry(self) -> QRect:
        return QRect(self.left, 0, 800, 600)


TILLS, GUESTS = Display(0), Display(800)


class Standing(QWidget):
    """A window that knows its display; what stood on one that is gone stands on the till's, as by Qt."""

    def __init__(self, hanging: list[Display]) -> None:
        super().__init__()
        self.hanging, self.on = hanging, TILLS

    def screen(self) -> QScreen:
        return cast(QScreen, self.on if self.on in self.hanging else TILLS)

    def setScreen(self, display: QScreen) -> None:
        self.on = cast(Display, display)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> list[Display]:
    """The displays at this moment."""
    found = [TILLS, GUESTS]
    monkeypatch.setattr(second_display, "displays", lambda: found)
    return found


def beside_the_till(hanging: list[Display], qtbot: QtBot) -> tuple[Standing, SecondDisplay]:
    """A window for guests, and what finds it a display."""
    till, guests = Standing(hanging), Standing(hanging)
    for each in (till, guests):
        qtbot.addWidget(each)
    till.show()
    return guests, SecondDisplay(guests, lambda: [till])


def pull(hanging: list[Display]) -> None:
    hanging.remove(GUESTS)
    app().screenRemoved.emit(app().primaryScreen())


def plug(hanging: list[Display]) -> None:
    hanging.append(GUESTS)
    app().screenAdded.emit(app().primaryScreen())


def test_a_display_that_is_pulled_out_leaves_nothing_over_the_till(
    hanging: list[Display], qtbot: QtBot
) -> None:
    guests, display = beside_the_till(hanging, qtbot)
    display.show()
    assert guests.isFullScreen() and guests.screen() == cast(QScreen, GUESTS)
    pull(hanging)
    qtbot.waitUntil(lambda: not guests.isVisible())
    plug(hanging)
    qtbot.waitUntil(guests.isVisible)
    assert guests.isFullScreen() and guests.screen() == cast(QScreen, GUESTS)
    display.hide()
    pull(hanging)
    plug(hanging)
    qtbot.wait(0)
    assert not guests.isVisible()


def test_without_a_display_of_its_own_it_is_a_window_that_stays(hanging: list[Display], qtbot: QtBot) -> None:
    hanging.remove(GUESTS)
    guests, display = beside_the_till(hanging, qtbot)
    display.show()
    display.settle()
    assert guests.isVisible() and not guests.isFullScreen()
    plug(hanging)
    qtbot.waitUntil(guests.isFullScreen)


def test_a_display_that_is_plugged_in_later_shows_the_guest_her_dishes_unless_that_was_switched_off(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not hand.work.guest.isVisible()
    monkeypatch.setattr(guest_screen, "displays", lambda: [TILLS, GUESTS])
    app().screenAdded.emit(app().primaryScreen())
    assert hand.work.guest.isVisible()
    turn_on(hand)  # the same switch, which is on
    assert not hand.work.guest.isVisible()
    app().screenAdded.emit(app().primaryScreen())
    assert not hand.work.guest.isVisible()


def test_the_guests_code_stands_on_the_till_once_her_display_is_gone(hand: Hand) -> None:
    hand.work.guest.turn(True)
    assert hand.window.desk.facing
    hand.work.guest.hide()
    assert not hand.window.desk.facing
