"""Ordering at a table, by finger and by key."""

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from domain.record.plain import to_plain
from pos_app.screens.selling.dish_browser import DishBrowser
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.order_list import OrderList
from pos_app.widgets.qr import QrCode
from pos_app.widgets.search_field import SearchField
from pos_app.widgets.stepper import Stepper
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.three_books import papers


def seated(hand: Hand, evening: Evening) -> str:
    opening = evening.open("A6", 4)
    evening.settle()
    hand.order_at("A6")
    return opening


def test_a_tap_orders_and_f9_sends_it_to_the_kitchen(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Mapo tofu")
    hand.dish("Mapo tofu")
    assert hand.lines() == [("head", "1 new dish · not sent"), ("new", "Mapo tofu")]
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: bool(evening.till.view.openings[opening].orders))
    (order,) = evening.till.view.openings[opening].orders
    assert order.lines[0].line.quantity == 2000
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    assert len(hand.window.desk.cart(opening)) == 0


def test_a_round_stands_on_the_order_once_though_the_answer_comes_after_the_view(
    hand: Hand, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, answer = seated(hand, evening), Future[None]()
    send = evening.till.send_to_kitchen

    def slowly(*told: Any) -> Future[None]:
        send(*told)
        return answer

    monkeypatch.setattr(evening.till, "send_to_kitchen", slowly)
    hand.dish("Mapo tofu")
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    assert ("new", "Mapo tofu") not in hand.lines()
    monkeypatch.undo()
    hand.dish("Cola")
    hand.key(Qt.Key.Key_F9)
    answer.set_result(None)  # of the first round; the second is its own
    hand.wait(lambda: ("line", "Cola") in hand.lines())
    hand.wait(lambda: len(hand.window.desk.cart(opening)) == 0)
    assert [title for _, title in hand.lines()].count("Mapo tofu") == 1


def test_the_chosen_line_opens_its_stepper_in_place(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Mapo tofu")
    hand.dish("Kung pao chicken")
    editor = hand.only(OrderList).editor
    assert editor.isVisible()
    hand.line("Mapo tofu")
    hand.only(Stepper).more.click()
    hand.only(Stepper).more.click()
    quantities = [entry.line.quantity for entry in hand.window.desk.cart(opening)]
    assert quantities == [3000, 1000]
    assert hand.only(OrderList).editor is editor
    for _ in range(3):
        hand.only(Stepper).less.click()
    assert hand.lines() == [("head", "1 new dish · not sent"), ("new", "Kung pao chicken")]


def test_pinyin_initials_and_enter_order_a_dish(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.key(Qt.Key.Key_Slash, "/")
    field = hand.only(SearchField)
    assert field.line.hasFocus()
    QTest.keyClicks(field.line, "mpdf")
    assert [tile.name for tile in hand.values(hand.only(DishGrid))] == ["Mapo tofu"]
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert [entry.line.dish for entry in hand.window.desk.cart(opening)] == ["mapo-tofu"]
    QTest.keyClicks(field.line, "zzzz")
    assert hand.reads("No dish is called that.")
    hand.press("Show all dishes")
    assert len(hand.values(hand.only(DishGrid))) == len(evening.till.view.menu.dishes)


def test_options_must_be_chosen_before_the_price_button_answers(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Boiled fish in chilli oil")
    assert not hand.button("Choose: Spiciness").isEnabled()
    hand.press("Large")
    hand.press("Medium")
    hand.press("Bean sprouts")
    assert not hand.button("Wide glass noodles").isEnabled()
    hand.press("Add ¥92.00")
    (entry,) = hand.window.desk.cart(opening)
    assert entry.line.spec == "large"
    assert entry.line.options == ("spice-medium", "extra-bean-sprouts")
    assert hand.sheet() is None


def test_a_set_asks_for_each_of_its_parts(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.work._screens["order"].tap("set-for-two")  # type: ignore[attr-defined]
    for words in ("Smashed cucumber", "Mapo tofu", "Water spinach", "Cola", "Cola"):
        hand.press(words)
    hand.press("Add ¥98.00")
    (entry,) = hand.window.desk.cart(opening)
    assert [choice.dish for choice in entry.line.choices].count("cola") == 2
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: bool(evening.till.view.openings[opening].orders))


def test_a_remark_goes_with_the_line(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Mapo tofu")
    hand.press("Remark")
    hand.press("No coriander")
    hand.press("Save ¥28.00")
    (entry,) = hand.window.desk.cart(opening)
    assert entry.line.remark == "No coriander"
    hand.press("More")


def test_a_sold_out_dish_says_so_and_is_not_ordered(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Hand-torn cabbage")
    assert "sold out" in hand.work._hint.words()
    assert len(hand.window.desk.cart(opening)) == 0


def test_a_round_that_is_refused_comes_back(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Maoxuewang")
    evening.till.set_stock("maoxuewang", 0, "zhou").result()
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: bool(hand.work._hint.words()))
    assert [entry.line.dish for entry in hand.window.desk.cart(opening)] == ["maoxuewang"]
    assert not evening.till.view.openings[opening].orders


def test_unsent_dishes_wait_at_their_table(hand: Hand, evening: Evening) -> None:
    seated(hand, evening)
    hand.dish("Mapo tofu")
    hand.key(Qt.Key.Key_Escape)
    assert hand.reads("To do")
    hand.order_at("A6")
    assert ("new", "Mapo tofu") in hand.lines()


def test_a_phones_lines_appear_with_their_author(hand: Hand, evening: Evening) -> None:
    seated(hand, evening)
    evening.at("18:52")
    evening.phone("A6", dish("twice-cooked-pork"))
    hand.wait(lambda: ("head", "Phone · guest 1 · 18:52") in hand.lines())


def test_served_rounds_fold_and_open_again(hand: Hand, evening: Evening) -> None:
    seated(hand, evening)
    evening.order("A6", dish("mapo-tofu"))
    evening.serve("A6")
    hand.wait(lambda: bool(hand.lines()) and hand.lines()[0][0] == "fold")
    hand.line(hand.lines()[0][1])
    assert ("line", "Mapo tofu") in hand.lines()


def test_the_tables_code_can_be_scanned_from_the_screen(hand: Hand, evening: Evening) -> None:
    seated(hand, evening)
    hand.press("Table code")
    assert hand.only(QrCode)._content == evening.till.table_url("A6")
    hand.press("Copy")
    assert hand.reads("Copied")


def test_a_dish_tapped_by_enter_is_ordered(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    grid = hand.only(DishGrid)
    grid.setFocus()
    grid.setCurrentIndex(hand.index(grid, lambda tile: tile.name == "Mapo tofu"))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert len(hand.window.desk.cart(opening)) == 1


def test_a_slip_of_the_finger_is_taken_back(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Mapo tofu")
    hand.dish("Kung pao chicken")
    hand.line("Mapo tofu")
    hand.only(Stepper).less.click()
    hand.press("Undo the last change of the new round")
    cart = hand.window.desk.cart(opening)
    assert [entry.line.dish for entry in cart] == ["mapo-tofu", "kung-pao-chicken"]
    QTest.keyClick(hand.only(DishGrid), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [entry.line.dish for entry in cart] == ["mapo-tofu"]
    hand.press("Undo the last change of the new round")
    assert not hand.button("Undo the last change of the new round").isEnabled()


def test_two_dozen_beers_are_typed_not_tapped(hand: Hand, evening: Evening) -> None:
    opening = seated(hand, evening)
    hand.dish("Cola")
    for digit in "24":
        hand.key(Qt.Key.Key_unknown, digit)
    assert hand.reads("Order 24")
    hand.key(Qt.Key.Key_Return)
    cart = hand.window.desk.cart(opening)
    hand.wait(lambda: cart.count("cola") == 24_000 and hand.sheet() is None)
    QTest.keyClick(hand.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cart.count("cola") == 1000
    hand.only(Stepper).number.click()  # type: ignore[union-attr]
    hand.press("Clear")
    hand.press("Remove")
    hand.wait(lambda: not len(cart))


def test_what_cannot_be_done_by_a_key_says_why(hand: Hand, evening: Evening) -> None:
    seated(hand, evening)
    hand.key(Qt.Key.Key_F9)
    assert "Nothing new to send." in hand.work._hint.words()
    hand.key(Qt.Key.Key_F12)
    assert "Nothing is ordered yet" in hand.work._hint.words()
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "waiter"))
    hand.key(Qt.Key.Key_F12)
    assert "Your role may not do this." in hand.work._hint.words()
    hand.window.go("floor", "")
    hand.key(Qt.Key.Key_F12)
    assert hand.work._place[0] == "floor"


def test_a_choice_of_a_set_that_costs_more_says_so_and_is_charged(hand: Hand, evening: Evening) -> None:
    """加价换菜: the fish instead of the tofu is eight yuan more, on the button, the bill and the receipt."""
    menu = evening.till.view.menu
    two = menu.by_id["set-for-two"]
    (main,) = [part for part in two.parts if "mapo-tofu" in part.choices]
    main = replace(main, extra={"kung-pao-chicken": 800})
    dearer = replace(two, parts=tuple(main if part.id == main.id else part for part in two.parts))
    dishes = [dearer if one.id == two.id else one for one in menu.dishes]
    body = to_plain(replace(menu, version=menu.version + 1, dishes=tuple(dishes)))
    evening.write(lambda entry: entry.record("menu.published", body))
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.wait(lambda: hand.window.desk.view.menu.version == menu.version + 1)
    hand.dish("Set for two")
    chicken = hand.button("Kung pao chicken")
    assert chicken._note == "+¥8"  # type: ignore[attr-defined]
    for words in ("Smashed cucumber", "Kung pao chicken", "Water spinach", "Cola", "Cola"):
        hand.press(words)
    hand.press("Add ¥106.00")
    hand.press("Send")
    hand.wait(lambda: bool(evening.till.view.openings[evening.opening("A6")].bill_lines))
    due = evening.till.view.openings[evening.opening("A6")].due
    assert due == 10_600 + 2 * 200
    evening.pay("A6", "cash", due)
    (receipt,) = papers(evening, "结账单")
    assert "106.00" in receipt and "宫保鸡丁+8 蒜蓉空心菜 可乐×2 米饭×2" in receipt, receipt


def test_a_store_without_a_menu_says_so_and_sells_open_dishes(hand: Hand, evening: Evening) -> None:
    kept = evening.till.view.menu
    evening.write(
        lambda entry: entry.record(
            "menu.published", {**to_plain(kept), "dishes": [], "version": kept.version + 1}
        )
    )
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.wait_to_read("The menu has no dishes yet.")
    for item in evening.till.view.stock.remaining:
        evening.till.supply.count(item, None, "wang").result()
    hand.window.go("sold_out", "")
    hand.wait_to_read("The menu has no dishes yet.")
    assert not hand.reads("Everything is for sale"), "there is nothing to sell"
    hand.window.go("printers", "")
    hand.press("Stations")
    hand.wait_to_read("The menu has no dishes yet.")
    hand.key(Qt.Key.Key_Escape)
    hand.order_at("A6")
    hand.only(DishBrowser)._no_menu._act.click()
    assert hand.sheet() is not None
