"""What a guest asks for becomes lines that a kitchen can cook, each dish judged by itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.selling.menu import Dish, Group, Menu, Named, Option, Part, Spec
from domain.selling.order import (
    MOST_LINES,
    CartLine,
    Choice,
    counted_items,
    reduce_stock,
    take_cart,
    take_line,
)
from domain.supply.stock import Stock
from tests.carts import NOON, carts, demo_menu, odd_carts

ONE = (Spec("one", {}, 1_000),)


def dish(id: str, **more: object) -> Dish:
    return replace(Dish(id, {"en": id.title()}, ("c",), "kitchen", ONE), **more)  # type: ignore[arg-type]


SPICE = Group("spice", {"en": "Spice"}, 1, 1, (Option("mild", {}), Option("hot", {})))
EXTRAS = Group("extras", {"en": "Extras"}, 0, 2, tuple(Option(f"x{n}", {}, 100 * n) for n in (1, 2, 3)))
MENU = Menu(
    7,
    (Named("c", {}),),
    (Named("kitchen", {}), Named("bar", {})),
    (
        dish("soup"),
        dish("fish", groups=("spice", "extras"), specs=(Spec("small", {}, 5_000), Spec("large", {}, 8_000))),
        dish("tea", station="bar"),
        dish("noodles", hours=((660, 840),)),
        dish("supper", hours=((1_320, 120),)),
        dish(
            "set",
            parts=(Part("first", {}, ("soup", "tea")), Part("second", {}, ("soup", "noodles"), count=2)),
        ),
    ),
    (SPICE, EXTRAS),
)
PLENTY = Stock()
FISH = CartLine("fish", "small", options=("mild",))
SET = CartLine(
    "set", "one", choices=(Choice("first", "tea"), Choice("second", "soup"), Choice("second", "soup"))
)


def code_of(wanted: CartLine, stock: Stock = PLENTY, minute: int = NOON) -> str:
    """Why a line is refused, "" if it is taken."""
    try:
        take_line(MENU, stock, wanted, minute)
    except Refused as no:
        return no.code
    return ""


@given(carts(demo_menu()))
def test_what_can_be_served_is_all_taken(cart: tuple[CartLine, ...]) -> None:
    lines, refused = take_cart(demo_menu(), Stock(), cart, NOON)
    assert refused == ()
    assert [(line.dish, line.spec, line.quantity) for line in lines] == [
        (wanted.dish, wanted.spec, wanted.quantity) for wanted in cart
    ]


@given(odd_carts(demo_menu()))
def test_refused_lines_keep_their_place_and_spoil_no_other(cart: tuple[CartLine, ...]) -> None:
    lines, refused = take_cart(demo_menu(), Stock(), cart, NOON)
    out = [line.index for line in refused]
    assert out == sorted(set(out))
    assert [line.dish for line in lines] == [w.dish for place, w in enumerate(cart) if place not in out]
    for line in refused:
        known = demo_menu().by_id.get(cart[line.index].dish)
        assert line.names == (known.names if known else {})


@given(carts(demo_menu()))
def test_a_line_costs_its_portion_and_its_options(cart: tuple[CartLine, ...]) -> None:
    prices = {option.id: option.price for group in demo_menu().groups for option in group.options}
    lines, _ = take_cart(demo_menu(), Stock(), cart, NOON)
    for line, wanted in zip(lines, cart, strict=True):
        spec = next(s for s in demo_menu().by_id[wanted.dish].specs if s.id == wanted.spec)
        each = spec.price + sum(prices[option] for option in wanted.options)
        assert line.amount == each * wanted.quantity // 1_000


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("mild",), ""),
        (("hot", "x1", "x3"), ""),
        ((), "options_missing"),
        (("x1",), "options_missing"),
        (("mild", "hot"), "options_too_many"),
        (("mild", "x1", "x2", "x3"), "options_too_many"),
        (("mild", "butter"), "unknown_option"),
        (("mild", "x1", "x1"), "unknown_option"),
    ],
)
def test_options_are_as_many_as_their_group_asks(options: tuple[str, ...], code: str) -> None:
    assert code_of(replace(FISH, options=options)) == code


def test_a_refusal_names_the_group_and_how_many_it_wants() -> None:
    with pytest.raises(Refused) as no:
        take_line(MENU, Stock(), replace(FISH, options=()), NOON)
    assert no.value.facts == {"dish": {"en": "Fish"}, "group": {"en": "Spice"}, "minimum": 1}


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (["tea"], ["soup", "noodles"], ""),
        (["soup"], ["soup", "soup"], ""),
        ([], ["soup", "soup"], "parts_missing"),
        (["tea"], ["soup"], "parts_missing"),
        (["tea"], ["soup", "soup", "soup"], "parts_missing"),
        (["tea", "soup"], ["soup", "soup"], "parts_missing"),
        (["fish"], ["soup", "soup"], "parts_missing"),
    ],
)
def test_a_set_is_what_its_parts_allow(first: list[str], second: list[str], code: str) -> None:
    choices = tuple([Choice("first", one) for one in first] + [Choice("second", one) for one in second])
    assert code_of(replace(SET, choices=choices)) == code


def test_a_sets_dishes_go_to_their_own_stations() -> None:
    line = take_line(MENU, Stock(), SET, NOON)
    assert [(part.dish, part.station, part.count) for part in line.parts] == [
        ("tea", "bar", 1),
        ("soup", "kitchen", 2),
    ]


@given(st.integers(0, 1_439))
def test_hours_may_run_over_midnight(minute: int) -> None:
    assert (code_of(CartLine("noodles", "one"), minute=minute) == "") == (660 <= minute < 840)
    late = minute >= 1_320 or minute < 120
    assert (code_of(CartLine("supper", "one"), minute=minute) == "") == late


@pytest.mark.parametrize(
    ("left", "wanted", "code"),
    [(0, 1, "sold_out"), (999, 1, "sold_out"), (2_000, 3, "not_enough"), (2_000, 2, ""), (5_000, 1, "")],
)
def test_no_more_is_sold_than_there_is(left: int, wanted: int, code: str) -> None:
    assert code_of(CartLine("soup", "one", wanted * 1_000), Stock({"soup": left})) == code


def test_a_line_takes_from_what_the_line_before_left() -> None:
    soup = CartLine("soup", "one", 2_000)
    lines, refused = take_cart(
        MENU, Stock({"soup": 3_000}), [soup, soup, replace(soup, quantity=1_000)], NOON
    )
    assert [line.quantity for line in lines] == [2_000, 1_000]
    assert [(line.index, line.code, line.facts["remaining"]) for line in refused] == [(1, "not_enough", 1)]


def test_options_and_parts_are_counted_too() -> None:
    assert code_of(replace(FISH, options=("mild", "x1")), Stock({"x1": 0})) == "sold_out"
    assert code_of(SET, Stock({"tea": 0})) == "sold_out"
    assert code_of(SET, Stock({"soup": 1_000})) == "not_enough"


def test_a_dish_picked_for_two_parts_of_a_set_is_counted_twice() -> None:
    choices = (Choice("first", "soup"), Choice("second", "soup"), Choice("second", "soup"))
    twice = replace(SET, choices=choices)
    assert code_of(twice, Stock({"soup": 3_000})) == ""
    assert code_of(twice, Stock({"soup": 2_000})) != ""


@given(carts(demo_menu()), st.dictionaries(st.sampled_from(sorted(demo_menu().by_id)), st.integers(0, 9_000)))
def test_stock_never_goes_below_nothing(cart: tuple[CartLine, ...], counted: dict[str, int]) -> None:
    lines, _ = take_cart(demo_menu(), Stock(counted), cart, NOON)
    sold = dict.fromkeys(counted, 0)
    stock = Stock(counted)
    for line in lines:
        stock = reduce_stock(stock, line)
        for item, _, quantity in counted_items(line):
            if item in sold:
                sold[item] += quantity
    assert all(sold[item] <= counted[item] for item in counted)
    assert stock.remaining == {item: counted[item] - sold[item] for item in counted}


@pytest.mark.parametrize("quantity", [0, -1_000, 500, 1_500, 1_000_000])
def test_portions_are_whole_and_reasonable(quantity: int) -> None:
    assert code_of(CartLine("soup", "one", quantity)) == "bad_quantity"


def test_a_cart_is_neither_empty_nor_endless() -> None:
    for cart, code in (([], "empty_order"), ([CartLine("soup", "one")] * (MOST_LINES + 1), "too_many_lines")):
        with pytest.raises(Refused, match=code):
            take_cart(MENU, Stock(), cart, NOON)


def test_a_remark_is_one_line_and_not_a_letter() -> None:
    line = take_line(MENU, Stock(), CartLine("soup", "one", remark="  no \n coriander\t please "), NOON)
    assert line.remark == "no coriander please"
    assert code_of(CartLine("soup", "one", remark="x" * 201)) == "remark_too_long"
