"""估清 for today, 停售 until changed, 时价 of the day: each ends when it should, and by itself."""

import pytest

from domain.errors import Refused
from domain.selling.order import CartLine
from domain.supply.counted import Counted
from pos_app.workflows.publishing import read_key
from tests.pos_app.shop import CABBAGE, TOFU, Shop
from tests.pos_app.workflows.test_weighing import CRAB, offer


def order(shop: Shop, line: CartLine) -> str:
    """What becomes of a cashier's line: "" or the code that refuses it."""
    if shop.state("A1") == "free":
        shop.open("A1")
    opening = shop.opening("A1").opening.id
    try:
        shop.till.send_to_kitchen(opening, [line], "", "zhou", shop.time.new_id()).result()
    except Refused as no:
        return no.code
    return ""


def published(shop: Shop, key: str) -> object:
    """What servers are told of a document now."""
    date = shop.till.view.date
    return shop.read(lambda tables: read_key(tables, key, date))


def next_day(shop: Shop) -> None:
    shop.time.later(24 * 60)
    shop.till.supply.look_at_the_day(shop.till.view.date).result()
    shop.caught_up()


def test_what_is_sold_out_today_is_for_sale_tomorrow_and_off_sale_stays(shop: Shop) -> None:
    shop.till.supply.count("mapo-tofu", 0, "he").result()
    shop.till.supply.off_sale("lager", "he").result()
    assert order(shop, TOFU) == "sold_out"
    assert order(shop, CartLine("lager", "one")) == "off_sale"
    shop.caught_up()
    assert shop.till.view.stock.left("mapo-tofu") == 0
    next_day(shop)
    assert shop.till.view.stock.left("mapo-tofu") is None
    assert shop.till.view.stock.off == {"lager"}
    assert published(shop, "stock")["lager"] == 0  # type: ignore[index]
    assert "mapo-tofu" not in published(shop, "stock")  # type: ignore[operator]
    assert order(shop, TOFU) == ""
    assert order(shop, CartLine("lager", "one")) == "off_sale"
    shop.till.supply.count("lager", None, "he").result()
    assert order(shop, CartLine("lager", "one")) == ""
    assert shop.rebuilt().different == ()


def test_what_is_sold_out_as_the_demo_begins_is_for_sale_the_next_day(shop: Shop) -> None:
    assert order(shop, CABBAGE) == "sold_out"
    assert shop.till.view.stock.left("boiled-fish") == 9_000
    next_day(shop)
    assert order(shop, CABBAGE) == ""
    assert not shop.till.view.stock.remaining


def test_the_day_turns_in_the_workflow_before_anybody_looks(shop: Shop) -> None:
    shop.till.supply.count("mapo-tofu", 0, "he").result()
    shop.time.later(24 * 60)
    assert order(shop, TOFU) == ""


def test_a_count_holds_for_its_day_or_until_it_ends() -> None:
    row = Counted("soup", 0, date="2026-11-23")
    assert row.holds("2026-11-23") and not row.holds("2026-11-24")
    assert Counted("soup", 0).holds("2026-11-24")
    assert not Counted("soup", 0, counting=0).holds("2026-11-24")


def test_a_phone_that_ordered_meanwhile_is_refused_by_line_in_words(shop: Shop) -> None:
    shop.open("A1")
    phone = shop.phone("A1")
    request = phone.request(TOFU, CartLine("lager", "one"))
    shop.till.supply.off_sale("mapo-tofu", "he").result()
    verdict = phone.send(request)
    assert verdict.state == "partly"
    assert [line.code for line in verdict.refused] == ["off_sale"]


def test_what_is_off_sale_is_not_sold_because_a_guest_gave_one_back(shop: Shop) -> None:
    shop.till.supply.count("mapo-tofu", 5_000, "he").result()
    assert order(shop, TOFU) == ""
    shop.till.supply.off_sale("mapo-tofu", "he").result()
    line = shop.opening("A1").bill_lines[0].id
    shop.till.bills.void_line(line, 1_000, False, "too_slow", "zhou", shop.time.new_id()).result()
    assert order(shop, TOFU) == "off_sale"


def test_the_price_of_the_day_is_everybodys_until_the_day_ends(shop: Shop) -> None:
    offer(shop, CRAB)
    crab = CartLine("crab", "one", weight=1_500)
    assert order(shop, crab) == "price_of_day"
    shop.till.supply.price("crab", 9_800, "zhou").result()
    assert order(shop, crab) == ""
    assert shop.opening("A1").bill_lines[0].amount == 14_700
    told = published(shop, "menu")
    assert [dish["specs"][0]["price"] for dish in told["dishes"] if dish["id"] == "crab"] == [9_800]  # type: ignore[index]
    assert shop.phone("A1").order(CartLine("crab", "one")).state == "accepted"
    next_day(shop)
    assert order(shop, crab) == "price_of_day"
    assert shop.rebuilt().different == ()


def test_a_price_is_only_for_what_is_priced_by_the_day_and_by_right(shop: Shop) -> None:
    offer(shop, CRAB)
    for dish, price, by, code in (
        ("mapo-tofu", 100, "zhou", "bad_price"),
        ("crab", -1, "zhou", "bad_price"),
        ("crab", 100, "chen", "approval_needed"),
        ("nothing", 100, "zhou", "unknown_dish"),
    ):
        with pytest.raises(Refused) as no:
            shop.till.supply.price(dish, price, by).result()
        assert no.value.code == code


def test_a_price_that_was_quoted_before_it_changed_returns_to_the_guest(shop: Shop) -> None:
    offer(shop, CRAB)
    shop.till.supply.price("crab", 9_800, "zhou").result()
    shop.open("A1")
    shop.caught_up()
    phone = shop.phone("A1")
    request = phone.request(CartLine("crab", "one"))
    shop.till.supply.price("crab", 12_000, "zhou").result()
    shop.caught_up()
    assert phone.send(request).code == "price_changed"
    assert phone.order(CartLine("crab", "one")).state == "accepted"
    assert shop.opening("A1").bill_lines[0].line.price == 12_000


def test_nobody_counts_below_nothing(shop: Shop) -> None:
    with pytest.raises(Refused) as no:
        shop.till.supply.count("mapo-tofu", -1, "he").result()
    assert no.value.code == "bad_left"
