"""Payment codes at WeChat Pay's older interface, over TLS that shows the merchant's certificate."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.payments.port import Charge, Declined, NoAnswer, Outcome, Refund, RefundOutcome
from sync_server.payments.wechat_v2 import Micropay, MicropayAccount, from_xml, signature, to_xml
from tests.fakes.certificates import certificate_pem, certified, key_pem
from tests.fakes.wechat_v2 import APPID, KEY, MCHID, Micropayments, micropayments

CODE = "134567890123456789"
CHARGE = Charge("a" * 32, 12_805, "CNY", "花椒小馆 <A12> & “辣”", "d" * 32, 0)
PLAIN = {"appid": "wx1", "mch_id": "10", "body": "test", "zero": "0", "empty": "", "sign": "X"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Micropayments]:
    with micropayments(tmp_path) as found:
        yield found


@pytest.fixture
def trusted(gateway: Micropayments) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=certificate_pem(gateway.authority))


def account(gateway: Micropayments) -> MicropayAccount:
    shown = certificate_pem(gateway.merchant), key_pem(gateway.merchant)
    return MicropayAccount(MCHID, APPID, KEY, *shown, gateway.url)


@pytest.fixture
def wechat(gateway: Micropayments, trusted: ssl.SSLContext) -> Micropay:
    return Micropay(account(gateway), trusted)


def test_a_code_is_paid_and_told(gateway: Micropayments, wechat: Micropay) -> None:
    told = wechat.charge(CHARGE, CODE)
    assert told == Outcome("paid", "", "42aaaaaaaaaaaa", 12_805, "CNY")
    assert wechat.query(CHARGE) == told and gateway.orders[CHARGE.number].total == "12805"


@pytest.mark.parametrize(
    ("guest", "why"), [("too little", "charge_too_little"), ("old code", "charge_code_old")]
)
def test_a_no_of_the_wallet_is_told(gateway: Micropayments, wechat: Micropay, guest: str, why: str) -> None:
    gateway.guest = guest
    assert wechat.charge(CHARGE, CODE) == Outcome("failed", why)


def test_the_guest_has_to_agree_and_what_is_taken_back_is_closed(
    gateway: Micropayments, wechat: Micropay
) -> None:
    gateway.guest = "agrees"
    assert wechat.charge(CHARGE, CODE).state == wechat.query(CHARGE).state == "waiting"
    assert wechat.cancel(CHARGE).state == wechat.query(CHARGE).state == "closed"


def test_bad_luck_at_the_gateway_is_no_answer_and_the_query_tells(
    gateway: Micropayments, wechat: Micropay
) -> None:
    gateway.guest = "unlucky"
    with pytest.raises(NoAnswer):
        wechat.charge(CHARGE, CODE)
    assert wechat.query(CHARGE).state == "paid"
    with pytest.raises(NoAnswer):
        wechat.charge(CHARGE, CODE)
    assert len(gateway.orders) == 1


def test_what_never_arrived_may_still_come_until_it_is_taken_back(wechat: Micropay) -> None:
    assert (wechat.query(CHARGE).state, wechat.cancel(CHARGE).state) == ("waiting", "closed")


@pytest.mark.parametrize(
    ("call", "path"), [("charge", "micropay"), ("query", "orderquery"), ("cancel", "reverse")]
)
def test_a_lost_answer_is_no_answer(gateway: Micropayments, wechat: Micropay, call: str, path: str) -> None:
    gateway.lost = {path}
    arguments = (CHARGE, CODE) if call == "charge" else (CHARGE,)
    with pytest.raises(NoAnswer):
        getattr(wechat, call)(*arguments)


def test_a_forged_answer_is_none(gateway: Micropayments, wechat: Micropay) -> None:
    gateway.forged = True
    with pytest.raises(NoAnswer):
        wechat.charge(CHARGE, CODE)
    with pytest.raises(NoAnswer):
        wechat.query(CHARGE)
    with pytest.raises(NoAnswer):
        wechat.cancel(CHARGE)


def test_nothing_is_taken_back_without_the_merchants_certificate(
    gateway: Micropayments, trusted: ssl.SSLContext
) -> None:
    stranger = certified("stranger")
    other = replace(account(gateway), certificate=certificate_pem(stranger), private_key=key_pem(stranger))
    gateway.guest = "agrees"
    with pytest.raises(NoAnswer):
        Micropay(other, trusted).cancel(CHARGE)


def test_a_gateway_that_nobody_vouches_for_is_told_nothing(gateway: Micropayments) -> None:
    with pytest.raises(NoAnswer):
        Micropay(account(gateway)).charge(CHARGE, CODE)
    assert not gateway.asked


def test_with_a_wrong_key_nothing_is_charged(gateway: Micropayments, trusted: ssl.SSLContext) -> None:
    wrong = Micropay(replace(account(gateway), key="0" * 32), trusted)
    assert wrong.charge(CHARGE, CODE) == Outcome("failed", "charge_failed")
    with pytest.raises(NoAnswer):
        wrong.query(CHARGE)
    assert not gateway.orders


@pytest.mark.parametrize("other", [{"key": "short"}, {"private_key": "no key"}, {"certificate": "none"}])
def test_what_is_no_key_is_refused_at_once(gateway: Micropayments, other: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"key|certificate|PEM"):
        Micropay(replace(account(gateway), **other))


def test_what_is_zero_is_signed_and_what_is_empty_is_not() -> None:
    assert signature(PLAIN, KEY) == signature({**PLAIN, "empty": "", "sign": "Y"}, KEY)
    assert signature(PLAIN, KEY) != signature({**PLAIN, "zero": "1"}, KEY)


@given(st.dictionaries(st.from_regex("[a-z_]{1,12}", fullmatch=True), st.text("<>&\"'] 码a", max_size=20)))
def test_what_is_written_is_read(told: dict[str, str]) -> None:
    assert from_xml(to_xml(told).decode()) == told


@pytest.mark.parametrize(
    "text", ["", "<xml>", '<!DOCTYPE x [<!ENTITY a "b">]><xml/>', "<xml>" + " " * 70_000]
)
def test_what_is_no_answer_of_theirs_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"theirs|XML"):
        from_xml(text)


# ---------------------------------------------------------------- money that goes back

BACK = Refund("f" * 32, CHARGE.number, 2_805, 12_805, "CNY", "退菜", 0)


def test_a_part_goes_back_once_however_often_it_is_asked(gateway: Micropayments, wechat: Micropay) -> None:
    wechat.charge(CHARGE, CODE)
    assert wechat.refund(BACK) == wechat.refund(BACK) == RefundOutcome("waiting", "", "50ffffffffffff")
    assert wechat.query_refund(BACK) == RefundOutcome("done", "", "50ffffffffffff", 2_805)
    assert list(gateway.refunds) == [BACK.number]
    with pytest.raises(NoAnswer):
        wechat.refund(replace(BACK, number="e" * 32, amount=10_001))  # more than is left: its query tells
    assert wechat.query_refund(replace(BACK, number="e" * 32)).state == "failed"
    assert wechat.refund(replace(BACK, number="e" * 32, amount=10_000)).state == "waiting"


@pytest.mark.parametrize(
    ("bank", "state"), [("PROCESSING", "waiting"), ("CHANGE", "stuck"), ("REFUNDCLOSE", "failed")]
)
def test_what_became_of_a_refund_is_told(
    gateway: Micropayments, wechat: Micropay, bank: str, state: str
) -> None:
    wechat.charge(CHARGE, CODE)
    gateway.bank = bank
    wechat.refund(BACK)
    assert wechat.query_refund(BACK).state == state


def test_a_refund_whose_answer_is_lost_is_asked_about(gateway: Micropayments, wechat: Micropay) -> None:
    wechat.charge(CHARGE, CODE)
    gateway.lost = {"refund"}
    with pytest.raises(NoAnswer):
        wechat.refund(BACK)
    assert wechat.query_refund(BACK).state == "done"


def test_a_refund_that_the_merchant_has_no_money_for_waits_for_the_merchant(
    gateway: Micropayments, wechat: Micropay
) -> None:
    wechat.charge(CHARGE, CODE)
    gateway.poor = True
    assert wechat.refund(BACK) == RefundOutcome("stuck", "refund_no_money")


def test_nothing_goes_back_of_what_was_not_charged(wechat: Micropay) -> None:
    with pytest.raises(Declined, match="refund_refused"):
        wechat.refund(BACK)
    assert wechat.query_refund(BACK).state == "failed"


def test_money_goes_back_only_for_who_shows_the_certificate(
    gateway: Micropayments, trusted: ssl.SSLContext
) -> None:
    stranger = certified("stranger")
    shown = certificate_pem(stranger), key_pem(stranger)
    Micropay(account(gateway), trusted).charge(CHARGE, CODE)
    theirs = ssl.create_default_context(cadata=certificate_pem(gateway.authority))
    with pytest.raises(NoAnswer):
        Micropay(replace(account(gateway), certificate=shown[0], private_key=shown[1]), theirs).refund(BACK)
    assert gateway.refunds == {}
