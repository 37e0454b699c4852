"""A cashier who taps with the left hand: what is tapped stands at the left, on each screen and sheet."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from pos_app.screens.floor.todo_list import TodoList
from pos_app.screens.printing.job_list import JobList
from pos_app.widgets.act_list import Act, ActList
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


@pytest.fixture
def left(hand: Hand) -> Hand:
    """Zhou's till is set for the left hand on her own sheet."""
    hand.press("Zhou")
    hand.press("For the left hand")
    hand.press("Done")
    hand.wait(lambda: hand.sheet() is None)
    return hand


def middle(widget: QWidget, hand: Hand) -> int:
    return widget.mapTo(hand.window, QPoint(widget.width() // 2, 0)).x()


def acts_of(rows: ActList) -> list[Act]:
    index = rows.model().index(0, 0)
    delegate = rows.itemDelegateForIndex(index)
    return delegate.acts(rows.visualRect(index), index)  # type: ignore[attr-defined, no-any-return]


def test_the_drawers_acts_stand_at_the_left(left: Hand) -> None:
    left.window.go("drawer", "")
    left.press("Open a shift")
    sheet = left.only(Sheet)
    assert middle(sheet.shut, left) < middle(sheet.title, left)
    left.press("Open with")
    left.wait_to_read("Shift 1, since")
    left.wait(lambda: middle(left.button("Count and hand over"), left) < left.window.width() // 2)


def test_a_slip_is_printed_again_at_the_left(left: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed()
    evening.settle()
    left.window.go("printers", "")
    rows = left.only(JobList)
    left.wait(lambda: bool(rows.model().rowCount()) and bool(acts_of(rows)))
    assert all(act.box.right() < rows.width() // 2 for act in acts_of(rows))


def test_what_is_sold_out_is_told_at_the_left(left: Hand) -> None:
    left.window.go("sold_out", "")
    left.window.work._screens["sold_out"].search.line.setText("mapo")  # type: ignore[attr-defined]
    rows = left.only(ActList)
    left.wait(lambda: bool(rows.model().rowCount()) and bool(acts_of(rows)))
    assert all(act.box.center().x() < rows.width() // 2 for act in acts_of(rows))


def test_numbers_are_given_and_called_at_the_left(left: Hand, evening: Evening) -> None:
    evening.till.queue.join(evening.till.new_id(), 2, "zhou").result()
    evening.settle()
    left.window.go("queue", "")
    half = left.window.width() // 2
    left.wait(lambda: middle(left.button("Give a number"), left) < half)
    rows = left.only(TodoList)
    left.wait(lambda: bool(rows.model().rowCount()) and bool(acts_of(rows)))
    acts = acts_of(rows)
    assert all(act.box.left() > 12 and act.box.right() < rows.width() // 2 for act in acts)  # inside its card


def test_the_keys_of_a_sheet_stand_at_the_left(left: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    left.order_at("A6")
    left.wait(lambda: ("line", "Mapo tofu") in left.lines())
    left.line("Mapo tofu")
    left.press("Change the dish")
    left.press("Discount")
    sheet, pad = left.only(Sheet), left.only(NumberPad)
    assert middle(pad, left) < middle(sheet.panel, left)
    left.press("Cancel")
    left.wait(lambda: left.sheet() is None)
    left.window.go("drawer", "")
    left.press("Open a shift")
    left.press("Open with")
    left.wait_to_read("Shift 1, since")
    left.press("Count and hand over")
    assert middle(left.only(NumberPad), left) < left.window.width() // 2
