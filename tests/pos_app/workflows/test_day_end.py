"""Day end: a Z without gaps that never changes, closed over whatever is open, and the night after it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.money.day_figures import DayFigures
from domain.money.days import DayEnd
from domain.money.dish_sums import by_category
from domain.money.payments import Settlement
from domain.record.plain import from_plain
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.drafts import Draft
from pos_app.workflows.incarnations import renew
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop, at


def close(shop: Shop, rounds: Mapping[str, Draft] | None = None) -> DayFigures:
    """The day's end, as its fact has frozen it."""
    ended = shop.till.shifts.close_day(shop.time.new_id(), rounds or {}, False, "wang").result()
    return from_plain(DayFigures, ended.report)


def refused(code: str, future: Future[Any]) -> None:
    with pytest.raises(Refused, match=f"^{code}$"):
        future.result()


def sell(shop: Shop, table: str = "A1", tender: str = "cash") -> int:
    shop.open(table)
    shop.send(table, FISH, RICE)
    due = shop.opening(table).due
    shop.pay(table, tender=tender)
    shop.till.clear_table(shop.opening(table).opening.id, "zhou").result()
    return due


def test_a_z_says_what_was_taken_and_how_it_came_about(shop: Shop) -> None:
    due = [sell(shop), sell(shop, tender="wechat"), sell(shop, tender="voucher")]
    figures = close(shop)
    assert (figures.bills, figures.guests, figures.takings) == (3, 6, sum(due[:2]))
    assert sum(part.amount for part in figures.parts) == figures.takings
    assert [(one.id, one.count, one.amount) for one in figures.tenders] == [
        ("cash", 1, due[0]),
        ("wechat", 1, due[1]),
        ("voucher", 1, due[2]),
    ]
    assert [(one.hour, one.amount) for one in figures.hours] == [(12, sum(due[:2]))]
    assert (figures.first_receipt, figures.last_receipt) == (1, 3)


def test_a_z_keeps_what_was_sold_of_each_dish(shop: Shop) -> None:
    """Also what was given, taken off or paid back; a bill that is reversed was never sold."""
    shop.open("A1")
    shop.send("A1", FISH, replace(RICE, quantity=3_000), BEER)
    opening = shop.opening("A1").opening.id
    lines = {row.dish: row.id for row in shop.rows(OrderLine, opening=opening)}
    till, new = shop.till, shop.time.new_id
    till.bills.void_line(lines["steamed-rice"], 1_000, True, "too_slow", "wang", new()).result()
    till.bills.give_line(lines["lager"], 1_000, "regular", "wang", new()).result()
    shop.pay("A1")
    till.clear_table(opening, "zhou").result()
    till.money.refund(opening, 0, {lines["boiled-fish"]: 1_000}, False, "complaint", "wang", new()).result()
    sell(shop, "A2")
    wrong = next(one.id for one in shop.rows(Settlement) if one.id != opening)
    till.money.reverse(wrong, False, False, "wrong_bill", "wang", new()).result()
    figures = close(shop)
    sums = {one.dish: one for one in figures.dishes}
    fish, rice, beer = (sums[id] for id in ("boiled-fish", "steamed-rice", "lager"))
    assert (fish.quantity, fish.refunded, rice.quantity, rice.voided) == (1_000, 1_000, 2_000, 1_000)
    assert (beer.quantity, beer.given, beer.paid) == (1_000, 1_000, 0)
    settled = next(one for one in shop.rows(Settlement) if one.id == opening)
    assert sum(one.amount for one in figures.dishes) == settled.bill["subtotal"]
    assert sum(one.paid for one in figures.dishes) == settled.total - settled.bill["cover"]
    named = [(of.names["en"], of.quantity) for of in by_category(figures.dishes)]
    assert [quantity for _name, quantity in named] == [1_000, 2_000, 1_000] and named[2][0] == "Drinks"


