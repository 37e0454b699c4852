"""Complaint 10: with 5,000 dishes others take seconds for a tap and minutes to start. Here work is counted,
not time: whatever a tap does, it does not do it for each dish of the menu."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtWidgets import QApplication

from domain.record.rows import Document
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.book import Entry
from pos_app.workflows.searching import MenuSearch
from tests.bench.past import big_menu
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand

DISHES = 5_000


def calls(act: Callable[[], None], qapp: QApplication) -> int:
    """How many functions were called until all was drawn, Python's own and those below it."""
    count = 0

    def heard(_frame: FrameType, event: str, _what: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    qapp.processEvents()
    sys.setprofile(heard)
    try:
        act()
        qapp.processEvents()
    finally:
        sys.setprofile(None)
    return count


def grow(evening: Evening) -> None:
    """The same dishes under other names until there are five thousand."""

    def work(entry: Entry) -> None:
        kept = entry.tables.get(Document, "menu")
        assert kept
        entry.record("menu.published", {**big_menu(kept.body, DISHES), "version": kept.version + 1})

    evening.write(work)


def test_complaint_10_a_tap_does_not_go_through_the_menu(
    hand: Hand, evening: Evening, qapp: QApplication
) -> None:
    """POS-Awesome#280, odoo#9532, odoo#189574: seconds for each dish put on the order."""
    evening.open("A6", 2)
    hand.order_at("A6")
    screen = hand.work._screens["order"]
    while hand.work._screens.build_one_more():  # else one or another is built between two taps
        pass
    first, again = "mapo-tofu", "hand-torn-cabbage"
    for dish in (first, again):  # what is done once, such as drawing a plate, counts for neither
        screen.tap(dish)  # type: ignore[attr-defined]
    small = calls(lambda: screen.tap(first), qapp)  # type: ignore[attr-defined]
    grow(evening)
    hand.wait(lambda: len(hand.window.desk.view.menu.dishes) == DISHES)
    for dish in (first, again):
        screen.tap(f"{dish}-0")  # type: ignore[attr-defined]
    large = calls(lambda: screen.tap(f"{first}-0"), qapp)  # type: ignore[attr-defined]
    assert hand.window.desk.cart(screen.opening).count(f"{first}-0") == 2_000  # type: ignore[attr-defined]
    assert large < small * 1.5


def test_complaint_10_a_dish_among_five_thousand_is_found_by_its_initials(
    hand: Hand, evening: Evening
) -> None:
    spelling = MenuSearch(evening.till, lambda: None, lambda _spelt: None)  # as the program keeps it
    grow(evening)
    hand.wait(lambda: len(hand.window.desk.view.menu.dishes) == DISHES)
    spelling._work.join()  # the new menu is spelt beside the selling; a busy machine takes its time
    assert evening.till.search("mpdf")[:1] != ["mapo-tofu"]
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.only(SearchField).line.setText("mpdf")
    grid = hand.only(DishGrid)
    hand.wait(lambda: any(tile.name.startswith("Mapo tofu") for tile in hand.values(grid)[:1]))
    hand.only(SearchField).line.clear()
    hand.wait(lambda: len(hand.values(grid)) == DISHES)
    assert grid.uniformItemSizes()  # else each of them is measured
    assert len(grid._delegate._drawn._pictures) <= 60  # what is not seen is not drawn
