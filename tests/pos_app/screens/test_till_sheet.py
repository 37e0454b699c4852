"""This till's size, and what it says aloud: a number that is called, money that has come by phone."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QObject, Signal

from pos_app.screens.people.till_sheet import TillSheet
from pos_app.screens.speaking import money_received
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


class Mouth(QObject):
    """A voice that is heard by the test."""

    failed = Signal()

    def __init__(self, there: bool = True) -> None:
        super().__init__()
        self.there, self.said = there, list[tuple[str, str]]()

    def say(self, words: str, tag: str) -> None:
        self.said.append((words, tag))


@pytest.fixture
def mouth(hand: Hand) -> Mouth:
    made = hand.window.desk.voice = Mouth()  # type: ignore[assignment]
    return made


def open_sheet(hand: Hand) -> TillSheet:
    hand.work._show_person()
    hand.press("Size, and what is said aloud")
    hand.wait(lambda: isinstance(hand.sheet(), TillSheet))
    return hand.only(TillSheet)


def numbers(said: Sequence[tuple[str, str]]) -> list[str]:
    return [words for words, _tag in said if "ready" in words]


def test_a_number_is_called_aloud_where_this_till_is_set_so(
    hand: Hand, evening: Evening, mouth: Mouth
) -> None:
    till, by = evening.till, hand.window.desk.by
    opening = till.counter.open(False, by).result()
    till.send_to_kitchen(opening, (dish("mapo-tofu"),), "", by, till.new_id()).result()
    till.counter.call(opening, by).result()
    evening.settle()
    money_received(hand.window.desk, 12_800)
    assert mouth.said == [], "nobody asked for it"
    sheet = open_sheet(hand)
    hand.press("Number called")
    hand.press("Money received")
    assert [words for words, _tag in mouth.said] == ["Number called", "Money received"]
    sheet.cancel()
    evening.time += 60_000
    till.counter.call(opening, by).result()
    hand.wait(lambda: numbers(mouth.said) == ["Number 001, your order is ready."])
    money_received(hand.window.desk, 12_850)
    assert mouth.said[-1] == ("128.5 yuan received", "en")


def test_a_computer_without_a_voice_says_so_and_promises_nothing(hand: Hand, mouth: Mouth) -> None:
    mouth.there = False
    open_sheet(hand)
    assert hand.reads("This computer has no voice.")
    assert not hand.button("Number called").isEnabled()


def test_a_size_counts_when_the_till_is_opened_again(hand: Hand, mouth: Mouth) -> None:
    told: list[tuple[int, bool]] = []
    hand.window.desk.sized.connect(lambda percent, at_once: told.append((percent, at_once)))
    sheet = open_sheet(hand)
    assert not sheet.again.isVisible()
    sheet.sizes.choose(2)

    assert hand.reads("when the till is opened again")
    hand.press("Open the till again now")
    assert told == [(150, False), (150, True)]