def test_z_numbers_have_no_gap_and_each_day_has_one(shop: Shop) -> None:
    for day in range(3):
        shop.time.at = at(f"2026-11-2{3 + day}T21:00")
        sell(shop)
        close(shop)
    assert [(row.z, row.date) for row in sorted(shop.rows(DayEnd), key=lambda row: row.z)] == [
        (1, "2026-11-23"),
        (2, "2026-11-24"),
        (3, "2026-11-25"),
    ]
    refused("day_closed", shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang"))
    assert len(shop.events("day.closed")) == 3


def test_an_answer_that_was_lost_closes_no_second_day(shop: Shop) -> None:
    sell(shop)
    day = shop.time.new_id()
    first, again = (shop.till.shifts.close_day(day, {}, True, "wang").result() for _ in range(2))
    assert first == again
    assert len(shop.rows(DayEnd)) == len(shop.rows(PrintJob, kind="day")) == 1


def test_a_manager_closes_over_open_tables_and_they_are_carried_over(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    shop.pay("A1", 1_000)
    due = shop.opening("A1").due
    shop.time.later(minutes=1)
    shop.open("A2")
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 0, {}, "zhou").result()
    opening = {table: shop.opening(table).opening.id for table in ("A1", "A2")}
    figures = close(shop, {opening["A2"]: Draft("r", (BEER, TOFU))})
    found = [(one.kind, one.of, one.count or one.amount) for one in figures.carried]
    assert found[:3] == [
        ("table", opening["A1"], due),
        ("table", opening["A2"], 0),
        ("unsent", opening["A2"], 2),
    ]
    assert [one.kind for one in figures.carried[3:]] == ["job", "shift"]
    assert (figures.takings, figures.part_payments) == (0, 1_000)

    shop.pay("A1")  # the next day has the whole of it
    shop.time.at = at("2026-11-24T22:00")
    figures = close(shop)
    assert (figures.date, figures.takings, figures.part_payments) == ("2026-11-24", due + 1_000, 0)
    assert [one.of for one in figures.carried if one.kind == "table"] == [opening["A2"]]


def test_only_who_may_closes_the_day_and_sees_its_figures(shop: Shop) -> None:
    for who in ("zhou", "chen", "he"):
        refused("not_allowed", shop.till.shifts.close_day(shop.time.new_id(), {}, False, who))
        refused("not_allowed", shop.till.shifts.figures({}, who))
        refused("not_allowed", shop.till.shifts.days(who))


def test_the_night_belongs_to_the_evening_until_it_is_closed(shop: Shop) -> None:
    shop.time.at = at("2026-11-24T01:30")
    due = sell(shop)
    assert close(shop).date == "2026-11-23"
    shop.time.at = at("2026-11-24T02:10")
    late = sell(shop)
    assert [(row.date, row.total) for row in sorted(shop.rows(Settlement), key=lambda row: row.receipt)] == [
        ("2026-11-23", due),
        ("2026-11-24", late),
    ]
    refused("day_closed", shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang"))
    shop.time.at = at("2026-11-24T05:00")
    assert close(shop).takings == late


def test_a_day_that_nobody_closed_gets_its_own_z_later(shop: Shop) -> None:
    first = sell(shop)
    close(shop)
    forgotten = []
    for day in ("24", "26"):
        shop.time.at = at(f"2026-11-{day}T20:00")
        forgotten.append(sell(shop))
    shop.time.at = at("2026-11-27T20:00")
    found = [close(shop) for _ in range(3)]
    assert first and [(one.date, one.takings) for one in found] == [
        ("2026-11-24", forgotten[0]),
        ("2026-11-26", forgotten[1]),
        ("2026-11-27", 0),
    ]


def test_an_x_shows_the_same_figures_and_changes_nothing(shop: Shop) -> None:
    sell(shop)
    before = len(shop.events())
    x = shop.till.shifts.figures({}, "wang").result()
    assert len(shop.events()) == before
    assert close(shop) == x


def test_a_closed_day_never_changes(shop: Shop) -> None:
    sell(shop)
    close(shop)
    kept = shop.rows(DayEnd)
    sell(shop, "A2")
    shop.publish("tenders", tenders=[])
    shop.time.at = at("2026-11-24T22:00")
    close(shop)
    assert [row for row in shop.rows(DayEnd) if row.z == 1] == kept
    rebuilt = shop.rebuilt()
    assert not rebuilt.different and not rebuilt.broken
    assert shop.till.shifts.days("wang").result()[1:] == tuple(kept)


def test_a_shift_over_two_days_stands_on_the_day_it_is_handed_over(shop: Shop) -> None:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 10_000, {}, "zhou").result()
    due = sell(shop)
    assert not close(shop).drawers
    shop.till.shifts.count(shift, 10_000 + due - 500, {}, "zhou").result()
    shop.till.shifts.hand_over(shift, "fell under the counter", 0, False, "zhou").result()
    shop.time.at = at("2026-11-24T22:00")
    (drawer,) = close(shop).drawers
    assert (drawer.by, drawer.expected, drawer.over) == ("zhou", 10_000 + due, -500)
    assert drawer.reason == "fell under the counter"


def test_a_backup_follows_and_nobody_waits_for_it(shop: Shop) -> None:
    asked: list[str] = []
    never: Future[None] = Future()

    def back_up(why: str) -> Future[None]:
        asked.append(why)
        return never

    shop.till.shifts._back_up = back_up
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 0, {}, "zhou").result()
    shop.till.shifts.hand_over(shift, "", 0, False, "zhou").result()
    close(shop)
    refused("day_closed", shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang"))
    assert asked == ["hand-over", "day-end"]


def test_what_was_sold_before_there_were_shifts_is_in_no_z(shop: Shop) -> None:
    """As of a store of release 0.1.0: it closes today, not a year of evenings."""
    sell(shop)
    shop.time.at = at("2026-12-24T20:00")
    shop.open("B1")
    shop.send("B1", BEER, TOFU)
    shop.pay("B1")
    figures = close(shop)
    assert (figures.date, figures.bills) == ("2026-12-24", 1)


def test_after_a_restore_no_z_is_given_twice(shop: Shop) -> None:
    """The backup is of Monday; on Tuesday and Wednesday days were closed that it does not know."""
    sell(shop)
    close(shop)
    shop.time.at = at("2026-11-25T23:00")
    shop.parts.writer.submit(lambda: renew(shop.parts.book, "restore", -1)).result()
    sell(shop, "A2")
    close(shop)
    assert [row.z for row in sorted(shop.rows(DayEnd), key=lambda row: row.at)] == [1, 4]
    assert shop.events("incarnation.began")[0]["jumps"]["z"] == 3
