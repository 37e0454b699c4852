"""A guest shows a code from the platform: the cashier types it with its sums, then takes the rest in cash."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from domain.money.payments import Payment
from pos_app.screens.money.voucher_sheet import VoucherSheet
from pos_app.widgets.pads import NumberPad
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def test_a_voucher_is_typed_with_its_three_sums(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    opening, desk = evening.opening("A6"), hand.window.desk
    hand.wait(lambda: opening in desk.view.openings and desk.view.openings[opening].due == 6_400)
    hand.window.go("payment", opening)
    hand.press("Voucher")
    sheet = hand.only(VoucherSheet)
    assert hand.reads("not verified with the platform")
    hand.key(Qt.Key.Key_unknown, "8812 3456")  # as a scanner or a hand types it, with no field touched
    hand.key(Qt.Key.Key_Return)
    assert sheet.findChildren(QLineEdit)[0].text() == "8812 3456"
    pad = sheet.findChildren(NumberPad)[0]
    for words, digits in (("Takes off", "50"), ("The guest paid", "40"), ("The house gets", "38")):
        buttons = [one for one in sheet.findChildren(QAbstractButton) if one.text().startswith(words)]
        buttons[0].click()
        for digit in digits:
            pad.keys[digit].click()
    assert hand.reads("¥12.00 of it is a reduction, no takings")
    hand.press("Take the voucher, ¥50.00 off")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait_to_read("Voucher, not verified ¥50.00")
    (payment,) = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Payment))
    ).result()
    assert (payment.voucher, payment.amount, payment.reduction) == ("88123456", 5_000, 1_200)
    hand.press("Take ¥14.00")
    hand.wait_to_read("A6 paid ¥64.00")
