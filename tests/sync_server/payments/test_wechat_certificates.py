"""Merchants of years ago: they believe the platform's certificates, and charge by the older interface."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync_server.payments import wechat_calls
from sync_server.payments.port import Forged, NoAnswer, Notice, Refund
from sync_server.payments.wechat import WeChat, WeChatAccount
from tests.fakes.certificates import certificate_pem, certified
from tests.fakes.wechat import WeChatGateway, wechat_gateway
from tests.fakes.wechat_v2 import KEY, micropayments
from tests.sync_server.payments.test_wechat_orders import ORDER, reached


@pytest.fixture
def gateway() -> Iterator[WeChatGateway]:
    with wechat_gateway() as found:
        yield found


def heard(gateway: WeChatGateway, wechat: WeChat) -> Notice:
    """What the merchant is to hear, as it comes by itself."""
    (notice,) = gateway.notices.waiting
    signed = {name.lower(): value for name, value in gateway.sign(notice.body.decode()).items()}
    return wechat.verify(notice.body, signed, time.time_ns() // 1_000_000)


def in_certificate_mode(gateway: WeChatGateway) -> WeChatAccount:
    """As a merchant stands that was never given a public key."""
    gateway.certify()
    return replace(reached(gateway), public_key="", public_key_id="")


def test_a_merchant_without_a_public_key_is_told_the_platforms_certificates(gateway: WeChatGateway) -> None:
    wechat = WeChat("one", in_certificate_mode(gateway))
    assert gateway.asked == [], "nobody is asked before something is charged"
    assert wechat.create(ORDER).kind == "code" and wechat.query(ORDER).state == "waiting"
    assert gateway.asked.count("certificates") == 1, "they are kept"
    gateway.guest_pays(ORDER.number)
    assert heard(gateway, wechat).charge is not None


def test_the_platform_changes_its_certificate_and_nobody_has_to_do_anything(
    gateway: WeChatGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_calls, "FETCHES", 0.0)
    wechat = WeChat("one", in_certificate_mode(gateway))
    wechat.create(ORDER)
    gateway.certify()
    gateway.guest_pays(ORDER.number)
    with pytest.raises(Forged, match="serial"):
        heard(gateway, wechat)
    asked = gateway.asked.count("certificates")
    assert asked == 1, "what comes uncalled has nobody asked; it is told again"
    assert wechat.query(ORDER).state == "paid"
    assert heard(gateway, wechat).charge is not None and gateway.asked.count("certificates") == 2


def test_certificates_of_a_stranger_open_nothing(gateway: WeChatGateway) -> None:
    account = replace(in_certificate_mode(gateway), api_key="x" * 32)
    with pytest.raises(NoAnswer):
        WeChat("one", account).create(ORDER)
    gateway.forged = True
    with pytest.raises(NoAnswer):
        WeChat("one", in_certificate_mode(gateway)).create(ORDER)


def test_who_signs_by_an_unknown_key_is_asked_once_and_not_each_time(gateway: WeChatGateway) -> None:
    gateway.switch("PUB_KEY_ID_9999")  # and it has no certificates to tell of
    wechat = WeChat("one", reached(gateway))
    gateway.serial = "PUB_KEY_ID_8888"
    for _ in range(3):
        with pytest.raises(NoAnswer):
            wechat.create(ORDER)
    assert gateway.asked.count("certificates") == 1


# ---- what the older interface has charged


def test_what_apiv3_does_not_know_goes_back_by_the_interface_that_charged_it(
    gateway: WeChatGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with micropayments(tmp_path) as older:
        trusted = ssl.create_default_context(cadata=certificate_pem(older.authority))
        monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: trusted)
        shown = certified("merchant", older.authority, gateway.merchant)
        keys = {"v2_key": KEY, "certificate": certificate_pem(shown), "v2_gateway": older.url}
        wechat = WeChat("one", reached(gateway, **keys))
        code = replace(ORDER, way="barcode")
        wechat.charge(code, "134567890123456789")
        back = Refund("f" * 32, code.number, code.amount, code.amount, "CNY", "", 0)
        assert wechat.refund(back).state == "waiting" and wechat.query_refund(back).state == "done"
        assert list(older.refunds) == [back.number] and gateway.phones.refunds == {}
