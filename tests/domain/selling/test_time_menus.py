"""Menus for certain hours: lunch on working days, a late menu over midnight, and what cannot be one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.order import CartLine, take_line
from domain.selling.time_menus import DAY, WEEK, TimeMenu, check_time_menus, when_words
from domain.supply.stock import Stock
from tests.domain.selling.test_taking_a_cart import MENU

LUNCH = TimeMenu(
    "lunch",
    {"en": "Lunch"},
    (0, 1, 2, 3, 4),
    ((660, 840),),
    ("soup",),
    (),
    {"soup": 800, "fish/small": 4_000},
)
LATE = TimeMenu("late", {"en": "Late"}, (4,), ((1_320, 120),), ("tea",), (), {"fish": 9_900, "soup": 900})
TIMED = replace(MENU, times=(LUNCH, LATE))
MONDAY, FRIDAY, SATURDAY = 0, 4 * DAY, 5 * DAY
NOON, NIGHT = 720, 1_380


def price(dish: str, minute: int, spec: str = "one", off_hours: bool = False) -> int:
    """Of a dish at a minute of the week; -1: it is not sold."""
    options = ("mild",) if dish == "fish" else ()
    try:
        wanted = CartLine(dish, spec, options=options, off_hours=off_hours)
        return take_line(TIMED, Stock(), wanted, minute).price
    except Refused as no:
        assert no.code == "not_now"
        return -1


def test_lunch_is_sold_at_noon_of_a_working_day_at_its_price_and_never_else() -> None:
    assert price("soup", MONDAY + NOON) == 800
    assert price("soup", MONDAY + 659) == price("soup", MONDAY + 840) == -1
    assert price("soup", SATURDAY + NOON) == -1
    assert (price("fish", MONDAY + NOON, "small"), price("fish", MONDAY + NOON, "large")) == (4_000, 8_000)
    assert price("fish", SATURDAY + NOON, "small") == 5_000


def test_a_late_menu_of_friday_goes_on_after_midnight_and_ends_at_two() -> None:
    assert price("tea", FRIDAY + NIGHT) == price("tea", SATURDAY + 60) == 1_000
    assert price("tea", SATURDAY + 120) == price("tea", SATURDAY + NIGHT) == price("tea", FRIDAY + 60) == -1
    assert price("fish", SATURDAY + 60, "large") == 9_900
    sunday = replace(LATE, days=(6,))
    assert sunday.on_at(6 * DAY + NIGHT) and sunday.on_at(60), "the week begins anew on Monday's midnight"


def test_what_staff_sell_out_of_its_hours_costs_what_the_menu_says_and_is_marked() -> None:
    assert price("soup", SATURDAY + NOON, off_hours=True) == 1_000
    late = take_line(TIMED, Stock(), CartLine("soup", "one", off_hours=True), SATURDAY + NOON)
    at_noon = take_line(TIMED, Stock(), CartLine("soup", "one", off_hours=True), MONDAY + NOON)
    assert (late.off_hours, at_noon.off_hours) == (True, False)


def test_a_dish_of_a_category_is_sold_while_any_of_its_menus_is_on() -> None:
    whole = replace(LATE, dishes=(), categories=("c",), prices={})
    menu = replace(MENU, times=(LUNCH, whole))
    soup, tea = menu.dish("soup"), menu.dish("tea")
    assert menu.serves(soup, MONDAY + NOON) and menu.serves(soup, FRIDAY + NIGHT)
    assert not menu.serves(tea, MONDAY + NOON) and menu.serves(tea, SATURDAY + 60)
    noodles = menu.dish("noodles")  # whose own hours hold as well
    assert not menu.serves(noodles, FRIDAY + NIGHT)


@given(st.integers(0, WEEK - 1))
def test_the_menu_of_a_moment_is_the_same_one_and_only_prices_differ(minute: int) -> None:
    now = TIMED.at(minute)
    assert now is TIMED.at(minute)
    assert [one.id for one in now.dishes] == [one.id for one in TIMED.dishes]
    if not TIMED.on(minute):
        assert now is TIMED


def test_it_is_said_when_a_menu_is_on() -> None:
    def same(words: str) -> str:
        return words

    assert when_words(LUNCH, same) == "Mon–Fri 11:00–14:00"
    assert when_words(replace(LATE, days=(0, 2, 5, 6)), same) == "Mon, Wed, Sat–Sun 22:00–2:00"
    assert when_words(replace(LATE, days=tuple(range(7)), hours=()), same) == ""


def test_a_menu_with_them_comes_back_as_it_was_written() -> None:
    assert from_plain(Menu, to_plain(TIMED)).times == TIMED.times


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(LUNCH, names={"en": " "}), "rule_nameless"),
        (replace(LUNCH, hours=((660, 660),)), "bad_hours"),
        (replace(LUNCH, hours=((660, 1_440),)), "bad_hours"),
        (replace(LUNCH, days=(7,)), "bad_hours"),
        (replace(LUNCH, dishes=("gone",)), "unknown_dish"),
        (replace(LUNCH, categories=("gone",)), "unknown_dish"),
        (replace(LUNCH, prices={"fish/huge": 100}), "unknown_dish"),
        (replace(LUNCH, prices={"soup": 0}), "bad_price"),
        (replace(LUNCH, dishes=(), prices={}), "time_menu_empty"),
    ],
)
def test_what_cannot_be_such_a_menu_is_refused(wrong: TimeMenu, code: str) -> None:
    check_time_menus((LUNCH, LATE), MENU)
    with pytest.raises(Refused) as no:
        check_time_menus((LATE, wrong), MENU)
    assert no.value.code == code
