"""Payment codes at Alipay's gateway, over HTTP and signed both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sync_server.payments.alipay import Alipay
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.port import Charge, NoAnswer, Outcome
from tests.fakes.alipay import APP, AlipayGateway, alipay_gateway, private_pem, public_pem

CODE = "2812345678901234567"
CHARGE = Charge("a" * 32, 12_805, "CNY", "花椒小馆 A12", "d" * 32, 0)


@pytest.fixture
def gateway() -> Iterator[AlipayGateway]:
    with alipay_gateway() as found:
        yield found


def account(gateway: AlipayGateway) -> AlipayAccount:
    return AlipayAccount(APP, private_pem(gateway.app), public_pem(gateway.own), gateway.url)


@pytest.fixture
def alipay(gateway: AlipayGateway) -> Alipay:
    return Alipay("one", account(gateway))


def test_a_code_is_paid_in_yuan_and_told_in_fen(gateway: AlipayGateway, alipay: Alipay) -> None:
    told = alipay.charge(CHARGE, CODE)
    assert told == Outcome("paid", "", "2026aaaaaaaaaaaa", 12_805, "CNY")
    assert gateway.trades["a" * 32].amount == "128.05"
    assert alipay.query(CHARGE) == told


@pytest.mark.parametrize(
    ("does", "why"), [("too little", "charge_too_little"), ("old code", "charge_code_old")]
)
def test_a_no_of_the_wallet_is_told(gateway: AlipayGateway, alipay: Alipay, does: str, why: str) -> None:
    gateway.guest.does = does
    assert alipay.charge(CHARGE, CODE) == Outcome("failed", why)


def test_the_guest_has_to_agree(gateway: AlipayGateway, alipay: Alipay) -> None:
    gateway.guest.does = "agrees"
    assert alipay.charge(CHARGE, CODE).state == alipay.query(CHARGE).state == "waiting"
    gateway.agree(CHARGE.number)
    assert alipay.query(CHARGE).state == "paid"


def test_what_is_taken_back_is_closed(gateway: AlipayGateway, alipay: Alipay) -> None:
    gateway.guest.does = "agrees"
    alipay.charge(CHARGE, CODE)
    assert alipay.cancel(CHARGE).state == alipay.query(CHARGE).state == "closed"
    assert gateway.trades[CHARGE.number].state == "TRADE_CLOSED"


def test_what_never_arrived_may_still_come_until_it_is_taken_back(alipay: Alipay) -> None:
    assert alipay.query(CHARGE).state == "waiting"
    assert alipay.cancel(CHARGE).state == "closed"


@pytest.mark.parametrize("call", ["charge", "query", "cancel"])
def test_a_lost_answer_is_no_answer(gateway: AlipayGateway, alipay: Alipay, call: str) -> None:
    method = {"charge": "pay", "query": "query", "cancel": "cancel"}[call]
    gateway.lost = {f"alipay.trade.{method}"}
    arguments = (CHARGE, CODE) if call == "charge" else (CHARGE,)
    with pytest.raises(NoAnswer):
        getattr(alipay, call)(*arguments)


def test_a_forged_answer_is_none(gateway: AlipayGateway, alipay: Alipay) -> None:
    gateway.forged = True
    with pytest.raises(NoAnswer):
        alipay.charge(CHARGE, CODE)
    with pytest.raises(NoAnswer):
        alipay.query(CHARGE)


def test_a_gateway_that_is_away_is_no_answer(gateway: AlipayGateway) -> None:
    away = Alipay("one", replace(account(gateway), gateway="http://127.0.0.1:9/gateway.do"))
    with pytest.raises(NoAnswer):
        away.charge(CHARGE, CODE)


def test_with_a_wrong_key_nothing_is_charged(gateway: AlipayGateway) -> None:
    wrong = Alipay("one", replace(account(gateway), private_key=private_pem(gateway.own)))
    assert wrong.charge(CHARGE, CODE) == Outcome("failed", "charge_failed")
    assert not gateway.trades
    with pytest.raises(NoAnswer):
        wrong.query(CHARGE)  # for it knows nothing of what became of it


def test_what_is_no_key_is_refused_at_once(gateway: AlipayGateway) -> None:
    with pytest.raises(ValueError, match="RSA"):
        Alipay("one", replace(account(gateway), private_key="no key"))
