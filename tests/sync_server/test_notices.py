"""What WeChat Pay tells by itself is believed, kept and applied once, or it changes nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from sync_server.workflows.charge_terms import Pace
from tests.fakes.alipay import alipay_gateway, public_pem
from tests.fakes.rsa_keys import next_key
from tests.fakes.wechat import WeChatGateway, wechat_gateway
from tests.sync_server.payments.test_alipay import account as alipay_account
from tests.sync_server.payments.test_wechat import account
from tests.sync_server.running import ServerHere, ServerProcess, wait_for
from tests.sync_server.test_phone_charges import asked, becomes, now, order, post
from tests.sync_server.wire import WireTill, new_id

SELDOM = Pace(every=60.0, page=60.0, settled=0)  # nobody asks by himself: what is known was told


@pytest.fixture
def gateway() -> Iterator[WeChatGateway]:
    with wechat_gateway() as found:
        yield found


@pytest.fixture
def server(tmp_path: Path, gateway: WeChatGateway) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, pace=SELDOM)
    gateway.now = lambda: running.time.clock.now() / 1000
    yield running
    running.close()


@pytest.fixture
def till(server: ServerHere, gateway: WeChatGateway) -> WireTill:
    found = server.till()
    bind(server, found, gateway)
    return found


def bind(server: ServerHere, till: WireTill, gateway: WeChatGateway, **other: str) -> None:
    told = asdict(replace(account(gateway), callback=server.url, **other))
    asyncio.run(server.server.merchants.add(till.store, "wechat", told))


def ordered(server: ServerHere, till: WireTill) -> str:
    what = asked(server)
    assert order(till, what)["phone"]["kind"] == "code"
    return str(what["payment"])


def url_of(gateway: WeChatGateway, payment: str) -> str:
    return str(gateway.phones.orders[payment].asked["notify_url"])


def kept(server: ServerHere) -> list[tuple[Any, ...]]:
    query = "SELECT number, verdict FROM notices"
    return [tuple(row) for row in server.database.read(lambda c: c.exec_driver_sql(query).all())]


def test_a_payment_is_heard_of_and_thanked_for(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment = ordered(server, till)
    gateway.guest_pays(payment)
    gateway.notices.deliver()
    assert gateway.notices.answers == [204] and not gateway.notices.waiting
    told = now(till, payment)
    assert (told["state"], told["amount"]) == ("paid", 12_800) and told["transaction"].startswith("42")
    assert kept(server) == [(payment, "applied")] and "query" not in gateway.asked


def test_told_twice_or_a_second_apart_it_is_one_payment(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment = ordered(server, till)
    gateway.guest_pays(payment)
    notice = gateway.notices.waiting[0]
    again = gateway.notices.sealed("TRANSACTION.SUCCESS", gateway.phones.told(gateway.phones.orders[payment]))
    statuses = [gateway.notices.send(notice.url, body) for body in (notice.body, notice.body, again)]
    assert statuses == [204, 204, 204]
    assert now(till, payment)["state"] == "paid"
    assert [verdict for _, verdict in kept(server)] == ["applied", "applied"]


def test_a_home_that_is_away_is_told_again_on_the_schedule(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment = ordered(server, till)
    gateway.guest_pays(payment)
    notice = gateway.notices.waiting[0]
    right, notice.url = notice.url, server.url + "/v1/callbacks/nobody"
    gateway.notices.deliver()
    gateway.notices.deliver()
    assert gateway.notices.answers == [400]  # the second is not due yet
    server.time.pass_by(15_000)
    gateway.notices.deliver()
    notice.url = right
    server.time.pass_by(15_000)
    gateway.notices.deliver()
    assert gateway.notices.answers == [400, 400, 204]
    assert now(till, payment)["state"] == "paid"


def changed(body: bytes) -> bytes:
    plain = json.loads(body)
    return json.dumps({**plain, "summary": "支付失败"}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "wrong",
    ["bytes", "old", "early", "serial", "probe", "nonce", "kind", "signature", "key", "no json"],
)
def test_what_is_not_believed_changes_nothing(
    server: ServerHere, till: WireTill, gateway: WeChatGateway, wrong: str
) -> None:
    payment = ordered(server, till)
    gateway.guest_pays(payment)
    notice, url = gateway.notices.waiting[0].body, url_of(gateway, payment)
    asked_before = len(gateway.asked)
    headers = gateway.sign(notice.decode())
    if wrong in ("old", "early"):
        moment = server.time.stop() / 1000
        headers = gateway.sign(notice.decode(), moment + (-301 if wrong == "old" else 301))
    if wrong == "serial":
        headers["Wechatpay-Serial"] = "5157F09EFDC096DE"
    if wrong == "probe":
        headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"]
    if wrong == "nonce":
        headers["Wechatpay-Nonce"] = "0" * 32
    if wrong == "kind":
        headers["Wechatpay-Signature-Type"] = "WECHATPAY2-SM2-WITH-SM3"
    if wrong == "signature":
        del headers["Wechatpay-Signature"]
    if wrong == "key":
        gateway.notices.key = "x" * 32
        told = gateway.phones.told(gateway.phones.orders[payment])
        notice = gateway.notices.sealed("TRANSACTION.SUCCESS", told)
        headers = gateway.sign(notice.decode())
    if wrong == "no json":
        notice = b"<xml/>"
        headers = gateway.sign(notice.decode())
    body = changed(notice) if wrong == "bytes" else notice
    answer = requests.post(url, data=body, headers=headers, timeout=5)
    assert answer.status_code == 400 and answer.json() == {"code": "FAIL", "message": "not taken"}
    assert now(till, payment)["state"] == "waiting" and kept(server) == []
    assert len(gateway.asked) == asked_before, "a stranger made us call out"


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({"mchid": "1900000999"}, None),
        ({"appid": "wx0000000000000000"}, None),
        ({"amount": {"total": 1, "payer_total": 1, "currency": "CNY"}}, "amount"),
        ({"amount": {"total": 12_800, "payer_total": 1, "currency": "HKD"}}, "amount"),
        ({"amount": {"payer_total": 12_800}}, None),
        ({"out_trade_no": "9" * 32}, "unknown"),
        ({"trade_state": "MAYBE"}, None),
    ],
)
def test_a_genuine_notice_about_something_else_changes_nothing(
    server: ServerHere, till: WireTill, gateway: WeChatGateway, other: dict[str, Any], verdict: str | None
) -> None:
    payment = ordered(server, till)
    gateway.guest_pays(payment)
    about = {**gateway.phones.told(gateway.phones.orders[payment]), **other}
    body = gateway.notices.sealed("TRANSACTION.SUCCESS", about)
    assert gateway.notices.send(url_of(gateway, payment), body) == 400
    assert now(till, payment)["state"] == "waiting"
    assert [one for _, one in kept(server)] == ([verdict] if verdict else [])


def test_another_stores_account_says_nothing_of_this_stores_orders(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment = ordered(server, till)
    with wechat_gateway() as mine:
        other = server.till()
        bind(server, other, mine)
        forged = mine.notices.sealed(
            "TRANSACTION.SUCCESS",
            {
                **gateway.phones.told(gateway.phones.orders[payment]),
                "trade_state": "SUCCESS",
                "transaction_id": "42",
                "amount": {"total": 12_800, "currency": "CNY"},
            },
        )
        theirs = ordered(server, other)
        mine.now = gateway.now
        assert mine.notices.send(url_of(mine, theirs), forged) == 400
        assert mine.notices.send(url_of(gateway, payment), forged) == 400
    assert now(till, payment)["state"] == "waiting"


def test_a_coupon_of_the_guests_is_the_guests_business(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment = ordered(server, till)
    gateway.phones.pay(payment)
    about = gateway.phones.told(gateway.phones.orders[payment])
    about["amount"]["payer_total"] = 0
    body = gateway.notices.sealed("TRANSACTION.SUCCESS", about)
    assert gateway.notices.send(url_of(gateway, payment), body) == 204
    assert now(till, payment)["amount"] == 12_800


def test_old_and_new_keys_hold_while_they_are_switched(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    before = ordered(server, till)
    old_key, old_serial, old_secret = gateway.own, gateway.serial, gateway.notices.key
    new = gateway.switch("PUB_KEY_ID_0120")
    gateway.notices.key = "n" * 32
    bind(server, till, gateway, public_key=public_pem(new), public_key_id="PUB_KEY_ID_0120", api_key="n" * 32)
    gateway.guest_pays(before)  # asked of the old account, told by the new key
    gateway.notices.deliver()
    after = ordered(server, till)
    gateway.own, gateway.serial, gateway.notices.key = old_key, old_serial, old_secret
    gateway.guest_pays(after)  # asked of the new account, told by the old key
    gateway.notices.deliver()
    assert gateway.notices.answers == [204, 204]
    assert now(till, before)["state"] == now(till, after)["state"] == "paid"
    gateway.own = next_key()
    assert gateway.notices.send(url_of(gateway, after), b"{}") == 400


def test_what_is_paid_after_all_goes_back_by_itself(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment = ordered(server, till)
    post(till, f"/v1/charges/{payment}/cancel")
    becomes(till, payment, "closed")
    found = gateway.phones.orders[payment]
    found.state, found.paid_at = "SUCCESS", gateway.now()  # as if the closing had come too late there
    body = gateway.notices.sealed("TRANSACTION.SUCCESS", gateway.phones.told(found))
    assert gateway.notices.send(url_of(gateway, payment), body) == 204
    assert now(till, payment)["why"] == "charge_paid_late"
    (late,) = till.get("/v1/charges").json()["late"]
    assert (late["payment"], late["amount"]) == (payment, 12_800) and late["since"] > 0
    till.call("POST", f"/v1/charges/{payment}/look")
    becomes(till, payment, "returned")
    assert [one.amount for one in gateway.phones.refunds.values()] == [12_800]
    assert [one["state"] for one in till.get("/v1/charges").json()["late"]] == ["returned"]
    server.time.pass_by(63 * 86_400_000)
    till.offset = server.time.ahead
    assert till.get("/v1/charges").json()["late"] == [], "by then every till has heard of it"


def test_a_refund_is_heard_of_in_whatever_order(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    payment, back = ordered(server, till), new_id()
    gateway.guest_pays(payment)
    gateway.phones.bank = "PROCESSING"
    gateway.notices.deliver()
    told = post(till, "/v1/refunds", {"refund": back, "payment": payment, "amount": 800, "reason": "少了"})
    assert told["state"] == "waiting"
    gateway.bank_says(back, "SUCCESS")
    gateway.notices.deliver()
    assert till.get(f"/v1/refunds/{back}").json()["state"] == "done"
    late = gateway.notices.sealed(
        "REFUND.ABNORMAL", {**gateway.about(gateway.phones.refunds[back]), "refund_status": "ABNORMAL"}
    )
    assert gateway.notices.send(url_of(gateway, payment), late) == 204
    assert till.get(f"/v1/refunds/{back}").json()["state"] == "done"
    wrong = {**gateway.about(gateway.phones.refunds[back]), "amount": {"total": 12_800, "refund": 1}}
    assert (
        gateway.notices.send(url_of(gateway, payment), gateway.notices.sealed("REFUND.SUCCESS", wrong)) == 400
    )


def test_the_phone_hears_at_once(server: ServerHere, till: WireTill, gateway: WeChatGateway) -> None:
    payment = ordered(server, till)
    gateway.guest_pays(payment)
    gateway.notices.deliver()
    begun = time.monotonic()
    wait_for(lambda: now(till, payment, 20)["state"] == "paid")
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("place", "found"), [("notice.before_commit", "waiting"), ("notice.after_commit", "paid")]
)
def test_a_home_that_dies_as_it_hears_is_told_again(
    tmp_path: Path, gateway: WeChatGateway, place: str, found: str
) -> None:
    """It thanks only for what it has kept."""
    first = ServerHere(tmp_path, pace=SELDOM)
    till = first.till()
    bind(first, till, gateway)
    payment = ordered(first, till)
    first.close()
    gateway.lost = {"query"}  # nobody finds out by asking
    gateway.guest_pays(payment)
    notice = gateway.notices.waiting[0]
    dying = ServerProcess(tmp_path, {"MASHANG_FAILPOINT": place})
    notice.url = notice.url.replace(first.url, dying.url)
    with pytest.raises(requests.ConnectionError):
        gateway.notices.deliver()
    dying.close()
    again = ServerHere(tmp_path, pace=SELDOM)
    till.url, notice.url = again.url, notice.url.replace(dying.url, again.url)
    assert now(till, payment)["state"].replace("unknown", "waiting") == found
    gateway.notices.deliver()
    assert gateway.notices.answers == [204] and now(till, payment)["state"] == "paid"
    again.close()


def test_alipay_is_thanked_in_its_own_word(server: ServerHere) -> None:
    with alipay_gateway() as alipay:
        till, told = server.till(), asdict(replace(alipay_account(alipay), callback=server.url))
        asyncio.run(server.server.merchants.add(till.store, "alipay", told))
        what = asked(server, channel="alipay", way="precreate")
        assert order(till, what)["phone"]["text"].startswith("https://qr.alipay.com/")
        payment = what["payment"]
        alipay.scan(payment)
        alipay.agree(payment)
        url = alipay.trades[payment].notify
        wrong = requests.post(url, data=alipay.notice(payment, total_amount="0.01"), timeout=5)
        assert (wrong.status_code, wrong.text) == (400, "fail") and now(till, payment)["state"] == "waiting"
        for _ in range(2):
            thanks = requests.post(url, data=alipay.notice(payment, "n-2"), timeout=5)
            assert (thanks.status_code, thanks.text) == (200, "success")
        assert (now(till, payment)["state"], now(till, payment)["amount"]) == ("paid", 12_800)
