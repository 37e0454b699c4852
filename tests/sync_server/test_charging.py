"""A guest's code is charged once, whatever is lost, repeated, late or killed on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.gateway import QUICK, Gateway
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.wire import WireTill, new_id

WECHAT, ALIPAY = "134567890123456789", "2812345678901234567"


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def server(tmp_path: Path, gateway: Gateway) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    yield running
    running.close()


def asked(**other: Any) -> dict[str, Any]:
    plain = {"payment": new_id(), "opening": "o1", "bill": "o1", "amount": 12_800, "currency": "CNY"}
    return {**plain, "what": "花椒小馆 A12", "code": WECHAT, **other}


def charge(till: WireTill, what: dict[str, Any]) -> dict[str, Any]:
    answer = till.call("POST", "/v1/charges", json.dumps(what).encode())
    return {"status": answer.status_code, **answer.json()}


def now(till: WireTill, payment: str, wait: float = 0) -> dict[str, Any]:
    plain: dict[str, Any] = till.get(f"/v1/charges/{payment}?wait={wait}").json()
    return plain


def final(till: WireTill, payment: str) -> dict[str, Any]:
    wait_for(lambda: now(till, payment, 2)["state"] not in ("waiting", "unknown"))
    return now(till, payment)


def test_a_code_is_charged_and_told(server: ServerHere, gateway: Gateway) -> None:
    what = asked()
    told = charge(server.till(), what)
    assert (told["status"], told["state"], told["amount"], told["channel"]) == (200, "paid", 12_800, "wechat")
    assert told["transaction"] and told["provider"] == "story"
    assert gateway.calls() == ["charge"]


def test_the_same_call_again_charges_nothing_more(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    assert charge(till, what) == charge(till, what)
    assert gateway.calls() == ["charge"]


@pytest.mark.parametrize("other", [{"amount": 12_900}, {"code": ALIPAY}, {"currency": "HKD"}])
def test_the_same_number_for_something_else_is_refused(
    server: ServerHere, gateway: Gateway, other: dict[str, Any]
) -> None:
    till, what = server.till(), asked()
    charge(till, what)
    told = charge(till, {**what, **other})
    assert (told["status"], told["code"]) == (409, "payment_changed")
    assert gateway.calls() == ["charge"]


def test_two_calls_at_once_charge_once(server: ServerHere, gateway: Gateway) -> None:
    till, what, go = server.till(), asked(), threading.Event()
    gateway.at_charge = lambda: go.wait(10)
    told: list[dict[str, Any]] = []
    second = WireTill(server.url, till.brand, till.store, till.device)
    second.key = till.key
    first = threading.Thread(target=lambda: told.append(charge(till, what)))
    first.start()
    wait_for(lambda: now(second, what["payment"]).get("state") == "unknown")
    assert charge(second, what)["state"] == "unknown"
    go.set()
    first.join()
    assert told[0]["state"] == "paid" and gateway.calls() == ["charge"]


def test_a_lost_answer_is_asked_for_and_never_charged_again(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.lost = {"charge"}
    assert charge(till, what)["state"] == "unknown"
    assert final(till, what["payment"])["state"] == "paid"
    assert gateway.calls()[:2] == ["charge", "query"] and gateway.calls().count("charge") == 1


def test_a_guest_who_agrees_late_has_paid(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.guest = "waiting"
    assert charge(till, what)["state"] == "waiting"
    gateway.known[what["payment"]] = "paid"
    assert final(till, what["payment"])["state"] == "paid"
    assert "cancel" not in gateway.calls()


def test_a_guest_who_does_not_agree_is_not_charged_later(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.guest = "waiting"
    charge(till, what)
    wait_for(lambda: "query" in gateway.calls())
    server.time.pass_by(30_000)
    told = final(till, what["payment"])
    assert (told["state"], told["why"]) == ("closed", "charge_late")
    assert gateway.calls()[-1] == "cancel"


def test_the_cashier_gives_it_up(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.guest = "waiting"
    charge(till, what)
    told = till.call("POST", f"/v1/charges/{what['payment']}/cancel").json()
    assert told["cancelling"]
    assert final(till, what["payment"])["state"] == "closed"


def test_what_is_taken_back_is_taken_back_until_the_gateway_says_so(
    server: ServerHere, gateway: Gateway
) -> None:
    till, what = server.till(), asked()
    gateway.guest, gateway.lost = "waiting", {"cancel"}
    charge(till, what)
    till.call("POST", f"/v1/charges/{what['payment']}/cancel")
    wait_for(lambda: gateway.calls().count("cancel") >= 3)
    assert now(till, what["payment"])["state"] == "unknown"
    gateway.lost = set()
    assert final(till, what["payment"])["state"] == "closed"


def test_a_guest_who_paid_before_it_was_given_up_has_paid(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.guest = "waiting"
    charge(till, what)
    gateway.known[what["payment"]] = "paid"
    till.call("POST", f"/v1/charges/{what['payment']}/cancel")
    assert final(till, what["payment"])["state"] == "paid"


def test_what_was_given_up_before_it_arrived_is_never_charged(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    assert now(till, what["payment"])["code"] == "charge_unknown"
    assert till.call("POST", f"/v1/charges/{what['payment']}/cancel").json()["state"] == "closed"
    assert charge(till, what)["state"] == "closed"
    assert gateway.calls() == []


def test_a_restored_server_asks_the_gateway_before_it_says_that_nothing_was_charged(
    server: ServerHere, gateway: Gateway
) -> None:
    """It does not know what it asked after its backup; the till knows by whom it was to be charged."""
    till, what = server.till(), asked()
    gateway.known[what["payment"]] = "paid"  # before the restore
    body = json.dumps({"channel": "wechat"}).encode()
    assert till.call("POST", f"/v1/charges/{what['payment']}/cancel", body).json()["state"] == "unknown"
    told = final(till, what["payment"])
    assert told["state"] == "paid" and told["transaction"]
    assert charge(till, what)["state"] == "paid" and "charge" not in gateway.calls()


def test_what_no_gateway_knows_either_is_closed_there_too(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.known[what["payment"]] = "waiting"
    body = json.dumps({"channel": "wechat"}).encode()
    till.call("POST", f"/v1/charges/{what['payment']}/cancel", body)
    assert final(till, what["payment"])["state"] == "closed"
    assert gateway.calls()[-1] == "cancel"


def test_a_server_that_died_takes_up_what_was_open(tmp_path: Path, gateway: Gateway) -> None:
    first = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    till, what = first.till(), asked()
    gateway.lost = {"charge", "query"}
    charge(till, what)
    first.close()
    gateway.lost = set()
    again = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    till.url = again.url
    assert final(till, what["payment"])["state"] == "paid"
    again.close()
    assert gateway.calls().count("charge") == 1


def test_another_store_neither_sees_nor_ends_it(server: ServerHere) -> None:
    mine, other, what = server.till(), server.till(), asked()
    charge(mine, what)
    assert now(other, what["payment"])["code"] == "charge_unknown"
    assert other.call("POST", f"/v1/charges/{what['payment']}/cancel").json()["code"] == "charge_unknown"
    assert charge(other, what)["code"] == "payment_changed"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"code": "1234"}, "charge_code"),
        ({"amount": 0}, "unreadable"),
        ({"amount": -5}, "unreadable"),
        ({"payment": "x"}, "unreadable"),
        ({"amount": "12800"}, "unreadable"),
    ],
)
def test_what_cannot_be_charged_is_refused_before_anybody_is_asked(
    server: ServerHere, gateway: Gateway, other: dict[str, Any], code: str
) -> None:
    assert charge(server.till(), asked(**other))["code"] == code
    assert gateway.calls() == []


def test_without_an_account_nothing_is_charged(tmp_path: Path) -> None:
    bare = ServerHere(tmp_path)
    assert charge(bare.till(), asked())["code"] == "no_merchant"
    bare.close()


def give_back(till: WireTill, payment: str) -> dict[str, Any]:
    plain: dict[str, Any] = till.call("POST", f"/v1/charges/{payment}/return").json()
    return plain


def test_what_no_bill_takes_goes_back_until_the_gateway_says_so(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    charge(till, what)
    gateway.lost = {"cancel"}
    assert give_back(till, what["payment"])["state"] == "returning"
    wait_for(lambda: gateway.calls().count("cancel") >= 2)
    assert give_back(till, what["payment"])["state"] == "returning"
    gateway.lost = set()
    wait_for(lambda: now(till, what["payment"], 2)["state"] == "returned")
    assert give_back(till, what["payment"])["state"] == "returned"
    assert gateway.known[what["payment"]] == "closed"


def test_what_was_never_charged_does_not_go_back(server: ServerHere, gateway: Gateway) -> None:
    till, what = server.till(), asked()
    gateway.guest = "failed"
    charge(till, what)
    assert give_back(till, what["payment"])["code"] == "charge_ended"
    assert give_back(server.till(), what["payment"])["code"] == "charge_unknown"
    assert "cancel" not in gateway.calls()
