"""A till without a keyboard: dishes are found by their initials with a finger."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_app.screens.selling.dish_browser import DishBrowser
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.widgets.letter_pad import AWAY, LetterPad
from pos_app.widgets.pads import BACK
from pos_app.widgets.search_field import SearchField
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand


@pytest.fixture
def browser(hand: Hand, evening: Evening) -> DishBrowser:
    evening.open("A6", 4)
    hand.order_at("A6")
    found = hand.only(DishBrowser)
    assert not found.letters.isVisible()
    return found


def found(hand: Hand) -> list[str]:
    return [tile.name for tile in hand.values(hand.only(DishGrid))]


def test_a_finger_on_the_search_brings_letters_and_they_find_a_dish(
    hand: Hand, evening: Evening, browser: DishBrowser
) -> None:
    line = hand.only(SearchField).line
    finger, glass = QTest.createTouchDevice(), hand.window.windowHandle()
    place = line.mapTo(hand.window, line.rect().center())
    QTest.touchEvent(glass, finger).press(0, place, glass).commit()
    QTest.touchEvent(glass, finger).release(0, place, glass).commit()
    hand.wait(lambda: browser.letters.isVisible())
    for letter in "MPDF":
        browser.letters.keys[letter].click()
    assert line.text() == "mpdf" and found(hand) == ["Mapo tofu"]
    hand.dish("Mapo tofu")
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
    browser.letters.keys["M"].click()
    assert line.text() == "m", "another dish is looked for"
    browser.letters.keys[BACK].click()
    assert line.text() == "" and len(found(hand)) > 1
    browser.letters.keys[AWAY].click()
    assert not browser.letters.isVisible()


def test_a_mouse_on_the_search_leaves_the_dishes_their_room(hand: Hand, browser: DishBrowser) -> None:
    QTest.mouseClick(hand.only(SearchField).line, Qt.MouseButton.LeftButton)
    assert not browser.letters.isVisible()
    hand.press("Letters")
    assert browser.letters.isVisible()
    hand.press("Letters")
    assert not browser.letters.isVisible()


def test_each_key_can_be_hit_on_a_small_screen_and_another_order_begins_without_them(
    hand: Hand, evening: Evening, browser: DishBrowser
) -> None:
    hand.window.resize(1024, 768)
    hand.press("Letters")
    hand.wait(lambda: browser.letters.isVisible())
    sizes = [(key.width(), key.height()) for key in browser.letters.keys.values()]
    assert min(wide for wide, _ in sizes) >= 40 and min(high for _, high in sizes) >= 44
    assert browser.grid.height() > 300, "two rows of what was found are seen"
    evening.open("A7", 2)
    hand.order_at("A7")
    assert not browser.letters.isVisible()


@pytest.mark.parametrize("screen", ["bills", "sold_out"])
def test_bills_and_the_sold_out_list_are_searched_by_finger_too(hand: Hand, screen: str) -> None:
    hand.window.go(screen, "")
    field = hand.only(SearchField)
    pads = hand.work._screens[screen].findChildren(LetterPad)
    assert len(pads) == 1 and not pads[0].isVisible()
    field.touched.emit()
    assert pads[0].isVisible()
    for key in "17":
        pads[0].keys[key].click()
    assert field.line.text() == "17"
