"""Our signing and verifying against code by others: their gateway for us, our fakes for their clients."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from sync_server.payments.alipay import Alipay
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.port import JSAPI, WAP, Charge, Forged, NoAnswer, Refund
from sync_server.payments.wechat import WeChat, WeChatAccount
from sync_server.payments.wechat_v2 import signature
from tests.fakes.alipay import APP, alipay_gateway, private_pem, public_pem
from tests.fakes.wechat import API_KEY, APPID, KEY_ID, MCHID, SERIAL, wechat_gateway
from tests.fakes.wechat_v2 import KEY
from tests.sync_server.payments.test_wechat import pkcs8

pytestmark = pytest.mark.interop
HERE = Path(__file__).parent
CHARGE = Charge("7" * 32, 12_805, "CNY", "花椒小馆 A12 “辣”", "d" * 32, 0)
REFUND = Refund("8" * 32, CHARGE.number, 2_800, CHARGE.amount, "CNY", "估清 “辣”", 0)
CODE, ALIPAY_CODE = "134567890123456789", "284567890123456789"


@pytest.fixture(scope="module")
def keys() -> Mapping[str, rsa.RSAPrivateKey]:
    """Of the merchant and of the platforms."""
    return {
        name: rsa.generate_private_key(public_exponent=65537, key_size=2048)
        for name in ("merchant", "platform", "app", "alipay")
    }


@pytest.fixture(scope="module")
def gateway(
    keys: Mapping[str, rsa.RSAPrivateKey], others: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a gateway by others."""
    told = tmp_path_factory.mktemp("keys") / "keys.json"
    who = {"mchid": MCHID, "appid": APPID, "out_trade_no": CHARGE.number, "transaction_id": "42"}
    plain = {
        "merchantPublic": public_pem(keys["merchant"]),
        "platformPrivate": pkcs8(keys["platform"]),
        "platformId": KEY_ID,
        "apiKey": API_KEY,
        "app": APP,
        "appPublic": public_pem(keys["app"]),
        "alipayPrivate": private_pem(keys["alipay"]),
        "total": CHARGE.amount,
        "yuan": "128.05",
        "transaction": {
            **who,
            "trade_state": "SUCCESS",
            "amount": {"total": CHARGE.amount, "currency": "CNY"},
        },
        "refund": {
            "mchid": MCHID,
            "out_trade_no": CHARGE.number,
            "out_refund_no": REFUND.number,
            "refund_status": "SUCCESS",
            "refund_id": "50",
            "amount": {"total": CHARGE.amount, "refund": REFUND.amount},
        },
    }
    told.write_text(json.dumps(plain))
    with node(others, "counterpart.js", str(told)) as running:
        assert running.stdout
        yield f"http://127.0.0.1:{json.loads(running.stdout.readline())['port']}"


@contextmanager
def node(others: Path, script: str, *told: str) -> Iterator[subprocess.Popen[str]]:
    """A program of ours that stands on theirs."""
    environment = {**os.environ, "NODE_PATH": str(others / "node_modules"), "TZ": "Asia/Shanghai"}
    command = ["node", str(HERE / script), *told]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe
    ) as running:
        yield running
        assert running.stdin
        running.stdin.close()


@pytest.fixture
def wechat_account(keys: Mapping[str, rsa.RSAPrivateKey], gateway: str) -> WeChatAccount:
    ours = (pkcs8(keys["merchant"]), API_KEY, public_pem(keys["platform"]), KEY_ID)
    return WeChatAccount(MCHID, APPID, SERIAL, *ours, gateway)


@pytest.fixture
def alipay_account(keys: Mapping[str, rsa.RSAPrivateKey], gateway: str) -> AlipayAccount:
    return AlipayAccount(APP, private_pem(keys["app"]), public_pem(keys["alipay"]), f"{gateway}/gateway.do")


def test_their_gateway_takes_our_wechat_signature_and_we_take_theirs(wechat_account: WeChatAccount) -> None:
    wechat = WeChat("one", wechat_account)
    assert (wechat.charge(CHARGE, CODE).state, wechat.query(CHARGE).amount) == ("paid", CHARGE.amount)


def test_a_wrong_wechat_key_is_noticed_on_either_side(
    keys: Mapping[str, rsa.RSAPrivateKey], wechat_account: WeChatAccount
) -> None:
    stranger = replace(wechat_account, private_key=pkcs8(keys["platform"]))
    assert WeChat("one", stranger).charge(CHARGE, CODE).why == "charge_failed"
    forged = replace(wechat_account, public_key=public_pem(keys["merchant"]))
    with pytest.raises(NoAnswer):
        WeChat("one", forged).query(CHARGE)


def test_their_gateway_takes_our_alipay_signature_and_we_take_theirs(alipay_account: AlipayAccount) -> None:
    alipay = Alipay("one", alipay_account)
    assert (alipay.charge(CHARGE, ALIPAY_CODE).amount, alipay.query(CHARGE).state) == (CHARGE.amount, "paid")


def believes(gateway: str, what: str, **told: Any) -> Any:
    """What others hold of something that our side has signed."""
    return requests.post(f"{gateway}/believes/{what}", json=told, timeout=30).json()


def test_what_the_wallet_is_handed_inside_wechat_is_signed_as_others_check_it(
    gateway: str, wechat_account: WeChatAccount
) -> None:
    wechat = WeChat("one", replace(wechat_account, callback="https://pay.example"))
    ends = time.time_ns() // 1_000_000 + 300_000
    order = replace(CHARGE, way=JSAPI, payer="o-lan", expires_at=ends)
    invoke = dict(wechat.create(order).invoke)
    assert invoke["package"] == "prepay_id=wx26" and believes(gateway, "wallet", **invoke) is True
    assert believes(gateway, "wallet", **{**invoke, "package": "prepay_id=wx27"}) is False


