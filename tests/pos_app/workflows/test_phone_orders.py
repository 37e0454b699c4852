"""A guest orders from the phone, and the till, the only writer, answers for ever."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.seen import see_table
from domain.record.plain import to_plain
from domain.selling.orders import Heard, Held
from domain.selling.printing import PrintJob
from domain.selling.request import QUOTE_HOLDS, REQUEST_LAPSES
from tests.pos_app.shop import BEER, CABBAGE, FISH, NOODLES, RICE, SET_FOR_TWO, TOFU, Shop, at


def hold_phones(shop: Shop) -> None:
    """From now on staff admit each phone."""
    shop.publish("floor", admit_phones=False)


# ------------------------------------------------------------------ a free table


def test_ordering_at_a_free_table_opens_it(shop: Shop) -> None:
    assert shop.state("A1") == "free"
    verdict = shop.phone("A1").order(FISH, RICE, guests=3)
    opening = shop.opening("A1")
    assert (verdict.state, verdict.round) == ("accepted", 1)
    assert shop.state("A1") == "ordered"
    assert opening.opening.guests == 3
    assert opening.opening.started_by == "phone"
    assert opening.opening.number == "1123-001"
    assert [line.line.dish for line in opening.orders[0].lines] == ["boiled-fish", "steamed-rice"]
    assert (opening.orders[0].by, opening.orders[0].guest) == ("phone", 1)


def test_a_refused_first_order_leaves_the_table_free(shop: Shop) -> None:
    verdict = shop.phone("A1").order(CABBAGE)
    assert (verdict.state, verdict.code) == ("refused", "sold_out")
    assert [line.index for line in verdict.refused] == [0]
    assert shop.state("A1") == "free"
    assert shop.events("opening.started") == []


def test_a_first_order_at_another_price_leaves_the_table_free(shop: Shop) -> None:
    request = shop.phone("A1").request(FISH)
    amounts = tuple(amount - 100 for amount in request.quote.amounts)
    verdict = shop.phone("A1").send(replace(request, quote=replace(request.quote, amounts=amounts)))
    assert (verdict.state, verdict.code) == ("refused", "price_changed")
    assert shop.state("A1") == "free"
    assert shop.rows(PrintJob) == []


def test_a_house_without_opening_by_scan_sends_the_guest_to_a_waiter(shop: Shop) -> None:
    shop.publish("floor", open_by_scan=False)
    assert shop.phone("A1").order(TOFU).code == "table_not_open"
    shop.open("A1")
    assert shop.phone("A1").order(TOFU).state == "accepted"


def test_a_table_that_is_not_here_is_refused(shop: Shop) -> None:
    request = replace(shop.phone("A1").request(TOFU), table="Z9")
    assert shop.phone("A1").send(request).code == "table_unknown"


# ------------------------------------------------------------------ once and only once


def test_a_request_heard_twice_orders_once_and_gets_the_same_verdict(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    first = phone.send(request)
    shop.time.later(minutes=60)
    assert phone.send(request) == first
    assert len(shop.opening("A1").orders) == 1
    assert len(shop.rows(PrintJob)) == 1


def test_a_request_heard_twice_in_one_batch_orders_once(shop: Shop) -> None:
    plain = to_plain(shop.phone("A1").request(TOFU))
    first, second = shop.hear(plain, plain)
    assert first == second
    assert len(shop.opening("A1").orders) == 1


def test_a_fresher_quote_of_the_same_cart_is_the_same_request(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    first = phone.send(request)
    fresher = replace(request.quote, at=request.quote.at + 5_000, minute=request.quote.minute + 1)
    assert phone.send(replace(request, quote=fresher)) == first


def test_the_same_request_with_other_dishes_is_refused(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    phone.send(request)
    verdict = phone.send(replace(request, lines=(FISH,)))
    assert (verdict.state, verdict.code) == ("refused", "request_changed")
    assert phone.send(request).state == "accepted"
    assert len(shop.opening("A1").orders) == 1


def test_a_refusal_is_remembered_too(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(CABBAGE)
    assert phone.send(request).state == "refused"
    shop.till.set_stock("hand-torn-cabbage", 5_000, "zhou").result()
    assert phone.send(request).state == "refused"
    assert phone.order(CABBAGE).state == "accepted"


def test_what_was_answered_before_a_restart_is_known_after_it(shop: Shop) -> None:
    request = shop.phone("A1").request(TOFU)
    first = shop.phone("A1").send(request)
    again = shop.again()
    try:
        assert again.phone("A1").send(request) == first
        assert len(again.opening("A1").orders) == 1
    finally:
        again.close()


# ------------------------------------------------------------------ whose table is it?


def test_a_page_of_an_earlier_visit_orders_nothing(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    shop.pay("A1")
    shop.till.clear_table(phone.opening, "zhou").result()
    shop.open("A1")
    old = phone.request(TOFU)
    assert phone.send(old).code == "old_opening"
    assert shop.opening("A1").orders == ()


@pytest.mark.parametrize("change", [{"secret": "guessed"}, {"secret": ""}, {"opening": "0" * 32}])
def test_who_does_not_know_the_openings_secret_orders_nothing(shop: Shop, change: dict[str, Any]) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    verdict = phone.send(replace(phone.request(TOFU), **change))
    assert verdict.code == "old_opening"
    assert len(shop.opening("A1").orders) == 1


def test_each_opening_has_a_secret_of_its_own(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    secret = phone.secret
    shop.pay("A1")
    shop.till.clear_table(phone.opening, "zhou").result()
    phone.look()
    phone.order(TOFU)
    assert phone.secret not in ("", secret)


def test_a_phone_that_orders_after_paying_sees_the_new_bill_only(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    shop.pay("A1")
    assert phone.order(RICE).state == "accepted"
    seen = shop.read(lambda tables: see_table(tables, "A1")).opening
    assert seen is not None and not seen.paid
    assert [line.line.dish for line in seen.lines] == [RICE.dish]
    assert [[line.paid for line in order.lines] for order in seen.orders] == [[True], [False]]
    assert seen.charged == seen.guests


def test_guests_of_one_table_are_told_apart(shop: Shop) -> None:
    red, blue = shop.phone("A1", "phone-red"), shop.phone("A1", "phone-blue")
    red.order(TOFU)
    blue.look()
    blue.order(RICE)
    red.order(BEER)
    assert [order.guest for order in shop.opening("A1").orders] == [1, 2, 1]


# ------------------------------------------------------------------ too late


def test_what_reached_us_too_late_is_not_cooked_and_never_printed(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    verdict = phone.send(request, age=REQUEST_LAPSES + 1)
    assert (verdict.state, verdict.code) == ("refused", "too_late")
    assert phone.send(request, age=0).code == "too_late"  # told once, it stays so
    assert shop.state("A1") == "free"
    assert shop.rows(PrintJob) == []


def test_what_reached_us_in_time_is_cooked(shop: Shop) -> None:
    assert shop.phone("A1").order(TOFU, age=REQUEST_LAPSES).state == "accepted"


def test_the_verdict_stands_though_the_answer_was_lost_for_long(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    assert phone.send(request).state == "accepted"
    assert phone.send(request, age=10 * REQUEST_LAPSES).state == "accepted"


# ------------------------------------------------------------------ sold out while ordering


def test_what_sold_out_meanwhile_is_refused_by_name_and_the_rest_is_cooked(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(FISH, TOFU)
    shop.till.set_stock("boiled-fish", 0, "zhou").result()
    verdict = phone.send(request)
    assert verdict.state == "partly"
    assert [(line.index, line.code, line.names["en"]) for line in verdict.refused] == [
        (0, "sold_out", "Boiled fish in chilli oil")
    ]
    (line,) = shop.opening("A1").orders[0].lines
    assert (line.line.dish, line.id) == ("mapo-tofu", f"{request.id}.1")  # by its place in the request
    assert phone.send(request) == verdict


def test_the_last_portion_goes_to_who_was_heard_first(shop: Shop) -> None:
    shop.till.set_stock("mapo-tofu", 1_000, "zhou").result()
    first, second = shop.phone("A1").request(TOFU), shop.phone("A2").request(TOFU)
    verdicts = shop.hear(to_plain(first), to_plain(second))
    assert [verdict.state for verdict in verdicts] == ["accepted", "refused"]
    shop.caught_up()
    assert shop.till.view.stock.left("mapo-tofu") == 0
    assert shop.state("A2") == "free"


def test_stock_goes_down_with_each_portion_of_a_set(shop: Shop) -> None:
    shop.till.set_stock("cola", 5_000, "zhou").result()
    shop.phone("A1").order(SET_FOR_TWO)
    shop.caught_up()
    assert shop.till.view.stock.left("cola") == 3_000


# ------------------------------------------------------------------ quotes


def test_a_lunch_dish_quoted_before_two_may_be_ordered_a_little_later(shop: Shop) -> None:
    shop.time.at = at("2026-11-23T13:59")
    request = shop.phone("A1").request(NOODLES)
    shop.time.later(minutes=4)
    assert shop.phone("A1").send(request).state == "accepted"


def test_an_old_quote_does_not_bring_lunch_back(shop: Shop) -> None:
    shop.time.at = at("2026-11-23T13:59")
    request = shop.phone("A1").request(NOODLES)
    shop.time.at += QUOTE_HOLDS + 60_000
    verdict = shop.phone("A1").send(request)
    assert (verdict.state, verdict.code) == ("refused", "not_now")


def test_a_phone_that_claims_it_is_noon_gets_no_lunch_at_night(shop: Shop) -> None:
    shop.time.at = at("2026-11-23T21:00")
    request = shop.phone("A1").request(TOFU)
    quote = replace(request.quote, minute=12 * 60, amounts=(1_600,), total=2_000)
    verdict = shop.phone("A1").send(replace(request, lines=(NOODLES,), quote=quote))
    assert (verdict.state, verdict.code) == ("refused", "not_now")


def test_a_new_menu_at_other_prices_sends_the_guest_back(shop: Shop) -> None:
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    dishes = shop.read_document("menu")["dishes"]
    dearer = [
        {**dish, "specs": [{**spec, "price": spec["price"] + 100} for spec in dish["specs"]]}
        if dish["id"] == "mapo-tofu"
        else dish
        for dish in dishes
    ]
    shop.publish("menu", dishes=dearer)
    assert phone.send(request).code == "price_changed"
    assert phone.order(TOFU).state == "accepted"


def test_dishes_that_others_add_do_not_send_the_guest_back(shop: Shop) -> None:
    red, blue = shop.phone("A1", "phone-red"), shop.phone("A1", "phone-blue")
    red.order(TOFU)
    blue.look()
    request = blue.request(RICE)
    red.order(FISH)
    assert blue.send(request).state == "accepted"


# ------------------------------------------------------------------ admitted by staff


def test_a_first_order_waits_for_staff_and_is_cooked_when_they_admit_it(shop: Shop) -> None:
    hold_phones(shop)
    phone = shop.phone("A1")
    request = phone.request(FISH)
    assert phone.send(request).state == "held"
    assert shop.state("A1") == "free"
    assert [held.request for held in shop.till.view.held] == [request.id]
    shop.till.admit(request.id, "chen").result()
    assert phone.send(request).state == "accepted"
    assert shop.state("A1") == "ordered"
    shop.caught_up()
    assert shop.till.view.held == ()
    assert shop.rows(Held) == []


def test_an_admitted_phone_is_known_for_the_rest_of_the_visit(shop: Shop) -> None:
    hold_phones(shop)
    phone = shop.phone("A1")
    held = phone.request(TOFU)
    phone.send(held)
    shop.till.admit(held.id, "chen").result()
    phone.look()
    assert phone.order(RICE).state == "accepted"
    stranger = shop.phone("A1", "phone-of-a-stranger")
    assert stranger.order(BEER).state == "held"


def test_a_phone_turned_away_is_told_so_for_ever(shop: Shop) -> None:
    hold_phones(shop)
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    phone.send(request)
    shop.till.turn_away(request.id, "chen").result()
    assert phone.send(request).code == "refused_by_staff"
    assert shop.state("A1") == "free"
    assert shop.events("opening.started") == []


def test_a_held_request_heard_again_is_held_once(shop: Shop) -> None:
    hold_phones(shop)
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    first = phone.send(request)
    shop.time.later(minutes=10)
    assert phone.send(request) == first
    assert len(shop.events("order.held")) == 1


def test_a_held_request_with_other_dishes_is_refused(shop: Shop) -> None:
    hold_phones(shop)
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    phone.send(request)
    assert phone.send(replace(request, lines=(FISH,))).code == "request_changed"
    shop.till.admit(request.id, "chen").result()
    assert [line.line.dish for line in shop.opening("A1").orders[0].lines] == ["mapo-tofu"]


def test_a_request_is_admitted_once_though_two_waiters_tap(shop: Shop) -> None:
    hold_phones(shop)
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    phone.send(request)
    shop.till.admit(request.id, "chen").result()
    shop.till.admit(request.id, "zhou").result()
    shop.till.turn_away(request.id, "zhou").result()
    assert phone.send(request).state == "accepted"
    assert len(shop.opening("A1").orders) == 1


def test_what_was_held_for_an_earlier_visit_is_not_cooked_in_the_next(shop: Shop) -> None:
    hold_phones(shop)
    shop.open("A1")
    phone = shop.phone("A1")
    request = phone.request(TOFU)
    assert phone.send(request).state == "held"
    shop.till.clear_table(phone.opening, "zhou").result()
    shop.open("A1")
    shop.till.admit(request.id, "chen").result()
    assert phone.send(request).code == "old_opening"
    assert shop.opening("A1").orders == ()


def test_a_cook_does_not_admit_phones_into_a_table_that_nobody_knows(shop: Shop) -> None:
    with pytest.raises(Refused):
        shop.till.admit("0" * 32, "chen").result()


# ------------------------------------------------------------------ out of shape


@pytest.mark.parametrize(
    "change",
    [
        {"lines": []},
        {"id": "not-an-id"},
        {"phone": ""},
        {"lines": None},
        {"quote": {}},
        {"remark": "x" * 201},
        {"guests": 100},
        {"remark": "\ud800"},
    ],
    ids=repr,
)
def test_a_request_out_of_shape_is_refused_and_stops_nobody(shop: Shop, change: dict[str, Any]) -> None:
    spoilt = {**to_plain(shop.phone("A1").request(TOFU)), **change}
    fine = to_plain(shop.phone("A2").request(TOFU))
    first, second = shop.hear(spoilt, fine)
    assert (first.state, second.state) == ("refused", "accepted")
    assert shop.state("A1") == "free"


def test_a_quote_out_of_this_world_stops_nobody(shop: Shop) -> None:
    request = shop.phone("A1").request(TOFU)
    far = replace(request.quote, at=10**30, minute=-(10**30), total=10**40)
    assert shop.phone("A1").send(replace(request, quote=far)).state == "accepted"


def test_each_answer_is_remembered_by_request(shop: Shop) -> None:
    phone = shop.phone("A1")
    verdicts = [phone.order(TOFU), phone.order(CABBAGE), phone.order(RICE)]
    kept = {row.id: row.verdict for row in shop.rows(Heard)}
    assert [kept[verdict.request] for verdict in verdicts] == verdicts
    assert shop.rebuilt().different == ()
