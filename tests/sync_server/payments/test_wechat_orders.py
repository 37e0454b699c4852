"""Orders on phones, refunds and bills at WeChat Pay's gateway, over HTTP and signed both ways."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sync_server.payments.port import Charge, Declined, Forged, NoAnswer, Refund
from sync_server.payments.wechat import WeChat, WeChatAccount
from sync_server.payments.wechat_keys import keys_of
from tests.fakes.alipay import public_pem
from tests.fakes.wechat import APPID, KEY_ID, WeChatGateway, wechat_gateway
from tests.sync_server.payments.test_wechat import account

HOME = "https://pay.example.com"
NOW = time.time_ns() // 1_000_000  # when the tests are collected: they may run much later
ORDER = Charge(
    "b" * 32,
    12_805,
    "CNY",
    "花椒小馆 A12",
    "d" * 32,
    NOW,
    way="native",
    expires_at=NOW + 100 * 60_000,
    back="https://pay.example.com/t/abc?x=1",
    address="203.0.113.7",
    payer="o-guest",
)
BACK = Refund("e" * 32, ORDER.number, 2_805, 12_805, "CNY", "少了一道菜", NOW)


@pytest.fixture
def gateway() -> Iterator[WeChatGateway]:
    with wechat_gateway() as found:
        yield found


def reached(gateway: WeChatGateway, **other: Any) -> WeChatAccount:
    return replace(account(gateway), callback=HOME, h5="yes", **other)


@pytest.fixture
def wechat(gateway: WeChatGateway) -> WeChat:
    return WeChat("one", reached(gateway))


def way(name: str) -> Charge:
    return replace(ORDER, way=name)


def test_a_code_is_made_that_a_guest_scans(gateway: WeChatGateway, wechat: WeChat) -> None:
    told = wechat.create(ORDER)
    assert told.kind == "code" and told.text.startswith("weixin://wxpay/bizpayurl?pr=")
    assert wechat.create(ORDER) == told and len(gateway.phones.orders) == 1
    assert wechat.query(ORDER).state == "waiting"
    gateway.phones.pay(ORDER.number)
    assert (wechat.query(ORDER).state, wechat.query(ORDER).amount) == ("paid", 12_805)
    assert gateway.phones.orders[ORDER.number].asked["notify_url"] == f"{HOME}/v1/callbacks/one"


def test_inside_wechat_the_page_gets_signed_parameters(gateway: WeChatGateway, wechat: WeChat) -> None:
    told = wechat.create(way("jsapi"))
    asked = told.invoke
    assert told.kind == "invoke" and asked["appId"] == APPID and asked["signType"] == "RSA"
    signed = f"{asked['appId']}\n{asked['timeStamp']}\n{asked['nonceStr']}\n{asked['package']}\n"
    gateway.merchant.public_key().verify(
        base64.b64decode(asked["paySign"]), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    assert gateway.phones.orders[ORDER.number].asked["payer"] == {"openid": "o-guest"}
    with pytest.raises(Declined, match="charge_payer"):
        wechat.create(replace(way("jsapi"), payer=""))


def test_another_browser_is_sent_to_the_wallet_and_back(gateway: WeChatGateway, wechat: WeChat) -> None:
    told = wechat.create(way("h5"))
    assert told.kind == "address" and told.text.startswith("https://wx.tenpay.com/")
    assert told.text.endswith("&redirect_url=https%3A%2F%2Fpay.example.com%2Ft%2Fabc%3Fx%3D1")
    scene = gateway.phones.orders[ORDER.number].asked["scene_info"]
    assert scene["payer_client_ip"] == "203.0.113.7"


def test_a_home_that_nobody_can_reach_makes_codes_alone(gateway: WeChatGateway) -> None:
    alone = WeChat("one", account(gateway))
    assert alone.ways == {"barcode", "native"} and alone.create(ORDER).kind == "code"
    assert WeChat("one", replace(reached(gateway), h5="")).ways == {"barcode", "native", "jsapi"}


@pytest.mark.parametrize("own", [False, True])
def test_a_store_under_a_service_provider_is_named_in_every_call(gateway: WeChatGateway, own: bool) -> None:
    gateway.who.clear()
    gateway.who.update(sp_appid=APPID, sp_mchid=reached(gateway).mchid, sub_mchid="1900000200")
    more = {"sub_mchid": "1900000200", **({"sub_appid": "wx7777777777777777"} if own else {})}
    if own:
        gateway.who["sub_appid"] = "wx7777777777777777"
    wechat = WeChat("one", reached(gateway, **more))
    asked = wechat.create(way("jsapi")).invoke
    assert asked["appId"] == ("wx7777777777777777" if own else APPID)
    payer = gateway.phones.orders[ORDER.number].asked["payer"]
    assert payer == {"sub_openid" if own else "sp_openid": "o-guest"}
    gateway.phones.pay(ORDER.number)
    assert wechat.query(ORDER).state == wechat.cancel(ORDER).state == "paid"
    assert wechat.refund(BACK).state == wechat.query_refund(BACK).state == "done"


def test_an_order_is_closed_unless_it_was_paid(gateway: WeChatGateway, wechat: WeChat) -> None:
    wechat.create(ORDER)
    assert wechat.cancel(ORDER).state == wechat.query(ORDER).state == "closed"
    with pytest.raises(NoAnswer):
        wechat.create(ORDER)  # the query tells that it is closed
    other = replace(ORDER, number="c" * 32)
    wechat.create(other)
    gateway.phones.pay(other.number)
    assert wechat.cancel(other).state == "paid"
    assert wechat.cancel(replace(ORDER, number="f" * 32)).state == "closed"  # it never arrived


def test_the_same_number_for_another_order_is_not_believed(wechat: WeChat) -> None:
    wechat.create(ORDER)
    with pytest.raises(NoAnswer):
        wechat.create(replace(ORDER, amount=1))


def test_what_wechat_pay_refuses_is_declined(wechat: WeChat) -> None:
    with pytest.raises(Declined, match="charge_failed"):
        wechat.create(replace(ORDER, expires_at=NOW - 60_000))
    with pytest.raises(Declined, match="charge_failed"):
        wechat.create(replace(way("h5"), address=""))


@pytest.mark.parametrize("call", ["native", "query", "close", "refund", "query_refund", "bill"])
def test_a_lost_answer_is_no_answer(gateway: WeChatGateway, wechat: WeChat, call: str) -> None:
    if call not in ("native", "bill"):
        wechat.create(ORDER)
    gateway.lost = {call}
    asked: dict[str, Callable[[], object]] = {
        "native": lambda: wechat.create(ORDER),
        "query": lambda: wechat.query(ORDER),
        "close": lambda: wechat.cancel(ORDER),
        "refund": lambda: wechat.refund(BACK),
        "query_refund": lambda: wechat.query_refund(BACK),
        "bill": lambda: wechat.bill(date(2026, 1, 1)),
    }
    with pytest.raises(NoAnswer):
        asked[call]()


# ---- refunds


def test_a_part_goes_back_once_however_often_it_is_asked(gateway: WeChatGateway, wechat: WeChat) -> None:
    wechat.create(ORDER)
    gateway.phones.pay(ORDER.number)
    assert wechat.refund(BACK) == wechat.refund(BACK)
    assert [one.amount for one in gateway.phones.refunds.values()] == [2_805]
    with pytest.raises(Declined, match="refund_refused"):
        wechat.refund(replace(BACK, amount=2_000))
    with pytest.raises(Declined, match="refund_refused"):
        wechat.refund(replace(BACK, number="f" * 32, amount=10_001))
    assert wechat.query_refund(replace(BACK, number="f" * 32)).state == "failed"


@pytest.mark.parametrize(
    ("bank", "state", "why"),
    [
        ("PROCESSING", "waiting", ""),
        ("ABNORMAL", "stuck", "refund_stuck"),
        ("CLOSED", "failed", "refund_refused"),
    ],
)
def test_what_the_bank_does_is_told(
    gateway: WeChatGateway, wechat: WeChat, bank: str, state: str, why: str
) -> None:
    wechat.create(ORDER)
    gateway.phones.pay(ORDER.number)
    gateway.phones.bank = bank
    told = wechat.refund(BACK)
    assert (told.state, told.why, wechat.query_refund(BACK)) == (state, why, told)


def test_a_merchant_without_money_is_told_to_put_some_there(gateway: WeChatGateway, wechat: WeChat) -> None:
    wechat.create(ORDER)
    gateway.phones.pay(ORDER.number)
    gateway.phones.float_money = 0
    assert wechat.refund(BACK).why == "refund_no_money"
    gateway.phones.float_money = 5_000
    assert wechat.refund(BACK).state == "done"


# ---- the bill of a day


def test_the_bill_of_yesterday_is_read_in_minor_units(gateway: WeChatGateway, wechat: WeChat) -> None:
    gateway.now = lambda: datetime(2026, 3, 4, 4, tzinfo=UTC).timestamp()  # noon there
    wechat.create(ORDER)
    gateway.phones.pay(ORDER.number)
    gateway.phones.orders[ORDER.number].asked["description"] = "毛血旺, 小份"  # type: ignore[index]
    wechat.refund(BACK)
    gateway.now = lambda: datetime(2026, 3, 5, 1, 59, tzinfo=UTC).timestamp()
    with pytest.raises(Declined, match="bill_none_yet"):
        wechat.bill(date(2026, 3, 4))
    gateway.now = lambda: datetime(2026, 3, 5, 2, tzinfo=UTC).timestamp()
    paid, back = wechat.bill(date(2026, 3, 4))
    assert (paid.kind, paid.number, paid.amount, paid.fee) == ("charge", ORDER.number, 12_805, 77)
    assert (back.kind, back.number, back.charge, back.amount) == ("refund", BACK.number, ORDER.number, 2_805)
    assert paid.at == "2026-03-04 12:00:00" and back.fee == -17
    assert wechat.bill(date(2026, 3, 3)) == []
    gateway.phones.orders[ORDER.number].asked["description"] = "又一道,`小份"  # type: ignore[index]
    with pytest.raises(NoAnswer):
        wechat.bill(date(2026, 3, 4))  # torn apart by a name: no bill is better than a wrong one


def test_a_merchants_bill_holds_the_codes_that_were_charged_by_the_older_interface(
    gateway: WeChatGateway, wechat: WeChat
) -> None:
    """It is one bill for all of a merchant's trades, whichever interface made them."""
    at = datetime(2026, 3, 4, 4, tzinfo=UTC).timestamp()
    gateway.phones.codes = [("c" * 32, 900, "SUCCESS", at), ("d" * 32, 500, "REVOKED", at)]
    told = [(one.kind, one.number, one.charge, one.amount) for one in wechat.bill(date(2026, 3, 4))]
    assert told == [
        ("charge", "c" * 32, "c" * 32, 900),
        ("charge", "d" * 32, "d" * 32, 500),
        ("refund", "d" * 32, "d" * 32, 500),
    ]


