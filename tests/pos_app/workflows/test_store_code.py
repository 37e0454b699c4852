"""Phones order at the counter by the store's own code: now or for a time, as house and kitchen can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.kitchen_line import Standing
from domain.floor.openings import Opening
from domain.floor.pickup_seen import SeenCounter, SeenPickup, see_counter, see_pickup
from domain.floor.seen import SeenOpening
from domain.floor.store_code import PLACE, StoreCode
from domain.record.business_day import minute_of_day
from domain.record.plain import to_plain
from domain.selling.order import CartLine
from domain.selling.printing import PrintJob
from domain.selling.request import OrderRequest, Verdict, quote_cart
from pos_app.workflows.publishing import every_key, touched_keys
from pos_app.workflows.store_orders import setup_of
from pos_app.workflows.views import LineView
from tests.pos_app.shop import BEER, FISH, NOODLES, RICE, SET_FOR_TWO, TOFU, ZONE, Shop, at

OPEN = StoreCode(on=True, confirm=False)


def begin(shop: Shop, setup: StoreCode = OPEN, **change: Any) -> None:
    """The owner puts the code up."""
    now = shop.till.view.store_code
    shop.till.store_code.save(replace(setup, version=now.version, **change), "wang").result()
    shop.caught_up()


def request(
    shop: Shop, *cart: CartLine, to_go: bool = True, wanted_at: int = 0, phone: str = "phone-of-a-guest"
) -> OrderRequest:
    """What a phone sends that has scanned the store's code."""
    view, now = shop.till.view, shop.time.at
    packed = [replace(line, packed=to_go) for line in cart]
    quoted = quote_cart(
        view.menu, view.rules, view.stock, packed, (), 0, minute_of_day(wanted_at or now, ZONE), now
    )
    return OrderRequest(
        shop.time.new_id(), PLACE, phone, cart, quoted.quote, to_go=to_go, wanted_at=wanted_at
    )


def send(shop: Shop, asked: OrderRequest) -> Verdict:
    (verdict,) = shop.hear(to_plain(asked))
    shop.caught_up()
    return verdict


def order(shop: Shop, *cart: CartLine, **how: Any) -> Verdict:
    return send(shop, request(shop, *cart, **how))


def told(shop: Shop, verdict: Verdict) -> SeenPickup:
    """What the phone is told of its order's number."""
    counter = counted(shop)
    mine = {one.id for one in counter.orders if verdict.request in orders_of(shop, one.id)}
    (found,) = [one for one in counter.orders if one.id in mine]
    return found


def counted(shop: Shop) -> SeenCounter:
    """What all phones are told of the counter."""
    return shop.read(lambda tables: see_counter(tables, setup_of(tables), shop.time.at))


def dishes(shop: Shop, verdict: Verdict) -> Sequence[LineView]:
    return shop.till.view.openings[told(shop, verdict).id].lines


def serve(shop: Shop, verdict: Verdict, line: LineView) -> None:
    shop.till.serve(told(shop, verdict).id, [line.id], "zhou").result()
    shop.caught_up()


def orders_of(shop: Shop, opening: str) -> list[str]:
    seen = shop.read(lambda tables: see_pickup(tables, opening))
    return [one.id for one in seen.orders] if isinstance(seen, SeenOpening) else []


def ready(shop: Shop, verdict: Verdict) -> None:
    shop.till.counter.call(told(shop, verdict).id, "zhou").result()
    shop.caught_up()


def begin_due(shop: Shop) -> None:
    shop.till.store_code.start_due()
    shop.caught_up()


# ------------------------------------------------------------------ for now


def test_a_phone_without_a_table_gets_the_days_next_number_and_its_dishes_are_packed(shop: Shop) -> None:
    begin(shop)
    shop.till.counter.open(True, "zhou").result()
    verdict = order(shop, TOFU, BEER)
    assert verdict.state == "accepted"
    seen = told(shop, verdict)
    assert (seen.number, seen.to_go, seen.begun, seen.wanted_at) == ("002", 1, True, 0)
    view = shop.till.view.openings[seen.id]
    assert view.opening.guests == 0 and view.opening.phones == ("phone-of-a-guest",)
    assert all(line.line.packed for line in view.lines)
    assert shop.rows(PrintJob, opening=seen.id) != []
    assert shop.rebuilt().different == ()


def test_who_eats_here_pays_for_no_box_and_each_order_has_its_own_number(shop: Shop) -> None:
    begin(shop)
    first, second = order(shop, TOFU, to_go=False), order(shop, TOFU, to_go=False)
    assert [told(shop, one).number for one in (first, second)] == ["001", "002"]
    assert not any(line.line.packed for line in shop.till.view.openings[told(shop, first).id].lines)


