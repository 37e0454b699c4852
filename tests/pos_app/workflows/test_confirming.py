"""A guest pays by the store's printed code while the network is away; later somebody sees whether it came."""

import pytest

from domain.errors import Refused
from domain.money.payments import Payment, Settlement
from domain.money.to_confirm import ToConfirm
from tests.pos_app.shop import BEER, TOFU, Shop

CODE = "printed_code"


def paid(shop: Shop, table: str = "A1") -> str:
    shop.open(table)
    shop.send(table, TOFU, BEER)
    shop.pay(table, tender=CODE)
    return shop.rows(Payment)[-1].id


def state(shop: Shop, payment: str) -> tuple[str, str]:
    (row,) = shop.rows(ToConfirm, id=payment)
    return row.state, row.answered_by


def test_it_settles_the_bill_and_waits_to_be_confirmed(shop: Shop) -> None:
    payment = paid(shop)
    (settled,) = shop.rows(Settlement)
    (row,) = shop.till.view.drawer.to_confirm
    assert (row.id, row.amount, row.tender, row.state) == (payment, settled.total, CODE, "open")
    assert shop.rebuilt().different == ()


def test_a_person_says_that_it_came(shop: Shop) -> None:
    payment = paid(shop)
    shop.till.money.confirm(payment, True, "wang").result()
    shop.till.money.confirm(payment, True, "wang").result()
    assert state(shop, payment) == ("confirmed", "wang")
    assert shop.till.view.drawer.to_confirm == () and len(shop.events("payment.confirmed")) == 1
    with pytest.raises(Refused, match="confirmed_already"):
        shop.till.money.confirm(payment, False, "wang").result()


def test_one_that_has_not_come_stays_in_sight_and_changes_no_bill(shop: Shop) -> None:
    payment = paid(shop)
    before = shop.rows(Payment), shop.rows(Settlement)
    shop.till.money.confirm(payment, False, "wang").result()
    assert [row.state for row in shop.till.view.drawer.to_confirm] == ["denied"]
    assert (shop.rows(Payment), shop.rows(Settlement)) == before
    shop.till.money.confirm(payment, True, "wang").result()
    assert state(shop, payment) == ("confirmed", "wang"), "it was found after all"
    assert shop.rebuilt().different == ()


def test_one_that_is_booked_as_cash_waits_no_more(shop: Shop) -> None:
    payment = paid(shop)
    shop.till.money.change_tender(payment, "cash", "wrong", "wang", shop.time.new_id()).result()
    assert shop.till.view.drawer.to_confirm == ()


def test_whoever_may_not_change_tenders_confirms_nothing(shop: Shop) -> None:
    payment = paid(shop)
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.money.confirm(payment, True, "chen").result()
