"""套餐: what a choice costs more 加价 is in the price of the set, and so on all that it comes to."""

import pytest

from domain.errors import Refused
from domain.record.plain import to_plain
from domain.selling.menu import Dish, Menu, Part, Spec
from domain.selling.order import CartLine, Choice, extra_of, take_line
from domain.supply.stock import Stock

NOON = 12 * 60


def dish(id: str, price: int, *parts: Part) -> Dish:
    return Dish(id, {"en": id}, ("all",), "kitchen", (Spec("one", {}, price),), parts=parts)


MAIN = Part("main", {"en": "Main"}, ("tofu", "fish"), extra={"fish": 800})
DRINKS = Part("drinks", {"en": "Drinks"}, ("tea", "juice"), 2, {"juice": 300})
SET = dish("set", 9_800, MAIN, DRINKS)
MENU = Menu(1, (), (), dishes=(*(dish(id, 2_000) for id in ("tofu", "fish", "tea", "juice")), SET))


def ordered(*picked: str, sets: int = 1) -> CartLine:
    choices = tuple(Choice("main" if one in MAIN.choices else "drinks", one) for one in picked)
    return CartLine("set", "one", sets * 1000, choices=choices)


@pytest.mark.parametrize(
    ("picked", "price"),
    [
        (("tofu", "tea", "tea"), 9_800),
        (("fish", "tea", "tea"), 10_600),
        (("fish", "tea", "juice"), 10_900),
        (("tofu", "juice", "juice"), 10_400),
    ],
)
def test_a_choice_that_costs_more_is_in_the_price_of_the_set(picked: tuple[str, ...], price: int) -> None:
    cart = ordered(*picked, sets=3)
    line = take_line(MENU, Stock(), cart, NOON)
    assert (line.price, line.amount) == (price, 3 * price)
    assert extra_of(SET, cart.choices) == price - 9_800


def test_what_costs_nothing_more_is_told_as_before() -> None:
    """So that a till and a server of earlier releases read it."""
    line = take_line(MENU, Stock(), ordered("fish", "tea", "tea"), NOON)
    fish, tea = to_plain(line)["parts"]
    assert fish["price"] == 800 and "price" not in tea
    assert "extra" not in to_plain(Part("main", {}, ("tofu",)))


def test_the_extra_of_a_dish_that_is_no_choice_is_charged_to_nobody() -> None:
    with pytest.raises(Refused, match="parts_missing"):
        take_line(MENU, Stock(), ordered("fish", "tea"), NOON)
