"""A table goes on after a bill of it was paid or reversed: its order says which dishes that concerns."""

from pos_app.models.order_rows import OrderRow
from pos_app.screens.selling.order_list import OrderList
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def lines(hand: Hand) -> list[OrderRow]:
    found: list[OrderRow] = hand.values(hand.only(OrderList))
    return [row for row in found if row.kind == "line"]


def paid(hand: Hand, evening: Evening) -> str:
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    evening.pay("A6", "cash", 10_000)
    return opening


def test_what_is_ordered_after_paying_is_told_from_what_is_paid(hand: Hand, evening: Evening) -> None:
    paid(hand, evening)
    evening.order("A6", dish("cola", 3))
    hand.order_at("A6")
    hand.wait_to_read("3 portions")  # those of the new bill, as its sum is
    assert [(row.title, row.mark) for row in lines(hand)] == [("Cola", ""), ("Mapo tofu", "paid")]


def test_the_dishes_of_a_reversed_bill_are_counted_once(hand: Hand, evening: Evening) -> None:
    opening = paid(hand, evening)
    evening.till.money.reverse(opening, True, False, "mistake", "wang", evening.till.new_id()).result()
    hand.order_at("A6")
    hand.wait_to_read("2 portions")
    told = [(row.title, row.mark, row.end) for row in lines(hand)]
    assert told == [("Mapo tofu", "reversed", "")]  # still in the kitchen, its money on the bill in its place
    order = hand.work._screens["order"]._pane._order  # type: ignore[attr-defined]
    assert order.counts["mapo-tofu"] == 2_000
