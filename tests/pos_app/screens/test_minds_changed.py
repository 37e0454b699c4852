"""An angry guest and a tired cashier at the real widgets: void, gift, price, discount, approval by PIN."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from domain.money.adjustments import Adjustment
from domain.money.payments import Settlement
from pos_app.screens.main_window import MainWindow
from pos_app.widgets.pads import NumberPad
from pos_app.workflows.views import OpeningView
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def eating(hand: Hand, evening: Evening) -> str:
    """Four at A6 with two tofu 56 and a pork 42."""
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2), dish("twice-cooked-pork"))
    evening.printed()
    hand.order_at("A6")
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    return opening


def bill(evening: Evening, opening: str) -> OpeningView:
    return evening.till.view.openings[opening]


def kept(evening: Evening) -> list[Adjustment]:
    return evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Adjustment))
    ).result()


def pin(hand: Hand, digits: str) -> None:
    sheet = hand.sheet()
    assert sheet is not None
    (pad,) = [one for one in sheet.findChildren(NumberPad) if one.isVisible()]
    for digit in digits:
        pad.keys[digit].click()


def test_a_cashier_voids_one_of_two_that_was_not_cooked(hand: Hand, evening: Evening) -> None:
    opening = eating(hand, evening)
    hand.line("Mapo tofu")
    hand.press("Void")
    assert not hand.button("Void 2, ¥56.00 less").isEnabled()
    hand.press("−")
    hand.press("Not cooked")
    assert not hand.button("Void 1, ¥28.00 less").isEnabled()
    hand.press("Waited too long")
    hand.press("Void 1, ¥28.00 less")
    hand.wait(lambda: bill(evening, opening).bill.subtotal == 7_000)
    hand.wait(lambda: hand.sheet() is None)
    (one,) = kept(evening)
    assert (one.kind, one.reason, one.cooked, one.by, one.approved) == (
        "line.voided",
        "too_slow",
        0,
        "zhou",
        "",
    )


def test_a_gift_needs_the_manager_whose_pin_is_typed_here(hand: Hand, evening: Evening) -> None:
    opening = eating(hand, evening)
    hand.line("Twice-cooked pork")
    hand.press("Change the dish")
    hand.press("Gift of the house")
    hand.press("Birthday, celebration")
    assert hand.reads("A manager agrees by PIN")
    hand.press("Give 1, ¥42.00 less")
    pin(hand, "0000")
    hand.wait_to_read("Wrong PIN")
    assert bill(evening, opening).bill.given == 0
    pin(hand, "8888")
    hand.wait(lambda: bill(evening, opening).bill.given == 4_200)
    hand.wait(lambda: hand.sheet() is None)
    (one,) = kept(evening)
    assert (one.by, one.approved, one.reason, one.amount) == ("zhou", "wang", "celebration", 4_200)
    assert hand.reads("−¥42.00")
    hand.key(Qt.Key.Key_F12)
    hand.wait_to_read("Take payment")


def test_another_price_and_a_reason_that_is_typed(hand: Hand, evening: Evening, window: MainWindow) -> None:
    opening = eating(hand, evening)
    window.desk.sign(next(one for one in evening.till.view.staff if one.id == "wang"))
    hand.order_at("A6")
    hand.line("Twice-cooked pork")
    hand.press("Change the dish")
    hand.press("Another price")
    for key in "36":
        hand.only(NumberPad).keys[key].click()
    sheet = hand.sheet()
    assert sheet is not None
    own = sheet.findChild(QLineEdit)
    assert own is not None
    QTest.keyClicks(own, "smaller portion")
    hand.press("Charge ¥36.00")
    hand.wait(lambda: bill(evening, opening).bill.subtotal == 9_200)
    assert kept(evening)[0].reason == "smaller portion"
    hand.wait(lambda: any("instead of ¥42" in row.note for row in hand.values(hand.order_list())))


def test_ten_percent_off_the_bill_is_the_cashiers_own_limit(hand: Hand, evening: Evening) -> None:
    opening = eating(hand, evening)
    hand.key(Qt.Key.Key_F12)
    hand.wait_to_read("Take payment")
    hand.press("Discount")
    hand.press("Regular guest")
    hand.press("Less 12%")
    assert hand.reads("A manager agrees by PIN")
    hand.press("Less 10%")
    assert not hand.reads("A manager agrees by PIN")
    hand.press("Take off ¥9.80")
    hand.wait(lambda: bill(evening, opening).bill.by_hand == 980)
    hand.wait_to_read("−9.80")


def test_on_the_house_with_the_managers_pin_is_a_bill_of_nothing(hand: Hand, evening: Evening) -> None:
    opening = eating(hand, evening)
    hand.key(Qt.Key.Key_F12)
    hand.wait_to_read("Take payment")
    hand.press("No charge")
    hand.press("On the house")
    hand.press("Complaint")
    hand.press("Charge nothing, ¥106.00 less")
    pin(hand, "8888")
    hand.wait(lambda: bill(evening, opening).bill.total == 0)
    hand.wait(lambda: hand.sheet() is None and hand.reads("Close the bill"))
    hand.press("Close the bill")
    hand.wait(lambda: bill(evening, opening).settlement is not None)
    settled = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Settlement))
    ).result()
    assert [(one.total, one.bill["reduction"]) for one in settled] == [(0, 9_800)]
