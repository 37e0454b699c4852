"""What holds on the sheets of money and the screens beside the floor, on the smallest screen, in Chinese."""

import re
from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QLabel

from pos_app.screens.floor.booking_sheet import BookingSheet
from pos_app.screens.floor.move_sheets import MoveDishSheet
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.account_forms import EditAccountSheet
from pos_app.screens.money.cash_sheet import CashSheet
from pos_app.screens.money.discount_sheet import DiscountSheet
from pos_app.screens.money.extras_sheets import InvoiceSheet, TipSheet
from pos_app.screens.money.line_sheets import GiftSheet, PriceSheet, VoidSheet
from pos_app.screens.money.reference_sheet import ReferenceSheet
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.split_sheet import SplitSheet
from pos_app.screens.money.voucher_sheet import VoucherSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.pads import PadKey
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening, picture
from tests.pos_app.hand import Hand
from tests.pos_app.screens.test_every_screen import SAME


def amiss(window: MainWindow) -> list[str]:
    """Buttons that a thumb misses or a reader cannot name, and words that are not Chinese."""
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible()]
    named = {one: one.text() or one.accessibleName() for one in buttons}
    small = [words for one, words in named.items() if one.width() < 44 or one.height() < 44]
    nameless = [type(one).__name__ for one in buttons if not named[one] and not isinstance(one, PadKey)]
    words = [one.text() for one in window.findChildren(QLabel) if one.isVisible()]
    said = [*words, *(one.text() for one in buttons)]
    foreign = [text for text in said if re.search("[A-Za-z]{2,}", text) and not SAME.search(text)]
    return [*small, *nameless, *foreign]


def speechless(sheet: Sheet) -> list[str]:
    """Acts that cannot be done yet, with nothing beside or right above them that says why."""
    main = [one for one in sheet.findChildren(Button) if one.kind() == "primary" and one.isVisible()]
    items = (part.itemAt(place) for part in (sheet.foot, sheet.body) for place in range(part.count()))
    foot = [item.widget() for item in items if item is not None]
    notes = [one for one in foot if isinstance(one, QLabel) and one.property("pixels") == "14"]
    said = [one.text() for one in notes if one.isVisible()]
    return [f"{one.text()}?" for one in main if not one.isEnabled() and not any(said)]


def test_sheets_of_money_and_screens_beside_the_floor_fit_thumbs_and_speak_chinese(
    hand: Hand, window: MainWindow, evening: Evening
) -> None:
    picture(evening)
    desk, till = window.desk, evening.till
    hand.wait(lambda: evening.opening("A8") in desk.view.openings)
    desk.sign(till.view.staff[0])
    window.resize(1024, 768)
    desk.language.switch("zh-Hans")
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        hand.qtbot.wait(20)  # a layout's turn
        found[name] = amiss(window)

    for place in ("sold_out", "bookings", "queue"):
        window.go(place, "")
        look(place)
    opening = till.view.openings[evening.opening("A6")]
    line = opening.orders[-1].lines[0]
    window.go("order", opening.opening.id)
    hand.tap_row(hand.order_list(), lambda row: row.key == line.id)
    look("a sent line")
    evening.pay("A8", "cash", 50_000)
    bill = till.money.settled_bill(till.money.settled("wang").result().bills[0].id, "wang").result()
    sheets: tuple[Callable[[], Sheet], ...] = (
        lambda: TipSheet(desk, window, opening),
        lambda: InvoiceSheet(desk, window, opening),
        lambda: VoucherSheet(desk, window, opening, True),
        lambda: SplitSheet(desk, window, opening),
        lambda: DiscountSheet(desk, window, opening),
        lambda: GiftSheet(desk, window, opening, line),
        lambda: PriceSheet(desk, window, opening, line),
        lambda: VoidSheet(desk, window, opening, line),
        lambda: RefundSheet(desk, window, bill),
        lambda: ReverseSheet(desk, window, bill),
        lambda: MoveDishSheet(desk, window, opening),
        lambda: BookingSheet(desk, window, "", None),
        lambda: EditAccountSheet(desk, window),
        lambda: ReferenceSheet(desk, window, till.view.tenders[-2], 100),
        lambda: CashSheet(desk, window, "out"),
    )
    for make in sheets:
        sheet = make()
        sheet.open()
        look(type(sheet).__name__)
        found[type(sheet).__name__] += speechless(sheet)
        sheet.finish()
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
