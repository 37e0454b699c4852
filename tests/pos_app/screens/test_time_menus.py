"""The owner makes a lunch menu; the till sells it by the hour, and by right when it is not its hour."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from domain.errors import Refused
from domain.selling.time_menus import TimeMenu
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.off_hours import OffHoursSheet
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.screens.selling.time_sheets import DaysSheet, TimedDishes
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.screens.test_settings import settings

PLACE = 5  # of the page among the tabs
LUNCH = TimeMenu(
    "lunch", {"en": "Lunch", "zh-Hans": "午市"}, (), ((660, 840),), ("mapo-tofu",), (), {"mapo-tofu": 1_900}
)


def sell_by_the_hour(evening: Evening, *menus: TimeMenu) -> None:
    before = evening.till.view.menu.times
    evening.till.house.save_times(before, menus, "wang").result()
    evening.settle()


def tile(hand: Hand, name: str) -> Any:
    (found,) = [one for one in hand.values(hand.only(DishGrid)) if one.name == name]
    return found


def sign(hand: Hand, evening: Evening, who: str) -> None:
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.id == who))


def test_the_owner_makes_a_lunch_menu_by_finger(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(PLACE)
    assert not hand.button("Save the menus for certain hours").isEnabled()
    hand.press("Add a menu for certain hours")
    times = screen.times.times
    times.field(0, "names").setText("Lunch")
    times.field(0, "hours").setText("eleven")
    assert not hand.button("Save the menus for certain hours").isEnabled()
    times.field(0, "hours").setText("11:00-14:00")
    hand.wait_to_read("Each day")
    hand.press("Each day")
    assert isinstance(hand.sheet(), DaysSheet)
    hand.press("Sat")
    hand.press("Sun")
    hand.press("Done")
    hand.wait(lambda: hand.sheet() is None and hand.reads("Sat–Sun"))
    hand.press("0 dishes")
    sheet = hand.sheet()
    assert isinstance(sheet, TimedDishes)
    sheet.search.line.setText("mapo")
    hand.wait_to_read("Mapo tofu")
    hand.press("Mapo tofu")
    sheet._fields["mapo-tofu/one"].setText("nineteen")
    hand.press("Done")
    assert hand.sheet() is sheet and hand.reads("Price then: this is no number.")
    sheet._fields["mapo-tofu/one"].setText("19")
    hand.press("Done")
    hand.wait(lambda: hand.sheet() is None and hand.reads("1 dish"))
    hand.press("Save the menus for certain hours")
    hand.wait(lambda: len(evening.till.view.menu.times) == 1)
    (saved,) = evening.till.view.menu.times
    assert (saved.names, saved.days, saved.hours) == ({"en": "Lunch"}, (5, 6), ((660, 840),))
    assert (saved.dishes, dict(saved.prices)) == (("mapo-tofu",), {"mapo-tofu/one": 1_900})
    hand.wait(lambda: not hand.button("Save the menus for certain hours").isEnabled())


def test_lunch_begins_and_ends_at_the_till_by_itself(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    evening.open("A6", 2)
    hand.order_at("A6")
    evening.at("10:59")
    hand.window.desk.viewed.emit()  # as each quarter of a minute
    assert (tile(hand, "Mapo tofu").off_word, tile(hand, "Mapo tofu").price) == ("Lunch", "¥28")
    evening.at("11:00")
    hand.window.desk.viewed.emit()
    assert (tile(hand, "Mapo tofu").off_word, tile(hand, "Mapo tofu").price) == ("", "¥19")
    hand.dish("Mapo tofu")
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
    hand.press("Send")
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    evening.at("14:00")
    hand.window.desk.viewed.emit()
    assert tile(hand, "Mapo tofu").price == "¥28"
    assert evening.till.view.openings[evening.opening("A6")].bill.subtotal == 1_900  # what was ordered stays


def test_out_of_its_hours_a_dish_needs_the_right(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    opening = evening.open("A6", 2)
    evening.at("19:00")
    sign(hand, evening, "zhou")
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    assert isinstance(hand.sheet(), OffHoursSheet)
    assert hand.reads("Lunch · 11:00–14:00") and hand.reads("Your role may not do this.")
    QTest.keyClick(hand.only(OffHoursSheet), Qt.Key.Key_Return)  # there is nothing to press
    assert hand.sheet() is not None and not hand.lines()
    hand.press("Cancel")
    with pytest.raises(Refused, match="not_now"):
        evening.order("A6", dish("mapo-tofu"))
    with pytest.raises(Refused, match="not_allowed"):  # nor by a till that says so for somebody else
        evening.order("A6", dish("mapo-tofu", off_hours=True))

    sign(hand, evening, "wang")
    hand.dish("Mapo tofu")
    hand.press("Sell it all the same")
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
    hand.press("Send")
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    (line,) = evening.till.view.openings[opening].bill_lines
    assert (line.line.price, line.line.off_hours) == (2_800, True)


def test_out_of_its_hours_options_are_asked_for_as_ever(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, TimeMenu("lunch", {"en": "Lunch"}, (), ((660, 840),), ("boiled-fish",)))
    evening.open("A6", 2)
    evening.at("19:00")
    sign(hand, evening, "wang")
    hand.order_at("A6")
    hand.dish("Boiled fish in chilli oil")
    hand.press("Sell it all the same")
    hand.wait(lambda: isinstance(hand.sheet(), OptionsSheet))
    hand.press("Medium")
    assert hand.button("Add ¥").isEnabled()


def test_two_who_edit_at_once_do_not_write_over_each_other(evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    with pytest.raises(Refused, match="settings_old"):
        evening.till.house.save_times((), (LUNCH,), "wang").result()
    with pytest.raises(Refused, match="not_allowed"):
        evening.till.house.save_times((LUNCH,), (), "zhou").result()
    assert evening.till.view.menu.times == (LUNCH,)
