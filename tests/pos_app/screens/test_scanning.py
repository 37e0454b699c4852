"""A scanner works wherever the cashier is, and never takes a key that she typed."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from domain.selling.slip_code import SlipCode, slip_code
from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.screens.printing.scanned_slip import ScannedSlip
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.widgets.scanner import GAP, Scanner
from pos_app.widgets.search_field import SearchField
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

COLA = "2000000008042"
ENTER, TAB, SHIFT = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Shift
NO, HELD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
BY_HAND = GAP + 20  # milliseconds between the keys of the fastest of typists


class Keyboard:
    """Keys as the window system hands them over, with the times at which they were struck."""

    def __init__(self, hand: Hand) -> None:
        self.window: MainWindow = hand.window
        self.window.activateWindow()
        hand.wait(self.window.isActiveWindow)
        self.at = 1000
        self.scans: list[str] = []
        found = self.window.findChild(Scanner)
        assert found is not None
        found.read.connect(self.scans.append)

    def key(self, key: int, text: str, gap: int, held: Qt.KeyboardModifier = NO, again: bool = False) -> None:
        self.at += gap
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, held, text, again)
            event.setTimestamp(self.at)
            QCoreApplication.sendEvent(self.window.windowHandle(), event)

    def types(self, text: str, gap: int = 4, end: int | None = ENTER) -> None:
        """A scan; with a larger gap what ten fingers type."""
        self.at += 500
        for letter in text:
            if letter.isupper():
                self.key(SHIFT, "", 0, HELD)
            self.key(ord(letter.upper()), letter, gap, HELD if letter.isupper() else NO)
        if end is not None:
            self.key(end, "\t" if end == TAB else "\r", gap)


def at_order(hand: Hand, evening: Evening) -> str:
    opening = evening.open("A6", 4)
    hand.order_at("A6")
    return opening


def in_cart(hand: Hand, opening: str) -> list[tuple[str, int]]:
    return [(entry.line.dish, entry.line.quantity // 1000) for entry in hand.window.desk.cart(opening)]


def search(hand: Hand) -> QLineEdit:
    line = hand.only(SearchField).line
    line.setFocus()
    return line


def hint(hand: Hand) -> str:
    return hand.work._hint.words()


def test_bottles_are_scanned_onto_the_order_with_the_focus_on_the_grid(hand: Hand, evening: Evening) -> None:
    opening, keyboard = at_order(hand, evening), Keyboard(hand)
    keyboard.types(COLA)
    keyboard.types(COLA, gap=GAP, end=TAB)
    assert in_cart(hand, opening) == [("cola", 2)]
    keyboard.types(COLA)
    keyboard.key(ENTER, "\r", 4)  # some scanners end with two keys
    assert in_cart(hand, opening) == [("cola", 3)]
    assert hand.sheet() is None  # Enter ordered no dish of the grid


def test_a_scan_into_the_search_leaves_there_what_was_typed(hand: Hand, evening: Evening) -> None:
    opening, keyboard = at_order(hand, evening), Keyboard(hand)
    line = search(hand)
    keyboard.types("mapo", BY_HAND, end=None)
    assert line.text() == "mapo"
    line.setCursorPosition(2)
    keyboard.types(COLA)
    assert (line.text(), line.cursorPosition()) == ("mapo", 2)
    assert in_cart(hand, opening) == [("cola", 1)]


def test_typing_is_never_eaten_or_doubled(hand: Hand, evening: Evening) -> None:
    opening, keyboard = at_order(hand, evening), Keyboard(hand)
    line = search(hand)
    keyboard.types(COLA, BY_HAND, end=None)  # a person who types a barcode
    assert line.text() == COLA
    line.clear()
    keyboard.types("9482716350", 4, end=None)  # keys that came as fast, but mean nothing: they stay
    keyboard.key(ENTER, "\r", 4)
    assert line.text() == "9482716350"
    line.clear()
    line.clearFocus()
    for _ in range(12):  # a key that is held down repeats as fast as a scanner
        keyboard.key(ord("8"), "8", 30, again=True)
    keyboard.key(ENTER, "\r", 30)
    assert not keyboard.scans
    line.clear()
    line.clearFocus()
    keyboard.types("12", 5, end=None)  # fingers that roll over two keys
    hand.wait(line.hasFocus)
    keyboard.types("34", 5, end=None)
    assert line.text() == "1234"
    assert not keyboard.scans and not in_cart(hand, opening)


def test_a_pad_gets_each_key_of_a_hand_and_no_scan(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    keyboard = Keyboard(hand)
    hand.order_at("A6")
    hand.window.go("payment", evening.opening("A6"))
    box = hand.only(AmountBox)
    keyboard.types("7531", BY_HAND, end=None)
    assert box.amount() == "¥753.00"  # the last key waits for a moment
    hand.wait(lambda: box.amount() == "¥7,531.00")
    keyboard.types("134567890123456789")
    assert keyboard.scans == ["134567890123456789"]
    hand.wait(lambda: "cannot be reached" in hint(hand))
    assert box.amount() == "¥36.00"  # no more than is due, and by WeChat Pay now


def test_a_slip_is_served_from_any_screen_one_after_another(hand: Hand, evening: Evening) -> None:
    opening = at_order(hand, evening)
    evening.order("A6", dish("mapo-tofu"))
    evening.order("A6", dish("cola"))
    keyboard = Keyboard(hand)
    hand.window.go("printers", "")
    number = evening.till.view.openings[opening].opening.number
    for round_number in (1, 2):
        keyboard.types(slip_code(SlipCode(number, round_number, 0, 1)))
        hand.wait(lambda: hand.reads("1 dish of A6 is served."))
        hand.only(ScannedSlip)
        order = evening.till.view.openings[opening].orders[round_number - 1]
        assert [line.state for line in order.lines] == ["served"]


def test_the_code_on_a_table_opens_it(hand: Hand, evening: Evening) -> None:
    keyboard = Keyboard(hand)
    hand.window.go("printers", "")
    keyboard.types("https://other.example/shop/t/" + evening.till.view.floor.table("A8").code)
    hand.only(OpenSheet).cancel()
    opening = at_order(hand, evening)
    hand.window.go("printers", "")
    keyboard.types("http://127.0.0.1" + evening.till.table_url("A6"))
    assert hand.work._place == ("order", opening)


def test_a_scan_that_a_busy_computer_hands_over_in_two_halves_is_one(hand: Hand, evening: Evening) -> None:
    keyboard, address = Keyboard(hand), "http://127.0.0.1" + evening.till.table_url("A8")
    keyboard.types(address[:6], end=None)
    hand.qtbot.wait(3 * GAP)  # the other half is still on its way, struck at the right time
    keyboard.at -= 500
    keyboard.types(address[6:])
    assert keyboard.scans == [address]
    hand.only(OpenSheet)  # and not the search for a table, which a slash begins


def test_what_cannot_be_used_is_said_gently(hand: Hand, evening: Evening) -> None:
    keyboard = Keyboard(hand)
    keyboard.types(COLA)
    assert "Cola was scanned, but no order is open" in hint(hand)
    keyboard.types("287654321098765432")
    assert "Open the payment of a bill" in hint(hand)
    opening = at_order(hand, evening)
    keyboard.types("4006381333931")
    assert "No dish has the barcode 4006381333931" in hint(hand)
    keyboard.types("4006381333932")
    assert "does not know" in hint(hand)
    keyboard.types("287654321098765432")
    assert "Nothing is ordered yet" in hint(hand)
    assert not in_cart(hand, opening)
    hand.dish("Boiled fish in chilli oil")
    keyboard.types(COLA)
    assert "Something else is open" in hint(hand)
    assert isinstance(hand.sheet(), OptionsSheet)
    assert not in_cart(hand, opening)
    hand.window.lock()
    keyboard.types(COLA)  # no PIN either
    assert "Sign in first" in hint(hand)