def test_the_same_request_twice_is_one_order_with_one_number(shop: Shop) -> None:
    begin(shop)
    asked = request(shop, TOFU)
    assert send(shop, asked) == send(shop, asked)
    assert len(shop.rows(Opening, live=1)) == 1
    changed = send(shop, replace(asked, to_go=False))
    assert (changed.state, changed.code) == ("refused", "request_changed")
    later = send(shop, replace(asked, wanted_at=at("2026-11-23T18:30")))
    assert later.code == "request_changed"


def test_a_request_that_came_too_late_is_not_cooked(shop: Shop) -> None:
    begin(shop)
    (verdict,) = shop.hear(to_plain(request(shop, TOFU)), age=10 * 60_000)
    assert verdict.code == "too_late" and shop.rows(Opening, live=1) == []


def test_a_house_that_wants_to_look_first_admits_each_order(shop: Shop) -> None:
    begin(shop, confirm=True)
    verdict = order(shop, TOFU)
    assert verdict.state == "held" and shop.rows(Opening, live=1) == []
    (held,) = shop.till.view.held
    assert (held.to_go, held.wanted_at) == (True, 0)
    shop.till.store_code.pause(shop.time.at + 3_600_000, "zhou").result()
    shop.till.admit(held.request, "zhou").result()
    shop.caught_up()
    assert told(shop, verdict).number == "001", "who lets it in knows what the kitchen can do"


def test_nothing_can_be_ordered_as_long_as_the_house_has_not_said_so(shop: Shop) -> None:
    assert order(shop, TOFU).code == "store_code_off"
    begin(shop, to_go=False)
    assert order(shop, TOFU).code == "store_code_off"
    assert order(shop, TOFU, to_go=False).state == "accepted"


def test_what_is_handed_over_is_shown_no_longer(shop: Shop) -> None:
    begin(shop)
    seen = told(shop, order(shop, BEER))
    view = shop.till.view.openings[seen.id]
    paid = (seen.id, "cash", view.due, view.version, False, "zhou", shop.time.new_id())
    shop.till.take_payment(*paid).result()
    shop.till.counter.hand_over(seen.id, "zhou").result()
    assert shop.read(lambda tables: see_pickup(tables, seen.id)) is None
    assert shop.read(lambda tables: see_counter(tables, OPEN, shop.time.at)).orders == ()


def test_servers_hear_of_a_phones_order_and_of_the_counter(shop: Shop) -> None:
    begin(shop)
    heard: list[set[str]] = []
    listen = shop.parts.book.after_commit.append
    listen(lambda written: heard.append(touched_keys(written, shop.till.view.openings)))
    seen = told(shop, order(shop, TOFU))
    assert {"counter", f"pickup/{seen.id}"} <= heard[-1]
    shop.till.counter.call(seen.id, "zhou").result()
    assert {"counter", f"pickup/{seen.id}"} <= heard[-1]
    assert {"counter", "store_code", f"pickup/{seen.id}"} <= shop.read(every_key)


# ------------------------------------------------------------------ hours, pauses, a full kitchen


def test_a_closed_store_says_when_it_opens(shop: Shop) -> None:
    begin(shop, hours=((17 * 60, 21 * 60),))
    verdict = order(shop, TOFU)
    assert (verdict.code, verdict.facts) == ("store_closed", {"time": "17:00"})
    assert order(shop, TOFU, wanted_at=at("2026-11-23T18:00")).state == "accepted"
    assert order(shop, TOFU, wanted_at=at("2026-11-23T15:00")).code == "time_unfit"
    assert order(shop, TOFU, wanted_at=at("2026-11-23T11:00")).code == "time_unfit", "it is past"
    assert order(shop, TOFU, wanted_at=at("2026-11-24T18:00")).code == "time_unfit", "it is another day"


def test_phones_are_paused_until_a_time_and_may_order_for_after_it(shop: Shop) -> None:
    begin(shop)
    shop.till.store_code.pause(at("2026-11-23T12:30"), "zhou").result()
    verdict = order(shop, TOFU)
    assert (verdict.code, verdict.facts) == ("phones_paused", {"time": "12:30"})
    assert order(shop, TOFU, wanted_at=at("2026-11-23T13:30")).state == "accepted"
    shop.time.later(minutes=31)
    assert order(shop, TOFU).state == "accepted"
    shop.till.store_code.pause(at("2026-11-23T14:30"), "zhou").result()
    shop.till.store_code.pause(0, "zhou").result()
    assert order(shop, TOFU).state == "accepted"


