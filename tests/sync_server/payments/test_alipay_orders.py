"""Alipay's codes that guests scan, its page, refunds and notices, over HTTP and signed both ways."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import requests

from sync_server.payments.alipay import Alipay
from sync_server.payments.port import Charge, Declined, Forged, NoAnswer, Refund
from tests.fakes.alipay import APP, SELLER, AlipayGateway, alipay_gateway
from tests.sync_server.payments.test_alipay import account

NOW = time.time_ns() // 1_000_000  # when the tests are collected: they may run much later
ORDER = Charge(
    "b" * 32,
    12_805,
    "CNY",
    "花椒小馆 A12 & 冰粉",
    "d" * 32,
    NOW,
    way="precreate",
    expires_at=NOW + 100 * 60_000,
    back="https://pay.example.com/t/abc?x=1&y=2",
)
BACK = Refund("e" * 32, ORDER.number, 2_805, 12_805, "CNY", "少了一道菜", NOW)


@pytest.fixture
def gateway() -> Iterator[AlipayGateway]:
    with alipay_gateway() as found:
        yield found


@pytest.fixture
def alipay(gateway: AlipayGateway) -> Alipay:
    return Alipay("one", replace(account(gateway), callback="https://pay.example.com/", seller_id=SELLER))


def paid(gateway: AlipayGateway, alipay: Alipay) -> None:
    alipay.create(ORDER)
    gateway.scan(ORDER.number)
    gateway.agree(ORDER.number)


def test_a_code_is_scanned_and_paid(gateway: AlipayGateway, alipay: Alipay) -> None:
    told = alipay.create(ORDER)
    assert (told.kind, told) == ("code", alipay.create(ORDER)) and told.text.startswith(
        "https://qr.alipay.com/"
    )
    assert alipay.query(ORDER).state == "waiting"  # there is no trade yet
    gateway.scan(ORDER.number)
    assert gateway.trades[ORDER.number].notify == "https://pay.example.com/v1/callbacks/one"
    assert alipay.query(ORDER).state == "waiting"
    gateway.agree(ORDER.number)
    assert (alipay.query(ORDER).state, alipay.query(ORDER).amount) == ("paid", 12_805)
    assert alipay.cancel(ORDER).state == "paid"
    with pytest.raises(NoAnswer):
        alipay.create(ORDER)


def test_its_own_page_is_a_signed_address(gateway: AlipayGateway, alipay: Alipay) -> None:
    order = replace(ORDER, way="wap")
    told = alipay.create(order)
    assert told.kind == "address" and requests.get(told.text, timeout=5).text == "付款页面"
    assert gateway.trades[order.number].amount == "128.05"
    forged = told.text.replace("128.05", "0.01")
    assert "isv.invalid-signature" in requests.get(forged, timeout=5).text
    assert alipay.cancel(order).state == alipay.query(order).state == "closed"


def test_a_code_that_nobody_scanned_ends_by_its_time_alone(gateway: AlipayGateway, alipay: Alipay) -> None:
    """Closing what is no trade yet closes nothing: it can still be scanned."""
    alipay.create(ORDER)
    assert alipay.cancel(ORDER).state == "waiting"
    assert alipay.cancel(replace(ORDER, expires_at=NOW - 120_000)).state == "closed"


def test_what_alipay_refuses_is_declined(alipay: Alipay) -> None:
    with pytest.raises(Declined, match="charge_failed"):
        alipay.create(replace(ORDER, expires_at=NOW - 60_000))


@pytest.mark.parametrize("call", ["precreate", "close", "refund", "fastpay.refund.query"])
def test_a_lost_answer_is_no_answer(gateway: AlipayGateway, alipay: Alipay, call: str) -> None:
    gateway.lost = {f"alipay.trade.{call}"}
    asked: dict[str, Callable[[], object]] = {
        "precreate": lambda: alipay.create(ORDER),
        "close": lambda: alipay.cancel(ORDER),
        "refund": lambda: alipay.refund(BACK),
        "fastpay.refund.query": lambda: alipay.query_refund(BACK),
    }
    with pytest.raises(NoAnswer):
        asked[call]()


def test_a_part_goes_back_once_however_often_it_is_asked(gateway: AlipayGateway, alipay: Alipay) -> None:
    paid(gateway, alipay)
    assert alipay.query_refund(BACK).state == "failed"
    assert alipay.refund(BACK) == alipay.refund(BACK) == alipay.query_refund(BACK)
    assert gateway.trades[ORDER.number].refunds == {"e" * 32: "28.05"}
    with pytest.raises(Declined, match="refund_refused"):
        alipay.refund(replace(BACK, amount=2_000))
    with pytest.raises(Declined, match="refund_refused"):
        alipay.refund(replace(BACK, number="f" * 32, amount=10_001))
    gateway.poor = True
    assert alipay.refund(replace(BACK, number="f" * 32)).why == "refund_no_money"


def test_a_notice_is_believed_by_its_signature(gateway: AlipayGateway, alipay: Alipay) -> None:
    paid(gateway, alipay)
    told = alipay.verify(gateway.notice(ORDER.number), {}, NOW)
    assert (told.id, told.number) == ("n-1", ORDER.number) and told.charge
    assert (told.charge.state, told.charge.amount, told.charge.currency) == ("paid", 12_805, "CNY")


@pytest.mark.parametrize(
    "other",
    [
        {"app_id": "2021000000000002"},
        {"seller_id": "2088000000000000"},
        {"total_amount": "128.055"},
        {"trade_status": "MAYBE"},
        {"notify_id": ""},
    ],
)
def test_a_genuine_notice_for_somebody_else_is_not_for_us(
    gateway: AlipayGateway, alipay: Alipay, other: dict[str, str]
) -> None:
    paid(gateway, alipay)
    with pytest.raises(Forged):
        alipay.verify(gateway.notice(ORDER.number, **other), {}, NOW)


def test_a_forged_notice_is_not_believed(gateway: AlipayGateway, alipay: Alipay) -> None:
    paid(gateway, alipay)
    raw = gateway.notice(ORDER.number)
    for wrong in (
        raw.replace(b"128.05", b"0.01"),
        raw.replace(b"RSA2", b"RSA"),
        raw + b"&total_amount=0.01",
        raw.partition(b"&sign=")[0],
        b"",
        b"\xff\xfe",
        raw.replace(APP.encode(), b"1"),
    ):
        with pytest.raises(Forged):
            alipay.verify(wrong, {}, NOW)
