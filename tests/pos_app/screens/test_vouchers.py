"""A guest shows a code from the platform: the cashier types it with its sums, then takes the rest in cash."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from domain.money.payments import Payment
from pos_app.models.people_words import deed_detail, deed_word
from pos_app.screens.money.bills import BillsScreen
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
    audit = evening.till.people.audit("voucher", "", 0, "wang").result()
    words = " 88123456: ¥50.00 off, sold for ¥40.00, the house gets ¥38.00 · A6"
    assert [deed_word(event) for event in audit.events] == ["Voucher taken"]
    assert f" {deed_detail(audit.events[0], desk.view, desk.wording, None, audit)}" == words
    hand.press("Take ¥14.00")
    hand.wait_to_read("A6 paid ¥64.00")
    payments = evening.till.people.audit("voucher", "", 0, "wang").result().events
    assert len(payments) == 1, "cash is no deed that anybody is asked about"
    hand.window.go("bills", "")
    hand.tap_row(hand.only(BillsScreen).list, lambda row: row.note.endswith("Voucher, not verified + Cash"))
    hand.press("Reverse the bill")
    hand.wait_to_read("Voucher, not verified ¥50.00 · Cash ¥14.00")


def rows(evening: Evening) -> list[Payment]:
    work = evening.parts.writer.submit(lambda: evening.parts.book.read(lambda tables: tables.where(Payment)))
    return sorted(work.result(), key=lambda one: one.id)


def at_the_bill(hand: Hand, evening: Evening, table: str) -> None:
    """The bill of a table is on the screen, and the sheet for a voucher over it."""
    opening, desk = evening.opening(table), hand.window.desk
    hand.wait(lambda: opening in desk.view.openings and desk.view.openings[opening].due > 0)
    hand.window.go("payment", opening)
    hand.key(Qt.Key.Key_F8)
    hand.only(VoucherSheet)


def test_all_of_a_voucher_is_typed_without_a_finger(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 4))
    at_the_bill(hand, evening, "A6")
    for words in ("8812 3456", "", "100", "down", "89", "down", "84", ""):
        key = {"": Qt.Key.Key_Return, "down": Qt.Key.Key_Down}.get(words)
        hand.key(key or Qt.Key.Key_unknown, "" if key else words)
    hand.wait(lambda: hand.sheet() is None)
    hand.wait_to_read("Voucher, not verified ¥100.00")
    (one,) = rows(evening)
    assert (one.deal["face"], one.deal["sold"], one.deal["settlement"]) == (10_000, 8_900, 8_400)


def test_the_second_of_four_vouchers_is_a_scan_and_one_tap(hand: Hand, evening: Evening) -> None:
    """Nobody types what the house gets a hundred times a day, nor knows it by heart."""
    test_all_of_a_voucher_is_typed_without_a_finger(hand, evening)
    evening.open("A7", 4)
    evening.order("A7", dish("mapo-tofu", 9))
    at_the_bill(hand, evening, "A7")
    hand.press("Money off ¥100")
    hand.key(Qt.Key.Key_unknown, "8812 9999")
    hand.key(Qt.Key.Key_Return)  # the scanner's own
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: len(rows(evening)) == 2)
    assert rows(evening)[1].deal["settlement"] == 8_400


def test_a_set_voucher_of_lately_takes_its_dishes_of_this_bill(hand: Hand, evening: Evening) -> None:
    for table in ("A6", "A7"):
        evening.open(table, 4)
        evening.order(table, dish("mapo-tofu", 3), dish("kung-pao-chicken", 2))
    at_the_bill(hand, evening, "A6")
    hand.key(Qt.Key.Key_unknown, "SET-1")
    hand.press("Set of dishes")
    sheet = hand.only(VoucherSheet)
    for stepper in sheet._steppers.values():
        stepper.more.click()
    hand.press("The guest paid")
    hand.key(Qt.Key.Key_unknown, "49")
    assert hand.reads("The house gets nothing of it")
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_unknown, "46")
    hand.press("Take the voucher, ¥66.00 off")
    hand.wait(lambda: hand.sheet() is None)
    at_the_bill(hand, evening, "A7")
    known = hand.only(VoucherSheet)._known
    hand.wait(lambda: bool(known.tiles))
    (offer,) = known.tiles.values()
    assert (offer.text(), offer._note) == ("Set of dishes", "paid ¥49")
    offer.click()
    hand.key(Qt.Key.Key_unknown, "SET-2")
    hand.press("Take the voucher, ¥66.00 off")
    hand.wait(lambda: len(rows(evening)) == 2)
    assert rows(evening)[1].deal["settlement"] == 4_600
