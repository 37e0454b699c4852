"""One till lets a table pay as a whole; restored, it splits a portion off and is paid for it once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from domain.floor.booking import Booking
from domain.money.deposits import DepositMove
from domain.money.payments import Settlement
from domain.money.refunds import Refund
from domain.money.vouchers import Voucher
from pos_app.database.journal import batch
from pos_app.workflows.booking import Wanted
from pos_app.workflows.incarnations import adopt
from pos_app.workflows.sealing import Contact
from tests.pos_app.shop import FISH, RICE, TOFU, Shop, scratch
from tests.pos_app.workflows.test_restored_twice import Evening, on_writer
from tests.pos_app.workflows.test_reversals import on_the_server


@pytest.fixture
def evening() -> Iterator[Evening]:
    with scratch() as folder:
        made = Evening(folder)
        yield made
        made.close()


def facts_of(shop: Shop) -> list[bytes]:
    mark = shop.parts.book.marks[-1]

    def read() -> list[bytes]:
        with shop.parts.database.transaction() as connection:
            return [row.raw for row in batch(connection, mark.incarnation, 0, 1_000)]

    return list(on_writer(shop, read))


def carried(shop: Shop) -> list[tuple[str, str, int]]:
    figures = shop.till.shifts.figures({}, "wang").result()
    return [(one.kind, one.of, one.amount) for one in figures.carried if one.kind in ("twice", "over")]


def paid_in_two_histories(evening: Evening, apart: int) -> tuple[Shop, str, str, int]:
    """One lets the table pay as a whole; so many minutes later the other splits a portion off. The second
    till, which has heard the first; the whole bill, the part, and what that came to."""
    opening = evening.till.open("A1")
    evening.till.send("A1", TOFU, TOFU)
    backup = evening.backup()
    evening.time.later(minutes=5)
    first = evening.restore(backup)
    first.pay("A1")
    evening.time.later(minutes=apart)
    second = evening.restore(backup)
    line, part = second.opening("A1").lines[0], second.time.new_id()
    second.till.bills.split(opening, "", {line.id: 1_000}, 0, "zhou", part).result()
    view = second.opening("A1")
    agreed = next(one for one in view.bills if one.agreed.id == part)
    second.till.take_payment(
        opening, "cash", agreed.figures.total, view.version, True, "zhou", second.time.new_id(), bill=part
    ).result()
    mark = first.parts.book.marks[-1]
    on_writer(second, lambda: adopt(second.parts.book, mark, 0, facts_of(first)))
    took = next(one for one in second.rows(Settlement) if one.id == part).total
    return second, opening, part, took


def test_what_was_paid_again_on_another_business_day_is_told_on_that_day_and_after(evening: Evening) -> None:
    """By the till and by the owner's figures alike, once, until it has gone back."""
    second, opening, part, took = paid_in_two_histories(evening, 24 * 60)
    dates = {one.id: one.date for one in second.rows(Settlement)}
    assert dates == {opening: "2026-11-23", part: "2026-11-24"}
    assert carried(second) == [("twice", part, took)]
    for date, amount in (("2026-11-23", 0), ("2026-11-24", took)):
        told = on_the_server(second, date)
        assert (told.to_give_back, told.bills_owing) == (amount, int(amount > 0))
    evening.time.later(minutes=24 * 60)
    second.caught_up()
    assert carried(second) == [("twice", part, took)]
    second.till.money.refund(part, took, {}, False, "paid twice", "wang", second.time.new_id()).result()
    assert carried(second) == []
    assert on_the_server(second, "2026-11-24").to_give_back == 0
    assert second.rebuilt().different == ()


def test_what_was_paid_too_much_is_told_on_every_day_until_it_has_gone_back(shop: Shop) -> None:
    """A guest had paid a part of it when a dish was taken off."""
    opening = shop.open("A1")
    shop.send("A1", TOFU, TOFU)
    view = shop.opening("A1")
    shop.till.take_payment(
        opening, "cash", view.bill.total - 100, view.version, False, "zhou", shop.time.new_id()
    ).result()
    for line in view.lines[:1]:
        act = shop.time.new_id()
        shop.till.bills.void_line(line.id, 1_000, False, "sold_out", "wang", act).result()
    (settled,) = shop.rows(Settlement)
    shop.time.later(minutes=24 * 60)
    shop.caught_up()
    figures = shop.till.shifts.figures({}, "wang").result()
    told = [(one.kind, one.of, one.amount) for one in figures.carried]
    assert ("over", opening, settled.over) in told and settled.over > 0
    act = shop.time.new_id()
    shop.till.money.refund(opening, settled.over, {}, False, "too much", "wang", act).result()
    figures = shop.till.shifts.figures({}, "wang").result()
    assert [one.kind for one in figures.carried if one.of == opening] == []
    assert shop.rebuilt().different == ()


