"""Nothing half-open is forgotten at a day's end: each thing stands on the Z with its sum until it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.money.carried import Carried
from domain.money.day_figures import DayFigures
from domain.money.days import DayEnd
from domain.money.gateway_refunds import GatewayRefund
from domain.money.payments import Payment, Settlement
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from pos_app.workflows.carrying_over import worth
from pos_app.workflows.drafts import PARKED, Draft
from tests.pos_app.half_open import HalfOpen
from tests.pos_app.seafood import BASS
from tests.pos_app.shop import BEER, FISH, NOODLES, RICE, TOFU, Shop, at
from tests.pos_app.workflows.test_day_end import close

CODE = "printed_code"


@pytest.fixture
def money(shop: Shop) -> HalfOpen:
    return HalfOpen(shop.parts, shop.till)


def seated(shop: Shop, table: str) -> str:
    shop.open(table)
    shop.send(table, TOFU)
    shop.caught_up()
    return shop.opening(table).opening.id


def carried(figures: DayFigures, *kinds: str) -> list[tuple[str, str, int, str]]:
    return [(one.kind, one.of, one.amount, one.since) for one in figures.carried if one.kind in kinds]


def next_day(shop: Shop, day: int = 24) -> None:
    shop.time.at = at(f"2026-11-{day}T21:00")


MONEY = ("charge", "aside", "late", "back", "stuck", "confirm", "missing")


def test_a_payment_whose_end_nobody_knows_is_carried_over_until_it_has_one(
    shop: Shop, money: HalfOpen
) -> None:
    payment = money.charge(seated(shop, "A1"))
    (one,) = [one for one in close(shop).carried if one.kind == "charge"]
    due = shop.opening("A1").due
    assert (one.of, one.amount, one.label["en"], one.tender["en"]) == (payment, due, "A1", "WeChat Pay")
    next_day(shop)
    shop.till.shifts.figures({}, "wang").result()
    assert carried(close(shop), *MONEY) == [("charge", payment, due, "2026-11-23")]
    money.becomes(payment, "paid", due)
    next_day(shop, 25)
    assert carried(close(shop), *MONEY) == []


def test_one_that_was_set_aside_and_comes_late_is_the_same_thing_all_the_way(
    shop: Shop, money: HalfOpen
) -> None:
    payment = money.charge(seated(shop, "A1"))
    due = shop.opening("A1").due
    assert carried(close(shop), *MONEY) == [("charge", payment, due, "")]
    money.set_aside(payment)
    shop.pay("A1")
    next_day(shop)
    assert carried(close(shop), *MONEY) == [("aside", payment, due, "2026-11-23")]
    money.becomes(payment, "paid", due)
    next_day(shop, 25)
    assert carried(close(shop), *MONEY) == [("late", payment, due, "2026-11-23")]
    money.becomes(payment, "returned", due)
    next_day(shop, 26)
    assert carried(close(shop), *MONEY) == []


def test_a_refund_on_its_way_and_one_that_was_refused_are_carried_over(shop: Shop, money: HalfOpen) -> None:
    payment = money.charge(seated(shop, "A1"))
    money.becomes(payment, "paid", shop.opening("A1").due)
    (bill,) = shop.rows(Settlement)
    verb = shop.till.money.refund
    verb(bill.id, 500, {}, False, "complaint", "wang", shop.time.new_id()).result()
    (refund,) = shop.rows(GatewayRefund)
    assert carried(close(shop), *MONEY) == [("back", refund.id, 500, "")]
    told = {"refund": refund.id, "attempt": 1, "state": "failed", "why": "refund_refused"}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: entry.record("refund.answered", told, "wang"))
    ).result()
    next_day(shop)
    assert carried(close(shop), *MONEY) == [("stuck", refund.id, 500, "2026-11-23")]
    shop.till.sending_back.by_hand(refund.id, "wang").result()
    next_day(shop, 25)
    assert carried(close(shop), *MONEY) == []


def test_what_the_printed_code_brought_is_carried_over_until_somebody_has_seen_it(shop: Shop) -> None:
    for table in ("A1", "A2"):
        seated(shop, table)
        shop.pay(table, tender=CODE)
    first, second = sorted(shop.rows(Payment), key=lambda one: one.at)
    assert [one[0] for one in carried(close(shop), *MONEY)] == ["confirm", "confirm"]
    shop.till.money.confirm(second.id, False, "wang").result()
    next_day(shop)
    found = {one[1]: one for one in carried(close(shop), *MONEY)}
    assert found[first.id][::3] == ("confirm", "2026-11-23")
    assert found[second.id] == ("missing", second.id, second.amount, "2026-11-23")
    for one in (first, second):
        shop.till.money.confirm(one.id, True, "wang").result()
    next_day(shop, 25)
    assert carried(close(shop), *MONEY) == []


def test_rounds_that_nobody_sent_stand_with_what_they_are_worth(shop: Shop) -> None:
    opening = seated(shop, "A1")
    parked = Draft("r2", (NOODLES, RICE), name="Mr Li", at=shop.time.at, by="chen")
    rounds = {opening: Draft("r1", (FISH, BEER)), f"{PARKED}k": parked}
    figures = close(shop, rounds)
    found = {one.kind: one for one in figures.carried}
    menu = from_plain(Menu, shop.read_document("menu"))
    assert (found["unsent"].count, found["unsent"].amount) == (2, worth(menu, rounds[opening]))
    assert found["parked"].amount == worth(menu, parked) > 0, "also what is sold at noon only"
    assert (found["parked"].count, found["parked"].label) == (2, {"und": "Mr Li"})
    next_day(shop)
    again = {one.kind: one for one in close(shop, rounds).carried}
    assert again["parked"] == replace(found["parked"], since="2026-11-23")
    assert again["unsent"].since == "2026-11-23"


def test_a_dish_that_is_to_be_weighed_is_named_at_its_table(shop: Shop) -> None:
    menu = shop.read_document("menu")
    shop.publish("menu", dishes=[*menu["dishes"], to_plain(BASS)])
    opening = seated(shop, "A1")
    assert carried(close(shop), "weigh") == []
    shop.send("A1", replace(TOFU, dish=BASS.id))
    next_day(shop)
    (one,) = [one for one in close(shop).carried if one.kind == "weigh"]
    assert (one.of, one.count, one.since) == (opening, 1, "")


def test_whatever_is_open_a_manager_closes_and_the_z_stays_when_it_ends(shop: Shop, money: HalfOpen) -> None:
    payment = money.charge(seated(shop, "A1"))
    seated(shop, "A2")
    shop.pay("A2", tender=CODE)
    close(shop)
    (before,) = shop.rows(DayEnd)
    money.becomes(payment, "failed")
    shop.till.money.confirm(shop.rows(Payment)[0].id, True, "wang").result()
    assert shop.rows(DayEnd) == [before]
    rebuilt = shop.rebuilt()
    assert not rebuilt.different and not rebuilt.broken
    assert shop.rows(DayEnd) == [before]


def test_a_list_that_cannot_be_read_keeps_nobody_from_closing(shop: Shop) -> None:
    """As another program may write it one day."""
    seated(shop, "A1")
    told = {"day": "d1", "z": 1, "date": "2026-11-23", "report": {"carried": [{"kind": 7}]}}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: entry.record("day.closed", told, "wang"))
    ).result()
    next_day(shop)
    assert Carried("table", shop.opening("A1").opening.id) in [
        replace(one, label={}, amount=0) for one in close(shop).carried
    ]
