"""Everything by keyboard: each key of the map does its act, each act has a key, and F1 shows it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout, QLabel

from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.handedness import SETTING
from pos_app.screens.help_sheet import HelpSheet, KeyCap
from pos_app.screens.main_window import MainWindow
from pos_app.screens.people.person_sheet import PersonSheet
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.screens.selling.order_list import OrderList
from pos_app.screens.shortcuts import EVERYWHERE, SHORTCUTS
from pos_app.widgets.buttons import Button
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def strike(window: MainWindow, key: str) -> None:
    if len(key) == 1:
        QTest.keyClicks(window, key)
    else:
        QTest.keySequence(window, QKeySequence(key.replace("Enter", "Return")))


def open_order(hand: Hand, evening: Evening) -> str:
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    return opening


@pytest.mark.parametrize("screen", SHORTCUTS)
def test_no_key_has_two_meanings_on_a_screen(screen: str) -> None:
    keys = [one.key for one in SHORTCUTS[screen]]
    if screen != EVERYWHERE:
        keys += [one.key for one in SHORTCUTS[EVERYWHERE] if one.act]
    assert len(keys) == len(set(keys))


def test_each_key_does_its_act_and_each_act_has_a_key(hand: Hand, evening: Evening) -> None:
    window, opening = hand.window, open_order(hand, evening)
    done: list[str] = []

    def told(name: str) -> object:
        return lambda: done.append(name)

    def strike_all(screen: str, acts: dict[str, object]) -> None:
        wanted = [one for one in SHORTCUTS[screen] if one.act]
        assert {one.act for one in wanted} == set(acts), screen
        acts.update({act: told(act) for act in acts})
        for one in wanted:
            done.clear()
            strike(window, one.key)
            assert done == [one.act], f"{one.key} on {screen}"

    for screen in set(SHORTCUTS) - {EVERYWHERE}:
        window.go(screen, opening if screen in ("order", "payment") else "")
        assert window.work._screens[screen].keys == screen
        strike_all(screen, window.work._screens[screen].acts)  # type: ignore[arg-type]
    strike_all(EVERYWHERE, window.work.acts)  # type: ignore[arg-type]


def test_the_chosen_dish_is_changed_without_a_finger(hand: Hand, evening: Evening) -> None:
    opening = open_order(hand, evening)
    hand.dish("Kung pao chicken")
    cart = hand.window.desk.cart(opening)
    strike(hand.window, "+")
    strike(hand.window, "+")
    strike(hand.window, "-")
    assert cart.count("kung-pao-chicken") == 2000
    strike(hand.window, "=")  # plus without the shift key, wherever the focus is
    assert cart.count("kung-pao-chicken") == 3000
    hand.dish("Cola")
    rows = hand.only(OrderList)
    place = next(at for at, row in enumerate(rows.shown()) if row.title == "Kung pao chicken")
    rows.setCurrentIndex(rows.model().index(place, 0))  # by arrows: the list's own, not the chosen one
    QTest.keyClicks(rows, "=-=")
    assert (cart.count("kung-pao-chicken"), cart.count("cola")) == (4000, 1000)
    pane = hand.work._screens["order"]._pane  # type: ignore[attr-defined]
    assert pane.chosen.startswith("new.")
    strike(hand.window, "Ctrl+N")
    assert pane.chosen.endswith(".0")  # the line that was sent
    strike(hand.window, "F4")
    hand.wait(lambda: evening.till.view.openings[opening].bill_lines[0].state == "served")
    strike(hand.window, "F10")
    sheet = hand.only(ActsSheet)
    buttons = {one.text(): one._key for one in sheet.findChildren(Button) if one is not sheet.shut}
    assert len(set(buttons.values())) == len(buttons) and all(buttons.values())
    QTest.keyClicks(sheet, buttons["Park what is not sent"])
    assert hand.reads("It stays on this till, also when it is switched off.")
    strike(hand.window, "F9")  # an open sheet keeps the keys to itself
    assert len(cart)


def test_the_choices_of_a_dish_take_the_same_keys(hand: Hand, evening: Evening) -> None:
    open_order(hand, evening)
    hand.dish("Boiled fish in chilli oil")
    sheet = hand.only(OptionsSheet)
    QTest.keyClicks(sheet, "=+-=")
    assert sheet.line().quantity == 3000


def test_f1_shows_the_keys_of_this_screen_in_the_cashier_s_language(hand: Hand, evening: Evening) -> None:
    open_order(hand, evening)
    hand.window.desk.language.switch("zh-Hans")
    strike(hand.window, "F1")
    sheet = hand.only(HelpSheet)
    caps = [cap._key for cap in sheet.findChildren(KeyCap)]
    assert len(caps) == len(SHORTCUTS["order"]) + len(SHORTCUTS[EVERYWHERE])
    assert "下单到厨房" in [one.text() for one in sheet.findChildren(QLabel)]


def test_for_the_left_hand_the_order_changes_sides_and_stays_so(hand: Hand, evening: Evening) -> None:
    opening = open_order(hand, evening)
    window = hand.window
    order, payment = window.work._screens["order"], window.work._screens["payment"]
    assert order._pane.x() < order._dishes.x()  # type: ignore[attr-defined]
    strike(window, "Ctrl+P")
    hand.only(PersonSheet)._hand.click()
    hand.key(Qt.Key.Key_Escape)
    assert evening.till.device.get(SETTING, False)
    hand.wait(lambda: order._pane.x() > order._dishes.x())  # type: ignore[attr-defined]
    assert window.work._rail.x() > window.work._stack.x()
    for name in ("floor", "queue", "settings", "plan", "day", "staff"):
        window.go(name, "")
        screen = window.work._screens[name]
        assert all(row.direction() == QBoxLayout.Direction.RightToLeft for row in screen.sides)
        assert screen.sides or name == "floor"
    window.go("floor", "")
    hand.wait(lambda: window.work._screens["floor"]._side.x() == 0)  # type: ignore[attr-defined]
    window.go("payment", opening)
    assert payment._row.direction() == QBoxLayout.Direction.RightToLeft  # type: ignore[attr-defined]