def test_the_till_says_what_was_paid_twice_until_it_is_given_back(evening: Evening) -> None:
    second, opening, part, took = paid_in_two_histories(evening, 5)
    (whole,) = [one for one in second.rows(Settlement) if one.id == opening]
    day = second.till.money.settled("zhou").result()
    assert {one.id: one.twice for one in day.bills} == {opening: 0, part: took}
    assert carried(second) == [("twice", part, took)]
    act = second.time.new_id()
    second.till.money.refund(part, took, {}, False, "paid twice", "wang", act).result()
    assert [one.amount for one in second.rows(Refund)] == [took]
    assert carried(second) == []
    assert second.till.shifts.figures({}, "wang").result().takings == whole.total
    assert second.rebuilt().different == ()


def by_voucher(shop: Shop, opening: str) -> None:
    view, code = shop.opening("A1"), Voucher("AB12", face=500, sold=400, settlement=380)
    args = (opening, code, view.version, False, "zhou", shop.time.new_id())
    shop.till.money.enter_voucher(*args).result()


def by_deposit(shop: Shop, opening: str) -> None:
    (booking,) = shop.rows(Booking)
    shop.till.bookings.use_deposit(booking.id, opening, "zhou", shop.time.new_id()).result()


@pytest.mark.parametrize("use", [by_voucher, by_deposit])
def test_what_guests_paid_once_and_two_histories_both_counted_goes_back_first(
    evening: Evening, use: Callable[[Shop, str], None]
) -> None:
    """A voucher's code was entered in both, or a deposit used: no guest gets cash for it."""
    opening, time = evening.till.open("A1"), evening.time
    evening.till.send("A1", TOFU)
    booking, guest = time.new_id(), Contact("Li Na", "13900001234", "")
    bookings = evening.till.till.bookings
    bookings.book(booking, Wanted(time.at + 60_000, 2, (), guest), "zhou").result()
    bookings.take_deposit(time.new_id(), booking, "cash", 500, "zhou").result()
    backup = evening.backup()
    shops = list[Shop]()
    for _each in range(2):
        time.later(minutes=5)
        shop = evening.restore(backup)
        shops.append(shop)
        use(shop, opening)
        shop.pay("A1")
    first, second = shops
    mark = first.parts.book.marks[-1]
    on_writer(second, lambda: adopt(second.parts.book, mark, 0, facts_of(first)))
    (settled,) = second.rows(Settlement)
    assert (settled.over, carried(second)) == (settled.total, [("over", opening, settled.total)])
    act = time.new_id()
    second.till.money.refund(opening, settled.over, {}, False, "paid twice", "wang", act).result()
    back = {one.tender: one.amount for one in second.rows(Refund)}
    assert back.pop("cash") == settled.total - 500 and list(back.values()) == [500]
    assert sum(one.signed for one in second.rows(DepositMove)) == (0 if use is by_deposit else 500)
    assert second.rebuilt().different == ()


def test_a_dish_that_guests_had_and_paid_in_one_history_only_is_not_given_back(evening: Evening) -> None:
    """Both were paid for the same tofu; the lost one for rice too, the restored one for fish. What each dish
    bears is told, so the tofu alone is due back, on the till, on paper and on the owner's page."""
    opening = evening.till.open("A1")
    evening.till.send("A1", TOFU)
    backup = evening.backup()
    evening.time.later(minutes=5)
    first = evening.restore(backup)
    first.send("A1", RICE)
    first.pay("A1")
    evening.time.later(minutes=5)
    second = evening.restore(backup)
    second.send("A1", FISH)
    second.pay("A1")
    took = {shop: shop.rows(Settlement)[0] for shop in (first, second)}
    tofu, rice = (line.amount for line in first.opening("A1").lines)
    covers = took[first].bill["cover"]
    mark = first.parts.book.marks[-1]
    on_writer(second, lambda: adopt(second.parts.book, mark, 0, facts_of(first)))
    (settled,) = second.rows(Settlement)
    assert settled.total == took[second].total + rice
    assert carried(second) == [("over", opening, tofu + covers)]
    figures = second.till.shifts.figures({}, "wang").result()
    assert figures.takings == settled.total == sum(one.amount for one in figures.parts)
    assert {one.name: one.amount for one in figures.parts}["cover"] == covers
    told = on_the_server(second, "2026-11-23")
    assert (told.to_give_back, told.bills_owing) == (tofu + covers, 1)
    bill = second.till.money.settled_bill(opening, "zhou").result()
    assert sum(line.total for line in bill.lines) + covers == settled.total
    assert second.rebuilt().different == ()