@pytest.mark.parametrize("about", ["transaction", "refund"])
def test_notices_that_others_seal_and_sign_are_believed_and_changed_ones_not(
    gateway: str, wechat_account: WeChatAccount, about: str
) -> None:
    wechat, now = WeChat("one", wechat_account), time.time_ns() // 1_000_000
    told = requests.get(f"{gateway}/notice/{about}", timeout=30).json()
    body, headers = told["body"].encode(), {name.lower(): value for name, value in told["headers"].items()}
    notice = wechat.verify(body, headers, now)
    found = notice.refund if about == "refund" else notice.charge
    wanted = (REFUND.number, REFUND.amount) if about == "refund" else (CHARGE.number, CHARGE.amount)
    assert found is not None and (notice.number, found.amount) == wanted
    with pytest.raises(Forged):
        wechat.verify(body.replace(b"SUCCESS", b"CLOSED!"), headers, now)
    with pytest.raises(Forged):
        wechat.verify(body, headers, now + 301_000)


def test_refunds_are_taken_by_the_gateways_of_others(
    wechat_account: WeChatAccount, alipay_account: AlipayAccount
) -> None:
    wechat, alipay = WeChat("one", wechat_account), Alipay("one", alipay_account)
    assert (wechat.refund(REFUND).state, wechat.query_refund(REFUND).state) == ("done", "done")
    assert alipay.refund(REFUND).state == "done"
    forged = replace(wechat_account, public_key=alipay_account.alipay_public_key)
    with pytest.raises(NoAnswer):
        WeChat("one", forged).refund(REFUND)


def test_the_address_of_alipays_page_is_signed_as_others_check_it(
    gateway: str, alipay_account: AlipayAccount
) -> None:
    ends = time.time_ns() // 1_000_000 + 300_000
    order = replace(CHARGE, way=WAP, back="https://pay.example/t/1?a=b&c=d", expires_at=ends)
    address = Alipay("one", replace(alipay_account, callback="https://pay.example")).create(order).text
    assert address.startswith(gateway)
    assert "alipay_trade_wap_pay_response" in requests.get(address, timeout=30).json()
    changed = address.replace("128.05", "128.06")
    assert "error_response" in requests.get(changed, timeout=30).json()


def test_others_believe_the_notices_of_the_gateways_that_our_tests_use(gateway: str) -> None:
    with wechat_gateway() as wechat, alipay_gateway() as alipay:
        about = {"out_trade_no": CHARGE.number, "trade_state": "SUCCESS"}
        body = wechat.notices.sealed("TRANSACTION.SUCCESS", about).decode()
        told = {"body": body, "headers": dict(wechat.sign(body)), "publicKey": public_pem(wechat.own)}
        assert believes(gateway, "wechat", **told) == about
        assert believes(gateway, "wechat", **{**told, "body": body + " "}) is False
        account = AlipayAccount(
            APP, private_pem(alipay.app), public_pem(alipay.own), f"{alipay.url}/gateway.do"
        )
        assert Alipay("one", account).charge(CHARGE, ALIPAY_CODE).state == "paid"
        form, key = alipay.notice(CHARGE.number).decode(), public_pem(alipay.own)
        assert believes(gateway, "alipay", form=form, publicKey=key) is True
        assert believes(gateway, "alipay", form=form.replace("TRADE_SUCCESS", "X"), publicKey=key) is False


def test_the_older_interface_is_signed_as_others_sign_it(others: Path) -> None:
    told = {
        "appid": APPID,
        "mch_id": MCHID,
        "body": "花椒小馆 <A12> & “辣”",
        "zero": "0",
        "empty": "",
        "total_fee": "1",
    }
    with node(others, "older.js") as running:
        said, wrong = running.communicate(json.dumps({"told": told, "key": KEY}), timeout=60)
    assert said.strip() == signature(told, KEY), wrong


def test_a_wrong_alipay_key_is_noticed_on_either_side(
    keys: Mapping[str, rsa.RSAPrivateKey], alipay_account: AlipayAccount
) -> None:
    stranger = replace(alipay_account, private_key=private_pem(keys["alipay"]))
    assert Alipay("one", stranger).charge(CHARGE, ALIPAY_CODE).state == "failed"
    forged = replace(alipay_account, alipay_public_key=public_pem(keys["app"]))
    with pytest.raises(NoAnswer):
        Alipay("one", forged).query(CHARGE)


def test_their_clients_are_served_by_the_gateways_that_our_tests_use(others: Path, tmp_path: Path) -> None:
    with wechat_gateway() as wechat, alipay_gateway() as alipay:
        plain: dict[str, Any] = {
            "wechatUrl": wechat.url,
            "mchid": MCHID,
            "appid": APPID,
            "serial": SERIAL,
            "apiKey": API_KEY,
            "merchantPrivate": pkcs8(wechat.merchant),
            "platformPublic": public_pem(wechat.own),
            "platformId": KEY_ID,
            "number": CHARGE.number,
            "code": CODE,
            "alipayUrl": alipay.url,
            "app": APP,
            "appPrivate": private_pem(alipay.app),
            "alipayPublic": public_pem(alipay.own),
            "alipayCode": ALIPAY_CODE,
            "total": CHARGE.amount,
            "yuan": "128.05",
        }
        told = tmp_path / "keys.json"
        told.write_text(json.dumps(plain))
        with node(others, "clients.js", str(told)) as running:
            said, wrong = running.communicate(timeout=60)
        assert running.returncode == 0, wrong
    assert json.loads(said) == {
        "wechat": {"paid": "SUCCESS", "found": CHARGE.amount, "second": True},
        "alipay": {"paid": "10000", "found": "128.05", "state": "TRADE_SUCCESS"},
    }
