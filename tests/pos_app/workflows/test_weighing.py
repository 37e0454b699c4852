"""Fish by the piece, weighed later; crabs at the price of the day; a dish that is on no menu."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.seen import see_table
from domain.money.adjustments import WEIGHED, Adjustment
from domain.selling.order import CartLine, OpenDish
from domain.selling.orders import OrderLine
from tests.pos_app.shop import TOFU, Shop

BASS = {
    "id": "bass",
    "names": {"zh-Hans": "清蒸鲈鱼", "en": "Steamed bass"},
    "categories": ["wok"],
    "station": "kitchen",
    "specs": [{"id": "one", "names": {}, "price": 6_800}],
    "unit": "jin",
    "later": True,
}
CRAB = {
    **BASS,
    "id": "crab",
    "names": {"zh-Hans": "大闸蟹", "en": "Hairy crab"},
    "later": False,
    "by_day": True,
}
CRAB["specs"] = [{"id": "one", "names": {}, "price": 0}]
TWO_BASS = CartLine("bass", "one", 2_000)


@pytest.fixture
def seafood(shop: Shop) -> Shop:
    """The demo restaurant with two dishes that are weighed."""
    offer(shop, BASS, CRAB)
    return shop


def offer(shop: Shop, *dishes: Mapping[str, Any]) -> None:
    """More dishes on the menu."""
    shop.publish("menu", dishes=[*shop.read_document("menu")["dishes"], *dishes])


def only_line(shop: Shop, table: str) -> str:
    return shop.opening(table).bill_lines[-1].id


def weigh(shop: Shop, line: str, weight: int, tare: int = 0, reason: str = "", by: str = "zhou") -> None:
    shop.till.bills.weigh_line(line, weight, tare, reason, by, shop.time.new_id()).result()


def refused(code: str, act: Any) -> Refused:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code
    return no.value


def test_a_bill_with_fish_that_nobody_has_weighed_cannot_be_settled(seafood: Shop) -> None:
    shop = seafood
    opening = shop.open("A1", 2)
    shop.send("A1", TWO_BASS, TOFU)
    assert shop.opening("A1").bill.subtotal == 2_800  # the tofu
    no = refused("to_weigh", lambda: shop.pay("A1"))
    assert no.facts["line"] == shop.opening("A1").bill_lines[0].id
    refused("to_weigh", lambda: shop.till.bills.settle_for_nothing(opening, "zhou").result())
    weigh(shop, str(no.facts["line"]), 2_350, 150)
    assert shop.opening("A1").bill.subtotal == 2_800 + 15_980
    assert shop.pay("A1").receipt == 1
    (row,) = [row for row in shop.rows(OrderLine) if row.dish == "bass"]
    assert (row.quantity, row.line.weight, row.line.tare, row.amount) == (2_000, 2_350, 150, 15_980)
    assert shop.rebuilt().different == ()


def test_fish_alone_does_not_leave_for_nothing(seafood: Shop) -> None:
    seafood.publish("rules", cover=0)
    opening = seafood.open("A1", 2)
    seafood.send("A1", TWO_BASS)
    assert seafood.opening("A1").due == 0
    refused("to_weigh", lambda: seafood.till.clear_table(opening, "zhou").result())
    refused("to_weigh", lambda: seafood.till.bills.settle_for_nothing(opening, "zhou").result())


def test_one_fish_of_two_may_go_before_they_are_weighed_and_not_after(seafood: Shop) -> None:
    seafood.open("A1", 2)
    seafood.send("A1", TWO_BASS, TOFU)
    line = seafood.opening("A1").bill_lines[0].id
    act = seafood.time.new_id()
    seafood.till.bills.void_line(line, 1_000, False, "too_slow", "zhou", act).result()
    weigh(seafood, line, 1_100)
    assert seafood.opening("A1").bill.subtotal == 2_800 + 7_480

    def void(quantity: int) -> None:
        act = seafood.time.new_id()
        seafood.till.bills.void_line(line, quantity, True, "bad_dish", "wang", act).result()

    refused("line_whole", lambda: void(500))
    void(1_000)
    assert seafood.opening("A1").bill.subtotal == 2_800
    assert seafood.rebuilt().different == ()


def test_weighing_again_needs_a_right_and_a_reason(seafood: Shop) -> None:
    seafood.open("A1", 2)
    seafood.send("A1", TWO_BASS)
    line = only_line(seafood, "A1")
    act = seafood.time.new_id()
    for _ in range(2):  # asked twice with one id
        seafood.till.bills.weigh_line(line, 2_000, 0, "", "chen", act).result()
    assert len(seafood.rows(Adjustment, kind=WEIGHED)) == 1
    refused("approval_needed", lambda: weigh(seafood, line, 1_500, reason="wrong", by="chen"))
    refused("reason_missing", lambda: weigh(seafood, line, 1_500, by="wang"))
    weigh(seafood, line, 1_500, reason="water in the bowl", by="wang")
    assert seafood.opening("A1").bill.subtotal == 10_200
    first, again = sorted(seafood.rows(Adjustment, kind=WEIGHED), key=lambda one: one.at)
    assert (first.by, first.amount, first.reason) == ("chen", -13_600, "")
    assert (again.by, again.amount, again.reason) == ("wang", 3_400, "water in the bowl")


@pytest.mark.parametrize("weight", [0, -5, 10**9])
def test_an_impossible_weight_changes_nothing(seafood: Shop, weight: int) -> None:
    seafood.open("A1", 2)
    seafood.send("A1", TWO_BASS)
    refused("bad_weight", lambda: weigh(seafood, only_line(seafood, "A1"), weight))
    assert seafood.opening("A1").bill_lines[0].line.awaits_weight


def test_a_weighed_fish_goes_to_another_bill_as_a_whole(seafood: Shop) -> None:
    opening = seafood.open("A1", 2)
    seafood.send("A1", TWO_BASS, TOFU)
    line = seafood.opening("A1").bill_lines[0].id
    weigh(seafood, line, 2_001)
    whole = seafood.opening("A1").bill.total

    def split(quantity: int) -> None:
        seafood.till.bills.split(opening, "", {line: quantity}, 1, "zhou", seafood.time.new_id()).result()

    refused("line_whole", lambda: split(1_000))
    split(2_000)
    assert sum(one.figures.total for one in seafood.opening("A1").bills) == whole
    assert seafood.rebuilt().different == ()


def test_a_part_of_a_split_bill_waits_for_the_fish_on_the_other(seafood: Shop) -> None:
    """They are priced together: a promotion on the whole depends on what the fish weighs."""
    opening = seafood.open("A1", 2)
    seafood.send("A1", TWO_BASS, TOFU)
    fish = seafood.opening("A1").bill_lines[0].id
    seafood.till.bills.split(opening, "", {fish: 2_000}, 1, "zhou", seafood.time.new_id()).result()
    refused("to_weigh", lambda: seafood.pay("A1"))


def test_phones_see_that_fish_is_to_be_weighed_and_may_not_weigh_it(seafood: Shop) -> None:
    opening = seafood.open("A1", 2)
    phone = seafood.phone("A1")
    assert phone.order(TWO_BASS).state == "accepted"
    assert phone.order(CartLine("bass", "one", weight=100)).code == "unreadable"
    assert phone.order(CartLine("crab", "one", price=1)).code == "unreadable"
    assert phone.order(CartLine("crab", "one")).code == "price_of_day"
    (seen,) = seafood.read(lambda tables: see_table(tables, "A1")).opening.lines  # type: ignore[union-attr]
    assert seen.line.awaits_weight and seen.amount == 0
    weigh(seafood, only_line(seafood, "A1"), 2_000)
    (seen,) = seafood.read(lambda tables: see_table(tables, "A1")).opening.lines  # type: ignore[union-attr]
    assert (seen.line.weight, seen.amount) == (2_000, 13_600)
    assert opening


def test_a_typed_price_or_dish_needs_the_right(seafood: Shop) -> None:
    opening = seafood.open("A1", 2)
    crab = CartLine("crab", "one", weight=1_500, price=9_800)
    rice = CartLine("", "", open=OpenDish("Plain congee", 800, "kitchen"))
    refused("not_allowed", lambda: seafood.send("A1", crab))  # a waiter
    refused("not_allowed", lambda: seafood.send("A1", rice))
    request = seafood.time.new_id()
    lost = CartLine("", "", open=OpenDish("Plain congee", 800, "moon"))
    refused(
        "unknown_station", lambda: seafood.till.send_to_kitchen(opening, [lost], "", "zhou", request).result()
    )
    seafood.till.send_to_kitchen(opening, [crab, rice], "", "zhou", request).result()
    assert seafood.opening("A1").bill.subtotal == 14_700 + 800
    typed = [line.line.typed for line in seafood.opening("A1").bill_lines]
    assert typed == [True, True]
    assert seafood.rebuilt().different == ()
