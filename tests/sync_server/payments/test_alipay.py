"""Payment codes at Alipay's gateway, over HTTP and signed both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alipay import DCAliPay
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from sync_server.payments.alipay import Alipay
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.alipay_certificates import named_in_calls, number_of
from sync_server.payments.port import Charge, NoAnswer, Outcome
from tests.fakes.alipay import APP, AlipayGateway, alipay_gateway, private_pem, public_pem
from tests.fakes.rsa_keys import next_key

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


def test_an_application_in_certificate_mode_names_its_certificates(gateway: AlipayGateway) -> None:
    app, own, root = gateway.certify()
    certified = replace(account(gateway), alipay_public_key="", app_cert=app, alipay_cert=own, root_cert=root)
    alipay = Alipay("one", certified)
    assert alipay.charge(CHARGE, CODE).state == alipay.query(CHARGE).state == "paid"
    plain = Alipay("one", account(gateway))
    with pytest.raises(NoAnswer):
        plain.query(CHARGE)
    with pytest.raises(ValueError, match="three"):
        Alipay("one", replace(certified, root_cert=""))
    with pytest.raises(ValueError, match="neither"):
        Alipay("one", replace(account(gateway), alipay_public_key=""))


def test_a_certificate_is_called_what_others_call_it(gateway: AlipayGateway) -> None:
    app, own, root = gateway.certify()
    told = named_in_calls(replace(account(gateway), app_cert=app, alipay_cert=own, root_cert=root))
    assert told["app_cert_sn"] == gateway.named["app_cert_sn"]
    names = [("C", "CN"), ("O", "Ant Financial"), ("OU", "Certification Authority"), ("CN", "R1")]
    issued = issued_by(names, 1234567)
    with pytest.warns(DeprecationWarning):  # of what that library stands on
        theirs = DCAliPay.get_cert_sn(issued.public_bytes(serialization.Encoding.PEM))
    assert number_of(issued) == theirs


def issued_by(names: list[tuple[str, str]], serial: int) -> x509.Certificate:
    """A certificate of which only the issuer and the number are looked at."""
    key, oids = next_key(), {"C": "2.5.4.6", "O": "2.5.4.10", "OU": "2.5.4.11", "CN": "2.5.4.3"}
    name = x509.Name([x509.NameAttribute(x509.ObjectIdentifier(oids[one]), value) for one, value in names])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.serial_number(serial).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return dated.sign(key, hashes.SHA256())
