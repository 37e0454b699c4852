"""转款: what was paid on the wrong table goes to the right bill; no money is lost, no bill reopens."""

import pytest

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.payments import Payment, Settlement
from domain.money.reversals import Reversal
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from pos_app.workflows.reversing import Correcting
from tests.pos_app.shop import FISH, TOFU, Shop
from tests.pos_app.workflows.test_reversals import balanced, day, on_the_server, reverse


def move(shop: Shop, payment: str, table: str, act: str = "", by: str = "wang") -> None:
    opening = shop.opening(table).opening.id
    shop.till.money.move_payment(payment, opening, "wrong_table", by, act or shop.time.new_id()).result()


def two_tables(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    shop.phone("A1").order(FISH)
    shop.open("A2")
    shop.send("A2", FISH, TOFU)


def test_both_bills_come_to_what_they_should(shop: Shop) -> None:
    two_tables(shop)
    wrong, right = shop.opening("A1").due, shop.opening("A2").due
    shop.pay("A1", 3_000)
    (payment,), act = shop.rows(Payment), shop.time.new_id()
    for _lost_answer in range(2):
        move(shop, payment.id, "A2", act)
    assert (shop.opening("A1").due, shop.opening("A2").due) == (wrong, right - 3_000)
    assert [one.id for one in shop.opening("A2").payments] == [payment.id] and not shop.opening("A1").payments
    (shift,) = shop.rows(Shift)
    assert shop.read(lambda tables: drawer_of(tables, shift).expected) == 13_000
    (kept,) = shop.rows(Adjustment)
    assert (kept.kind, kept.opening, kept.amount) == (
        "payment.moved",
        shop.opening("A2").opening.id,
        3_000,
    )
    shop.pay("A2")
    balanced(day(shop))
    assert on_the_server(shop).figures.takings == day(shop).takings == right
    assert shop.rebuilt().different == ()


def test_what_it_pays_in_full_is_settled(shop: Shop) -> None:
    two_tables(shop)
    right = shop.opening("A2").due
    shop.pay("A2", right - 1_000)
    shop.pay("A1", 1_000, "wechat")
    (payment,) = [one for one in shop.rows(Payment) if one.tender == "wechat"]
    move(shop, payment.id, "A2")
    (settled,) = shop.rows(Settlement)
    assert (settled.total, settled.receipt) == (right, 1) and shop.state("A2") == "paid"


def test_a_settled_bill_is_reversed_first_and_its_number_stays(shop: Shop) -> None:
    two_tables(shop)
    total = shop.opening("A1").due
    shop.pay("A1")
    (payment,), (before,) = shop.rows(Payment), shop.rows(Settlement)
    with pytest.raises(Refused) as no:
        move(shop, payment.id, "A2")
    assert no.value.code == "payment_settled"
    done = reverse(shop, before.id, carry=True)
    (carried,) = shop.rows(Payment, bill=done.bill)
    move(shop, carried.id, "A2")
    assert shop.opening("A1").due == total and shop.rows(Settlement) == [before]
    assert shop.opening("A2").paid == total
    shop.pay("A2")
    balanced(day(shop))


def test_never_more_than_is_due_and_not_after_the_count(shop: Shop) -> None:
    two_tables(shop)
    shop.pay("A2", shop.opening("A2").due - 100)
    (payment,) = shop.rows(Payment)
    with pytest.raises(Refused) as no:
        move(shop, payment.id, "A1")
    assert no.value.code == "move_too_much"
    with pytest.raises(Refused) as no:
        move(shop, "nothing", "A1")
    assert no.value.code == "payment_gone"
    shop.pay("A1", 500)
    small = next(one for one in shop.rows(Payment) if one.amount == 500)
    (shift,) = shop.rows(Shift)
    shop.till.shifts.hand_over(shift.id, "", 0, False, "zhou").result()
    with pytest.raises(Refused) as no:
        move(shop, small.id, "A2")
    assert no.value.code == "tender_fixed"


def move_settled(shop: Shop, payment: str, table: str, act: str = "", by: str = "wang") -> Correcting:
    verb, opening = shop.till.money.move_settled_payment, shop.opening(table).opening.id
    return verb(payment, opening, True, "wrong_table", by, act or shop.time.new_id()).result()


def test_a_payment_of_a_paid_bill_goes_where_it_belongs_and_the_paid_bill_stays(shop: Shop) -> None:
    two_tables(shop)
    wrong, right = shop.opening("A1").due, shop.opening("A2").due
    shop.pay("A1", 3_000, "wechat")
    shop.pay("A1")
    by_wechat = next(one for one in shop.rows(Payment) if one.tender == "wechat")
    (before,), act = shop.rows(Settlement), shop.time.new_id()
    with pytest.raises(Refused, match="approval_needed"):
        move_settled(shop, by_wechat.id, "A2", by="zhou")
    done = move_settled(shop, by_wechat.id, "A2", act)
    assert move_settled(shop, by_wechat.id, "A2", act) == done  # the answer was lost
    assert shop.rows(Settlement) == [before]  # as it was paid
    (reversal,) = shop.rows(Reversal)
    assert (reversal.bill, reversal.to, reversal.amount) == (before.id, done.bill, wrong)
    assert len(shop.events("bill.reversed")) == 1 and shop.events("payment.moved") == []
    assert (shop.opening("A2").paid, shop.opening("A2").due) == (3_000, right - 3_000)
    correcting = shop.opening("A1").on(done.bill)
    assert (correcting.bill.total, correcting.paid, correcting.due) == (wrong, wrong - 3_000, 3_000)
    (shift,) = shop.rows(Shift)
    drawer = shop.read(lambda tables: drawer_of(tables, shift))
    assert (drawer.expected, drawer.tenders["wechat"][1]) == (10_000 + wrong - 3_000, 3_000)
    shop.pay("A2")
    shop.pay("A1")
    balanced(day(shop))
    assert on_the_server(shop).figures.takings == day(shop).takings == wrong + right
    assert shop.rebuilt().different == ()


def test_what_a_moved_payment_pays_in_full_is_settled(shop: Shop) -> None:
    two_tables(shop)
    shop.pay("A2", shop.opening("A2").due - shop.opening("A1").due)
    shop.pay("A1")
    (settled,) = shop.rows(Settlement)
    (payment,) = shop.rows(Payment, bill=settled.id)
    done = move_settled(shop, payment.id, "A2")
    assert shop.state("A2") == "paid" and len(shop.rows(Settlement)) == 2
    assert shop.opening("A1").on(done.bill).paid == 0
    assert shop.rebuilt().different == ()


def test_a_payment_that_does_not_fit_there_or_is_back_moves_nothing(shop: Shop) -> None:
    two_tables(shop)
    shop.pay("A2")
    (payment,) = shop.rows(Payment)
    with pytest.raises(Refused, match="move_too_much"):
        move_settled(shop, payment.id, "A1")
    shop.till.money.refund(
        payment.bill, payment.amount, {}, False, "complaint", "wang", shop.time.new_id()
    ).result()
    with pytest.raises(Refused, match="payment_gone"):
        move_settled(shop, payment.id, "A1")
    with pytest.raises(Refused, match="payment_gone"):
        move_settled(shop, "nothing", "A1")
    assert shop.rows(Reversal) == []
