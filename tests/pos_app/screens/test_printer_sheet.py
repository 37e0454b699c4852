"""A manager sets a printer up: searches, tries it, says what came out, and which slips it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from domain.selling.print_setup import LATER, MARKED, PrintSetup
from pos_app.screens.main_window import MainWindow
from pos_app.screens.printing.printer_sheet import PrinterSheet, open_printer_sheet
from pos_app.widgets.empty import EmptyState
from pos_app.workflows.dish_stations import setup_of
from printers.discovery import Found
from tests.fakes.label_printers import read_tspl
from tests.fakes.printer import Fault, VirtualPrinter, free_port
from tests.fakes.store_network import StoreNetwork
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.printers.test_raster import black


@pytest.fixture
def net(evening: Evening) -> Iterator[StoreNetwork]:
    """The store's network is a part of this machine's loopback."""
    with StoreNetwork() as net:
        evening.till.printers.around = lambda: net.around
        yield net


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture
def manager(hand: Hand, evening: Evening, window: MainWindow, net: StoreNetwork) -> Hand:
    people = evening.till.view.staff
    window.desk.sign(next(person for person in people if person.role == "manager"))
    if hand.sheet():  # the recovery sheet is offered to the first manager
        hand.sheet().cancel()  # type: ignore[union-attr]
    window.go("printers", "")
    return hand


def sheet_of(hand: Hand, printer: str = "") -> PrinterSheet:
    open_printer_sheet(hand.window.desk, hand.window, printer)
    hand.wait(lambda: isinstance(hand.sheet(), PrinterSheet))
    sheet = hand.sheet()
    assert isinstance(sheet, PrinterSheet)
    return sheet


def setup(evening: Evening) -> PrintSetup:
    return evening.parts.writer.submit(lambda: evening.parts.book.read(setup_of)).result()


def typed(sheet: PrinterSheet, address: str) -> None:
    sheet._find._typed.setText(address)


def test_a_printer_is_found_tried_and_takes_the_kitchen_over(
    manager: Hand, evening: Evening, net: StoreNetwork
) -> None:
    net.printer(5)
    net.macs = {net.host(5): "00:26:ab:12:34:56"}
    manager.press("Add a printer")
    manager.wait(lambda: isinstance(manager.sheet(), PrinterSheet))
    sheet = manager.sheet()
    assert isinstance(sheet, PrinterSheet)
    assert not manager.button("Ask this printer").isEnabled()
    assert manager.reads("Choose one, or type its address.")
    words = "No real printer has been tried yet, only printers in software. A test page shows yours."
    assert manager.reads(words)
    manager.press("Search")
    manager.wait_to_read("1 printer found.")
    manager.press(net.address(5).removeprefix("tcp://"))
    manager.press("Ask this printer")
    manager.wait_to_read("It confirms each ticket once it is on paper.")
    manager.press("Print test page")
    manager.wait_to_read("What came out?")
    manager.press("All of it is right")
    assert manager.reads("This printer is ready.")
    manager.press("Say what it prints")
    assert not manager.button("Save printer").isEnabled() and manager.reads("Give it a name first.")
    sheet._slips._name.setText("Hot kitchen")
    sheet._slips._stations["kitchen"][0].choose(1)
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    (made,) = setup(evening).printers
    assert (made.target, made.names, made.width) == (net.address(5), {"en": "Hot kitchen"}, 80)
    assert (made.seen, made.seen_at) == ("right", evening.time)
    assert setup(evening).slips_of("kitchen").printers == (made.id,)


def test_what_was_seen_on_the_test_page_is_acted_upon(manager: Hand, printer: VirtualPrinter) -> None:
    sheet = sheet_of(manager)
    typed(sheet, printer.address.removeprefix("tcp://"))
    manager.press("Ask this printer")
    manager.press("Print test page")
    manager.wait_to_read("What came out?")
    printer.wait_for(1)
    for seen, advice in (
        ("Nothing came out", "Look at power, paper and cover."),
        ("Chinese is garbled", "Set GBK or GB18030"),
        ("It did not cut", "tear them off"),
        ("The drawer stayed shut", "Plug the drawer's cable into this printer"),
        ("The square code is missing", "It cannot draw codes."),
        ("The right edge is missing", "It is 58 mm now"),
    ):
        manager.press(seen)
        assert manager.reads(advice)
    manager.press("Print it again")
    printer.wait_for(2)
    narrow, wide = printer.texts[1], printer.texts[0]
    assert max(map(len, narrow.splitlines())) < max(map(len, wide.splitlines()))
    manager.press("Say what it prints")
    assert sheet._try.paper.kinds.index() == 1


def test_a_printer_without_paper_says_so_and_prints_no_page(manager: Hand, printer: VirtualPrinter) -> None:
    printer.fault = Fault.PAPER_OUT
    typed(sheet_of(manager), printer.address)
    manager.press("Ask this printer")
    manager.wait_to_read("Paper is out. It tells when paper is out")
    manager.press("Print test page")
    manager.wait_to_read("The printer is there but cannot print now.")
    assert not manager.reads("What came out?")
    printer.fault = None
    manager.press("Ask again")
    manager.wait_to_read("It confirms each ticket once it is on paper.")
    manager.press("Print test page")
    manager.wait_to_read("What came out?")
    printer.fault = Fault.COVER_OPEN
    manager.press("Print it again")
    manager.wait_to_read("The printer is there but cannot print now.")
    assert not manager.reads("What came out?"), "nothing was sent that could be looked at"


def test_a_wrong_address_goes_no_further_and_is_said(manager: Hand) -> None:
    sheet = sheet_of(manager)
    for address in ("http://printer", "serial://COM3?baud=7", "usb://x", "192.168.1.51:x"):
        typed(sheet, address)
        manager.press("Ask this printer")
        assert manager.reads("is no printer's address. Nothing is saved.")
        assert sheet._pages.currentIndex() == 0 and sheet._steps.index() == 0
        typed(sheet, "192.168.1.51")
        assert not manager.reads("is no printer's address")


def test_nobody_at_the_address_is_said_and_the_printer_can_be_set_up_all_the_same(
    manager: Hand, evening: Evening
) -> None:
    """It may come tomorrow, with its parcel."""
    sheet = sheet_of(manager)
    typed(sheet, f"127.0.0.1:{free_port()}")
    manager.press("Ask this printer")
    manager.wait_to_read("Nobody answers at tcp://127.0.0.1")
    manager.press("Say what it prints")
    sheet._slips._name.setText("Later")
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    assert [one.names["en"] for one in setup(evening).printers] == ["Later"]


def test_labels_are_tried_as_labels_and_a_size_that_cannot_be_is_said(
    manager: Hand, evening: Evening, tmp_path: Path
) -> None:
    paper = tmp_path / "labels"
    evening.till.printers.painter = black
    sheet = sheet_of(manager)
    typed(sheet, paper.as_uri())
    manager.press("Ask this printer")
    manager.wait_to_read("It answers nothing.")
    sheet._try.paper.kinds.choose(2)
    sheet._try.paper.sides[0].setText("3")
    manager.press("Say what it prints")
    assert manager.reads("Labels are 15 to 110 mm wide") and sheet._pages.currentIndex() == 1
    sheet._try.paper.sides[0].setText("50")
    assert not manager.reads("Labels are 15 to 110 mm wide")
    manager.press("Print test page")
    manager.wait_to_read("Only you can see whether it came out.")
    assert {label.size for label in read_tspl(paper.read_bytes())} == {(50, 30)}
    manager.press("Say what it prints")
    sheet._slips._name.setText("Cups")
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    (cups,) = setup(evening).printers
    assert (cups.target, cups.driver, cups.width, cups.height) == (paper.as_uri(), "tspl", 50, 30)


def test_what_is_refused_is_said_on_the_sheet_and_nothing_typed_is_lost(
    manager: Hand, evening: Evening
) -> None:
    taken = sheet_of(manager, "kitchen")
    taken._slips._cut.choose(1)
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    manager.wait(lambda: manager.window.desk.view.print_setup.version == 1)
    sheet = sheet_of(manager)
    typed(sheet, "/dev/usb/lp0")
    sheet._steps.choose(2)
    sheet._slips._name.setText("Kitchen")
    manager.press("Save printer")
    manager.wait_to_read("Another printer is called Kitchen.")
    assert sheet._slips.name == "Kitchen" and setup(evening).version == 1
    sheet._slips._name.setText("Second kitchen")
    assert not manager.reads("Another printer is called")
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    assert [one.target for one in setup(evening).printers][1:] == ["usb:///dev/usb/lp0"]


def test_the_pencil_of_a_card_says_which_printer_it_changes(manager: Hand) -> None:
    manager.press("Printing")
    manager.wait(lambda: manager.button("Change Kitchen").isVisible())
    manager.window.desk.language.switch("zh-Hans")
    manager.wait(lambda: manager.button("修改厨房").toolTip() == "修改厨房")
    manager.press("修改厨房")
    manager.wait(lambda: manager.sheet() is not None)


def test_a_station_s_own_printer_is_changed_and_taken_away(manager: Hand, evening: Evening) -> None:
    sheet = sheet_of(manager, "kitchen")
    assert sheet.title.text() == "Change Kitchen" and sheet._pages.currentIndex() == 2
    assert not sheet._remove.isVisible(), "it is not set up yet"
    assert sheet._slips._stations["kitchen"][0].index() == 1
    sheet._slips._fallback.setCurrentIndex(sheet._slips._fallback.findData("bar"))
    sheet._slips._after.setCurrentIndex(sheet._slips._after.findData(120))
    sheet._slips._cut.choose(2)
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    slips = setup(evening).slips_of("kitchen")
    assert (slips.printers, slips.cut) == (("kitchen",), "dish")
    assert (slips.fallback, slips.fallback_after) == ("bar", 120)
    sheet_of(manager, "kitchen")
    manager.press("Remove printer")
    manager.wait_to_read("Then nobody would print the slips of a station.")


def test_each_station_of_a_printer_is_set_by_itself(manager: Hand, evening: Evening) -> None:
    sheet = sheet_of(manager, "kitchen")
    slips = sheet._slips
    assert not slips._which.isVisible(), "one station needs no choice"
    slips._stations["bar"][0].choose(1)
    assert slips._which.isVisible() and slips.station == "kitchen"
    slips._cut.choose(2)
    slips._held.choose(1)
    slips._which.choose(1)
    assert slips.station == "bar" and slips._cut.index() == 0 and slips._held.index() == 0
    slips._fallback.setCurrentIndex(slips._fallback.findData("counter"))
    slips._after.setCurrentIndex(slips._after.findData(15))
    slips._ask.setCurrentIndex(slips._ask.findData(3600))
    slips._which.choose(0)
    assert slips._cut.index() == 2 and slips._fallback.currentData() == ""
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    kitchen, bar = (setup(evening).slips_of(station) for station in ("kitchen", "bar"))
    assert (kitchen.cut, kitchen.fallback, kitchen.fallback_after) == ("dish", "", 60)
    assert (kitchen.held, bar.held) == (LATER, MARKED)
    assert (bar.cut, bar.fallback, bar.fallback_after, bar.ask_after) == ("order", "counter", 15, 3600)
    assert bar.printers == ("kitchen",)
    again = sheet_of(manager, "kitchen")
    again._slips._which.choose(1)
    assert again._slips._after.currentData() == 15


def test_what_came_out_of_the_test_page_is_kept_and_shown(manager: Hand, printer: VirtualPrinter) -> None:
    sheet = sheet_of(manager, "kitchen")
    sheet._steps.choose(0)
    typed(sheet, printer.address)
    manager.press("Ask this printer")
    manager.press("Print test page")
    manager.wait_to_read("What came out?")
    manager.press("It did not cut")
    manager.press("Say what it prints")
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    manager.wait_to_read("Test page: It did not cut")
    elsewhere = sheet_of(manager, "kitchen")
    elsewhere._steps.choose(0)
    typed(elsewhere, "192.168.1.99")
    assert elsewhere._draft.printer.seen == "", "what came out of another printer does not count"


def test_a_set_up_that_changed_meanwhile_is_not_written_over(manager: Hand, evening: Evening) -> None:
    first = sheet_of(manager, "kitchen")
    evening.write(lambda entry: entry.record("printers.published", {"version": 1}))
    first._slips._cut.choose(1)
    manager.press("Save printer")
    manager.wait_to_read("Somebody else has changed the printers meanwhile.")


def test_a_search_ends_with_the_sheet_and_finds_what_a_cable_has(manager: Hand, net: StoreNetwork) -> None:
    net.known = [Found("usb://0483:5743/SN0042", "cable", "POS80 Printer")]
    sheet = sheet_of(manager)
    manager.press("Search")
    manager.wait_to_read("POS80 Printer")
    assert manager.button("Kitchen").isEnabled() is False, "what is set up has its name, and is no choice"
    running = sheet._find._search
    sheet.cancel()
    assert running is None or running.stopped.is_set()


def test_who_may_not_change_settings_sees_no_way_to(hand: Hand, window: MainWindow) -> None:
    window.go("printers", "")
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible()]
    assert not [
        one for one in buttons if one.text() == "Add a printer" or one.accessibleName().startswith("Change ")
    ]
    open_printer_sheet(window.desk, window)
    hand.wait(lambda: "Your role may not do this." in window.work._hint.words())
    assert hand.sheet() is None


def test_every_page_fits_fingers_and_speaks_chinese(
    manager: Hand, window: MainWindow, printer: VirtualPrinter
) -> None:
    window.desk.language.switch("zh-Hans")
    sheet = sheet_of(manager)
    typed(sheet, printer.address)
    for size in ((1024, 768), (1920, 1080)):
        window.resize(*size)
        for page in range(3):
            sheet._steps.choose(page)
            manager.qtbot.wait(50)
            for button in sheet.findChildren(QAbstractButton):
                if button.isVisible():
                    assert button.width() >= 44 and button.height() >= 44, button.text()
            words = [one.text() for one in sheet.findChildren(QLabel) if one.isVisible()]
            assert not [text for text in words if "printer" in text or "Paper" in text]
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert manager.sheet() is sheet, "what was typed is not lost by Esc"


def test_the_cards_test_page_asks_what_came_out(
    manager: Hand, printer: VirtualPrinter, evening: Evening
) -> None:
    sheet = sheet_of(manager, "kitchen")
    sheet._steps.choose(0)
    typed(sheet, printer.address)
    manager.press("Ask this printer")
    manager.press("Say what it prints")
    sheet._slips._buzz.choose(2)
    sheet._slips._take_buzz(2)
    manager.press("Save printer")
    manager.wait(lambda: manager.sheet() is None)
    saved = setup(evening).printer("kitchen")
    assert saved is not None and saved.buzz == 2
    screen = manager.window.work._screens["printers"]
    screen._act_on_card("test:kitchen")  # type: ignore[attr-defined]
    manager.wait_to_read("What came out?")


def test_a_store_without_a_printer_is_led_to_its_first_one(hand: Hand, evening: Evening) -> None:
    evening.workers.clear()  # there is none yet
    evening.till.refresh()
    hand.sign("wang")
    hand.window.go("printers", "")
    hand.wait_to_read("Without one no slip comes out in the kitchen")
    hand.only(EmptyState)._act.click()
    hand.wait(lambda: isinstance(hand.sheet(), PrinterSheet))
    hand.key(Qt.Key.Key_Escape)
    evening.plug_in()
    hand.wait(lambda: bool(hand.window.desk.view.printers))
    hand.wait_to_read("No ticket here.")
