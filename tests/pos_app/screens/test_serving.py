"""叫起, 起菜, 催菜 by finger and by key: the dish waits, the word goes to the kitchen, the floor knows."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from domain.selling.calls import HURRY, START
from domain.selling.printing import PrintJob
from domain.selling.slip_code import SlipCode, slip_code
from pos_app.models.order_rows import OrderRow
from pos_app.screens.floor.plan_view import PlanView
from pos_app.screens.money.payment import PaymentScreen
from pos_app.screens.printing.scanned_slip import read_slip
from pos_app.screens.selling.call_sheet import StartSheet
from pos_app.screens.selling.line_editor import LineEditor
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.choices import ChoiceTile
from pos_app.widgets.hint import Hint
from pos_app.workflows.views import LineView
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier
TOFU, RICE = dish("mapo-tofu"), dish("steamed-rice", 2)


def lines(evening: Evening) -> dict[str, LineView]:
    evening.settle()
    opening = evening.till.view.openings[evening.opening("A6")]
    return {line.line.dish: line for line in opening.lines}


def slips(evening: Evening, kind: str) -> list[PrintJob]:
    book = evening.parts.book
    every = evening.parts.writer.submit(lambda: book.read(lambda tables: tables.where(PrintJob))).result()
    return [job for job in every if job.kind == kind]


def pay(hand: Hand, evening: Evening) -> None:
    """In cash, all of A6."""
    hand.key(Qt.Key.Key_F12)
    hand.only(PaymentScreen)
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: evening.till.view.tables["A6"].state == "paid")


def at_order(hand: Hand, evening: Evening, *sent: object) -> None:
    evening.open("A6", 3)
    if sent:
        evening.order("A6", *sent)  # type: ignore[arg-type]
    evening.settle()
    hand.order_at("A6")


def test_a_dish_is_held_by_a_key_sent_and_started_where_it_stands(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening)
    hand.dish("Mapo tofu")
    hand.key(Qt.Key.Key_F8)
    assert [row.mark for row in hand.values(hand.order_list()) if row.kind == "new"] == ["Hold"]
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: lines(evening) != {} and lines(evening)["mapo-tofu"].held)
    hand.wait(lambda: ("head", "New round") not in hand.lines() and ("line", "Mapo tofu") in hand.lines())
    hand.line("Mapo tofu")
    hand.press("Start")
    hand.wait(lambda: not lines(evening)["mapo-tofu"].held)
    assert len(slips(evening, START)) == 1
    hand.wait(lambda: [row.mark for row in hand.values(hand.order_list()) if row.kind == "line"] == [""])


def test_a_whole_round_is_held_and_taken_back_from_the_orders_acts(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening)
    hand.dish("Mapo tofu")
    hand.dish("Steamed rice")
    hand.press("More")
    hand.press("Hold the new round")
    marks = [row.mark for row in hand.values(hand.order_list()) if row.kind == "new"]
    assert marks == ["Hold", "Hold"]
    hand.press("More")
    hand.press("New round at once")
    assert not any(row.mark for row in hand.values(hand.order_list()))


def test_seat_and_course_are_chosen_before_sending(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening)
    hand.dish("Mapo tofu")
    key = next(row.entry for row in hand.values(hand.order_list()) if row.kind == "new")
    hand.order_list().editor.more_asked.emit(key)
    for words in ("Hold", "Staples", "Hot dishes", "Seat 2"):
        hand.press(words)
    hand.press("Save")
    (row,) = [row for row in hand.values(hand.order_list()) if row.kind == "new"]
    assert (row.mark, row.note) == ("Hold", "Hot dishes · Seat 2")
    hand.order_list().editor.remark_asked.emit(key)  # a remark takes none of it away
    hand.press("Save")
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: lines(evening) != {})
    line = lines(evening)["mapo-tofu"].line
    assert (line.seat, line.course, line.held) == (2, 2, True)


def test_a_course_is_started_by_key_in_two_taps(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, replace(TOFU, held=True, course=2), replace(RICE, held=True, course=3))
    hand.key(Qt.Key.Key_F6)
    hand.wait_to_read("Start dishes of A6")
    assert hand.reads("Start 3 dishes")  # all of them, if nothing is chosen
    hand.press("Staples")
    hand.press("Start 2 dishes")
    hand.wait(lambda: not lines(evening)["steamed-rice"].held)
    assert lines(evening)["mapo-tofu"].held
    assert evening.till.view.tables["A6"].held == 1


def test_a_course_begins_in_a_quarter_of_an_hour_by_itself(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, replace(TOFU, held=True, course=2), replace(RICE, held=True, course=3))
    hand.key(Qt.Key.Key_F6)
    hand.press("Staples")
    hand.press("in 15 min")
    at = hand.window.desk.wording.clock(hand.window.desk.now + 15 * 60_000)
    hand.press(f"Start 2 dishes at {at}")
    hand.wait(lambda: bool(lines(evening)["steamed-rice"].start_at))

    def timed() -> list[str]:
        rows: list[OrderRow] = hand.values(hand.order_list())
        return [row.title for row in rows if f"starts {at}" in row.note]

    hand.wait(lambda: timed() == ["Steamed rice"])
    hand.key(Qt.Key.Key_F6)
    hand.press("Staples")
    hand.press("At the word")
    hand.press("Hold 2 dishes")
    hand.wait(lambda: not lines(evening)["steamed-rice"].start_at)
    assert not slips(evening, START)


def test_many_courses_and_dishes_fit_on_the_smallest_screen(hand: Hand, evening: Evening) -> None:
    hand.window.resize(1024, 768)
    names = ("mapo-tofu", "twice-cooked-pork", "kung-pao-chicken", "couples-beef", "steamed-rice")
    held = [
        replace(dish(name), held=True, course=course, seat=seat)
        for course, name in enumerate(names, 1)
        for seat in (0, 1, 2)
    ]
    at_order(hand, evening, *held)
    hand.key(Qt.Key.Key_F6)
    sheet = hand.only(StartSheet)
    assert len(sheet.dishes.tiles) >= 14
    hand.wait(lambda: sheet.panel.height() <= 768 - 16)
    shown = [one for one in sheet.findChildren(ChoiceTile) if sheet.when.isAncestorOf(one)]
    assert all(one.height() >= 48 for one in (*shown, sheet.go)), "nothing is squeezed"
    assert sheet.go.mapTo(hand.window, sheet.go.rect().bottomLeft()).y() < 768
    parts = [sheet.courses, sheet.dishes.parentWidget(), sheet.when]
    edges = [
        (one.mapTo(sheet, QPoint()).y(), one.mapTo(sheet, QPoint(0, one.height())).y())
        for one in parts
        if one
    ]
    assert all(above[1] <= below[0] for above, below in pairwise(edges)), "nothing lies over another"


def test_a_course_and_then_one_dish_of_another_starts_just_those(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, replace(TOFU, held=True, course=2), replace(RICE, held=True, course=3))
    hand.press("More")
    hand.press("Start held dishes")
    hand.press("Staples")
    hand.press("Mapo tofu")
    hand.press("Start 3 dishes")
    hand.wait(lambda: not any(line.held for line in lines(evening).values()))


def test_the_kitchen_is_hurried_for_all_that_is_to_come(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU, replace(RICE, held=True))
    hand.key(Qt.Key.Key_F7)
    hand.wait_to_read("Hurry dishes of A6")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: lines(evening)["mapo-tofu"].hurried == 1)
    assert len(slips(evening, HURRY)) == 1 and lines(evening)["steamed-rice"].hurried == 0
    hand.wait(lambda: any("hurried ×1" in row.note for row in hand.values(hand.order_list())))


def test_a_dish_is_given_to_a_seat_after_it_was_sent(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU)
    hand.line("Mapo tofu")
    hand.press("Change the dish")
    hand.press("Whose dish it is")
    hand.press("Seat 3")
    hand.wait(lambda: lines(evening)["mapo-tofu"].line.seat == 3)


def test_a_held_dish_is_voided_without_asking_whether_it_was_cooked(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, replace(TOFU, held=True))
    hand.line("Mapo tofu")
    hand.press("Void")
    hand.wait_to_read("Void Mapo tofu")
    assert not hand.reads("Was it cooked?")


def test_the_payment_says_what_is_not_started_and_takes_the_money(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU, replace(RICE, held=True))
    hand.key(Qt.Key.Key_F12)
    screen = hand.only(PaymentScreen)
    chips = [one.words() for one in screen.findChildren(Chip) if one.isVisible()]
    assert chips == ["1 dish not started yet"]
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: evening.till.view.tables["A6"].state == "paid")


def test_a_table_that_only_holds_says_so_on_the_floor(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 3)
    evening.order("A6", replace(TOFU, held=True), replace(RICE, held=True))
    evening.at("23:00")
    evening.till.refresh()
    evening.settle()
    hand.wait(lambda: hand.window.desk.view.tables["A6"].held == 2)
    (tile,) = [one for one in hand.values(hand.only(PlanView)) if one.id == "A6"]
    assert (tile.state, tile.word) == ("ordered", "Holds 2")


def test_two_seats_pay_apart_and_all_bills_come_to_what_the_one_did(hand: Hand, evening: Evening) -> None:
    shared, cola = dish("lager", 2), dish("cola", 3)
    at_order(hand, evening, replace(TOFU, seat=1), replace(RICE, seat=2), replace(dish("cola"), seat=2))
    evening.order("A6", shared, cola, replace(TOFU, seat=3, held=True))
    evening.settle()
    key = evening.opening("A6")
    whole = evening.till.view.openings[key].bill.total
    hand.wait(lambda: len(hand.window.desk.view.openings[key].orders) == 2)
    hand.window.go("payment", key)
    hand.press("Split")
    hand.press("Seat 1")
    hand.press("Seat 2")
    hand.press("Seat 1")  # not he after all
    hand.press("Seat 1")
    hand.press("One more Cold lager")  # nobody's own: they take it along
    hand.press("Split off 5 dishes")
    hand.wait(lambda: len(evening.till.view.openings[key].bills) == 2)
    first, second = evening.till.view.openings[key].bills
    opening = evening.till.view.openings[key]
    of_second = {(line.line.dish, line.line.seat) for line in opening.lines if line.bill == second.agreed.id}
    assert of_second == {("mapo-tofu", 1), ("steamed-rice", 2), ("cola", 2), ("lager", 0)}
    assert first.figures.total + second.figures.total == whole
    assert (first.figures.guests, second.figures.guests) == (1, 2)
    assert [line.held for line in opening.lines if line.line.seat == 3] == [True]


def test_once_a_course_is_on_the_table_the_pass_offers_to_start_the_next(
    hand: Hand, evening: Evening
) -> None:
    at_order(
        hand, evening, TOFU, replace(RICE, held=True, course=3), replace(dish("cola"), held=True, course=4)
    )
    number = evening.till.view.openings[evening.opening("A6")].opening.number
    read_slip(hand.window.desk, hand.window, slip_code(SlipCode(number, 1, 0, 1)))
    hand.wait_to_read("1 dish of A6 is served.")
    hand.press("Start Staples")
    hand.wait(lambda: not lines(evening)["steamed-rice"].held)
    assert lines(evening)["cola"].held


def test_a_paid_table_is_not_cleared_unasked_before_what_it_held(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, replace(TOFU, held=True))
    pay(hand, evening)
    hand.wait_to_read("Table is cleared")
    hand.press("Table is cleared")
    hand.wait_to_read("1 dish not started yet")
    hand.press("Start held dishes")
    hand.wait(lambda: not lines(evening)["mapo-tofu"].held)
    hand.wait(lambda: not hand.window.desk.view.openings[evening.opening("A6")].held)
    hand.press("Table is cleared")  # now at once
    hand.wait(lambda: not evening.till.view.tables["A6"].opening)


def state_of(evening: Evening, dish_id: str) -> str:
    return lines(evening)[dish_id].state


def hint(hand: Hand) -> str:
    return hand.window.findChildren(Hint)[0].words()


def mark_of(hand: Hand, title: str) -> bool:
    """Whether a line of the order is painted as served."""
    rows: list[OrderRow] = hand.values(hand.order_list())
    return next(row.served for row in rows if row.title == title)


def test_a_dish_ticked_off_by_mistake_is_back_by_the_hint_or_its_key(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU, RICE)
    ways: list[Callable[[], object]] = [
        lambda: hand.press("Undo"),
        lambda: QTest.keyClick(hand.window, Qt.Key.Key_Z, CTRL),
    ]
    for undo in ways:
        hand.line("Mapo tofu")
        hand.key(Qt.Key.Key_F4)
        hand.wait(lambda: hint(hand) == "Mapo tofu is served.")
        hand.wait(lambda: mark_of(hand, "Mapo tofu"))
        undo()
        hand.wait(lambda: state_of(evening, "mapo-tofu") != "served")
        hand.wait(lambda: not mark_of(hand, "Mapo tofu"))
        assert hint(hand) == ""
    assert evening.till.view.tables["A6"].state == "ordered"
    hand.line("Mapo tofu")
    hand.press("Served")  # and now it is there
    hand.wait(lambda: state_of(evening, "mapo-tofu") == "served")


def test_what_was_done_after_it_is_what_undo_takes_back(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU, RICE)
    hand.line("Mapo tofu")
    hand.press("Served")
    hand.wait(lambda: hint(hand) == "Mapo tofu is served.")
    hand.dish("Steamed rice")
    hand.wait(lambda: hint(hand) == "")
    QTest.keyClick(hand.window, Qt.Key.Key_Z, CTRL)
    hand.wait(lambda: not any(row.kind == "new" for row in hand.values(hand.order_list())))
    assert state_of(evening, "mapo-tofu") == "served"


def test_a_mistake_that_is_noticed_later_is_put_right_from_the_dish(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU, RICE)
    hand.line("Mapo tofu")
    hand.press("Served")
    hand.wait(lambda: mark_of(hand, "Mapo tofu"))
    hand.line("Mapo tofu")
    hand.key(Qt.Key.Key_F3)
    hand.press("Served by mistake")
    hand.wait(lambda: state_of(evening, "mapo-tofu") != "served")
    hand.wait(lambda: not mark_of(hand, "Mapo tofu"))


def test_of_a_whole_order_ticked_off_also_after_paying_some_come_back(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU, RICE, dish("cola"))
    pay(hand, evening)
    hand.wait_to_read("A6 paid")
    hand.order_at("A6")
    hand.press("More")
    hand.press("All dishes are served")
    hand.wait(lambda: hint(hand) == "3 dishes are served.")
    hand.press("More")
    hand.press("Served by mistake")
    hand.wait_to_read("Not served after all: A6")
    assert not hand.button("Choose a dish").isEnabled()  # Enter alone takes nothing back
    hand.key(Qt.Key.Key_Return)
    hand.press("Steamed rice")
    hand.press("2 dishes still to come")
    hand.wait(lambda: state_of(evening, "steamed-rice") != "served")
    assert [state_of(evening, one) for one in ("mapo-tofu", "cola")] == ["served", "served"]


def test_each_dish_of_a_paid_bill_is_ticked_off_where_it_stands_and_nothing_else_is(
    hand: Hand, evening: Evening
) -> None:
    at_order(hand, evening, TOFU, RICE)
    pay(hand, evening)
    hand.wait_to_read("A6 paid")
    hand.order_at("A6")
    hand.line("Mapo tofu")
    editor = hand.only(LineEditor)
    there = {one.text() for one in editor.findChildren(Button) if one.isVisible()}
    assert there == {"Served"}, "money that is paid is changed from the paid bill"
    hand.press("Served")
    hand.wait(lambda: hint(hand) == "Mapo tofu is served.")
    hand.wait(lambda: mark_of(hand, "Mapo tofu"))
    assert state_of(evening, "steamed-rice") != "served"
    hand.line("Mapo tofu")
    assert not editor.isVisible(), "it is there: nothing is left to tick off"
    QTest.keyClick(hand.window, Qt.Key.Key_N, CTRL)
    hand.key(Qt.Key.Key_F4)
    hand.wait(lambda: state_of(evening, "steamed-rice") == "served")
    assert evening.till.view.tables["A6"].state == "paid"


def test_the_wrong_slip_that_was_scanned_is_taken_back_from_its_sheet(hand: Hand, evening: Evening) -> None:
    at_order(hand, evening, TOFU)
    number = evening.till.view.openings[evening.opening("A6")].opening.number
    for _each in range(2):  # the slip is good for the pass once more
        read_slip(hand.window.desk, hand.window, slip_code(SlipCode(number, 1, 0, 1)))
        hand.wait_to_read("1 dish of A6 is served.")
        hand.press("Undo")
        hand.wait(lambda: state_of(evening, "mapo-tofu") != "served")


def test_once_the_guests_have_gone_the_cashier_reads_that_it_is_too_late(
    hand: Hand, evening: Evening
) -> None:
    at_order(hand, evening, TOFU)
    pay(hand, evening)
    hand.wait_to_read("A6 paid")
    hand.order_at("A6")
    hand.press("More")
    hand.press("All dishes are served")
    hand.wait(lambda: hint(hand) == "Mapo tofu is served.")
    key = evening.opening("A6")
    evening.till.clear_table(key, "chen").result()
    hand.press("Undo")
    hand.wait(lambda: hint(hand).startswith("The guests of Mapo tofu have left. Nothing was changed."))
