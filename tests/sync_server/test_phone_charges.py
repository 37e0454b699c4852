"""A guest pays an order on the phone: made once, paid once, ended in time, given back by number."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sync_server.app import PlayMoney
from sync_server.payments.port import BillLine
from tests.fakes.gateway import QUICK, Gateway
from tests.sync_server.running import MovableClock, ServerHere, wait_for
from tests.sync_server.wire import WireTill, new_id

TWO_MINUTES = 120_000


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def server(tmp_path: Path, gateway: Gateway) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    yield running
    running.close()


def asked(server: ServerHere, **other: Any) -> dict[str, Any]:
    ends = server.time.clock.now() + TWO_MINUTES
    plain = {"payment": new_id(), "opening": "o1", "bill": "o1", "amount": 12_800, "currency": "CNY"}
    way = {"channel": "wechat", "way": "native", "ends": ends}
    return {**plain, "what": "花椒小馆 A12", **way, **other}


def post(till: WireTill, path: str, what: Any = None) -> dict[str, Any]:
    answer = till.call("POST", path, json.dumps(what).encode() if what is not None else b"")
    return {"status": answer.status_code, **answer.json()}


def order(till: WireTill, what: dict[str, Any]) -> dict[str, Any]:
    return post(till, "/v1/orders", what)


def now(till: WireTill, payment: str, wait: float = 0) -> dict[str, Any]:
    plain: dict[str, Any] = till.get(f"/v1/charges/{payment}?wait={wait}").json()
    return plain


def becomes(till: WireTill, payment: str, state: str) -> dict[str, Any]:
    wait_for(lambda: now(till, payment, 1)["state"] == state)
    return now(till, payment)


def paid(server: ServerHere, gateway: Gateway, till: WireTill) -> str:
    what = asked(server)
    order(till, what)
    gateway.known[what["payment"]] = "paid"
    becomes(till, what["payment"], "paid")
    return str(what["payment"])


def test_an_order_is_handed_to_the_phone_and_paid(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked(server)
    told = order(till, what)
    assert (told["status"], told["state"], told["channel"]) == (200, "waiting", "wechat")
    assert told["phone"] == {"kind": "code", "text": f"weixin://{what['payment']}", "invoke": {}}
    gateway.known[what["payment"]] = "paid"
    assert becomes(till, what["payment"], "paid")["amount"] == 12_800
    assert order(till, what)["phone"] == {}  # nothing is to be paid any more
    assert gateway.calls().count("create") == 1


def test_the_same_order_again_is_the_same(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked(server)
    assert order(till, what)["phone"] == order(till, what)["phone"]
    assert gateway.calls().count("create") == 1
    assert order(till, {**what, "amount": 1})["code"] == "payment_changed"
    assert order(till, {**what, "way": "jsapi"})["code"] == "payment_changed"


def test_two_who_ask_at_once_make_it_once(server: ServerHere, gateway: Gateway) -> None:
    till, what, go, told = server.till(), asked(server), threading.Event(), []
    second = WireTill(server.url, till.brand, till.store, till.device)
    second.key = till.key
    gateway.at_charge = lambda: go.wait(10)
    both = [threading.Thread(target=lambda t=t: told.append(order(t, what))) for t in (till, second)]
    for thread in both:
        thread.start()
    wait_for(lambda: server.database.read(lambda c: c.exec_driver_sql("SELECT 1 FROM charges").scalar()))
    go.set()
    for thread in both:
        thread.join()
    assert told[0]["phone"] == told[1]["phone"] != {} and gateway.calls().count("create") == 1


def test_it_is_kept_before_the_gateway_is_asked(server: ServerHere, gateway: Gateway) -> None:
    seen = []
    query = "SELECT state, way FROM charges"
    gateway.at_charge = lambda: seen.append(
        tuple(server.database.read(lambda c: c.exec_driver_sql(query).one()))
    )
    order(server.till(), asked(server))
    assert seen == [("new", "native")]


def test_an_order_whose_answer_was_lost_is_made_again_under_its_number(
    server: ServerHere, gateway: Gateway
) -> None:
    till, what = server.till(), asked(server)
    gateway.lost = {"create"}
    told = order(till, what)
    assert (told["state"], told["phone"]) == ("unknown", {})
    gateway.lost = set()
    assert order(till, what)["phone"]["text"].endswith(what["payment"])
    assert len(gateway.orders) == 1


def test_an_order_that_is_not_paid_in_time_is_closed_at_the_gateway(
    server: ServerHere, gateway: Gateway
) -> None:
    server.time.stop()
    till, what = server.till(), asked(server)
    order(till, what)
    server.time.pass_by(TWO_MINUTES - 1_000)
    wait_for(lambda: gateway.calls().count("query") >= 3)
    assert "cancel" not in gateway.calls() and now(till, what["payment"])["state"] == "waiting"
    server.time.pass_by(1_000)
    till.call("POST", f"/v1/charges/{what['payment']}/look")
    assert becomes(till, what["payment"], "closed")["why"] == "charge_late"
    assert gateway.known[what["payment"]] == "closed"


def test_an_order_paid_as_it_was_given_up_stays_paid_and_goes_back_when_no_bill_takes_it(
    server: ServerHere, gateway: Gateway
) -> None:
    till, what = server.till(), asked(server)
    order(till, what)
    gateway.known[what["payment"]] = "paid"
    post(till, f"/v1/charges/{what['payment']}/cancel")
    becomes(till, what["payment"], "paid")
    gateway.lost = {"refund"}
    assert post(till, f"/v1/charges/{what['payment']}/return")["state"] == "returning"
    wait_for(lambda: gateway.calls().count("refund") >= 2)
    gateway.lost = set()
    becomes(till, what["payment"], "returned")
    assert [(one.amount, one.total) for one in gateway.refunds.values()] == [(12_800, 12_800)]


def test_a_gateway_that_declines_has_charged_nobody(server: ServerHere, gateway: Gateway) -> None:
    gateway.declines = True
    told = order(server.till(), asked(server))
    assert (told["state"], told["why"], told["phone"]) == ("failed", "charge_failed", {})


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"way": "h5"}, "no_merchant"),
        ({"way": "barcode"}, "unreadable"),
        ({"channel": "cash"}, "unreadable"),
        ({"amount": 0}, "unreadable"),
        ({"payment": "x"}, "unreadable"),
        ({"ends": 1 << 50}, "unreadable"),
        ({"back": "javascript:alert(1)"}, "unreadable"),
    ],
)
def test_what_cannot_be_ordered_is_refused_before_anybody_is_asked(
    server: ServerHere, gateway: Gateway, other: dict[str, Any], code: str
) -> None:
    assert order(server.till(), asked(server, **other))["code"] == code
    assert gateway.calls() == []


def test_a_server_that_died_goes_on_with_orders_and_refunds(tmp_path: Path, gateway: Gateway) -> None:
    first = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    till, what = first.till(), asked(first)
    done, back = paid(first, gateway, till), new_id()
    order(till, what)
    gateway.lost = {"refund", "query"}
    post(till, "/v1/refunds", {"refund": back, "payment": done, "amount": 800, "reason": ""})
    first.close()
    gateway.lost, gateway.known[what["payment"]] = set(), "paid"
    again = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    till.url = again.url
    becomes(till, what["payment"], "paid")
    wait_for(lambda: till.get(f"/v1/refunds/{back}?wait=1").json()["state"] == "done")
    again.close()
    assert len(gateway.refunds) == 1


# ---- refunds


def test_a_part_goes_back_and_never_more_than_was_charged(server: ServerHere, gateway: Gateway) -> None:
    till = server.till()
    payment, back = paid(server, gateway, till), new_id()
    part = {"refund": back, "payment": payment, "amount": 10_000, "reason": "鱼香肉丝"}
    assert post(till, "/v1/refunds", part)["state"] == "done"
    assert post(till, "/v1/refunds", part)["state"] == "done" and len(gateway.refunds) == 1
    assert post(till, "/v1/refunds", {**part, "amount": 9_000})["code"] == "payment_changed"
    told = post(till, "/v1/refunds", {**part, "refund": new_id(), "amount": 2_801})
    assert (told["code"], told["facts"]) == ("refund_too_much", {"amount": 2_800})
    assert post(till, "/v1/refunds", {**part, "refund": new_id(), "amount": 2_800})["state"] == "done"
    assert post(till, f"/v1/charges/{payment}/return")["state"] == "returning"  # nothing is left to go
    becomes(till, payment, "returned")
    assert sum(one.amount for one in gateway.refunds.values()) == 12_800


def test_a_refund_that_the_bank_works_on_is_asked_about(server: ServerHere, gateway: Gateway) -> None:
    till, gateway.bank = server.till(), "waiting"
    payment, back = paid(server, gateway, till), new_id()
    told = post(till, "/v1/refunds", {"refund": back, "payment": payment, "amount": 100, "reason": ""})
    assert told["state"] == "waiting"
    wait_for(lambda: "query_refund" in gateway.calls())
    gateway.bank = "stuck"
    wait_for(lambda: till.get(f"/v1/refunds/{back}?wait=1").json()["state"] == "stuck")
    assert gateway.calls().count("refund") == 1


def test_a_lost_refund_is_asked_for_again_under_its_number(server: ServerHere, gateway: Gateway) -> None:
    till, gateway.lost = server.till(), {"refund"}
    payment, back = paid(server, gateway, till), new_id()
    told = post(till, "/v1/refunds", {"refund": back, "payment": payment, "amount": 100, "reason": ""})
    assert told["state"] == "unknown"
    gateway.lost = set()
    wait_for(lambda: till.get(f"/v1/refunds/{back}?wait=1").json()["state"] == "done")
    assert len(gateway.refunds) == 1


def test_what_was_not_charged_or_is_anothers_does_not_go_back(server: ServerHere, gateway: Gateway) -> None:
    till, other, what = server.till(), server.till(), asked(server)
    order(till, what)
    part = {"refund": new_id(), "payment": what["payment"], "amount": 100, "reason": ""}
    assert post(till, "/v1/refunds", part)["code"] == "charge_ended"
    assert post(other, "/v1/refunds", part)["code"] == "charge_unknown"
    assert other.get(f"/v1/refunds/{part['refund']}").json()["code"] == "charge_unknown"
    assert post(other, f"/v1/charges/{what['payment']}/look")["code"] == "charge_unknown"
    assert gateway.refunds == {}


def test_the_bill_of_a_day_is_told(server: ServerHere, gateway: Gateway) -> None:
    till = server.till()
    assert till.get("/v1/bills/wechat/2026-11-28").json()["code"] == "bill_none_yet"
    gateway.lines = [BillLine("charge", "a" * 32, "a" * 32, 12_800, "CNY", "T1", 77, "2026-11-28 19:00:00")]
    told = till.get("/v1/bills/wechat/2026-11-28").json()["lines"]
    assert [(line["number"], line["amount"], line["fee"]) for line in told] == [("a" * 32, 12_800, 77)]
    assert till.get("/v1/bills/wechat/yesterday").json()["code"] == "unreadable"


# ---- play money


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ServerHere]:
    merchants = PlayMoney(MovableClock().clock)
    running = ServerHere(tmp_path, merchants=merchants, pace=QUICK)
    yield running
    running.close()


def test_play_money_says_so_and_lets_one_agree(demo: ServerHere) -> None:
    till, what = demo.till(), asked(demo, way="wap_demo", back=f"{demo.url}/t/abc")
    assert till.get("/v1/ways").json()["ways"]["wechat"] == ["barcode", "native", "precreate", "wap_demo"]
    told = order(till, what)["phone"]
    assert (told["kind"], told["text"]) == ("address", f"/pay/demo/{what['payment']}")
    page = requests.get(demo.url + told["text"], headers={"Accept-Language": "en"}, timeout=5)
    assert "Demo: no money has moved" in page.text and "128.00" in page.text
    after = requests.post(demo.url + told["text"], data={"says": "yes"}, timeout=5)
    assert what["back"] in after.text and "<form" not in after.text
    assert becomes(till, what["payment"], "paid")["provider"] == "demo"
    part = {"refund": new_id(), "payment": what["payment"], "amount": 100, "reason": ""}
    assert post(till, "/v1/refunds", part)["state"] == "done"


def test_play_money_can_be_refused_and_a_code_leads_to_it(demo: ServerHere) -> None:
    till, what = demo.till(), asked(demo, back=f"{demo.url}/t/abc")
    told = order(till, what)["phone"]
    assert (told["kind"], told["text"]) == ("code", f"{demo.url}/pay/demo/{what['payment']}")
    requests.post(told["text"], data={"says": "no"}, timeout=5)
    becomes(till, what["payment"], "closed")
    requests.post(told["text"], data={"says": "yes"}, timeout=5)
    assert now(till, what["payment"])["state"] == "closed"


def test_there_is_no_play_money_outside_the_demo(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked(server)
    order(till, what)
    assert requests.get(f"{server.url}/pay/demo/{what['payment']}", timeout=5).status_code == 404
    assert order(till, asked(server, way="wap_demo"))["code"] == "no_merchant"
