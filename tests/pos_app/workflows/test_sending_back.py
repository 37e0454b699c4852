"""A bill that a code paid is given back: by the gateway that charged it, once, and seen by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.money.gateway_refunds import GatewayRefund
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from tests.pos_app.shop import Shop
from tests.pos_app.workflows.test_charging import Till, seated, until


class RefundingTill(Till):
    """It asks for refunds, too."""

    def stand_at(self, shop: Shop) -> None:
        super().stand_at(shop)
        shop.till.sending_back.start(self.connect)

    def paid(self, table: str = "A1", amount: int = 0) -> str:
        """A bill that a code paid; its payment."""
        seated(self.shop, table)
        payment = self.charge(table, amount)
        self.wait(payment, "paid")
        return payment

    def give_back(self, amount: int, number: int = 0) -> str:
        """So much of a bill, as the cashier and the manager agree; the act."""
        bill = self.shop.rows(Settlement)[number].id
        act = self.shop.time.new_id()
        verb = self.shop.till.money.refund
        verb(bill, amount, {}, True, "complaint", "wang", act).result()
        return act

    def row(self, id: str) -> GatewayRefund:
        (found,) = self.shop.rows(GatewayRefund, id=id)
        return found

    def becomes(self, id: str, state: str) -> GatewayRefund:
        until(lambda: self.row(id).state == state)
        return self.row(id)

    def shows(self, id: str, state: str) -> None:
        def there() -> bool:
            self.shop.till.sending_back.hurry()
            return (id, state) in [(one.refund.id, one.state) for one in self.shop.till.view.sent_back]

        until(there)

    def end(self) -> None:
        self.shop.till.sending_back.close()
        self.shop.till.charging.close()


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[RefundingTill]:
    made = RefundingTill(shop, tmp_path)
    yield made
    made.end()
    made.home.close()


def test_a_part_goes_back_by_the_gateway_under_its_own_number(till: RefundingTill) -> None:
    payment = till.paid()
    act = till.give_back(1_000)
    row = till.becomes(f"{act}.0", "gone")
    asked = till.gateway.refunds[row.number]
    assert (asked.charge, asked.amount, row.charge, row.amount) == (payment, 1_000, payment, 1_000)
    assert row.transaction and asked.reason == "", "the guest reads none of the staff's reasons"
    assert [one.amount for one in till.shop.rows(Refund)] == [1_000]
    assert till.shop.rebuilt().different == ()


def test_without_a_network_it_waits_and_is_seen_to_wait(till: RefundingTill) -> None:
    till.paid()
    till.away = True
    act = till.give_back(1_000)
    till.shows(f"{act}.0", "offline")
    assert not till.gateway.refunds
    till.away = False
    till.shop.till.sending_back.hurry()
    till.becomes(f"{act}.0", "gone")


def test_an_answer_that_is_lost_gives_nothing_back_twice(till: RefundingTill) -> None:
    till.paid()
    till.gateway.lost = {"refund"}
    act = till.give_back(1_000)
    till.shows(f"{act}.0", "unknown")
    till.gateway.lost = set()
    till.shop.till.sending_back.hurry()
    till.becomes(f"{act}.0", "gone")
    assert len(till.gateway.refunds) == 1


def test_a_till_that_died_asks_for_what_is_on_its_way(till: RefundingTill) -> None:
    till.paid()
    till.away = True
    act = till.give_back(1_000)
    till.end()
    till.away = False
    till.stand_at(till.shop.again())
    till.becomes(f"{act}.0", "gone")
    assert len(till.gateway.refunds) == 1


def test_a_refused_one_is_tried_again_under_another_number(till: RefundingTill) -> None:
    till.paid()
    till.gateway.bank = "failed"
    act = till.give_back(1_000)
    first = till.becomes(f"{act}.0", "failed")
    till.shows(f"{act}.0", "failed")
    till.gateway.bank = "done"
    till.gateway.refunds.clear()  # nothing went back under it
    till.shop.till.sending_back.again(f"{act}.0", "wang").result()
    second = till.becomes(f"{act}.0", "gone")
    assert second.attempt == 2 and second.number != first.number
    assert list(till.gateway.refunds) == [second.number]
    with pytest.raises(Refused, match="refund_over"):
        till.shop.till.sending_back.again(f"{act}.0", "wang").result()
    assert till.shop.rebuilt().different == ()


def test_what_the_provider_holds_is_given_back_by_hand(till: RefundingTill) -> None:
    till.paid()
    till.gateway.bank = "stuck"
    act = till.give_back(1_000)
    till.becomes(f"{act}.0", "stuck")
    with pytest.raises(Refused, match="refund_over"):
        till.shop.till.sending_back.again(f"{act}.0", "wang").result()
    till.shop.till.sending_back.by_hand(f"{act}.0", "wang").result()
    row = till.row(f"{act}.0")
    assert (row.state, row.answered_by) == ("by_hand", "wang")


def test_cash_beside_a_code_stays_with_people(till: RefundingTill) -> None:
    """The latest payment goes back first; what the drawer had is handed over and asked of no gateway."""
    seated(till.shop)
    due = till.shop.opening("A1").due
    payment = till.charge("A1", 1_000)
    till.wait(payment, "paid")
    till.shop.pay("A1", due - 1_000)
    act = till.give_back(due)
    row = till.becomes(f"{act}.1", "gone")
    assert (row.charge, row.amount) == (payment, 1_000)
    assert [one.id for one in till.shop.rows(GatewayRefund)] == [f"{act}.1"]


def test_a_reversed_bill_goes_back_by_its_gateway(till: RefundingTill) -> None:
    payment = till.paid()
    (settled,) = till.shop.rows(Settlement)
    act = till.shop.time.new_id()
    till.shop.till.money.reverse(settled.id, False, True, "mistake", "wang", act).result()
    row = till.becomes(f"{act}.0", "gone")
    assert (row.charge, row.amount) == (payment, settled.total)


def test_money_that_was_carried_goes_back_to_whom_it_came_from(till: RefundingTill) -> None:
    """The correcting bill's money is the same charge; while it is carried nothing leaves the house."""
    payment = till.paid()
    (settled,) = till.shop.rows(Settlement)
    act = till.shop.time.new_id()
    done = till.shop.till.money.reverse(settled.id, True, True, "mistake", "wang", act).result()
    assert not till.shop.rows(GatewayRefund)
    till.shop.till.bills.settle_for_nothing(done.opening, "zhou").result()
    (carried,) = till.shop.rows(Payment, bill=done.bill)
    later = till.shop.time.new_id()
    till.shop.till.money.refund(done.bill, 500, {}, True, "complaint", "wang", later).result()
    row = till.becomes(f"{later}.0", "gone")
    assert carried.id != payment == row.charge and row.amount == 500


def test_a_charged_payment_is_booked_by_no_other_tender(till: RefundingTill) -> None:
    payment = till.paid()
    with pytest.raises(Refused, match="tender_fixed"):
        till.shop.till.money.change_tender(payment, "cash", "wrong", "wang", till.shop.time.new_id()).result()