def test_the_kitchen_begins_no_more_in_a_quarter_of_an_hour_than_it_can(shop: Shop) -> None:
    begin(shop, most=2)
    shop.till.counter.open(True, "zhou").result()
    assert order(shop, TOFU).state == "accepted"
    full = order(shop, TOFU)
    assert (full.code, full.facts) == ("kitchen_full", {"time": "12:15"})
    later = at("2026-11-23T12:40")
    assert [order(shop, TOFU, wanted_at=later).code for _ in range(3)] == ["", "", "kitchen_full"]
    counter = shop.read(lambda tables: see_counter(tables, setup_of(tables), shop.time.at))
    assert [one % 96 for one in counter.full] == [4 * 4, 4 * 4 + 1], "12:00 and 12:15 here"
    assert shop.till.counter.open(True, "zhou").result(), "a cashier sees the kitchen, and decides"


def test_hours_and_limits_that_nobody_can_mean_are_not_saved(shop: Shop) -> None:
    begin(shop)
    for unfit in ({"hours": ((10, 2000),)}, {"before": -1}, {"most": -1}, {"here": False, "to_go": False}):
        with pytest.raises(Refused, match="store_code_unfit"):
            begin(shop, **unfit)
    with pytest.raises(Refused, match="store_code_old"):
        shop.till.store_code.save(OPEN, "wang").result()


def test_the_printed_code_never_turns(shop: Shop) -> None:
    assert shop.till.store_code.url() == ""
    begin(shop)
    url = shop.till.store_code.url()
    begin(shop, most=9)
    assert shop.till.store_code.url() == url != "" and len(url.rpartition("/")[2]) == 22


# ------------------------------------------------------------------ for a time


def test_what_is_ordered_ahead_is_begun_so_many_minutes_before_and_paper_says_for_when(shop: Shop) -> None:
    begin(shop, before=20)
    verdict = order(shop, TOFU, wanted_at=at("2026-11-23T18:30"))
    seen = told(shop, verdict)
    assert (seen.begun, seen.wanted_at, seen.begin_at) == (
        False,
        at("2026-11-23T18:30"),
        at("2026-11-23T18:10"),
    )
    (ticket,) = shop.rows(PrintJob, opening=seen.id, kind="kitchen")
    begin_due(shop)
    assert shop.till.view.openings[seen.id].held != ()
    shop.time.at = at("2026-11-23T18:09")
    begin_due(shop)
    assert not told(shop, verdict).begun
    shop.time.at = at("2026-11-23T18:10")
    begin_due(shop)
    begin_due(shop)
    assert told(shop, verdict).begun
    (word,) = shop.rows(PrintJob, opening=seen.id, kind="fire")
    assert word.station == ticket.station
    assert shop.rebuilt().different == ()


def test_a_till_that_was_off_begins_late_what_was_due_meanwhile(shop: Shop) -> None:
    begin(shop)
    verdict = order(shop, TOFU, wanted_at=at("2026-11-23T18:30"))
    shop.time.at = at("2026-11-23T18:25")
    again = shop.again()
    try:
        begin_due(again)
        assert told(again, verdict).begun
    finally:
        again.close()


def test_what_is_wanted_very_soon_is_begun_at_once(shop: Shop) -> None:
    begin(shop, before=20)
    seen = told(shop, order(shop, TOFU, wanted_at=at("2026-11-23T12:10")))
    assert seen.begun and not shop.till.view.openings[seen.id].held


def test_a_dish_of_the_evening_can_be_ordered_at_noon_and_one_of_noon_not_for_the_evening(shop: Shop) -> None:
    begin(shop)
    verdict = order(shop, NOODLES, RICE, wanted_at=at("2026-11-23T18:30"))
    assert [one.code for one in verdict.refused] == ["not_now"]
    assert order(shop, NOODLES).state == "accepted"


# ------------------------------------------------------------------ how far it is


def test_a_phone_is_told_how_many_are_before_it_and_when_by_the_kitchens_own_pace(shop: Shop) -> None:
    begin(shop)
    first = [order(shop, TOFU) for _ in range(3)]
    assert [told(shop, one).before for one in first] == [0, 1, 2]
    assert [told(shop, one).about for one in first] == [0, 0, 0], "nobody knows the pace yet"
    for one in first:
        shop.time.later(minutes=4)
        ready(shop, one)
    done = shop.time.at
    second = [order(shop, FISH) for _ in range(2)]
    assert [told(shop, one).before for one in second] == [0, 1]
    assert [told(shop, one).about - done for one in second] == [4 * 60_000, 8 * 60_000]
    later = order(shop, FISH, wanted_at=at("2026-11-23T18:30"))
    assert (told(shop, later).before, told(shop, later).about) == (0, 0)
    ready(shop, second[0])
    assert told(shop, second[1]).before == 0
    called = told(shop, second[0])
    assert called.ready_at == called.called_at == shop.time.at and called.about == 0


