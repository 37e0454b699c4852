"""A server's clock that is wrong is told before guests are refused for it, and why they were."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from sync_server.payments.port import NoAnswer
from sync_server.workflows.gateway_clocks import AGAIN, EVERY, Account, GatewayClocks
from tests.fakes.alipay import AlipayGateway, alipay_gateway
from tests.fakes.gateway import QUICK
from tests.fakes.wechat import WeChatGateway, wechat_gateway
from tests.sync_server.payments.test_alipay import account as alipay_account
from tests.sync_server.payments.test_wechat import account
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.test_charging import ALIPAY, WECHAT, charge
from tests.sync_server.test_charging import asked as code_asked
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_phone_charges import asked, becomes, order
from tests.sync_server.wire import WireTill

TWELVE = 720  # seconds


@pytest.fixture
def gateway() -> Iterator[WeChatGateway]:
    with wechat_gateway() as found:
        yield found


@pytest.fixture
def alipay() -> Iterator[AlipayGateway]:
    with alipay_gateway() as found:
        yield found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, pace=QUICK)
    yield running
    running.close()


@pytest.fixture
def till(server: ServerHere, gateway: WeChatGateway, alipay: AlipayGateway) -> WireTill:
    found = server.till()
    add = server.server.merchants.add
    asyncio.run(add(found.store, "wechat", asdict(account(gateway))))
    asyncio.run(add(found.store, "alipay", asdict(alipay_account(alipay))))
    return found


def ahead(till: WireTill) -> int:
    """Seconds, as the till hears of it."""
    told: int = till.get("/v1/ways").json()["clock"]
    return round(told / 1000)


@pytest.mark.parametrize("wrong", [TWELVE, -TWELVE])
def test_what_a_gateway_refuses_for_the_clock_is_said_to_be_refused_for_that(
    server: ServerHere, till: WireTill, gateway: WeChatGateway, alipay: AlipayGateway, wrong: int
) -> None:
    gateway.ahead = alipay.ahead = wrong
    told = order(till, asked(server))
    assert (told["state"], told["why"]) == ("failed", "charge_clock")
    assert abs(ahead(till) - wrong) <= 2
    by_code = charge(till, code_asked(code=WECHAT)), charge(till, code_asked(code=ALIPAY))
    assert [(one["state"], one["why"]) for one in by_code] == [("failed", "charge_clock")] * 2
    gateway.ahead = alipay.ahead = 0
    what = asked(server)
    assert order(till, what)["phone"], "set right again it works at once"
    gateway.guest_pays(what["payment"])
    assert becomes(till, what["payment"], "paid")["amount"] == 12_800


def test_an_answer_that_is_signed_at_another_time_tells_the_clock(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    what = asked(server)
    assert order(till, what)["phone"]
    gateway.signed_ahead = 2 * TWELVE
    wait_for(lambda: abs(ahead(till) - 2 * TWELVE) <= 2)
    gateway.signed_ahead = 0.0
    gateway.guest_pays(what["payment"])
    becomes(till, what["payment"], "paid")
    wait_for(lambda: ahead(till) == 0)


def test_what_is_declined_for_another_reason_keeps_its_reason(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    gateway.who["mchid"] = "another"
    assert order(till, asked(server))["why"] == "charge_failed"
    assert ahead(till) == 0


def test_the_owner_reads_it_on_each_page_until_it_is_right(
    server: ServerHere, till: WireTill, gateway: WeChatGateway
) -> None:
    owner = Browser(server.url)
    owner.set_up(server)
    gateway.ahead = -TWELVE
    order(till, asked(server))
    page = owner.get("/owner/accounts").text
    assert "minutes ahead of the payment provider" in page
    gateway.ahead = 0.0
    what = asked(server)
    order(till, what)
    wait_for(lambda: "payment provider's." not in owner.get("/owner/accounts").text)
    owner.session.close()


def test_each_gateway_is_asked_once_in_ten_minutes_and_again_soon_if_it_was_away() -> None:
    clock, told, asked_of = [0.0], {"https://a/": 700_000}, list[str]()

    def look_at(address: str) -> int:
        asked_of.append(address)
        if address not in told:
            raise NoAnswer
        return told[address]

    accounts = [
        Account("one", "s", ("https://a/gateway.do",)),
        Account("two", "s", ("https://b", "https://a")),
        Account("three", "t", ("https://b",)),
    ]
    clocks = GatewayClocks(lambda: accounts, lambda: clock[0], look_at)
    asyncio.run(clocks.look())
    assert sorted(asked_of) == ["https://a/", "https://b/"]
    assert (clocks.ahead("s"), clocks.ahead("t")) == (700_000, 0), "each store its own gateways'"
    clock[0] += AGAIN
    asyncio.run(clocks.look())
    assert asked_of[2:] == ["https://b/", "https://a/"], "a wrong one is looked at again soon"
    told["https://a/"] = 100_000
    clock[0] += AGAIN
    asyncio.run(clocks.look())
    assert clocks.ahead("s") == 0, "less than two minutes are no matter"
    asked_of.clear()
    clock[0] += AGAIN
    asyncio.run(clocks.look())
    assert asked_of == ["https://b/"]
    clock[0] += EVERY
    asyncio.run(clocks.look())
    assert "https://a/" in asked_of
