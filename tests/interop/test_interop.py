"""Our signing and verifying against code by others: their gateway for us, our fakes for their clients."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sync_server.payments.alipay import Alipay
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.port import Charge, NoAnswer
from sync_server.payments.wechat import WeChat, WeChatAccount
from sync_server.payments.wechat_v2 import signature
from tests.fakes.alipay import APP, alipay_gateway, private_pem, public_pem
from tests.fakes.wechat import API_KEY, APPID, KEY_ID, MCHID, SERIAL, wechat_gateway
from tests.fakes.wechat_v2 import KEY
from tests.sync_server.payments.test_wechat import pkcs8

pytestmark = pytest.mark.interop
HERE = Path(__file__).parent
CHARGE = Charge("7" * 32, 12_805, "CNY", "花椒小馆 A12 “辣”", "d" * 32, 0)
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
        "transaction": {"out_trade_no": CHARGE.number, "trade_state": "SUCCESS"},
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
