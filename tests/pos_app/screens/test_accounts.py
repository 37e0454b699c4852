"""The office next door pays at the end of the month: set up, charged, looked at, and paid, by hand."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from domain.money.accounts import COMPANY, Account, DebtPayment, balance_of
from domain.money.payments import Settlement
from pos_app.screens.money.account_forms import DebtSheet, EditAccountSheet
from pos_app.screens.money.account_sheets import AccountsSheet, StatementSheet
from pos_app.screens.money.charge_sheet import ChargeSheet
from pos_app.widgets.pads import NumberPad
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def tap(hand: Hand, words: str) -> None:
    """A button that begins so, once it is there: of the sheet, if one is open."""

    def seen() -> list[QAbstractButton]:
        root = hand.sheet() or hand.window
        buttons = [one for one in root.findChildren(QAbstractButton) if one.isVisible()]
        return [one for one in buttons if one.isEnabled() and one.text().startswith(words)]

    hand.wait(lambda: bool(seen()))
    seen()[0].click()


def test_a_cashier_reads_why_she_adds_no_account(hand: Hand) -> None:
    hand.window.go("drawer", "")
    hand.press("Accounts")
    assert not hand.button("New account").isEnabled()
    hand.wait_to_read("Your role may not do this. Ask")


def test_a_bill_goes_on_account_and_the_debt_is_paid(hand: Hand, evening: Evening) -> None:
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))
    hand.window.go("drawer", "")
    hand.press("Accounts")
    tap(hand, "New account")
    hand.wait(lambda: isinstance(hand.sheet(), EditAccountSheet))
    sheet = hand.sheet()
    assert sheet is not None
    sheet.findChildren(QLineEdit)[0].setText("Office next door")
    for digit in "900":
        sheet.findChildren(NumberPad)[0].keys[digit].click()
    tap(hand, "Save")
    hand.wait(lambda: isinstance(hand.sheet(), AccountsSheet))
    hand.only(AccountsSheet).cancel()
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    opening = evening.opening("A6")
    views = hand.window.desk
    hand.wait(lambda: opening in views.view.openings and views.view.openings[opening].due == 6_400)
    hand.window.go("payment", opening)
    hand.key(Qt.Key.Key_F6)
    tap(hand, "Take ¥64.00")
    hand.wait(lambda: isinstance(hand.sheet(), ChargeSheet))
    hand.key(Qt.Key.Key_Escape)
    hand.wait(lambda: hand.sheet() is None)
    tap(hand, "Take ¥64.00")
    hand.wait_to_read("Office next door · ¥900.00 left")
    hand.key(Qt.Key.Key_Tab)  # to the account, before the foot
    hand.key(Qt.Key.Key_Return)
    hand.wait_to_read("Charge ¥64.00")
    hand.key(Qt.Key.Key_Return)
    guest = hand.work.guest.findChildren(QLabel)
    hand.wait(lambda: "On account. Thank you!" in [one.text() for one in guest])  # no money has come
    read = evening.parts.book.read

    def rows(kind: type) -> list[object]:
        return evening.parts.writer.submit(lambda: read(lambda tables: tables.where(kind))).result()

    hand.wait(lambda: len(rows(Settlement)) == 1)
    hand.wait(lambda: hand.sheet() is None)
    hand.wait_to_read("A6 on account: ¥64.00")
    assert not hand.reads("A6 paid"), "nobody has given money"
    hand.window.go("drawer", "")
    hand.press("Accounts")
    tap(hand, "Office next door · owes ¥64.00")
    hand.wait(lambda: isinstance(hand.sheet(), StatementSheet))
    tap(hand, "Take money for it")
    hand.wait(lambda: isinstance(hand.sheet(), DebtSheet))
    for key in (Qt.Key.Key_6, Qt.Key.Key_4):
        hand.key(key)
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: isinstance(hand.sheet(), StatementSheet))
    (paid,) = rows(DebtPayment)
    assert isinstance(paid, DebtPayment) and (paid.amount, paid.tender) == (6_400, "cash")
    account = paid.account
    assert evening.parts.writer.submit(lambda: read(lambda t: balance_of(t, account))).result() == 0


def test_of_a_bill_paid_in_part_the_rest_is_said_to_be_on_account(hand: Hand, evening: Evening) -> None:
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))
    evening.till.accounts.save(Account("office", "Office", COMPANY, 90_000), "wang").result()
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    evening.pay("A6", "cash", 1_400)
    evening.settle()
    hand.window.go("payment", evening.opening("A6"))
    hand.key(Qt.Key.Key_F6)
    tap(hand, "Take ¥50.00")
    tap(hand, "Office")
    tap(hand, "Charge ¥50.00")
    hand.wait_to_read("A6 paid ¥64.00")
    assert hand.reads("¥50.00 of it on account") and not hand.reads("No change")


def many_accounts(evening: Evening) -> None:
    """Two hundred offices may pay later."""
    for number in range(200):
        name = "湖边书店" if number == 120 else f"办公室 {number:03}"
        one = Account(f"account-{number}", name, COMPANY, 90_000, f"1380000{number:04}")
        evening.till.accounts.save(one, "wang").result()


def shown(sheet: ChargeSheet | AccountsSheet) -> list[str]:
    return [tile.text() for tile in sheet._grid.tiles.values() if not tile.isHidden()]


def test_one_of_two_hundred_accounts_is_found_by_initials_and_by_number(hand: Hand, evening: Evening) -> None:
    many_accounts(evening)
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    views = hand.window.desk
    hand.wait(lambda: opening in views.view.openings and views.view.openings[opening].due == 6_400)
    hand.window.go("payment", opening)
    hand.key(Qt.Key.Key_F6)
    tap(hand, "Take ¥64.00")
    hand.wait(lambda: isinstance(hand.sheet(), ChargeSheet))
    sheet = hand.only(ChargeSheet)
    hand.wait(lambda: sheet.finder.search.line.hasFocus() and len(shown(sheet)) == 200)
    sheet.finder.search.touched.emit()  # a finger: the letters come
    for key in "HBSD":
        sheet.finder.letters.keys[key].click()
    hand.wait(lambda: shown(sheet) == ["湖边书店 · ¥900.00 left"])
    sheet.finder.search.line.setText("no such office")
    hand.wait(lambda: not shown(sheet))
    assert hand.reads("Nothing is called that.")
    sheet.finder.search.line.setText("13800000007")  # the phone of the office's bookkeeper
    hand.wait(lambda: shown(sheet) == ["办公室 007 · ¥900.00 left"])
    hand.key(Qt.Key.Key_Return)
    assert sheet._account() == "account-7", "Enter takes the first one found"
    sheet.finder.search.line.setText("hubian")
    hand.wait(lambda: not hand.button("Charge ¥64.00").isEnabled())  # it is not charged to one nobody sees
    sheet.finder.search.line.setText("007")
    hand.key(Qt.Key.Key_Return)
    tap(hand, "Charge ¥64.00")
    hand.wait(lambda: hand.sheet() is None)
    hand.window.go("drawer", "")
    hand.press("Accounts")
    hand.wait(lambda: isinstance(hand.sheet(), AccountsSheet) and len(shown(hand.only(AccountsSheet))) == 200)
    assert shown(hand.only(AccountsSheet))[0].startswith("办公室 007 · owes ¥64.00")
    hand.only(AccountsSheet).finder.search.line.setText("hubian")
    hand.wait(lambda: len(shown(hand.only(AccountsSheet))) == 1)
    hand.only(AccountsSheet).finder.search.passed.emit(Qt.Key.Key_Return)
    hand.wait(lambda: isinstance(hand.sheet(), StatementSheet) and hand.reads("湖边书店"))


def test_an_account_and_its_limit_are_typed_without_a_finger(hand: Hand, evening: Evening) -> None:
    hand.sign("wang")
    hand.window.go("drawer", "")
    hand.key(Qt.Key.Key_F6)
    tap(hand, "New account")
    sheet = hand.only(EditAccountSheet)
    hand.key(Qt.Key.Key_unknown, "Office")
    assert hand.reads("With a limit of 0 nothing can be charged to it yet.")
    hand.key(Qt.Key.Key_Tab)  # the contact
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_unknown, "900")
    assert sheet._entry.amount == 90_000
    hand.window.setFocus()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    hand.wait(lambda: isinstance(hand.sheet(), AccountsSheet))
    hand.wait_to_read("Office · owes ¥0.00")
    (known,) = evening.till.accounts.all("wang").result()
    assert (known.account.name, known.account.limit, known.account.contact) == ("Office", 90_000, "")
