"""Several phones share a cart and one sends it: till and paper know whose each dish is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.floor.seen import SeenOpening, see_table
from domain.record.plain import to_plain
from domain.selling.order import CartLine
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from domain.selling.request import OrderRequest, digest
from pos_app.models.serving_words import eaters
from pos_app.workflows.bill_slips import pre_bill_slip
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, CABBAGE, NOODLES, RICE, TOFU, Phone, Shop

LAN, WEI, JUN = "lan-phone", "wei-phone", "jun-phone"


def shared(phone: Phone, *lines: tuple[CartLine, tuple[int, ...]], by: tuple[str, ...]) -> OrderRequest:
    """What a server hands on of a cart that these phones share, with the places of who wanted each line."""
    request = phone.request(*(line for line, _ in lines))
    return replace(request, sharers=by, wanted=tuple(places for _, places in lines))


def guests(shop: Shop, table: str = "A1") -> dict[str, tuple[int, ...]]:
    """By dish, the numbers of those who wanted it, as the till's order screen shows them."""
    return {line.line.dish: line.guests for line in shop.opening(table).lines}


def seen(shop: Shop, table: str = "A1") -> SeenOpening:
    found = shop.read(lambda tables: see_table(tables, table)).opening
    assert found
    return found


def order(shop: Shop, *more: tuple[CartLine, tuple[int, ...]]) -> OrderRequest:
    """Wei sends what she and Lan, who has begun the cart, have put into it."""
    wanted = (TOFU, (0,)), (BEER, (1,)), (RICE, (0, 1)), *more
    request = shared(shop.phone("A1", WEI), *wanted, by=(LAN, WEI))
    assert shop.hear(to_plain(request))[0].state in ("accepted", "partly")
    return request


def test_each_dish_says_whose_it_is_by_the_numbers_of_the_cart(shop: Shop) -> None:
    order(shop)
    opening = shop.opening("A1")
    assert opening.opening.phones == (LAN, WEI)
    assert opening.orders[0].guest == 2, "who has sent it"
    assert guests(shop) == {"mapo-tofu": (1,), "lager": (2,), "steamed-rice": (1, 2)}
    assert seen(shop).known_as(LAN) == 1
    assert shop.rebuilt().different == ()


def held(shop: Shop, request: OrderRequest) -> None:
    """An order that waits for staff, who let it in."""
    assert shop.hear(to_plain(request))[0].state == "held"
    shop.caught_up()
    shop.till.admit(request.id, "zhou").result()


def test_whom_an_admitted_guest_let_share_the_cart_needs_no_waiter_any_more(shop: Shop) -> None:
    shop.publish("floor", admit_phones=False)
    shop.open("A1")
    cart = shared(shop.phone("A1", LAN), (TOFU, (0,)), (BEER, (1,)), by=(LAN, WEI))
    held(shop, replace(cart, let_in=(0, 1)))
    assert guests(shop) == {"mapo-tofu": (1,), "lager": (2,)}
    assert shop.phone("A1", WEI).order(RICE).state == "accepted"
    assert shop.phone("A1", JUN).order(RICE).state == "held"


def test_a_stranger_who_began_the_cart_does_not_come_in_by_his_guest(shop: Shop) -> None:
    """Lan had only a photo of the code, and let Wei share what he had begun. What he wants waits for staff;
    once they let him in too, the till knows which dishes were his."""
    shop.publish("floor", admit_phones=False)
    shop.open("A1")
    cart = shared(shop.phone("A1", WEI), (TOFU, (0,)), (BEER, (1,)), by=(LAN, WEI))
    held(shop, replace(cart, let_in=(1,)))
    assert shop.opening("A1").opening.phones == (WEI,)
    assert guests(shop) == {"mapo-tofu": (0,), "lager": (1,)}
    held(shop, shop.phone("A1", LAN).request(RICE))
    assert guests(shop) == {"mapo-tofu": (2,), "lager": (1,), "steamed-rice": (2,)}


def test_a_dish_that_is_sold_out_leaves_the_others_theirs(shop: Shop) -> None:
    wanted = (TOFU, (0,)), (CABBAGE, (0,)), (BEER, (1,))
    request = shared(shop.phone("A1", LAN), *wanted, by=(LAN, WEI))
    assert shop.hear(to_plain(request))[0].state == "partly"
    assert guests(shop) == {"mapo-tofu": (1,), "lager": (2,)}


def test_each_pays_her_own_dishes_also_those_that_another_phone_has_sent(shop: Shop) -> None:
    order(shop)
    amounts = {line.line.dish: line.amount for line in shop.opening("A1").lines}
    money = seen(shop).money
    assert money
    rice = amounts["steamed-rice"]
    assert {one.guest: one.dishes for one in money.guests} == {
        1: amounts["mapo-tofu"] + rice - rice // 2,
        2: amounts["lager"] + rice // 2,
    }


