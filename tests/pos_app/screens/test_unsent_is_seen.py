"""Dishes that were tapped and never sent are seen on the floor: the guests would wait in vain."""

from pos_app.models.tables import TableTile
from pos_app.screens.floor.plan_view import PlanView
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def tile(hand: Hand, table: str) -> TableTile:
    found: list[TableTile] = hand.values(hand.only(PlanView))
    return next(one for one in found if one.id == table)


def test_a_round_that_nobody_sent_is_seen_at_its_table(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    hand.dish("Kung pao chicken")
    hand.window.go("floor", "")
    assert (tile(hand, "A6").word, tile(hand, "A6").icon) == ("Not sent 2", "pencil")
    hand.order_at("A6")
    hand.press("Send 2 dishes")
    hand.wait(lambda: bool(evening.till.view.openings[evening.opening("A6")].orders))
    hand.window.go("floor", "")
    hand.wait(lambda: tile(hand, "A6").word == "Ordered")


def test_of_joined_tables_that_one_says_it_where_the_dishes_go(hand: Hand, evening: Evening) -> None:
    first, second = evening.open("A6", 4), evening.open("A7", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A7")
    hand.dish("Cola")
    evening.till.tables.join(first, second, "zhou").result()
    hand.window.go("floor", "")
    hand.wait(lambda: bool(hand.window.desk.view.tables["A7"].with_table))
    hand.wait(lambda: tile(hand, "A7").word == "Not sent 1")
    assert tile(hand, "A6").word == "Ordered"


def test_what_is_more_urgent_is_said_first(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    evening.call("A6", "waiter")
    hand.window.go("floor", "")
    hand.wait(lambda: tile(hand, "A6").word == "Calls")
