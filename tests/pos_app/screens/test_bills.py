"""A guest stands at the counter with a receipt, or without one: the cashier finds the bill and goes on."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from domain.selling.printing import PrintJob
from pos_app.screens.floor.counter_board import CounterBoard
from pos_app.screens.money.bills import BillsScreen
from pos_app.screens.people.staff_screen import StaffScreen
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.focus import FocusRing
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

A_DAY = 86_400_000  # milliseconds


def pays(evening: Evening, table: str, dish_id: str, receipt: bool = True) -> None:
    """Guests come, eat one dish, pay by WeChat and leave."""
    opening = evening.open(table, 1)
    evening.order(table, dish(dish_id))
    view = evening.till.view.openings[opening]
    paid = (opening, "wechat", view.due, view.version, receipt, "zhou", evening.till.new_id())
    evening.till.take_payment(*paid).result()
    evening.settle()
    evening.till.clear_table(opening, "zhou").result()
    evening.settle()


def receipts(evening: Evening) -> list[tuple[str, str]]:
    """State and mark of each receipt in the ledger."""
    rows = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(PrintJob))
    ).result()
    found = sorted((row for row in rows if row.kind == "receipt"), key=lambda row: row.queued_at)
    return [(row.state, row.mark) for row in found]


def type_number(hand: Hand, words: str) -> None:
    line = hand.only(BillsScreen).search.line
    line.clear()
    QTest.keyClicks(line, words)


def notes(hand: Hand) -> list[str]:
    return [row.note for row in hand.values(hand.only(BillsScreen).list)]


def test_a_guest_who_paid_without_a_receipt_wants_one_after_all(hand: Hand, evening: Evening) -> None:
    pays(evening, "A6", "mapo-tofu", receipt=False)
    assert receipts(evening) == []
    hand.paid_bill("No. 1", "Print the receipt")
    hand.wait(lambda: receipts(evening) == [("queued", "")])
    hand.wait(lambda: hand.work._hint.words() == "Receipt No. 1 is being printed")
    hand.press("Print the receipt")  # an impatient finger, while the printer is busy
    evening.settle()
    assert receipts(evening) == [("queued", "")]
    evening.printed()
    assert any("Mapo tofu" in paper.text and "30.00" in paper.text for _, paper in evening.papers())
    hand.press("Print the receipt")
    hand.wait(lambda: receipts(evening) == [("confirmed", ""), ("queued", "reprint")])


def test_the_bill_reads_as_the_receipt_does(hand: Hand, evening: Evening) -> None:
    pays(evening, "A6", "mapo-tofu")
    hand.paid_bill("No. 1")
    shown = [(row.title, row.amount) for row in hand.only(BillsScreen).card._lines._rows.rows()]
    assert shown == [("Mapo tofu", "28.00"), ("Cover charge", "2.00")]
    hand.wait(lambda: hand.reads("¥30.00") and hand.reads("WeChat Pay"))


def test_where_tax_comes_on_top_the_paid_bill_names_it(hand: Hand, evening: Evening) -> None:
    view = evening.till.view
    evening.till.house.save(replace(view.rules, tax_inclusive=False), view.floor, "wang").result()
    evening.settle()
    pays(evening, "A6", "mapo-tofu")
    hand.paid_bill("No. 1")
    shown = [(row.title, row.amount) for row in hand.only(BillsScreen).card._lines._rows.rows()]
    assert shown == [("Mapo tofu", "28.00"), ("Cover charge", "2.00"), ("Tax", "1.80")]
    hand.wait(lambda: hand.reads("¥31.80"))


def test_a_bill_is_found_by_number_table_or_amount(hand: Hand, evening: Evening) -> None:
    pays(evening, "A6", "mapo-tofu")
    pays(evening, "A7", "twice-cooked-pork")
    hand.press("Bills")
    hand.wait(lambda: len(notes(hand)) == 2)
    type_number(hand, "a6")
    hand.wait_to_read("No. 1 · A6")
    assert len(notes(hand)) == 1
    type_number(hand, "44.00")
    hand.wait_to_read("No. 2 · A7")
    type_number(hand, "99999")
    hand.wait_to_read("No paid bill has this number, table or amount.")


def test_a_receipt_of_an_earlier_day_is_found_by_its_number(hand: Hand, evening: Evening) -> None:
    pays(evening, "A6", "mapo-tofu")
    evening.till.shifts.close_day(evening.till.new_id(), {}, False, "wang").result()
    evening.time += A_DAY
    pays(evening, "A7", "twice-cooked-pork")
    hand.press("Bills")
    hand.wait(lambda: [note[:5] for note in notes(hand)] == ["No. 2"])
    type_number(hand, "1")
    hand.wait(lambda: [note[:5] for note in notes(hand)] == ["No. 2", "No. 1"])
    hand.tap_row(hand.only(BillsScreen).list, lambda row: row.note.startswith("No. 1 · 2026-11-21 10:00"))
    hand.wait_to_read("No. 1 · A6")
    hand.only(BillsScreen).search.line.clear()
    hand.press("Earlier day")
    hand.wait(lambda: [note[:12] for note in notes(hand)] == ["No. 1 · 10:0"])
    hand.press("Later day")
    hand.wait_to_read("No. 2 · A7")


def test_a_reversed_bill_is_only_looked_at_and_printed_by_key_too(hand: Hand, evening: Evening) -> None:
    pays(evening, "A6", "mapo-tofu")
    bill = evening.till.money.settled("wang").result().bills[0].id
    evening.till.money.reverse(bill, True, False, "mistake", "wang", evening.till.new_id()).result()
    hand.paid_bill("No. 1")
    hand.wait_to_read("It is reversed. The bill in its place is not paid yet.")
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5):
        QTest.keyClick(hand.window, key)
        assert hand.sheet() is None
    QTest.keyClick(hand.window, Qt.Key.Key_F9)
    hand.wait(lambda: receipts(evening)[-1] == ("queued", "") or len(receipts(evening)) == 2)


def test_a_bill_is_found_by_its_tables_number_and_a_scanned_code_is_no_number(
    hand: Hand, evening: Evening
) -> None:
    pays(evening, "A6", "mapo-tofu")
    find = evening.till.money.find_bill
    number = evening.till.money.settled("wang").result().bills[0].number
    found = find(number, "wang").result()
    assert found is not None and (found.receipt, found.number) == (1, number)
    for words in ("1" * 13, "9" * 40, "-", "A6", ""):
        assert find(words, "wang").result() is None, words


def test_what_is_paid_meanwhile_comes_on_top_and_nothing_jumps(hand: Hand, evening: Evening) -> None:
    pays(evening, "A6", "mapo-tofu")
    hand.paid_bill("No. 1")
    evening.time += 60_000
    pays(evening, "A7", "twice-cooked-pork")
    hand.wait(lambda: [note[:5] for note in notes(hand)] == ["No. 2", "No. 1"])
    assert hand.reads("No. 1 · A6"), "she still looks at the bill that she chose"


def test_the_rail_leads_to_the_counter_and_to_what_a_manager_does(hand: Hand, evening: Evening) -> None:
    rail = hand.work._rail
    hand.press("Counter")
    board = hand.only(CounterBoard)
    assert board.isVisible() and rail.items["counter"].isChecked()
    hand.press("Tables")
    assert not board.isVisible() and rail.items["floor"].isChecked()
    hand.press("Manage")
    assert rail.items["floor"].isChecked(), "nobody has gone anywhere yet"
    hand.press("Staff")
    assert hand.only(StaffScreen).isVisible() and rail.items["more"].isChecked()
    QTest.keyClick(hand.window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert hand.only(BillsScreen).isVisible() and rail.items["bills"].isChecked()


def test_by_keys_no_ring_lies_around_the_page_of_a_day_without_a_bill(hand: Hand, evening: Evening) -> None:
    """The list goes and its page takes the keys: the ring goes with the list."""
    pays(evening, "A1", "mapo-tofu")
    (ring,) = hand.window.findChildren(FocusRing)
    ring._use_keys(True)
    hand.window.go("bills", "")
    screen = hand.only(BillsScreen)
    hand.wait(lambda: screen.list.hasFocus() and screen.list.isVisible())
    screen.search.line.setText("no such bill")
    hand.wait_to_read("No paid bill has this number, table or amount.")
    hand.wait(lambda: not screen.list.hasFocus())
    assert isinstance(hand.window.focusWidget(), EmptyState) and ring.isHidden()