def test_what_is_before_a_guest_are_dishes_and_not_orders(shop: Shop) -> None:
    """An order of forty is not as soon ready as one of one, and what is on the counter is made already."""
    begin(shop)
    big, small = order(shop, replace(TOFU, quantity=38_000), RICE), order(shop, TOFU)
    last = order(shop, SET_FOR_TWO)
    parts = [part for line in dishes(shop, last) for part in line.line.parts]
    assert [told(shop, one).before for one in (big, small, last)] == [0, 40, 41]
    assert counted(shop).pieces == shop.till.view.line.pieces == 41 + sum(part.count for part in parts) > 42
    tofu, _rice = dishes(shop, big)
    serve(shop, big, tofu)
    assert [told(shop, one).before for one in (big, small, last)] == [0, 2, 3]
    assert shop.till.view.line == Standing(counted(shop).pieces, 0) and counted(shop).about == 0


def test_the_minutes_are_those_of_so_many_dishes(shop: Shop) -> None:
    begin(shop)
    for _ in range(3):
        one = order(shop, replace(TOFU, quantity=10_000))
        shop.time.later(minutes=10)
        ready(shop, one)
    done = shop.time.at
    many, one = order(shop, replace(TOFU, quantity=34_000)), order(shop, TOFU)
    assert [told(shop, each).about - done for each in (many, one)] == [34 * 60_000, 35 * 60_000]
    assert shop.till.view.line == Standing(35, done + 35 * 60_000)
    shop.time.later(minutes=30)
    (tofu,) = dishes(shop, many)
    serve(shop, many, tofu)
    assert told(shop, one).about == shop.time.at + 60_000, "the big one came sooner than was to be expected"


def test_an_order_waits_for_the_stations_that_make_its_dishes_and_for_no_other(shop: Shop) -> None:
    begin(shop)
    for dish in (BEER, TOFU) * 3:
        one = order(shop, dish)
        shop.time.later(minutes=1 if dish is BEER else 5)
        ready(shop, one)
    done = shop.time.at
    woks = order(shop, replace(TOFU, quantity=20_000))
    beer, both, last = order(shop, BEER), order(shop, BEER, TOFU), order(shop, BEER)
    assert [told(shop, one).before for one in (woks, beer, both, last)] == [0, 0, 21, 2]
    minutes = [(told(shop, one).about - done) // 60_000 for one in (woks, beer, both, last)]
    assert minutes == [100, 1, 105, 3], "who ordered both waits for the slower station"


def test_phones_that_are_still_to_order_are_told_the_line_of_their_own_dishes(shop: Shop) -> None:
    begin(shop)
    order(shop, replace(TOFU, quantity=12_000))
    order(shop, BEER)
    backlog, view = counted(shop).backlog, shop.till.view
    assert backlog is not None

    def before(*cart: CartLine) -> int:
        lines = quote_cart(view.menu, view.rules, view.stock, cart, (), 0, 720, shop.time.at).lines
        return backlog.before(lines, shop.time.at).pieces

    assert (before(TOFU), before(BEER), before(TOFU, BEER)) == (12, 1, 13)


def test_what_tables_ordered_is_before_a_guest_where_somebody_ticks_it_off(shop: Shop) -> None:
    """In a house where nobody does, all of the evening would seem to be before each cup."""
    begin(shop)
    seated = shop.till.open_table("A6", 2, "zhou").result()
    shop.till.send_to_kitchen(seated, [TOFU, RICE, BEER], "", "zhou", shop.time.new_id()).result()
    shop.caught_up()
    assert (counted(shop).pieces, told(shop, order(shop, TOFU)).before) == (0, 0)
    tofu, rice, _beer = shop.till.view.openings[seated].lines
    shop.till.serve(seated, [tofu.id], "zhou").result()
    shop.caught_up()
    assert told(shop, order(shop, TOFU)).before == 3, "two bowls for the table, one dish at the counter"
    assert shop.till.view.line.pieces == counted(shop).pieces == 4, "nobody ticks off what the bar gives out"
    shop.till.serve(seated, [rice.id], "zhou").result()
    shop.caught_up()
    assert shop.till.view.line.pieces == 2, "the counter hears of what a table got"


def test_what_a_table_has_the_kitchen_hold_is_before_nobody(shop: Shop) -> None:
    begin(shop)
    seated = shop.till.open_table("A6", 2, "zhou").result()
    cart = [TOFU, replace(TOFU, held=True)]
    shop.till.send_to_kitchen(seated, cart, "", "zhou", shop.time.new_id()).result()
    shop.caught_up()
    first, _held = shop.till.view.openings[seated].lines
    shop.till.serve(seated, [first.id], "zhou").result()
    shop.caught_up()
    assert told(shop, order(shop, TOFU)).before == 0
