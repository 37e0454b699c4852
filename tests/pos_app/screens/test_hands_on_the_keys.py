"""A cashier whose hands stay on the keys: tables by name, choices and numbers, and keys that are told."""

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.screens.floor.booking_sheet import BookingSheet
from pos_app.screens.floor.move_sheets import PickTableSheet
from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.help_sheet import HelpSheet, KeyCap
from pos_app.screens.money.bills import BillsScreen
from pos_app.screens.money.line_sheets import VoidSheet
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.screens.selling.quantity_sheet import QuantitySheet
from pos_app.screens.selling.sold_out import SoldOutScreen
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def type_words(hand: Hand, words: str) -> None:
    """Each letter where the focus is by then, as in a real window."""
    for letter in words:
        focused: QWidget | None = hand.window.focusWidget()
        QTest.keyClicks(focused or hand.window, letter)


def test_guests_are_seated_at_a_table_by_its_name(hand: Hand, evening: Evening) -> None:
    hand.key(Qt.Key.Key_F2)
    sheet = hand.only(OpenSheet)
    hand.wait(lambda: sheet.begins_at is not sheet)
    type_words(hand, "a6")
    hand.key(Qt.Key.Key_Return)
    type_words(hand, "12")
    assert hand.button("Open, 12 guests").isEnabled()
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: bool(hand.window.desk.view.tables["A6"].opening))
    assert hand.window.desk.view.openings[evening.opening("A6")].opening.guests == 12


def test_a_table_where_guests_sit_already_is_not_said_to_be_unknown(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    hand.wait(lambda: opening in hand.window.desk.view.openings)
    hand.key(Qt.Key.Key_F2)
    sheet = hand.only(OpenSheet)
    hand.wait(lambda: sheet.begins_at is not sheet)
    type_words(hand, "a99")
    hand.wait_to_read("Nothing is called that.")
    hand.key(Qt.Key.Key_Return)
    assert hand.sheet() is sheet, "nowhere to go"
    QTest.keyClick(sheet.begins_at, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_words(hand, "a6")
    hand.wait_to_read("Guests sit at A6 already. Enter goes there.")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.work._place == ("order", opening))
    assert hand.window.desk.view.openings[opening].opening.guests == 4, "they are as many as they were"


def test_a_table_is_found_by_its_name_whoever_sits_there(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    hand.wait(lambda: opening in hand.window.desk.view.openings)
    type_words(hand, "/")
    hand.only(PickTableSheet)
    type_words(hand, "a6")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.work._place == ("order", opening))
    hand.window.go("floor", "")
    type_words(hand, "/")
    hand.only(PickTableSheet)
    type_words(hand, "a7")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: isinstance(hand.sheet(), OpenSheet))
    assert hand.reads("Open A7")


def test_an_evening_by_initials_alone(hand: Hand, evening: Evening) -> None:
    """No key before them: who types knows what she wants."""
    type_words(hand, "a6")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: isinstance(hand.sheet(), OpenSheet))
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.work._place[0] == "order")
    cart = hand.window.desk.cart(evening.opening("A6"))
    for letters in ("mpdf", "hgr"):
        type_words(hand, letters)
        hand.key(Qt.Key.Key_Return)
    assert cart.count("mapo-tofu") == cart.count("twice-cooked-pork") == 1_000
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Tab)
    type_words(hand, "3")  # of the dish that is chosen
    hand.only(QuantitySheet)
    hand.key(Qt.Key.Key_Return)
    assert cart.count("twice-cooked-pork") == 3_000


def test_arrows_go_on_from_the_table_that_was_left(hand: Hand, evening: Evening) -> None:
    first, second = evening.open("A6", 4), evening.open("A7", 2)
    hand.wait(lambda: second in hand.window.desk.view.openings)
    type_words(hand, "a6")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.work._place == ("order", first))
    hand.key(Qt.Key.Key_Escape)
    hand.wait(lambda: hand.work._place[0] == "floor")
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.work._place == ("order", second))


def test_an_arrow_leads_to_what_a_dish_still_lacks(hand: Hand, evening: Evening) -> None:
    """Enter alone chooses nothing: nobody orders without chilli by a habit."""
    opening = evening.open("A6", 4)
    hand.order_at("A6")
    type_words(hand, "scy")
    hand.key(Qt.Key.Key_Return)
    hand.only(OptionsSheet)
    hand.key(Qt.Key.Key_Return)
    hand.only(OptionsSheet)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Return):
        hand.key(key)
    hand.wait(lambda: hand.sheet() is None)
    (line,) = [entry.line for entry in hand.window.desk.cart(opening)]
    assert (line.dish, line.options) == ("pickled-cabbage-fish", ("spice-mild",))


def test_a_letter_finds_a_paid_bill_and_a_dish_that_is_sold_out(hand: Hand, evening: Evening) -> None:
    hand.window.go("bills", "")
    type_words(hand, "mp")
    assert hand.only(BillsScreen).search.line.text() == "mp"
    hand.window.go("sold_out", "")
    type_words(hand, "mp")
    assert hand.only(SoldOutScreen).search.line.text() == "mp"


def test_a_dozen_of_what_was_found_is_ordered_from_the_search(hand: Hand, evening: Evening) -> None:
    cart = hand.window.desk.cart(evening.open("A6", 4))
    hand.order_at("A6")
    type_words(hand, "mpdf")
    hand.key(Qt.Key.Key_Return)
    type_words(hand, "++-")
    assert cart.count("mapo-tofu") == 2_000
    type_words(hand, "*12")
    hand.only(QuantitySheet)
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.sheet() is None)
    assert cart.count("mapo-tofu") == 12_000
    type_words(hand, "hgr")
    hand.key(Qt.Key.Key_Return)
    assert cart.count("twice-cooked-pork") == 1_000


