"""A store larger than the demo's, with longer words: nothing is cut, covered or out of reach on 1024×768."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget

from domain.money.vouchers import Voucher
from domain.record.rows import Document
from domain.selling.print_setup import Printer
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.bill_tabs import BillTabs
from pos_app.screens.money.day_cards import FiguresCard
from pos_app.screens.money.line_sheets import VoidSheet
from pos_app.screens.money.split_sheet import SplitSheet
from pos_app.screens.printing.printer_card import PrinterCard
from pos_app.widgets.labels import ShortLabel
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.book import Entry
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

SMALL = (1024, 768)
LONG = {
    "zh-Hans": "特级野生大黄鱼配新疆伊犁薰衣草蜂蜜慢炖老火靓汤",
    "en": "Whole wild yellow croaker in a slowly simmered broth of mountain herbs and lavender honey",
}
LANGUAGES = ("zh-Hans", "en")


def long_and_dear(evening: Evening) -> None:
    """Mapo tofu under a name of a line and a half, at ¥128,888."""

    def work(entry: Entry) -> None:
        kept = entry.tables.get(Document, "menu")
        assert kept
        dishes = [dict(one) for one in kept.body["dishes"]]
        tofu = next(one for one in dishes if one["id"] == "mapo-tofu")
        tofu.update(names=LONG, specs=[{**tofu["specs"][0], "price": 128_888_00}])
        entry.record("menu.published", {**kept.body, "dishes": dishes, "version": kept.version + 1})

    evening.write(work)


def inside(area: QAbstractScrollArea, widget: QWidget) -> bool:
    """Whether all of its width is seen."""
    box = QRect(widget.mapTo(area.viewport(), QPoint(0, 0)), widget.size())
    return box.left() >= 0 and box.right() < area.viewport().width()


def sideways(window: QWidget) -> list[str]:
    """Buttons and words of lists that stand wider than their list, where nobody can scroll to them."""
    found = []
    for area in window.findChildren(QAbstractScrollArea):
        for each in (QAbstractButton, QLabel):
            for one in area.viewport().findChildren(each) if area.isVisible() else ():
                if one.isVisible() and not inside(area, one):
                    found.append(one.accessibleName() or one.text())  # type: ignore[attr-defined]
    return found


@pytest.fixture
def till(hand: Hand, window: MainWindow, evening: Evening) -> Hand:
    evening.plug_in()
    window.resize(*SMALL)
    window.desk.sign(evening.till.view.staff[0])
    return hand


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dish_with_a_long_name_is_still_split_off(
    till: Hand, window: MainWindow, evening: Evening, language: str
) -> None:
    long_and_dear(evening)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"), dish("cola"))
    window.desk.language.switch(language)
    sheet = SplitSheet(window.desk, window, evening.till.view.openings[opening])
    sheet.open()
    till.qtbot.wait(20)
    assert sideways(window) == []
    assert all(one.width() >= one.sizeHint().width() for one in sheet.findChildren(Stepper))
    sheet.finish()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_which_dish_and_how_many_whatever_its_name(
    till: Hand, window: MainWindow, evening: Evening, language: str
) -> None:
    long_and_dear(evening)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu", 9))
    window.desk.language.switch(language)
    view = evening.till.view.openings[opening]
    sheet = VoidSheet(window.desk, window, view, view.orders[0].lines[0])
    sheet.open()
    till.qtbot.wait(20)
    title = sheet.title
    assert title.text().endswith("×9")
    assert title.wordWrap() and title.height() >= title.heightForWidth(title.width()), "the name is cut"
    sheet.finish()


def test_twelve_bills_of_a_table_leave_room_for_what_is_paid(
    till: Hand, window: MainWindow, evening: Evening
) -> None:
    long_and_dear(evening)
    opening = evening.open("A6", 12)
    evening.order("A6", *(dish("mapo-tofu") for _ in range(12)))
    lines = evening.till.view.openings[opening].bill_lines[1:]
    for line in lines:
        split = evening.till.bills.split(opening, "", {line.id: 1_000}, 1, "wang", evening.till.new_id())
        split.result()
        evening.settle()
    till.wait(lambda: opening in window.desk.view.openings)
    till.wait(lambda: len(window.desk.view.openings[opening].bills) == 12)
    window.go("payment", opening)
    till.qtbot.wait(50)
    tabs = till.only(BillTabs)
    assert len(tabs.tiles) == 12 and sideways(window) == []
    assert tabs.height() < 160
    chosen = list(tabs.tiles)[-1]
    tabs.chosen.emit(chosen)
    till.wait(lambda: tabs.tiles[chosen].isChecked())
    foot = tabs.tiles[chosen].rect().bottomLeft()
    till.wait(lambda: tabs.viewport().rect().contains(tabs.tiles[chosen].mapTo(tabs.viewport(), foot)))


def add_printers(evening: Evening, count: int) -> None:
    for number in range(count):
        names = {"zh-Hans": f"二楼海鲜蒸柜{number}", "en": f"Seafood steamers {number}"}
        printer = Printer(f"s{number}", names, f"tcp://192.168.1.{80 + number}:9100")
        evening.workers[printer.id] = type(evening.workers["bar"])(
            printer=printer, state=evening.workers["bar"].state
        )
    evening.till.refresh()
    evening.settle()


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_printers_cover_neither_each_other_nor_the_slips(
    till: Hand, window: MainWindow, evening: Evening, language: str
) -> None:
    add_printers(evening, 9)
    window.desk.language.switch(language)
    window.go("printers", "")
    screen: Any = window.work._screens["printers"]
    till.wait(lambda: len(screen.findChildren(PrinterCard)) == 12)
    till.qtbot.wait(50)
    cards = screen.findChildren(PrinterCard)
    assert sideways(screen) == []
    boxes = [one.geometry() for one in cards]
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])
    assert all(one.height() >= one.minimumSizeHint().height() for one in cards)
    assert screen._area.geometry().bottom() < screen.slips.geometry().top()


def test_a_day_of_tens_of_millions_names_each_of_its_sums(
    till: Hand, window: MainWindow, evening: Evening
) -> None:
    long_and_dear(evening)
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu", 99))
    evening.pay("A6", "wechat", evening.till.view.openings[evening.opening("A6")].due)
    window.desk.language.switch("zh-Hans")
    window.go("day", "")
    till.wait(lambda: bool(names(till)))
    till.qtbot.wait(50)
    cut = [one.text() for one in names(till) if one.sizeHint().width() > one.width()]
    assert names(till) and cut == []


def test_a_way_of_paying_with_a_long_name_says_how_often_it_came(
    till: Hand, window: MainWindow, evening: Evening
) -> None:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    view = evening.till.view.openings[evening.opening("A6")]
    voucher = Voucher("AB12", face=view.due, sold=2_000, settlement=1_900)
    args = (view.opening.id, voucher, view.opening.version, False, "zhou", evening.till.new_id())
    evening.till.money.enter_voucher(*args).result()
    window.resize(1024, 768)
    window.go("day", "")
    till.wait(lambda: any("Group" in one.text() for one in names(till)))
    till.qtbot.wait(50)
    (one,) = [one for one in names(till) if "Group" in one.text() and one.tail]
    assert one.sizeHint().width() > one.width(), "the name itself has no room"
    assert one.drawn_words().endswith("… × 1")


def names(till: Hand) -> list[ShortLabel]:
    return [one for one in till.only(FiguresCard).findChildren(ShortLabel) if one.isVisible()]
