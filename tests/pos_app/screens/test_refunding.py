"""A guest comes back with a complaint: the cashier finds the bill, the manager agrees, money goes back."""

from PySide6.QtWidgets import QAbstractButton, QWidget

from domain.money.refunds import Refund
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.stepper import Stepper
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def visible(sheet: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in sheet.findChildren(kind) if one.isVisible()]


def test_a_dish_is_given_back_with_the_manager_at_the_till(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2), dish("twice-cooked-pork"))
    evening.pay("A6", "cash", 20_000)
    hand.window.go("drawer", "")
    hand.press("Give money back")
    hand.wait(lambda: any("¥106.00" in one.text() for one in hand.window.findChildren(QAbstractButton)))
    hand.press("No. 1")
    hand.wait(lambda: isinstance(hand.sheet(), RefundSheet))
    sheet = hand.sheet()
    assert sheet is not None
    tofu = visible(sheet, Stepper)[0]
    assert isinstance(tofu, Stepper)
    tofu.more.click()
    hand.press("Complaint about the dish")
    hand.press("Give back ¥28.00")
    pads = [one for one in visible(sheet, NumberPad) if isinstance(one, NumberPad)]
    for digit in "8888":
        pads[0].keys[digit].click()
    hand.wait(lambda: hand.sheet() is None)
    rows = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Refund))
    ).result()
    assert [(one.amount, one.tender, one.by) for one in rows] == [(2_800, "cash", "zhou")]
