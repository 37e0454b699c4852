"""The owner says that two stations work on a dish, and the next order prints at both."""

from __future__ import annotations

from domain.record.plain import to_plain
from domain.selling.print_setup import Printer, PrintSetup
from domain.selling.printing import PrintJob
from pos_app.screens.main_window import MainWindow
from pos_app.screens.printing.dish_stations import DishStationsSheet, toggled
from pos_app.workflows.dish_stations import DishWish
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def opened(hand: Hand, evening: Evening, window: MainWindow) -> DishStationsSheet:
    window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))
    if hand.sheet():  # the recovery sheet is offered to the first manager
        hand.sheet().cancel()  # type: ignore[union-attr]
    window.go("printers", "")
    hand.press("Stations of dishes")
    hand.wait(lambda: isinstance(hand.sheet(), DishStationsSheet))
    sheet = hand.sheet()
    assert isinstance(sheet, DishStationsSheet)
    return sheet


def test_a_dish_goes_to_two_stations_from_the_next_order_on(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    version = evening.till.view.menu.version
    sheet = opened(hand, evening, window)
    assert not hand.button("Cook them there").isEnabled()
    sheet.search.line.setText("mapo")
    hand.act(sheet._list, "Bar", lambda row: row.id == "mapo-tofu")
    hand.wait_to_read("1 dish changed")
    hand.press("Cook them there")
    hand.wait(lambda: evening.till.view.menu.version == version + 1)
    assert evening.till.view.menu.dish("mapo-tofu").others == ("bar",)
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"), dish("chilli-chicken"))
    found = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(PrintJob))
    ).result()
    assert {job.station for job in found} == {"kitchen", "bar"}


def test_what_was_tapped_twice_changes_nothing(hand: Hand, evening: Evening, window: MainWindow) -> None:
    sheet = opened(hand, evening, window)
    hand.act(sheet._list, "Bar", lambda row: row.id == "mapo-tofu")
    assert sheet.typed()
    hand.act(sheet._list, "Bar ✓", lambda row: row.id == "mapo-tofu")
    assert not sheet.typed() and not hand.button("Cook them there").isEnabled()


def test_a_dish_always_has_a_station() -> None:
    assert toggled(("kitchen",), "kitchen") == ("kitchen",)
    assert toggled(("kitchen", "bar"), "kitchen") == ("bar",)
    assert toggled(("bar",), "kitchen") == ("bar", "kitchen")


def test_a_category_gets_labels_by_a_tap_where_there_is_a_label_printer(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    setup = PrintSetup(9, (Printer("cups", {"en": "Cups"}, "", "tspl", 40),))
    evening.write(lambda entry: entry.record("printers.published", to_plain(setup)))
    hand.wait(lambda: window.desk.view.print_setup.version == 9)
    sheet = opened(hand, evening, window)
    hand.act(sheet._list, "Label", lambda row: row.id == "drinks")
    sheet.search.line.setText("plum")
    hand.act(sheet._list, "Label ✓", lambda row: row.id == "plum-drink")
    hand.wait_to_read("2 dishes changed")
    hand.press("Cook them there")
    hand.wait(lambda: evening.till.view.print_setup.cups == {"drinks": 1, "plum-drink": 2})


def test_a_box_for_nine_gets_nine_labels_by_taps(hand: Hand, evening: Evening, window: MainWindow) -> None:
    setup = PrintSetup(9, (Printer("cups", {"en": "Cups"}, "", "tspl", 40),))
    evening.write(lambda entry: entry.record("printers.published", to_plain(setup)))
    hand.wait(lambda: window.desk.view.print_setup.version == 9)
    sheet = opened(hand, evening, window)

    def tap(words: str, times: int = 1) -> None:
        for _ in range(times):
            hand.act(sheet._list, words, lambda row: row.id == "mapo-tofu")

    tap("Label")
    tap("+", 8)
    row = next(row for row in sheet.dishes.rows() if row.id == "mapo-tofu")
    assert [words for _act, words, _look in row.acts[-2:]] == ["−", "9 labels"], "no portion has more"
    tap("−")
    hand.press("Cook them there")
    hand.wait(lambda: evening.till.view.print_setup.cups == {"mapo-tofu": 8})


def test_who_was_slower_is_told_and_keeps_what_was_tapped(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    sheet = opened(hand, evening, window)
    hand.act(sheet._list, "Bar", lambda row: row.id == "mapo-tofu")
    faster = DishWish({"mapo-tofu": ("bar",)})
    evening.till.printers.set_dishes(faster, window.desk.by).result()
    hand.press("Cook them there")
    hand.wait_to_read("Somebody else has changed these dishes meanwhile")
    assert hand.sheet() is sheet and sheet.typed()
    assert evening.till.view.menu.dish("mapo-tofu").station == "bar"