def test_joined_tables_are_found_by_each_name(hand: Hand, evening: Evening) -> None:
    first, second = evening.open("A6", 4), evening.open("A7", 2)
    evening.order("A6", dish("mapo-tofu"))
    till, by = evening.till, hand.window.desk.by
    till.tables.join(first, second, by).result()
    hand.wait(lambda: bool(hand.window.desk.view.tables["A7"].with_table))
    type_words(hand, "/")
    sheet = hand.only(PickTableSheet)
    type_words(hand, "a7")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.work._place[0] == "order")
    assert not sheet.isVisible()


def test_enter_chooses_and_enter_again_is_the_main_button(hand: Hand, evening: Evening) -> None:
    hand.key(Qt.Key.Key_F2)
    sheet = hand.only(OpenSheet)
    assert sheet._tables is not None
    tile = sheet._tables.tiles["A6"]
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(tile, Qt.Key.Key_Return)
    assert sheet._tables.chosen() == ("A6",)
    QTest.keyClick(tile, Qt.Key.Key_Return)
    hand.wait(lambda: bool(hand.window.desk.view.tables["A6"].opening))


def test_twenty_of_twenty_four_beers_come_off_by_two_digits(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 8)
    evening.order("A6", dish("cola", 24))
    hand.order_at("A6")
    QTest.keyClick(hand.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(hand.window, Qt.Key.Key_Delete)
    sheet = hand.only(VoidSheet)
    type_words(hand, "20")
    assert sheet.quantity == 20_000
    type_words(hand, "7")  # 207 are not there: another number begins
    assert sheet.quantity == 7_000
    assert sheet._stepper is not None
    sheet._stepper.more.setFocus()
    QTest.keyClicks(sheet._stepper.more, "18")
    assert sheet.quantity == 18_000


def test_the_map_says_which_key_is_whose_way_of_paying(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    hand.wait(lambda: opening in hand.window.desk.view.openings)
    hand.window.go("payment", opening)
    hand.key(Qt.Key.Key_F1)
    keys = [one._key for one in hand.window.findChildren(KeyCap) if one.isVisible()]
    ways = [one for one in hand.window.desk.view.tenders if one.key and not one.off]
    assert len(ways) > 5
    assert {one.key for one in ways} <= set(keys)
    assert all(hand.reads(hand.window.desk.wording.name(one.names)) for one in ways)


def test_a_list_that_has_the_keys_leaves_the_slash_to_its_screen(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.pay("A6", "cash", 4_000)
    hand.window.go("bills", "")
    bills = hand.only(BillsScreen)
    hand.wait(lambda: bool(hand.values(bills.list)))
    bills.list.setFocus()
    type_words(hand, "/")
    field = hand.window.focusWidget()
    assert isinstance(field, QLineEdit)
    type_words(hand, "77")
    assert field.text() == "77"


def test_tab_begins_with_what_is_to_be_chosen_and_comes_to_the_cross_last(
    hand: Hand, evening: Evening
) -> None:
    evening.till.shifts.open(evening.till.new_id(), 50_000, {}, "zhou").result()
    hand.sign("zhou")
    hand.window.go("drawer", "")
    hand.wait_to_read("Paid out")
    hand.key(Qt.Key.Key_F3)
    hand.wait(lambda: hand.sheet() is not None)
    sheet = hand.sheet()
    assert sheet is not None
    type_words(hand, "80")
    hand.key(Qt.Key.Key_Tab)
    assert hand.window.focusWidget() is not sheet.shut
    reached = list[QWidget | None]()
    while hand.window.focusWidget() is not sheet.shut:
        assert hand.window.focusWidget() not in reached
        reached.append(hand.window.focusWidget())
        hand.key(Qt.Key.Key_Tab)
    assert len(reached) > 3


def test_a_booking_begins_with_the_name(hand: Hand, evening: Evening) -> None:
    hand.window.go("bookings", "")
    hand.key(Qt.Key.Key_F2)
    sheet = hand.only(BookingSheet)
    type_words(hand, "Li")
    hand.key(Qt.Key.Key_Tab)
    type_words(hand, "138")
    assert (sheet._name.text(), sheet._phone.text()) == ("Li", "138")


def test_the_slash_before_each_dish_is_a_habit_that_does_no_harm(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    hand.order_at("A6")
    for dish_ in ("mpdf", "hgr"):
        type_words(hand, "/" + dish_)
        hand.key(Qt.Key.Key_Return)
    cart = hand.window.desk.cart(opening)
    assert cart.count("mapo-tofu") == cart.count("twice-cooked-pork") == 1_000


def test_the_map_of_many_keys_is_read_on_a_small_screen(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    hand.window.resize(1024, 768)
    hand.order_at("A6")
    hand.key(Qt.Key.Key_F1)
    sheet = hand.only(HelpSheet)
    hand.wait(lambda: sheet.area.verticalScrollBar().maximum() > 0)
    tops = sorted({cap.mapTo(sheet, QPoint(0, 0)).y() for cap in sheet.findChildren(KeyCap)})
    assert all(below - above >= 26 for above, below in pairwise(tops)), "no key lies over another"
    assert sheet.area.verticalScrollBar().value() == 0
    hand.key(Qt.Key.Key_PageDown)
    assert sheet.area.verticalScrollBar().value() > 0


def test_tables_with_long_names_are_found_without_being_cut(hand: Hand, evening: Evening) -> None:
    hand.window.resize(1024, 768)
    type_words(hand, "/")
    sheet = hand.only(PickTableSheet)
    room = sheet.tiles.parentWidget()
    assert room is not None
    hand.wait(lambda: sheet.tiles.width() <= room.width())
    assert sheet.tiles.minimumSizeHint().width() <= room.width()
