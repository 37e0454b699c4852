"""What a role may take off alone: whatever becomes of the bill, in however many steps, all day long."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from domain.floor.seen import see_table
from domain.money.adjustments import Adjustment
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Settlement
from domain.record.fold import apply
from domain.record.plain import from_plain, to_plain
from domain.record.tables import MemoryTables
from domain.selling.menu import Menu
from domain.selling.order import CartLine
from domain.selling.price import price_order
from pos_app.database.journal import all_events
from pos_app.workflows.approving import Approver
from tests.pos_app.seafood import BASS
from tests.pos_app.shop import FISH, RICE, TOFU, Shop
from tests.pos_app.workflows.test_changing_minds import line, refused, void

WANG, LI = Approver("wang", "8888"), Approver("li", "2222")


def limit_roles(shop: Shop, limits: Mapping[str, int], *rights: str, role: str = "cashier") -> None:
    """The owner edits the matrix."""
    shop.caught_up()
    roles = shop.till.view.people.roles
    changed = [
        replace(one, rights=(*one.rights, *rights), limits={**one.limits, **limits})
        if one.id == role
        else one
        for one in roles
    ]
    shop.till.people.save_roles(changed, "wang").result()
    shop.caught_up()


@pytest.fixture
def a1(shop: Shop) -> Shop:
    """Two at A1 with fish 92, tofu 28 and two rice 4; two covers of 2."""
    shop.open("A1")
    shop.send("A1", FISH, TOFU, RICE)
    return shop


def off(shop: Shop, discount: Discount, table: str = "A1", approver: Approver | None = None) -> None:
    opening = shop.opening(table).opening.id
    act = shop.time.new_id()
    shop.till.bills.discount_bill(opening, discount, "regular", "zhou", act, approver).result()
    shop.caught_up()


def moved(shop: Shop, dish: str, to: str = "A2", away: str = "A1") -> None:
    """转菜: any waiter may."""
    here, there = shop.opening(away).opening.id, shop.opening(to).opening.id
    row = next(one for one in shop.opening(away).bill_lines if one.line.dish == dish)
    shop.till.tables.move_lines(here, {row.id: row.line.quantity}, there, "chen").result()
    shop.caught_up()


def agree(shop: Shop, table: str = "A1") -> int:
    """What is off the whole bill: the same in the till, at home where the facts are folded, and on phones."""
    view = shop.opening(table)
    elsewhere = MemoryTables()

    def fold() -> None:
        with shop.parts.database.transaction() as connection:
            for _, event in all_events(connection):
                apply(event, elsewhere)

    shop.parts.writer.submit(fold).result()
    seen = see_table(elsewhere, table).opening
    assert seen is not None
    if not view.bills:
        read = from_plain(type(seen), to_plain(seen))  # as it is published
        rules = shop.till.view.rules
        assert price_order(read.lines, view.opening.guests, rules, read.discount).total == view.bill.total
    return view.bill.by_hand


def test_a_sum_off_the_bill_shrinks_with_the_dishes_that_leave_it(a1: Shop) -> None:
    """¥12 off ¥124 is a tenth; the fish goes to the next table, and of ¥32 a tenth is ¥3.20."""
    a1.open("A2")
    off(a1, Discount(off=1_200))
    assert agree(a1) == 1_200
    moved(a1, "boiled-fish")
    assert (agree(a1), a1.opening("A1").bill.cut) == (320, 880)
    moved(a1, "boiled-fish", "A1", "A2")
    assert (agree(a1), a1.opening("A1").bill.cut) == (1_200, 0)
    void(a1, "A1", "boiled-fish").result()
    assert agree(a1) == 320
    a1.pay("A1")
    (settled,) = a1.rows(Settlement)
    assert settled.bill["by_hand"] == 320
    assert a1.rebuilt().different == ()


def test_what_a_manager_agreed_to_stays_whole(a1: Shop) -> None:
    a1.open("A2")
    off(a1, Discount(off=1_200))
    moved(a1, "boiled-fish")
    off(a1, Discount(off=1_200), approver=WANG)
    assert agree(a1) == 1_200


def test_a_sum_off_the_bill_shrinks_on_its_parts_too(a1: Shop) -> None:
    a1.open("A2")
    off(a1, Discount(off=1_200))
    part = a1.time.new_id()
    opening = a1.opening("A1").opening.id
    a1.till.bills.split(opening, "", {line(a1, "A1", "mapo-tofu"): 1_000}, 1, "zhou", part).result()
    assert sum(one.figures.by_hand for one in a1.opening("A1").bills) == 1_200
    moved(a1, "boiled-fish")
    assert sum(one.figures.by_hand for one in a1.opening("A1").bills) == 320
    act = a1.time.new_id()  # agreed anew, on parts that share it
    a1.till.bills.discount_bill(opening, Discount(off=320), "regular", "zhou", act).result()
    void(a1, "A1", "steamed-rice", 2).result()
    assert sum(one.figures.by_hand for one in a1.opening("A1").bills) == 280


def test_dishes_and_bill_together_keep_to_the_limit_when_others_leave(a1: Shop) -> None:
    """A tenth off the tofu, and so much off the bill that all is a tenth; then the fish leaves."""
    a1.open("A2")
    tofu = line(a1, "A1", "mapo-tofu")
    a1.till.bills.discount_line(tofu, Discount(rate=1_000), "regular", "zhou", "act-1").result()
    off(a1, Discount(off=960))
    moved(a1, "boiled-fish")
    assert agree(a1) == 40  # with the tofu's 2.80 a tenth of 32
    a1.till.bills.discount_line(tofu, Discount(rate=5_000), "regular", "zhou", "act-2", WANG).result()
    assert agree(a1) == 180  # what a manager gave is her own matter: a tenth of what is charged then


def test_nobody_discounts_a_bill_before_there_is_something_on_it(shop: Shop) -> None:
    shop.open("A1")
    opening = shop.opening("A1").opening.id
    for one in (Discount(rate=9_000), Discount(off=5_000)):
        verb = shop.till.bills.discount_bill
        assert refused(verb(opening, one, "regular", "zhou", shop.time.new_id())) == "approval_needed"
    off(shop, Discount(rate=1_000))
    shop.send("A1", FISH)
    assert agree(shop) == 920


def test_nobody_discounts_or_gives_a_dish_before_it_is_weighed(shop: Shop) -> None:
    limit_roles(shop, {"gift": 5_000}, "gift")
    menu = from_plain(Menu, shop.read_document("menu"))
    shop.publish("menu", dishes=[to_plain(one) for one in (BASS, *menu.dishes)])
    shop.open("A1")
    shop.send("A1", CartLine("bass", "one"))
    bass, bills = line(shop, "A1", "bass"), shop.till.bills
    for one in (Discount(rate=9_000), Discount(off=5_000)):
        act = shop.time.new_id()
        assert refused(bills.discount_line(bass, one, "regular", "zhou", act)) == "approval_needed"
    assert refused(bills.give_line(bass, 1_000, "house", "zhou", shop.time.new_id())) == "approval_needed"
    bills.weigh_line(bass, 1_000, 0, "", "zhou", shop.time.new_id()).result()
    assert refused(bills.give_line(bass, 1_000, "house", "zhou", shop.time.new_id())) == "approval_needed"


def test_a_tenth_of_an_odd_price_is_a_tenth(a1: Shop) -> None:
    tofu = line(a1, "A1", "mapo-tofu")
    a1.till.bills.reprice_line(tofu, 2_805, "market_price", "wang", "act-1").result()
    a1.till.bills.discount_line(tofu, Discount(rate=1_000), "regular", "zhou", "act-2").result()
    row = next(one for one in a1.opening("A1").lines if one.id == tofu)
    assert row.reduction == 281
    a1.till.bills.discount_line(tofu, NO_DISCOUNT, "regular", "zhou", "act-3").result()
    off(a1, Discount(rate=1_000))
    assert agree(a1) == 1_241  # of 124.05


def test_gifts_and_lower_prices_have_limits_that_small_steps_do_not_pass(a1: Shop) -> None:
    limit_roles(a1, {"gift": 300, "reprice": 500}, "gift", "reprice")
    bills, rice, tofu = a1.till.bills, line(a1, "A1", "steamed-rice"), line(a1, "A1", "mapo-tofu")
    bills.give_line(rice, 1_000, "house", "zhou", "act-1").result()
    assert refused(bills.give_line(rice, 2_000, "house", "zhou", "act-2")) == "approval_needed"
    bills.give_line(rice, 2_000, "house", "zhou", "act-2", WANG).result()
    bills.give_line(rice, 0, "house", "zhou", "act-3").result()  # charged again: nobody asks
    bills.reprice_line(tofu, 2_400, "market_price", "zhou", "act-4").result()
    bills.reprice_line(tofu, 2_300, "market_price", "zhou", "act-5").result()
    assert refused(bills.reprice_line(tofu, 2_200, "market_price", "zhou", "act-6")) == "approval_needed"
    bills.reprice_line(tofu, 9_900, "market_price", "zhou", "act-7").result()
    bills.reprice_line(tofu, 2_400, "market_price", "zhou", "act-8").result()  # held against the menu's
    kept = {one.id: one.approved for one in a1.rows(Adjustment)}
    assert kept == {f"act-{n}": "wang" if n == 2 else "" for n in (1, 2, 3, 4, 5, 7, 8)}


def test_many_small_voids_of_a_day_pass_no_limit(a1: Shop) -> None:
    """¥10 a day: two rice are four, and then the tofu is too much; a manager agrees, and that is hers."""
    limit_roles(a1, {"a_day": 1_000})
    void(a1, "A1", "steamed-rice", 1).result()
    void(a1, "A1", "steamed-rice", 1).result()
    assert refused(void(a1, "A1", "mapo-tofu")) == "approval_needed"
    assert refused(void(a1, "A1", "mapo-tofu", approver=LI)) == "approval_needed"  # no more than her own
    void(a1, "A1", "mapo-tofu", act="act-1", approver=WANG).result()
    void(a1, "A1", "mapo-tofu", act="act-1").result()  # asked once more, it is done and needs nobody
    a1.caught_up()
    assert a1.till.view.taken_off == {"zhou": 400, "wang": 2_800}
    off(a1, Discount(off=600))
    opening = a1.opening("A1").opening.id
    verb = a1.till.bills.discount_bill
    assert refused(verb(opening, Discount(off=601), "regular", "zhou", "act-2")) == "approval_needed"
    off(a1, NO_DISCOUNT)
    off(a1, Discount(off=600))
    a1.time.later(minutes=24 * 60)
    off(a1, Discount(off=900))  # another day


def test_a_discount_counts_as_what_it_has_become(shop: Shop) -> None:
    """Agreed while there was but rice on the bill, it takes a tenth off the fish too."""
    limit_roles(shop, {"a_day": 1_000})
    shop.open("A1")
    shop.send("A1", RICE)
    off(shop, Discount(rate=1_000))
    shop.send("A1", FISH)
    shop.caught_up()
    assert shop.till.view.taken_off == {"zhou": 960}
    shop.pay("A1")
    shop.open("A2")
    shop.send("A2", RICE)
    assert refused(void(shop, "A2", "steamed-rice", 1)) == "approval_needed"
    free = shop.till.bills.free_bill
    assert refused(free(shop.opening("A2").opening.id, "comp", "house", "zhou", "b")) == "approval_needed"


def test_a_manager_with_a_limit_of_the_day_has_it_for_what_she_approves_too(a1: Shop) -> None:
    limit_roles(a1, {"a_day": 0})
    limit_roles(a1, {"a_day": 3_000}, role="manager")
    void(a1, "A1", "mapo-tofu", approver=WANG).result()
    assert refused(void(a1, "A1", "steamed-rice", 2, approver=WANG)) == "approval_needed"


def test_by_default_nothing_is_refused_that_was_not(a1: Shop) -> None:
    a1.caught_up()
    roles = a1.till.view.people.roles
    assert all(not {"gift", "reprice", "a_day"} & set(role.limits) for role in roles)
    bills, tofu = a1.till.bills, line(a1, "A1", "mapo-tofu")
    bills.give_line(tofu, 1_000, "house", "wang", "act-1").result()
    bills.reprice_line(line(a1, "A1", "boiled-fish"), 1, "market_price", "wang", "act-2").result()
    assert a1.till.view.taken_off == {}


def test_what_was_agreed_is_a_fact_wherever_it_is_heard(a1: Shop) -> None:
    """A limit that the owner lowers later, or that another history passed, refuses nothing that was done."""
    off(a1, Discount(off=1_200))
    void(a1, "A1", "steamed-rice", 2).result()
    limit_roles(a1, {"a_day": 0, "discount": 0, "void": 0})
    assert agree(a1) == 1_200
    assert a1.rebuilt().different == ()


def test_a_reversed_bill_keeps_the_limit_of_its_discount(a1: Shop) -> None:
    off(a1, Discount(off=1_200))
    a1.pay("A1")
    bill = a1.opening("A1").agreed.id
    a1.till.money.reverse(bill, False, False, "mistake", "wang", "act-r").result()
    fish = next(one for one in a1.opening("A1").bill_lines if one.line.dish == "boiled-fish")
    a1.till.bills.void_line(fish.id, 1_000, True, "changed_mind", "zhou", a1.time.new_id()).result()
    view = a1.opening("A1")
    assert (view.bill.by_hand, view.bill.subtotal) == (320, 3_200)


def test_what_is_given_back_of_paid_bills_counts_in_the_day_too(shop: Shop) -> None:
    """Sixteen yuan a day: rice comes off, then money goes back, in small parts; the next asks a manager."""
    limit_roles(shop, {"a_day": 1_600}, "refund")
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.send("A1", RICE)
    void(shop, "A1", "steamed-rice", 2).result()
    bill = shop.opening("A1").agreed.id
    shop.pay("A1")

    def back(amount: int, act: str, approver: Approver | None = None) -> Future[Any]:
        return shop.till.money.refund(bill, amount, {}, False, "complaint", "zhou", act, approver)

    back(600, "back-1").result()
    back(600, "back-2").result()
    shop.caught_up()
    assert shop.till.view.taken_off == {"zhou": 1_600}
    assert refused(back(1, "back-3")) == "approval_needed"
    assert refused(back(1, "back-3", LI)) == "approval_needed"  # no more than her own is left
    back(100, "back-3", WANG).result()
    back(100, "back-3").result()  # asked once more it is done, and needs nobody
    shop.caught_up()
    assert shop.till.view.taken_off == {"zhou": 1_600, "wang": 100}
    shop.time.later(minutes=24 * 60)
    back(500, "back-4").result()  # another day


def test_what_had_been_paid_beyond_the_bill_goes_back_without_counting_twice(shop: Shop) -> None:
    """A dish comes off after a part of it was paid: that was counted then."""
    limit_roles(shop, {"a_day": 2_800}, "refund")
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.send("A1", RICE)
    shop.pay("A1", tendered=3_000)
    void(shop, "A1", "mapo-tofu").result()
    bill = shop.opening("A1").agreed.id
    over = shop.till.money.settled_bill(bill, "zhou").result().over
    shop.till.money.refund(bill, over, {}, False, "complaint", "zhou", "back").result()
    shop.caught_up()
    assert shop.till.money.settled_bill(bill, "zhou").result().over == 0 < over
    assert shop.till.view.taken_off == {"zhou": 2_800}
