"""Complaint 6 of the peers: with eight users one invoice in fifteen came twice. Here none does."""

from concurrent.futures import ThreadPoolExecutor

from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.selling.printing import PrintJob
from tests.pos_app.shop import TOFU, Shop

TABLES = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")


def test_complaint_6_eight_who_pay_at_once_and_twice_have_each_one_receipt(shop: Shop) -> None:
    for table in TABLES:
        shop.phone(table, f"phone-of-table-{table}").order(TOFU)
    bills = {table: shop.opening(table) for table in TABLES}
    ids = {table: shop.time.new_id() for table in TABLES}

    def pay(table: str) -> int:
        view, till = bills[table], shop.till
        done = till.take_payment(
            view.opening.id, "cash", view.due, view.version, True, "zhou", ids[table]
        ).result()
        return done.receipt

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(pay, [*TABLES, *TABLES]))
    assert receipts[:8] == receipts[8:]
    assert sorted(receipts[:8]) == list(range(1, 9))
    assert sorted(one.receipt for one in shop.rows(Settlement)) == list(range(1, 9))
    assert len(shop.rows(Payment)) == len(shop.rows(PrintJob, kind="receipt")) == 8
    assert {one.amount for one in shop.rows(Payment)} == {bills["A1"].due}


def test_complaint_6_eight_who_give_the_same_bill_back_give_it_back_once(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.pay("A1")
    opening, acts = shop.opening("A1").opening.id, [shop.time.new_id() for _ in range(8)]
    paid = shop.rows(Payment)[0].amount

    def give_back(act: str) -> bool:
        verb = shop.till.money.refund(opening, paid, {}, False, "complaint", "wang", act)
        return verb.exception() is None

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(give_back, acts))
    assert given.count(True) == 1
    assert [one.amount for one in shop.rows(Refund)] == [paid]
