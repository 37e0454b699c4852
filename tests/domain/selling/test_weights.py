"""What is weighed costs what it weighs, to the last unit, on whatever the scale shows it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.splitting import parts_of
from domain.selling.menu import Dish, Menu, Named, Spec
from domain.selling.order import CartLine, OpenDish, take_line
from domain.selling.price import Rules, Threshold, price_order
from domain.selling.weights import GRAMS, checked_weight, grams_of, thousandths, weight_text
from domain.supply.stock import Stock

NOON = 720
BASS = Dish("bass", {"en": "Bass"}, ("sea",), "kitchen", (Spec("one", {}, 6_800),), unit="jin", later=True)
CRAB = replace(BASS, id="crab", names={"en": "Crab"}, later=False, by_day=True, specs=(Spec("one", {}, 0),))
SOUP = Dish("soup", {"en": "Soup"}, ("sea",), "kitchen", (Spec("one", {}, 1_000),))
MENU = Menu(1, (Named("sea", {}),), (Named("kitchen", {}),), (BASS, CRAB, SOUP))
units = st.sampled_from(sorted(GRAMS))
weights = st.integers(1, 999_000)


def take(line: CartLine) -> object:
    return take_line(MENU, Stock(), line, NOON)


@given(st.integers(0, 999_000), units)
def test_a_whole_gram_is_the_same_in_every_unit(grams: int, unit: str) -> None:
    assert grams_of(thousandths(grams, unit), unit) == grams


@given(weights, st.integers(1, 100_000))
def test_a_weighed_line_is_rounded_once(weight: int, price: int) -> None:
    line = replace(take_line(MENU, Stock(), CartLine("bass", "one"), NOON), price=price, weight=weight)
    assert abs(line.amount * 1000 - price * weight) <= 500


@given(
    st.lists(st.tuples(st.integers(1, 40_000), st.integers(1, 20_000)), min_size=1, max_size=8),
    st.integers(0, 2_000),
    st.integers(0, 1_300),
    st.booleans(),
    st.data(),
)
def test_shares_and_parts_of_weighed_lines_agree(
    fish: list[tuple[int, int]], service: int, tax: int, inclusive: bool, data: st.DataObject
) -> None:
    plain = take_line(MENU, Stock(), CartLine("bass", "one"), NOON)
    lines = [replace(plain, weight=weight, price=price) for weight, price in fish]
    promotions = (Threshold("p", {}, 10_000, 1_000),)
    rules = Rules(1, promotions=promotions, service=service, tax=tax, tax_inclusive=inclusive)
    bill = price_order(lines, 2, rules)
    assert sum(share.total for share in bill.lines) + bill.fees.total == bill.total
    cut = data.draw(st.integers(0, len(lines)))
    parts = parts_of(bill, [lines[:cut], lines[cut:]], [1, 1], inclusive)
    assert sum(part.total for part in parts) == bill.total
    assert sum(part.subtotal for part in parts) == sum(line.amount for line in lines)


def test_what_is_ordered_by_the_piece_costs_nothing_until_it_is_weighed() -> None:
    line = take_line(MENU, Stock(), CartLine("bass", "one", 2_000), NOON)
    assert (line.amount, line.awaits_weight, line.quantity) == (0, True, 2_000)
    assert replace(line, weight=2_350).amount == 15_980
    assert replace(line, weight=2_350, quantity=0).amount == 0  # taken off, whatever it weighed


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (CartLine("bass", "one", 2_000, weight=1_000), "bad_weight"),  # two fish on one scale: weigh later
        (CartLine("soup", "one", weight=500), "bad_weight"),
        (CartLine("bass", "one", weight=-1), "bad_weight"),
        (CartLine("bass", "one", weight=10**9), "bad_weight"),
        (CartLine("bass", "one", tare=100), "bad_weight"),
        (CartLine("soup", "one", price=100), "bad_price"),
        (CartLine("crab", "one"), "price_of_day"),
        (CartLine("crab", "one", price=-5), "price_of_day"),
        (CartLine("crab", "one", price=10**12), "bad_price"),
    ],
)
def test_what_cannot_be_weighed_or_priced_so_is_refused(line: CartLine, code: str) -> None:
    with pytest.raises(Refused) as no:
        take(line)
    assert no.value.code == code


def test_the_price_of_the_day_is_typed_or_the_menus() -> None:
    assert take_line(MENU, Stock(), CartLine("crab", "one", price=9_800, weight=1_500), NOON).amount == 14_700
    priced = replace(MENU, dishes=(replace(CRAB, specs=(Spec("one", {}, 8_800),)),))
    assert take_line(priced, Stock(), CartLine("crab", "one", weight=1_000), NOON).amount == 8_800


def test_an_open_dish_has_its_typed_name_and_price() -> None:
    line = take_line(
        MENU, Stock(), CartLine("", "", 2_000, open=OpenDish(" Plain  rice ", 300, "kitchen")), NOON
    )
    assert (line.names, line.amount, line.station, line.dish) == (
        {"und": "Plain rice"},
        600,
        "kitchen",
        "open:Plain rice",
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (CartLine("", "", open=OpenDish("  ", 300, "kitchen")), "bad_open_dish"),
        (CartLine("", "", open=OpenDish("x" * 41, 300, "kitchen")), "bad_open_dish"),
        (CartLine("soup", "one", open=OpenDish("Rice", 300, "kitchen")), "bad_open_dish"),
        (CartLine("", "", open=OpenDish("Rice", 0, "kitchen")), "bad_price"),
        (CartLine("", "", 500, open=OpenDish("Rice", 300, "kitchen")), "bad_quantity"),
    ],
)
def test_an_open_dish_is_complete_or_refused(line: CartLine, code: str) -> None:
    with pytest.raises(Refused) as no:
        take(line)
    assert no.value.code == code


def test_a_weight_reads_as_a_number() -> None:
    assert [weight_text(one) for one in (1_000, 1_250, 2_005, 10)] == ["1", "1.25", "2.005", "0.01"]
    with pytest.raises(Refused):
        checked_weight(1, -1, "kg", {})
