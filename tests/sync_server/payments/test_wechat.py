"""Payment codes at WeChat Pay's gateway, over HTTP and signed both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sync_server.payments.port import Charge, NoAnswer, Outcome
from sync_server.payments.wechat import WeChat, WeChatAccount
from tests.fakes.alipay import public_pem
from tests.fakes.wechat import API_KEY, APPID, KEY_ID, MCHID, SERIAL, WeChatGateway, wechat_gateway

CODE = "134567890123456789"
CHARGE = Charge("a" * 32, 12_805, "CNY", "花椒小馆 A12", "d" * 32, 0)
NO = [("too little", "charge_too_little"), ("old code", "charge_code_old")]


@pytest.fixture
def gateway() -> Iterator[WeChatGateway]:
    with wechat_gateway() as found:
        yield found


def pkcs8(key: rsa.RSAPrivateKey) -> str:
    """As WeChat Pay's own tool writes it."""
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def account(gateway: WeChatGateway) -> WeChatAccount:
    keys = (pkcs8(gateway.merchant), API_KEY, public_pem(gateway.own), KEY_ID)
    return WeChatAccount(MCHID, APPID, SERIAL, *keys, gateway.url)


@pytest.fixture
def wechat(gateway: WeChatGateway) -> WeChat:
    return WeChat("one", account(gateway))


def test_a_code_is_paid_and_told(gateway: WeChatGateway, wechat: WeChat) -> None:
    told = wechat.charge(CHARGE, CODE)
    assert told == Outcome("paid", "", "42aaaaaaaaaaaa", 12_805, "CNY")
    assert wechat.query(CHARGE) == told and gateway.orders["a" * 32].total == 12_805


@pytest.mark.parametrize(("guest", "why"), NO)
def test_a_no_of_the_wallet_is_told(gateway: WeChatGateway, wechat: WeChat, guest: str, why: str) -> None:
    gateway.guest = guest
    assert wechat.charge(CHARGE, CODE) == Outcome("failed", why)


def test_the_guest_has_to_agree(gateway: WeChatGateway, wechat: WeChat) -> None:
    gateway.guest = "agrees"
    assert wechat.charge(CHARGE, CODE).state == wechat.query(CHARGE).state == "waiting"
    gateway.orders[CHARGE.number].state = "SUCCESS"
    assert wechat.query(CHARGE).state == "paid"


def test_what_is_taken_back_is_closed(gateway: WeChatGateway, wechat: WeChat) -> None:
    gateway.guest = "agrees"
    wechat.charge(CHARGE, CODE)
    assert wechat.cancel(CHARGE).state == wechat.query(CHARGE).state == "closed"


def test_what_never_arrived_may_still_come_until_it_is_taken_back(wechat: WeChat) -> None:
    assert wechat.query(CHARGE).state == "waiting"
    assert wechat.cancel(CHARGE).state == "closed"


@pytest.mark.parametrize("call", ["charge", "query", "cancel"])
def test_a_lost_answer_is_no_answer(gateway: WeChatGateway, wechat: WeChat, call: str) -> None:
    gateway.lost = {{"charge": "pay", "query": "query", "cancel": "reverse"}[call]}
    arguments = (CHARGE, CODE) if call == "charge" else (CHARGE,)
    with pytest.raises(NoAnswer):
        getattr(wechat, call)(*arguments)


def test_a_forged_answer_is_none(gateway: WeChatGateway, wechat: WeChat) -> None:
    gateway.forged = True
    with pytest.raises(NoAnswer):
        wechat.charge(CHARGE, CODE)
    with pytest.raises(NoAnswer):
        wechat.query(CHARGE)


def test_a_gateway_that_is_away_is_no_answer(gateway: WeChatGateway) -> None:
    with pytest.raises(NoAnswer):
        WeChat("one", replace(account(gateway), gateway="http://127.0.0.1:9")).charge(CHARGE, CODE)


def test_with_a_wrong_key_nothing_is_charged(gateway: WeChatGateway) -> None:
    wrong = WeChat("one", replace(account(gateway), private_key=pkcs8(gateway.own)))
    assert wrong.charge(CHARGE, CODE) == Outcome("failed", "charge_failed")
    assert not gateway.orders
    with pytest.raises(NoAnswer):
        wrong.query(CHARGE)


@pytest.mark.parametrize("other", [{"private_key": "no key"}, {"public_key": "none"}, {"api_key": "short"}])
def test_what_is_no_key_is_refused_at_once(gateway: WeChatGateway, other: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="key"):
        WeChat("one", replace(account(gateway), **other))
