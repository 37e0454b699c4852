"""The floor: seating guests, cards at the side, phones."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from domain.people.roles import FIRST_ROLES, Role
from domain.record.plain import to_plain
from domain.selling.shared_cart import seen_as
from pos_app.models.rows import VALUE
from pos_app.screens.floor.plan_layout import lay_out
from pos_app.screens.floor.plan_view import PlanView
from pos_app.screens.floor.side import FloorSide
from pos_app.screens.main_window import MainWindow
from tests.pos_app.evening import Evening, dish, picture
from tests.pos_app.hand import Hand


def test_a_tap_on_a_free_table_seats_guests(hand: Hand, evening: Evening) -> None:
    plan = hand.only(PlanView)
    QTest.mouseClick(
        plan.viewport(), Qt.MouseButton.LeftButton, pos=plan.visualRect(plan.model().index(0, 0)).center()
    )
    assert hand.reads("Open A1")
    hand.press("3")  # the second tap, and they sit
    hand.wait(lambda: bool(evening.opening("A1")))
    hand.wait_to_read("Nothing ordered yet")
    assert evening.till.view.tables["A1"].guests == 3


def test_twelve_guests_are_typed_and_seated_by_enter(hand: Hand, evening: Evening) -> None:
    hand.table("A5")
    for digit in "12":
        hand.key(Qt.Key.Key_unknown, digit)
    assert hand.sheet() is not None and hand.reads("Open, 12 guests")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: evening.till.view.tables["A5"].guests == 12)


def test_twenty_guests_are_seated_by_two_taps(hand: Hand, evening: Evening) -> None:
    hand.table("A5")
    hand.press("12+")
    assert hand.reads("Open, 2 guests"), "a look at higher numbers chooses none"
    hand.press("20")
    hand.wait(lambda: evening.till.view.tables["A5"].guests == 20)


def test_an_arrow_goes_to_the_table_that_stands_before_it(hand: Hand) -> None:
    """A5 is a wide one below A1 and A2: its middle lies farther aside than that of A8, two rows below."""
    plan = hand.only(PlanView)
    model = plan.model()
    places = {model.index(row, 0).data(VALUE).id: model.index(row, 0) for row in range(model.rowCount())}
    for begin, key, end in (
        ("A1", "Down", "A5"),
        ("A5", "Down", "A8"),
        ("A9", "Up", "A5"),
        ("A5", "Right", "A6"),
    ):
        plan.setCurrentIndex(places[begin])
        plan.setFocus()
        QTest.keyClick(plan, getattr(Qt.Key, f"Key_{key}"))
        assert plan.currentIndex().data(VALUE).id == end, begin


def test_arrows_and_enter_reach_every_table(hand: Hand) -> None:
    plan = hand.only(PlanView)
    plan.setFocus()
    plan.setCurrentIndex(plan.model().index(0, 0))
    seen = {plan.currentIndex().row()}
    for key in (Qt.Key.Key_Right,) * 6 + (Qt.Key.Key_Down,) * 3:
        QTest.keyClick(plan, key)
        seen.add(plan.currentIndex().row())
    assert len(seen) >= 9
    QTest.keyClick(plan, Qt.Key.Key_Return)
    assert hand.sheet() is not None


def test_typed_digits_choose_the_number_of_guests(hand: Hand, evening: Evening) -> None:
    hand.table("C1")
    sheet = hand.sheet()
    assert sheet is not None
    QTest.keyClicks(sheet, "10")
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    hand.wait(lambda: bool(evening.opening("C1")))
    assert evening.till.view.tables["C1"].guests == 10


def test_a_paid_table_is_cleared_from_its_card(hand: Hand, evening: Evening) -> None:
    picture(evening)
    side = hand.only(FloorSide)
    hand.wait(lambda: side.count() == 5)
    hand.act(side._list, "Cleared", lambda todo: todo.title == "B2")
    hand.wait(lambda: not evening.opening("B2"))


def test_a_guest_who_asks_for_the_bill_is_one_tap_from_paying(hand: Hand, evening: Evening) -> None:
    picture(evening)
    side = hand.only(FloorSide)
    hand.wait(lambda: side.count() == 5)
    hand.act(side._list, "Pay", lambda todo: todo.title == "A8")
    assert hand.reads("Payment · A8")


def test_phones_orders_come_in_by_themselves(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.phone("A6", dish("mapo-tofu"))
    side = hand.only(FloorSide)
    hand.wait(lambda: bool(hand.values(side._news)))
    assert hand.values(side._news)[0].title == "A6 · 1 dish ¥28"


def test_a_table_says_that_a_phone_is_ordering_there(hand: Hand, evening: Evening) -> None:
    """Seated without an order it is the news of the table; with dishes it stands beside the minutes."""
    opening = evening.open("A6", 2)
    full = evening.open("A9", 2)
    evening.order("A9", dish("steamed-rice"))

    def said(table: str) -> str:
        model = hand.only(PlanView).model()
        read = [str(model.index(place, 0).data()) for place in range(model.rowCount())]
        return next(words for words in read if words.startswith(f"{table} "))

    hand.wait(lambda: "2 guests" in said("A6"))
    assert "Phone" not in said("A6") + said("A9") + said("A7")
    evening.plug_in(ordering=(opening, full, "table/A7"))
    hand.wait(lambda: "A6 To order Phone is ordering" in said("A6"))
    hand.wait(lambda: "Phone is ordering" in said("A7") and "Free" in said("A7"))
    evening.plug_in(ordering=(opening, seen_as(full, False), seen_as("table/A7", False)))
    hand.wait(lambda: "Free Phone has the menu" in said("A7"))
    assert "Phone has the menu" in said("A9") and "A6 To order Phone is ordering" in said("A6")
    evening.plug_in(ordering=(opening, full))
    hand.wait(lambda: "Phone is ordering" in said("A9"))
    assert "Ordered 2 guests" in said("A9") and "Phone is ordering" in said("A9")
    evening.plug_in()
    hand.wait(lambda: "2 guests" in said("A6") and "Phone" not in said("A9"))


def test_the_legend_filters_and_counts(hand: Hand, window: MainWindow, evening: Evening) -> None:
    picture(evening)
    legend = window.work._screens["floor"]._legend["waiting"]  # type: ignore[attr-defined]
    hand.wait(lambda: legend.accessibleName() == "Waiting 2")
    QTest.mouseClick(legend, Qt.MouseButton.LeftButton)
    assert hand.only(PlanView)._look == "waiting"
    QTest.mouseClick(legend, Qt.MouseButton.LeftButton)
    assert hand.only(PlanView)._look == ""


def test_the_list_shows_the_same_tables(hand: Hand, window: MainWindow) -> None:
    window.work._screens["floor"]._shape.choose(1)  # type: ignore[attr-defined]
    rows = hand.values(window.work._screens["floor"]._rows)  # type: ignore[attr-defined]
    assert [row.id for row in rows][:3] == ["A1", "A2", "A3"]


def test_no_table_overlaps_another_at_any_size(evening: Evening, qtbot: QtBot) -> None:
    floor = evening.till.view.floor
    for width, height in ((944, 606), (944, 540), (900, 560), (1500, 920), (650, 300)):
        for area in ("", "hall", "rooms"):
            boxes = list(lay_out(floor, area, width, height).tables.values())
            for place, box in enumerate(boxes):
                assert box.width() >= 60 and box.height() >= 72
                assert not any(box.intersects(other) for other in boxes[place + 1 :])


def test_a_chef_opens_no_table_for_paying(hand: Hand, window: MainWindow, evening: Evening) -> None:
    picture(evening)
    waiter = next(one for one in evening.till.view.staff if one.role == "waiter")
    window.desk.sign(waiter)
    hand.order_at("A8")
    pay = hand.button("Pay")
    assert pay.accessibleDescription() == "Your role may not do this. Ask Ms Wang, Zhou, Li."
    pay.click()  # a tap says it too, and so does the key
    assert hand.work._place[0] == "order" and "Ask Ms Wang, Zhou, Li." in hand.work._hint.words()
    *others, _waiter, chef = FIRST_ROLES
    evening.till.people.save_roles((*others, Role("waiter", ("print",)), chef), "wang").result()
    window.go("floor", "")
    hand.wait(lambda: bool(window.desk.barred("serve")))
    hand.press("Open a table")
    assert hand.sheet() is None and "Your role may not do this." in hand.work._hint.words()


def test_on_a_full_saturday_the_till_says_why_it_opens_no_table(hand: Hand, evening: Evening) -> None:
    for table in evening.till.view.floor.tables:
        evening.till.open_table(table.id, 2, "zhou").result()
    evening.settle()
    hand.wait(lambda: all(one.opening for one in hand.window.desk.view.tables.values()))
    hand.press("Open a table")
    assert hand.sheet() is None and "Every table is taken." in hand.work._hint.words()


def test_the_side_says_what_becomes_of_phones_orders(hand: Hand, evening: Evening) -> None:
    assert hand.reads("Taken at once")
    floor = replace(evening.till.view.floor, version=evening.till.view.floor.version + 1, pay_first=True)
    evening.write(lambda entry: entry.record("floor.published", to_plain(floor)))
    hand.wait_to_read("Paid before cooked")
    assert not hand.reads("Taken at once")


def test_on_a_small_screen_nothing_lies_over_the_tables_until_it_is_asked_for(
    window: MainWindow, evening: Evening, qtbot: QtBot
) -> None:
    window.resize(1024, 768)  # before anybody has seen the floor
    window.desk.sign(evening.till.view.people.find("zhou"))
    hand = Hand(evening, window, qtbot)
    side = window.findChild(FloorSide)
    assert isinstance(side, FloorSide) and not side.isVisible()
    hand.button("To do 0").click()
    assert side.isVisible()
