"""The order screen begins with what this store sells most 常点, in an order that stands still all day."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from domain.record.plain import to_plain
from pos_app.screens.selling.category_list import CategoryList
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.open_dish import OpenDishSheet
from pos_app.widgets.search_field import SearchField
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

DAY = 24 * 3_600_000
MONDAY = (
    *(("mapo-tofu",) * 4),
    *(("twice-cooked-pork",) * 3),
    *(("kung-pao-chicken",) * 2),
    "chilli-chicken",
    "steamed-rice",
    "brown-sugar-ciba",
    "garlic-water-spinach",
    "dry-fried-beans",
    "couples-beef",
    "maoxuewang",
    "potato-shreds",
    "cola",
)
RANKED = ["Mapo tofu", "Twice-cooked pork", "Kung pao chicken"]


def sell(evening: Evening, table: str, *dishes: str) -> None:
    """Each dish in a round of its own."""
    evening.open(table, 2)
    for one in dishes:
        evening.order(table, dish(one))


def sit(hand: Hand, evening: Evening, table: str) -> None:
    evening.open(table, 2)
    hand.order_at(table)


def categories(hand: Hand) -> list[str]:
    return [row[1] for row in hand.values(hand.only(CategoryList))]


def tiles(hand: Hand) -> list[str]:
    return [tile.name for tile in hand.values(hand.only(DishGrid))]


def next_day(evening: Evening, table: str) -> None:
    evening.time += DAY
    sell(evening, table, "cola")  # the first order of the day


def test_the_morning_after_the_cashier_finds_first_what_the_store_sold(hand: Hand, evening: Evening) -> None:
    sell(evening, "C4", *MONDAY)
    next_day(evening, "C3")
    sit(hand, evening, "A6")
    hand.wait(lambda: categories(hand)[:2] == ["Often ordered", "All"])
    assert tiles(hand)[:3] == RANKED
    assert len(tiles(hand)) == 12


def test_what_sells_today_moves_no_tile_before_tomorrow(hand: Hand, evening: Evening) -> None:
    sell(evening, "C4", *MONDAY)
    next_day(evening, "C3")
    before = evening.till.view.often
    sell(evening, "C2", *(["cola"] * 9), "lager")
    sit(hand, evening, "A6")
    hand.wait(lambda: len(tiles(hand)) == 13)
    assert evening.till.view.often == (*before, "lager"), "new ones join at the end"
    next_day(evening, "C1")
    assert evening.till.view.often[0] == "cola"


def test_a_till_without_a_past_shows_all_its_dishes(hand: Hand, evening: Evening) -> None:
    sit(hand, evening, "A6")
    hand.wait(lambda: categories(hand)[0] == "All")
    assert len(tiles(hand)) == len(evening.till.view.menu.dishes)
    sell(evening, "C4", *MONDAY[:16])  # of ten dishes nobody can say that they are ordered often
    hand.wait(lambda: len(evening.till.view.often) == 10)
    assert categories(hand)[0] == "All"


def test_by_keys_the_cashier_goes_from_category_to_category(hand: Hand, evening: Evening) -> None:
    sell(evening, "C4", *MONDAY)
    sit(hand, evening, "A6")
    hand.wait(lambda: categories(hand)[0] == "Often ordered")
    grid, chosen = hand.only(DishGrid), hand.only(CategoryList)
    for key, wanted in (("PgDown", ""), ("PgDown", "signature"), ("PgUp", ""), ("PgUp", "often:")):
        QTest.keyClick(grid, getattr(Qt.Key, f"Key_Page{key[2:]}"), Qt.KeyboardModifier.ControlModifier)
        if wanted != "signature":
            assert chosen.key() == wanted
    QTest.keyClick(grid, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert chosen.key() == "often:", "there is none before it"


def test_another_table_begins_with_the_first_category(hand: Hand, evening: Evening) -> None:
    sell(evening, "C4", *MONDAY)
    sit(hand, evening, "A6")
    hand.wait(lambda: len(tiles(hand)) == 12)
    hand.category("All")
    hand.wait(lambda: len(tiles(hand)) > 12)
    sit(hand, evening, "A7")
    hand.wait(lambda: len(tiles(hand)) == 12)


def test_a_dish_that_leaves_the_menu_leaves_its_place_too(hand: Hand, evening: Evening) -> None:
    sell(evening, "C4", *MONDAY, "lager")
    sit(hand, evening, "A6")
    hand.wait(lambda: len(tiles(hand)) == 13)
    menu = evening.till.view.menu
    fewer = replace(
        menu,
        version=menu.version + 1,
        dishes=tuple(one for one in menu.dishes if one.id != "mapo-tofu"),
    )
    evening.write(lambda entry: entry.record("menu.published", to_plain(fewer)))
    hand.wait(lambda: "Mapo tofu" not in tiles(hand))
    assert len(tiles(hand)) == 12


def test_on_a_small_screen_every_category_is_seen_above_the_open_dish(hand: Hand, evening: Evening) -> None:
    hand.window.resize(1024, 768)
    sell(evening, "C4", *MONDAY)
    sit(hand, evening, "A6")
    hand.wait(lambda: len(categories(hand)) == 11)
    rows = hand.only(CategoryList)
    last = rows.visualRect(rows.model().index(10, 0))
    hand.wait(lambda: rows.viewport().rect().contains(rows.visualRect(rows.model().index(10, 0))))
    assert last.height() >= 50, "a finger tells them apart"
    hand.press("Open dish")
    assert isinstance(hand.sheet(), OpenDishSheet)


def test_who_finds_nothing_is_shown_all_dishes_and_not_the_often_ordered_ones(
    hand: Hand, evening: Evening
) -> None:
    sell(evening, "C4", *MONDAY)
    sit(hand, evening, "A6")
    hand.wait(lambda: len(tiles(hand)) == 12)
    hand.only(SearchField).line.setText("qqqq")
    hand.press("Show all dishes")
    hand.wait(lambda: len(tiles(hand)) == len(evening.till.view.menu.dishes))
    assert hand.only(CategoryList).key() == ""
