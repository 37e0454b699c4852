"""The owner makes a lunch menu; the till sells it by the hour, and by right when it is not its hour."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from domain.errors import Refused
from domain.selling.time_menus import TimeMenu
from pos_app.models.people_words import deed_detail, deed_word
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.off_hours import OffHoursSheet
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.screens.selling.round_sheet import AskedRoundSheet
from pos_app.screens.selling.time_sheets import DaysSheet, TimedDishes
from pos_app.workflows.approving import Approver
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


def without_the_right(evening: Evening) -> None:
    """Nobody of the house may sell a dish when it is not its hour."""
    roles = evening.till.view.people.roles
    less = tuple(
        replace(role, rights=tuple(right for right in role.rights if right != "off_hours")) for role in roles
    )
    evening.till.people.save_roles(less, "wang").result()
    evening.settle()


def test_out_of_its_hours_a_manager_agrees_when_the_round_is_sent(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    opening = evening.open("A6", 2)
    evening.at("19:00")
    hand.window.desk.viewed.emit()
    hand.order_at("A6")
    hand.dish("Steamed rice")
    hand.dish("Mapo tofu")
    assert isinstance(hand.sheet(), OffHoursSheet)
    assert hand.reads("Lunch · 11:00–14:00") and hand.reads("Asked when the round is sent.")
    hand.press("Sell it all the same")
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
    with pytest.raises(Refused, match="not_allowed"):  # nor by a till that says so for somebody else
        evening.order("A6", dish("mapo-tofu", off_hours=True))
    hand.press("Send")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    assert hand.reads("Mapo tofu ×1") and hand.reads("¥28.00")
    hand.press("Sell all the same")
    hand.pin("1111")
    hand.wait_to_read("Wrong PIN")
    assert not evening.till.view.openings[opening].orders
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and ("line", "Mapo tofu") in hand.lines())
    lines = {one.line.dish: one.line for one in evening.till.view.openings[opening].bill_lines}
    assert (lines["mapo-tofu"].price, lines["mapo-tofu"].off_hours) == (2_800, True)
    assert not lines["steamed-rice"].off_hours

    page = evening.till.people.audit("ordered", "", 0, "wang").result()
    (event,) = page.events
    words = deed_detail(event, evening.till.view, hand.window.desk.wording, None, page)
    assert deed_word(event) == "Sold out of hours"
    assert words == "Mapo tofu ¥28.00 · A6 · approved by Ms Wang"


def test_where_nobody_may_a_dish_out_of_its_hours_is_not_sold(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    evening.open("A6", 2)
    evening.at("19:00")
    without_the_right(evening)
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    assert isinstance(hand.sheet(), OffHoursSheet) and hand.reads("Nobody on the staff list may do this")
    QTest.keyClick(hand.only(OffHoursSheet), Qt.Key.Key_Return)  # there is nothing to press
    assert hand.sheet() is not None and not hand.lines()
    hand.press("Cancel")
    with pytest.raises(Refused, match="not_now"):
        evening.order("A6", dish("mapo-tofu"))


def test_who_has_the_right_is_asked_once(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    opening = evening.open("A6", 2)
    evening.at("19:00")
    hand.sign("wang")
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    hand.press("Sell it all the same")
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
    hand.press("Send")
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    (line,) = evening.till.view.openings[opening].bill_lines
    assert (line.line.price, line.line.off_hours) == (2_800, True)


def lunch_ends(hand: Hand, evening: Evening, *dishes: str) -> str:
    """Dishes were tapped at a quarter to two; the cashier was called away until lunch was over."""
    sell_by_the_hour(evening, LUNCH)
    opening = evening.open("A6", 2)
    evening.at("13:45")
    hand.window.desk.viewed.emit()
    hand.order_at("A6")
    for name in dishes:
        hand.dish(name)
        hand.wait(lambda name=name: ("new", name) in hand.lines())  # type: ignore[misc]
    evening.at("14:05")
    hand.window.desk.viewed.emit()
    return opening


def test_a_dish_whose_hour_went_by_is_dropped_with_one_tap(hand: Hand, evening: Evening) -> None:
    opening = lunch_ends(hand, evening, "Mapo tofu", "Steamed rice")
    hand.press("Send")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    assert hand.reads("Not at this hour: 1 dish")
    hand.press("Drop them, send the rest")
    hand.wait(lambda: hand.sheet() is None and ("line", "Steamed rice") in hand.lines())
    assert [one.line.dish for one in evening.till.view.openings[opening].bill_lines] == ["steamed-rice"]


def test_a_dish_whose_hour_went_by_is_kept_by_pin_and_paid(hand: Hand, evening: Evening) -> None:
    opening = lunch_ends(hand, evening, "Mapo tofu")
    assert hand.button("Send").isEnabled(), "it can be agreed to"
    hand.press("Pay")
    hand.press("Send 1 dish, then pay")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    hand.press("Cancel")
    hand.wait(lambda: hand.sheet() is None)
    assert ("new", "Mapo tofu") in hand.lines(), "who looks away loses nothing"
    hand.press("Pay")
    hand.press("Send 1 dish, then pay")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    hand.press("Sell all the same")
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and hand.reads("Take ¥"))
    assert evening.till.view.openings[opening].bill.subtotal == 2_800


def test_a_dish_whose_hour_begins_while_it_waits_needs_nobody(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    opening = evening.open("A6", 2)
    evening.at("10:55")
    hand.window.desk.viewed.emit()
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    hand.press("Sell it all the same")
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
    evening.at("11:01")
    hand.window.desk.viewed.emit()
    hand.press("Send")
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    (line,) = evening.till.view.openings[opening].bill_lines
    assert (line.line.price, line.line.off_hours) == (1_900, False)


def test_a_round_that_was_agreed_to_is_sent_once(evening: Evening) -> None:
    sell_by_the_hour(evening, LUNCH)
    opening = evening.open("A6", 2)
    evening.at("19:00")
    request, agrees = evening.till.new_id(), Approver("wang", "8888")
    cart = [dish("mapo-tofu", off_hours=True)]
    for _time in range(2):
        evening.till.send_to_kitchen(opening, cart, "", "zhou", request, "", agrees).result()
    evening.settle()
    assert len(evening.till.view.openings[opening].orders) == 1
    for who, code in (("li", "approval_needed"), ("wang", "wrong_pin")):
        wrong = Approver(who, "2222")
        with pytest.raises(Refused, match=code):
            evening.till.send_to_kitchen(opening, cart, "", "zhou", evening.till.new_id(), "", wrong).result()


def test_out_of_its_hours_options_are_asked_for_as_ever(hand: Hand, evening: Evening) -> None:
    sell_by_the_hour(evening, TimeMenu("lunch", {"en": "Lunch"}, (), ((660, 840),), ("boiled-fish",)))
    evening.open("A6", 2)
    evening.at("19:00")
    hand.sign("wang")
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
