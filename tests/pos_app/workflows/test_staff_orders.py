"""What staff do at a table: open it, send rounds, serve, answer, and what they may not."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.selling.order import CartLine
from domain.selling.orders import Order
from domain.selling.printing import PrintJob
from tests.pos_app.shop import BEER, CABBAGE, DRINK, FISH, NOODLES, RICE, SET_FOR_TWO, TOFU, Shop, at


def test_a_table_is_taken_once(shop: Shop) -> None:
    shop.open("B3", guests=4)
    with pytest.raises(Refused, match="table_taken"):
        shop.open("B3")
    assert [opening.guests for opening in shop.rows(Opening, table="B3")] == [4]
    assert shop.state("B3") == "seated"


@pytest.mark.parametrize("guests", [0, -1, 100])
def test_guests_are_between_one_and_ninety_nine(shop: Shop, guests: int) -> None:
    with pytest.raises(Refused, match="bad_guests"):
        shop.open("B3", guests)
    opening = shop.open("B3", 99)
    with pytest.raises(Refused, match="bad_guests"):
        shop.till.set_guests(opening, guests, "zhou").result()


def test_the_cover_charge_follows_the_guests(shop: Shop) -> None:
    opening = shop.open("A1", 2)
    shop.send("A1", TOFU)
    before = shop.opening("A1")
    shop.till.set_guests(opening, 5, "zhou").result()
    after = shop.opening("A1")
    assert (before.bill.cover, after.bill.cover) == (400, 1_000)
    assert after.version > before.version


def test_a_round_is_cooked_at_its_stations(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, DRINK, SET_FOR_TWO)
    jobs = {(job.station, job.kind, job.state) for job in shop.rows(PrintJob)}
    assert jobs == {("kitchen", "kitchen", "queued"), ("bar", "kitchen", "queued")}


def test_a_round_sent_twice_is_cooked_once(shop: Shop) -> None:
    shop.open("A1")
    request = shop.time.new_id()
    shop.send("A1", TOFU, request=request)
    shop.send("A1", TOFU, request=request)
    assert len(shop.opening("A1").orders) == 1
    assert len(shop.rows(PrintJob)) == 1


def test_a_round_sent_twice_with_other_dishes_is_refused(shop: Shop) -> None:
    """Silently dropping it would leave the cashier believing that the fish is being cooked."""
    shop.open("A1")
    shop.open("A2")
    request = shop.time.new_id()
    shop.send("A1", TOFU, request=request)
    for table, cart in (("A1", FISH), ("A2", TOFU)):
        with pytest.raises(Refused, match="round_changed"):
            shop.send(table, cart, request=request)
    with pytest.raises(Refused, match="round_changed"):
        shop.send("A1", TOFU, request=request, remark="no salt")
    assert len(shop.rows(Order)) == 1


def test_a_round_that_was_refused_may_be_mended_and_sent_again(shop: Shop) -> None:
    shop.open("A1")
    request = shop.time.new_id()
    with pytest.raises(Refused, match="sold_out"):
        shop.send("A1", TOFU, CABBAGE, request=request)
    assert shop.opening("A1").orders == ()
    shop.send("A1", TOFU, request=request)
    assert len(shop.opening("A1").orders) == 1


def test_staff_order_lunch_until_two(shop: Shop) -> None:
    shop.open("A1")
    shop.time.at = at("2026-11-23T13:59:59")
    shop.send("A1", NOODLES)
    shop.time.later(seconds=1)
    with pytest.raises(Refused, match="not_now"):
        shop.send("A1", NOODLES)


def test_a_remark_goes_with_the_round(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU, remark="  birthday \n at seven ")
    assert shop.opening("A1").orders[0].remark == "birthday at seven"


def test_dishes_are_served_one_by_one_and_the_table_stops_waiting(shop: Shop) -> None:
    opening = shop.open("A1")
    shop.send("A1", FISH, RICE)
    first, second = (line.id for line in shop.opening("A1").orders[0].lines)
    shop.till.serve(opening, [first, "no.such.line"], "he").result()
    assert [line.state for line in shop.opening("A1").orders[0].lines] == ["served", "kitchen"]
    shop.time.later(minutes=20)
    shop.till.refresh()
    assert shop.state("A1") == "waiting"
    shop.till.serve(opening, [first, second], "he").result()
    assert shop.state("A1") == "served"
    assert len(shop.events("lines.served")) == 2


def test_a_called_waiter_comes_once(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    for _ in range(2):
        shop.call("A1", "bill")
    assert shop.state("A1") == "bill"
    assert len(shop.events("opening.called")) == 1
    shop.till.answer_call(phone.opening, "chen").result()
    shop.till.answer_call(phone.opening, "chen").result()
    assert shop.state("A1") == "ordered"
    assert len(shop.events("opening.answered")) == 1


def test_a_guest_asks_after_a_dish_and_staff_see_which(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    for dish in ("mapo-tofu", "mapo-tofu", "cola", 7, "mapo-tofu"):
        shop.call("A1", "waiter", dish=dish)
    asked = [body["what"] for body in shop.events("opening.called")]
    assert asked == ["rush:mapo-tofu", "waiter", "rush:mapo-tofu"], "what is not to come is just a call"
    shop.caught_up()
    assert shop.till.view.tables["A1"].rushed["en"] == "Mapo tofu"
    shop.call("A1", "bill")
    shop.call("A1", "waiter", dish="mapo-tofu")
    assert shop.state("A1") == "bill", "somebody is on the way with the bill"


@pytest.mark.parametrize("what", ["", "police", None, 7])
def test_only_a_waiter_or_the_bill_can_be_called(shop: Shop, what: object) -> None:
    shop.open("A1")
    shop.call("A1", what)
    shop.call("no-such-table", "bill")
    shop.call(None, "bill")
    assert shop.events("opening.called") == []


def test_nothing_is_sent_to_a_table_that_is_closed(shop: Shop) -> None:
    opening = shop.open("A1")
    shop.till.clear_table(opening, "zhou").result()
    verbs: list[Callable[[], Future[Any]]] = [
        lambda: shop.till.send_to_kitchen(opening, [TOFU], "", "zhou", shop.time.new_id()),
        lambda: shop.till.set_guests(opening, 3, "zhou"),
        lambda: shop.till.serve(opening, ["x.0"], "zhou"),
    ]
    for verb in verbs:
        with pytest.raises(Refused, match="opening_closed"):
            verb().result()
    shop.till.clear_table(opening, "zhou").result()
    assert len(shop.events("opening.cleared")) == 1


def test_each_does_what_their_role_allows(shop: Shop) -> None:
    opening = shop.open("A1")
    request = shop.time.new_id
    with pytest.raises(Refused, match="not_allowed"):
        shop.till.send_to_kitchen(opening, [TOFU], "", "he", request()).result()
    with pytest.raises(Refused, match="not_allowed"):
        shop.till.set_stock("mapo-tofu", 0, "chen").result()
    with pytest.raises(Refused, match="unknown_staff"):
        shop.till.send_to_kitchen(opening, [TOFU], "", "nobody", request()).result()
    shop.send("A1", TOFU)
    view = shop.opening("A1")
    with pytest.raises(Refused, match="not_allowed"):
        shop.till.take_payment(
            opening, "cash", view.due, view.version, True, "chen", shop.time.new_id()
        ).result()
    assert [event.get("by") for event in shop.events("payment.received")] == []


def test_the_sold_out_list_is_what_staff_last_said(shop: Shop) -> None:
    shop.till.set_stock("mapo-tofu", 2_000, "he").result()
    shop.till.set_stock("mapo-tofu", 2_000, "he").result()
    assert len(shop.events("stock.set")) == 2  # the founding's and ours
    shop.open("A1")
    with pytest.raises(Refused, match="not_enough"):
        shop.send("A1", CartLine("mapo-tofu", "one", 3_000))
    shop.till.set_stock("mapo-tofu", None, "he").result()
    shop.send("A1", CartLine("mapo-tofu", "one", 3_000))
    shop.caught_up()
    assert shop.till.view.stock.left("mapo-tofu") is None


def test_the_view_is_the_same_after_a_restart(shop: Shop) -> None:
    """What is followed step by step is what is read from the state at once."""
    phone = shop.phone("A1")
    phone.order(FISH, RICE, remark="faster")
    shop.open("A2", 3)
    shop.send("A2", BEER, TOFU)
    shop.pay("A2", receipt=False)
    shop.till.clear_table(shop.opening("A2").opening.id, "zhou").result()
    shop.open("A2", 1)
    line = shop.opening("A1").orders[0].lines[0].id
    shop.till.serve(phone.opening, [line], "chen").result()
    shop.call("A1", "waiter")
    shop.till.set_stock("lager", 0, "he").result()
    shop.time.later(seconds=30)
    shop.till.refresh()
    shop.caught_up()
    before = shop.till.view
    again = shop.again()
    try:
        after = again.till.view
        for part in (
            "store",
            "menu",
            "rules",
            "floor",
            "staff",
            "tenders",
            "stock",
            "tables",
            "openings",
            "held",
        ):
            assert getattr(after, part) == getattr(before, part), part
        assert sorted(job.id for job in after.jobs) == sorted(job.id for job in before.jobs)
    finally:
        again.close()