def test_a_bill_that_is_not_what_its_digest_says_is_none(gateway: WeChatGateway, wechat: WeChat) -> None:
    whole = gateway.phones.text
    gateway.phones.text = lambda day: whole(day)  # type: ignore[method-assign]
    told = gateway.phones.bill

    def swapped(asked: Any, url: str) -> Any:
        answer = told(asked, url)
        gateway.phones.text = lambda day: whole(day) + "x"  # type: ignore[method-assign]
        told(asked, url)
        first, second = list(gateway.phones.bills)[-2:]
        gateway.phones.bills[first] = gateway.phones.bills[second]
        return answer

    gateway.phones.bill = swapped  # type: ignore[method-assign]
    with pytest.raises(NoAnswer):
        wechat.bill(date(2026, 1, 1))


# ---- keys


def test_a_switch_of_keys_is_no_matter_while_both_are_known(gateway: WeChatGateway) -> None:
    old = reached(gateway)
    new = replace(
        old, public_key=public_pem(gateway.switch("PUB_KEY_ID_0120")), public_key_id="PUB_KEY_ID_0120"
    )
    with pytest.raises(NoAnswer):
        WeChat("one", old).create(ORDER)
    ring = keys_of(old).joined(keys_of(new))
    assert WeChat("one", old, lambda: ring).create(ORDER).kind == "code"
    with pytest.raises(Forged, match="serial"):
        keys_of(old).check({"wechatpay-timestamp": str(NOW // 1000), "wechatpay-serial": "ABC"}, b"", NOW)
    assert set(ring.public) == {KEY_ID, "PUB_KEY_ID_0120"}
