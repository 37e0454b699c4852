"""A code that the till shows and a guest scans: one order, closed at its gateway before other money."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from tests.fakes.alipay import alipay_gateway
from tests.fakes.wechat import wechat_gateway
from tests.pos_app.shop import Shop
from tests.pos_app.workflows.test_charging import Till, seated, until
from tests.sync_server.payments.test_alipay import account as alipay_account
from tests.sync_server.payments.test_wechat import account as wechat_account


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[Till]:
    shop.time.at = time.time_ns() // 1_000_000  # the home lets an order end by its own clock
    made = Till(shop, tmp_path)
    stand_at(made, shop)
    yield made
    made.shop.till.charging.close()
    made.home.close()


def stand_at(till: Till, shop: Shop) -> None:
    till.stand_at(shop)
    shop.till.charging.ways = lambda: {"wechat": ["barcode", "native"], "alipay": ["barcode"]}
    shop.till.charging.site = lambda: "https://huajiao.example"


def shown(till: Till, amount: int = 0) -> str:
    """Ask for a code and wait until it is there; the payment."""
    asked = till.asks("A1", amount)
    till.shop.till.charging.show_code(asked, "wechat").result()
    until(lambda: till.shop.till.charging.views[asked.payment].scannable)
    return asked.payment


def test_the_guest_scans_the_code_and_the_bill_is_paid(till: Till) -> None:
    seated(till.shop)
    due, payment = till.shop.opening("A1").due, shown(till)
    assert till.shop.till.charging.views[payment].scannable == f"weixin://{payment}"
    till.wait(payment, "waiting")
    order = till.gateway.orders[payment]
    assert (order.amount, order.way, order.back) == (due, "native", "https://huajiao.example")
    till.gateway.known[payment] = "paid"
    till.wait(payment, "paid")
    (paid,) = till.shop.rows(Payment)
    assert (paid.id, paid.tender, paid.amount, paid.by) == (payment, "wechat", due, "zhou")
    assert till.shop.rows(Settlement)[0].over == 0
    assert not till.shop.till.charging.views[payment].scannable
    assert till.gateway.calls().count("create") == 1 and till.shop.rebuilt().different == ()


def test_nothing_else_is_taken_until_the_code_is_closed_at_the_gateway(till: Till) -> None:
    seated(till.shop)
    payment = shown(till)
    for ask in (lambda: till.charge("A1"), lambda: shown(till), lambda: till.shop.pay("A1")):
        with pytest.raises(Refused, match="payment_waiting"):
            ask()
    till.gateway.lost = {"cancel"}
    till.shop.till.charging.cancel(payment)
    until(lambda: "cancel" in till.gateway.calls())
    until(lambda: not till.shop.till.charging.views[payment].scannable)  # nobody is to scan it any more
    with pytest.raises(Refused, match="payment_waiting"):
        till.shop.pay("A1")
    till.gateway.lost = set()
    till.wait(payment, "closed")
    assert till.gateway.known[payment] == "closed"
    assert till.shop.pay("A1").receipt and len(till.shop.rows(Payment)) == 1


def test_the_guest_who_was_quicker_has_paid(till: Till) -> None:
    seated(till.shop)
    payment = shown(till)
    till.gateway.known[payment] = "paid"
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "paid")
    assert [one.id for one in till.shop.rows(Payment)] == [payment]


def test_a_code_that_nobody_scans_ends_by_itself(till: Till) -> None:
    seated(till.shop)
    payment = shown(till)
    till.home.time.pass_by(6 * 60_000)
    till.wait(payment, "closed")
    assert till.grant(payment).state == "ended" and till.gateway.known[payment] == "closed"
    assert till.shop.pay("A1").receipt


def test_what_is_paid_too_late_goes_back(till: Till) -> None:
    seated(till.shop)
    payment = shown(till)
    till.gateway.lost = {"query", "cancel"}
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "back")
    till.shop.till.charging.set_aside(payment, "wang").result()
    assert till.shop.pay("A1").receipt
    till.gateway.known[payment] = "paid"
    till.gateway.lost = set()
    till.wait(payment, "returned")
    (told,) = till.shop.events("grant.refund_due")
    assert told["amount"] == till.grant(payment).amount
    assert [refund.amount for refund in till.gateway.refunds.values()] == [told["amount"]]
    assert till.grant(payment).state == "returned" and len(till.shop.rows(Payment)) == 1


def test_a_till_that_was_killed_shows_the_same_code_again(till: Till) -> None:
    seated(till.shop)
    payment = shown(till)
    till.shop.till.charging.close()
    stand_at(till, till.shop.again())
    till.shop.till.charging.start()
    until(lambda: till.shop.till.charging.views[payment].scannable == f"weixin://{payment}")
    assert till.gateway.calls().count("create") == 1
    till.gateway.known[payment] = "paid"
    till.wait(payment, "paid")
    assert len(till.shop.rows(Payment)) == 1


def test_what_was_given_up_stays_given_up_when_the_till_is_killed(till: Till) -> None:
    seated(till.shop)
    payment = shown(till)
    till.away = True
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "back", "unknown")
    till.shop.caught_up()
    till.shop.till.charging.close()
    stand_at(till, till.shop.again())
    till.away = False
    till.shop.till.charging.start()
    till.wait(payment, "closed")
    assert till.gateway.known[payment] == "closed" and till.grant(payment).state == "ended"


def test_without_the_home_or_an_account_it_is_said_and_nothing_is_granted(till: Till) -> None:
    seated(till.shop)
    charging = till.shop.till.charging
    with pytest.raises(Refused, match="code_away"):
        charging.show_code(till.asks("A1"), "alipay").result()
    charging.home, charging.ways = lambda: "", dict
    with pytest.raises(Refused, match="home_away"):
        charging.show_code(till.asks("A1"), "wechat").result()
    assert not till.shop.rows(Grant)


def test_without_the_internet_the_cashier_sees_that_there_is_no_code_and_gives_it_up(till: Till) -> None:
    seated(till.shop)
    till.gateway.lost = {"create", "query", "cancel"}
    asked = till.asks("A1")
    till.shop.till.charging.show_code(asked, "wechat").result()
    till.wait(asked.payment, "unknown")
    assert not till.shop.till.charging.views[asked.payment].scannable
    till.shop.till.charging.cancel(asked.payment)
    till.gateway.lost = set()
    till.wait(asked.payment, "closed")
    assert till.shop.pay("A1").receipt


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_it_is_a_code_of_the_gateway_by_its_published_protocol(
    shop: Shop, tmp_path: Path, channel: str
) -> None:
    """Over HTTP with real keys, closed there when the cashier gives it up, paid when the guest scans it."""
    shop.time.at = time.time_ns() // 1_000_000
    till = Till(shop, tmp_path, real=True)
    charging, store = shop.till.charging, "5" * 32
    with wechat_gateway() as wechat, alipay_gateway() as alipay:
        add = till.home.server.merchants.add
        asyncio.run(add(store, "wechat", asdict(wechat_account(wechat))))
        asyncio.run(add(store, "alipay", asdict(alipay_account(alipay))))
        charging.ways = lambda: till.client().ways()[0]
        seated(shop)
        given_up = replace(till.asks("A1"), tender=channel)
        charging.show_code(given_up, channel).result()
        until(lambda: charging.views[given_up.payment].scannable)
        if channel == "alipay":  # what nobody scanned is no trade yet there, and ends by its time alone
            alipay.scan(given_up.payment)
        charging.cancel(given_up.payment)
        till.wait(given_up.payment, "closed")
        asked = replace(till.asks("A1"), tender=channel)
        charging.show_code(asked, channel).result()
        code = until_some(lambda: charging.views[asked.payment].scannable)
        assert code.startswith("weixin://" if channel == "wechat" else "https://qr.alipay.com/")
        if channel == "wechat":
            assert wechat.phones.orders[given_up.payment].state == "CLOSED"
            wechat.phones.pay(asked.payment)
        else:
            alipay.scan(asked.payment)
            alipay.agree(asked.payment)
        till.wait(asked.payment, "paid")
        (paid,) = shop.rows(Payment)
        assert (paid.id, paid.amount, paid.tender) == (asked.payment, asked.amount, channel)
        charging.close()
        till.home.close()


def until_some(found: Callable[[], str]) -> str:
    until(found)
    return found()