def test_the_bill_is_split_by_phone_and_the_paper_says_what_each_comes_to(shop: Shop) -> None:
    order(shop)
    shop.send("A1", NOODLES)
    opening = shop.opening("A1")
    found = eaters(opening.bill_lines)
    assert found.all == [1, 2]
    names = {line.id: line.line.dish for line in opening.bill_lines}
    by_dish = {names[id]: numbers for id, numbers in found.by_line.items()}
    assert by_dish == {"mapo-tofu": (1,), "lager": (2,), "steamed-rice": (1, 2)}
    key = opening.opening.id
    shop.till.bills.show_bill(key, "wang", shop.time.new_id()).result()
    job = shop.rows(PrintJob, kind="prebill", opening=key)[-1]
    slip = shop.read(lambda tables: pre_bill_slip(tables, job, SlipForm(Width.MM_80, "en", None)))
    assert [number for number, _ in slip.by_phone] == [1, 2, 0]
    assert sum(amount for _, amount in slip.by_phone) == opening.bill.total - opening.bill.fees.total
    mine = [id for id, numbers in found.by_line.items() if numbers == (2,)]
    part = shop.time.new_id()
    shop.till.bills.split(key, "", {mine[0]: 1_000}, 0, "zhou", part).result()
    shop.till.bills.show_bill(key, "wang", shop.time.new_id(), part).result()
    job = shop.rows(PrintJob, kind="prebill", order=part)[-1]
    slip = shop.read(lambda tables: pre_bill_slip(tables, job, SlipForm(Width.MM_80, "en", None)))
    assert slip.by_phone == (), "one guest's own bill names nobody"


def test_dishes_keep_whose_they_are_when_tables_join_and_dishes_move(shop: Shop) -> None:
    assert shop.phone("A2", JUN).order(TOFU).state == "accepted"
    order(shop)
    here, there = shop.opening("A1").opening.id, shop.opening("A2").opening.id
    beer = next(line.id for line in shop.opening("A1").lines if line.line.dish == "lager")
    shop.till.tables.move_lines(here, {beer: 1_000}, there, "chen").result()
    assert guests(shop, "A2")["lager"] == (0,), "nobody at that table has that phone"
    shop.till.tables.join(here, there, "chen").result()
    assert seen(shop, "A2").phones == (LAN, WEI, JUN)
    found = sorted((line.line.dish, line.guests) for line in shop.opening("A2").lines)
    assert found == [("lager", (2,)), ("mapo-tofu", (1,)), ("mapo-tofu", (3,)), ("steamed-rice", (1, 2))]
    assert shop.rebuilt().different == ()


def test_of_a_guest_whose_phone_no_server_knows_nobody_is_charged(shop: Shop) -> None:
    request = shared(shop.phone("A1", LAN), (TOFU, (0,)), (BEER, (1,)), by=(LAN, ""))
    assert shop.hear(to_plain(request))[0].state == "accepted"
    assert guests(shop) == {"mapo-tofu": (1,), "lager": (0,)}
    money = seen(shop).money
    assert money and [one.guest for one in money.guests] == [1]
    assert shop.opening("A1").opening.phones == (LAN,)


def test_what_a_server_adds_makes_no_other_order_of_it(shop: Shop) -> None:
    """The same order by a server that does not know the cart, or that is older, is the same order."""
    request = order(shop)
    bare = replace(request, sharers=(), wanted=())
    assert digest(bare) == digest(request)
    assert shop.hear(to_plain(bare))[0].state == "accepted"
    assert len(shop.opening("A1").orders) == 1
    assert guests(shop)["mapo-tofu"] == (1,)


def test_one_guests_own_order_says_no_more_than_before(shop: Shop) -> None:
    request = shared(shop.phone("A1", LAN), (TOFU, (0,)), by=(LAN,))
    assert shop.hear(to_plain(request))[0].state == "accepted"
    (placed,) = shop.events("order.placed")
    assert "sharers" not in placed and "guests" not in placed["lines"][0]


@pytest.mark.parametrize(
    "told",
    [
        {"wanted": [[0]], "sharers": []},
        {"wanted": [[-1]], "sharers": [LAN]},
        {"wanted": [[0], [0]], "sharers": [LAN]},
        {"wanted": [], "sharers": [LAN]},
        {"wanted": [[0]], "sharers": ["short"]},
        {"wanted": [["0"]], "sharers": [LAN]},
        {"wanted": [[0]], "sharers": [LAN] * 100},
        {"wanted": [[0]], "sharers": [LAN], "let_in": [1]},
        {"let_in": [0]},
    ],
)
def test_what_no_server_of_ours_says_is_not_read(shop: Shop, told: dict[str, Any]) -> None:
    plain = to_plain(shop.phone("A1", LAN).request(TOFU)) | told
    assert (shop.hear(plain)[0].state, shop.hear(plain)[0].code) == ("refused", "unreadable")
    assert shop.rows(OrderLine) == []


def test_who_pays_first_is_admitted_with_all_who_wanted_dishes_of_it(shop: Shop) -> None:
    shop.publish("floor", pay_first=True)
    request = shared(shop.phone("A1", WEI), (TOFU, (0,)), (BEER, (1,)), by=(LAN, WEI))
    assert shop.hear(to_plain(request))[0].state == "accepted"
    assert shop.opening("A1").opening.phones == ()
    shop.pay("A1")
    assert shop.opening("A1").opening.phones == (WEI, LAN)
    assert guests(shop) == {"mapo-tofu": (2,), "lager": (1,)}
