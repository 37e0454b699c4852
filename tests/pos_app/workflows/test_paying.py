"""Money is taken once, for the bill that was on the screen, and a paid bill never reopens."""

import pytest

from domain.errors import Refused
from domain.money.payments import Payment, Settlement
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.paying import PaymentDone
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop, at


def test_cash_gives_change_and_a_receipt_with_the_next_number(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    due = shop.opening("A1").due
    assert shop.pay("A1", tendered=10_000) == PaymentDone(10_000 - due, 0, 1)
    payment = shop.rows(Payment)[0]
    assert (payment.amount, payment.tendered, payment.change) == (due, 10_000, 10_000 - due)
    assert shop.state("A1") == "paid"
    assert [(job.kind, job.station, job.number) for job in shop.rows(PrintJob, kind="receipt")] == [
        ("receipt", "counter", 1)
    ]


def test_without_a_receipt_the_bill_has_its_number_all_the_same(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    assert shop.pay("A1", receipt=False).receipt == 1
    assert shop.rows(PrintJob, kind="receipt") == []


def test_a_bill_is_paid_in_parts(shop: Shop) -> None:
    shop.phone("A1").order(FISH, RICE, BEER)
    total = shop.opening("A1").bill.total
    assert shop.pay("A1", 3_000, "wechat") == PaymentDone(0, total - 3_000, 0)
    assert shop.opening("A1").due == total - 3_000
    assert shop.rows(Settlement) == []
    assert shop.pay("A1", 2_000, "card") == PaymentDone(0, total - 5_000, 0)
    assert shop.pay("A1", 100_000) == PaymentDone(100_000 - (total - 5_000), 0, 1)
    settlement = shop.rows(Settlement)[0]
    assert settlement.total == total == sum(payment.amount for payment in shop.rows(Payment))


def test_a_payment_taken_twice_is_taken_once(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    view = shop.opening("A1")
    payment = shop.time.new_id()

    def take() -> PaymentDone:
        return shop.till.take_payment(
            view.opening.id, "cash", 10_000, view.version, True, "zhou", payment
        ).result()

    assert take() == take()
    assert len(shop.rows(Payment)) == 1
    assert len(shop.events("payment.received")) == 1


def test_a_part_payment_taken_twice_is_taken_once(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    view = shop.opening("A1")
    payment = shop.time.new_id()

    def take() -> PaymentDone:
        return shop.till.take_payment(
            view.opening.id, "wechat", 1_000, view.version, True, "zhou", payment
        ).result()

    assert take() == take() == PaymentDone(0, view.bill.total - 1_000, 0)
    assert shop.opening("A1").paid == 1_000


@pytest.mark.parametrize(("tender", "tendered"), [("card", 1_000), ("wechat", 2_000)])
def test_the_same_payment_with_another_sum_is_refused(shop: Shop, tender: str, tendered: int) -> None:
    shop.phone("A1").order(FISH)
    view = shop.opening("A1")
    payment = shop.time.new_id()
    shop.till.take_payment(view.opening.id, "wechat", 1_000, view.version, True, "zhou", payment).result()
    with pytest.raises(Refused, match="payment_changed"):
        shop.till.take_payment(
            view.opening.id, tender, tendered, shop.opening("A1").version, True, "zhou", payment
        ).result()
    assert shop.opening("A1").paid == 1_000


def test_a_bill_that_changed_under_the_cashiers_hand_is_looked_at_again(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    seen = shop.opening("A1")
    phone.order(RICE)
    with pytest.raises(Refused, match="bill_changed"):
        shop.till.take_payment(
            seen.opening.id, "cash", seen.due, seen.version, True, "zhou", shop.time.new_id()
        ).result()
    assert shop.rows(Payment) == []
    shop.pay("A1")


def test_only_cash_gives_change(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    due = shop.opening("A1").due
    with pytest.raises(Refused, match="too_much"):
        shop.pay("A1", due + 1, "wechat")
    with pytest.raises(Refused, match="unknown_tender"):
        shop.pay("A1", due, "shells")
    shop.pay("A1", due, "wechat")


def test_an_empty_bill_is_not_paid(shop: Shop) -> None:
    shop.open("A1")
    with pytest.raises(Refused, match="nothing_to_pay"):
        shop.pay("A1", 100)


def test_a_paid_bill_never_reopens(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    shop.pay("A1")
    frozen, events = shop.rows(Settlement), len(shop.events())
    with pytest.raises(Refused, match="opening_paid"):
        shop.pay("A1", 100)
    with pytest.raises(Refused, match="opening_paid"):
        shop.till.set_guests(phone.opening, 9, "zhou").result()
    line = shop.rows(OrderLine)[0].id
    with pytest.raises(Refused, match="opening_paid"):
        shop.till.bills.void_line(line, 1000, True, "mistake", "zhou", shop.time.new_id()).result()
    assert len(shop.events()) == events
    assert shop.rows(Settlement) == frozen
    assert shop.opening("A1").bill.total == frozen[0].total


@pytest.mark.parametrize("who", ["cashier", "phone"])
def test_a_dish_ordered_after_paying_starts_a_new_bill_on_the_same_table(shop: Shop, who: str) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    paid = shop.opening("A1").bill.total
    shop.pay("A1")
    (first,) = shop.rows(Settlement)
    if who == "phone":
        phone.look()
        assert phone.order(RICE).state == "accepted"
    else:
        shop.send("A1", RICE)
    now = shop.opening("A1")
    assert shop.state("A1") == "ordered"
    assert (now.bill.total, now.due, now.paid) == (400, 400, 0)  # the cover charge was paid once
    with pytest.raises(Refused, match="opening_paid"):  # what is paid stays as it was
        line = next(row.id for row in shop.rows(OrderLine) if row.dish == TOFU.dish)
        shop.till.bills.void_line(line, 1000, True, "mistake", "zhou", shop.time.new_id()).result()
    with pytest.raises(Refused, match="table_unpaid"):
        shop.till.clear_table(now.opening.id, "zhou").result()
    shop.pay("A1")
    first_again, second = sorted(shop.rows(Settlement), key=lambda one: one.receipt)
    assert first_again == first and first.id == now.opening.id != second.id
    assert (first.total, second.total, second.receipt) == (paid, 400, 2)
    assert shop.state("A1") == "paid" and shop.rebuilt().different == ()
    assert {job.order for job in shop.rows(PrintJob) if job.kind == "receipt"} == {"", second.id}


def test_guests_who_come_after_a_bill_was_paid_bring_their_cover_charge(shop: Shop) -> None:
    opening = shop.open("A1", 2)
    shop.send("A1", TOFU)
    shop.pay("A1")
    shop.send("A1", RICE)
    shop.till.set_guests(opening, 3, "zhou").result()
    assert shop.opening("A1").bill.cover == 200


def test_a_table_is_not_cleared_while_money_is_owed(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(FISH)
    for part in (0, 1_000):
        if part:
            shop.pay("A1", part, "wechat")
        with pytest.raises(Refused, match="table_unpaid"):
            shop.till.clear_table(phone.opening, "zhou").result()
    shop.pay("A1")
    shop.till.clear_table(phone.opening, "zhou").result()
    assert shop.state("A1") == "free"


def test_a_table_where_nothing_was_ordered_is_cleared(shop: Shop) -> None:
    shop.till.clear_table(shop.open("A1"), "chen").result()
    assert shop.state("A1") == "free"


def test_receipt_and_ticket_numbers_have_no_gaps(shop: Shop) -> None:
    """Whatever is refused in between; tickets begin anew each day, receipts never."""
    receipts = []
    for day in ("2026-11-23T12:00", "2026-11-23T23:50", "2026-11-24T01:00", "2026-11-24T12:00"):
        shop.time.at = at(day)
        for table in ("A1", "A2"):
            phone = shop.phone(table)
            phone.order(TOFU)
            with pytest.raises(Refused):
                shop.pay(table, 1, "shells")
            receipts.append(shop.pay(table).receipt)
            shop.till.clear_table(phone.opening, "zhou").result()
    assert receipts == list(range(1, 9))
    numbers: dict[tuple[str, str], list[int]] = {}
    for job in shop.rows(PrintJob):
        numbers.setdefault((job.station, job.date), []).append(job.number)
    assert {key: sorted(found) for key, found in numbers.items()} == {
        ("kitchen", "2026-11-23"): [1, 2, 3, 4, 5, 6],
        ("counter", "2026-11-23"): [1, 2, 3, 4, 5, 6],
        ("kitchen", "2026-11-24"): [1, 2],
        ("counter", "2026-11-24"): [1, 2],
    }


def test_openings_are_numbered_by_the_day(shop: Shop) -> None:
    shop.time.at = at("2026-11-24T04:59")
    shop.open("A1")
    shop.time.later(minutes=1)
    shop.open("A2")
    shop.open("A3")
    numbers = [shop.opening(table).opening.number for table in ("A1", "A2", "A3")]
    assert numbers == ["1123-001", "1124-001", "1124-002"]


def test_a_payment_belongs_to_its_business_day(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.time.at = at("2026-11-24T02:30")
    shop.pay("A1")
    assert [payment.date for payment in shop.rows(Payment)] == ["2026-11-23"]


def test_what_was_paid_before_a_restart_is_paid_after_it(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    view = shop.opening("A1")
    payment = shop.time.new_id()
    arguments = (view.opening.id, "cash", 10_000, view.version, True, "zhou", payment)
    done = shop.till.take_payment(*arguments).result()
    again = shop.again()
    try:
        assert again.till.take_payment(*arguments).result() == done
        assert len(again.rows(Payment)) == 1
        assert again.rebuilt().different == ()
    finally:
        again.close()
