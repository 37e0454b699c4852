"""The owner's list of money that may not be there, and of money that came too late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.money.payments import Payment
from domain.money.to_confirm import ConfirmWish
from domain.record.plain import from_plain
from tests.fakes.gateway import QUICK, Gateway
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.story import Story, lines, simple_dishes
from tests.sync_server.test_charging import WECHAT, asked, charge, final
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WireTill

PAGE = "/owner/uncertain"


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def server(tmp_path: Path, gateway: Gateway) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    yield running
    running.close()


@pytest.fixture
def till(server: ServerHere) -> WireTill:
    return server.till()


@pytest.fixture
def owner(server: ServerHere) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


def tell(server: ServerHere, till: WireTill, story: Story) -> None:
    till.send(story.incarnation, story.raws)
    server.folded()


def wishes(till: WireTill) -> list[Any]:
    return [one["body"] for one in till.feed().json()["items"] if one["kind"] == "dish"]


def test_the_owner_says_whether_a_payment_by_the_printed_code_came(
    server: ServerHere, till: WireTill, owner: Browser
) -> None:
    story = Story(server.time.clock.now())
    story.found()
    opening = story.sit("A1")
    story.order(opening, *lines(*simple_dishes()[:2]))
    story.pay(opening, "printed_code")
    tell(server, till, story)
    (payment,) = story.tables.where(Payment)
    page = owner.get(PAGE).text
    assert payment.id in page and "It came" in page
    assert "is to be confirmed: 1 payment" in owner.get("/owner/").text
    owner.send(f"{PAGE}#{PAGE}", payment=payment.id, came="yes")
    owner.send(f"{PAGE}#{PAGE}", payment="another", came="yes")
    (wish,) = wishes(till)
    assert from_plain(ConfirmWish, wish) == ConfirmWish(wish["id"], payment.id, True)
    assert "as soon as the till has heard it" in owner.get(PAGE).text
    till.publish([], [{"request": wish["id"], "state": "accepted", "at": 1}])
    story.tell("payment.confirmed", {"payment": payment.id}, "owner")
    tell(server, till, story)
    wait_for(lambda: payment.id not in owner.get(PAGE).text)
    assert "Nothing waits to be confirmed" in owner.get(PAGE).text
    assert "is to be confirmed" not in owner.get("/owner/").text


def test_one_that_has_not_come_says_what_to_do(server: ServerHere, till: WireTill, owner: Browser) -> None:
    story = Story(server.time.clock.now())
    story.found()
    opening = story.sit("A1")
    story.order(opening, *lines(*simple_dishes()[:2]))
    story.pay(opening, "printed_code")
    (payment,) = story.tables.where(Payment)
    story.tell("payment.denied", {"payment": payment.id}, "wang")
    tell(server, till, story)
    page = owner.get(PAGE).text
    assert "reverse the bill at the till" in page and "It has not come" not in page
    assert "has not come: 1 payment" in owner.get("/owner/").text


def test_what_came_too_late_is_listed_until_it_has_gone_back(
    server: ServerHere, till: WireTill, owner: Browser, gateway: Gateway
) -> None:
    till.publish([])
    assert "stands here, until it has gone back" in owner.get(PAGE).text
    what = asked(code=WECHAT)
    charge(till, what)
    assert final(till, what["payment"])["state"] == "paid"
    gateway.lost = {"cancel"}
    till.call("POST", f"/v1/charges/{what['payment']}/return")
    page = owner.get(PAGE).text
    assert what["payment"] in page and "Refund due" in page and "by itself" in page
    server.time.pass_by(2 * 3_600_000)
    assert "holds enough money" in owner.get(PAGE).text
    gateway.lost = set()
    wait_for(lambda: "the guest has it back" in owner.get(PAGE).text)


def test_a_till_is_told_of_a_charge_of_which_no_fact_tells(server: ServerHere, till: WireTill) -> None:
    """Its till burned before it had told; not once a fact tells of it, or waits for the owner."""

    def listed(by: WireTill = till) -> list[str]:
        return [one["payment"] for one in by.get("/v1/charges/unclaimed").json()["unclaimed"]]

    story = Story(server.time.clock.now())
    story.found()
    opening = story.sit("A1")
    known, lost = asked(code=WECHAT), asked(code=WECHAT)
    for what in (known, lost):
        charge(till, what)
        assert final(till, what["payment"])["state"] == "paid"
    granted = {"opening": opening, "tender": "wechat", "amount": 1, "way": "barcode", "home": "", "ends": 1}
    story.tell("payment.granted", {**granted, "payment": known["payment"]}, "zhou")
    tell(server, till, story)
    assert listed() == [lost["payment"]]
    server.revoke(till.device)
    new = server.till(brand=till.brand, store=till.store)
    aside = Story(server.time.clock.now())
    aside.found()
    there = aside.sit("A2")
    aside.tell("payment.granted", {**granted, "opening": there, "payment": lost["payment"]}, "zhou")
    till.send(aside.incarnation, aside.raws)
    assert listed(new) == []


def test_nobody_else_sees_or_says_it(server: ServerHere, till: WireTill) -> None:
    stranger = Browser(server.url)
    assert stranger.get(PAGE).url.endswith("/owner/sign-in") or "password" in stranger.get(PAGE).text
    stranger.session.post(server.url + PAGE, data={"payment": "x", "came": "yes"}, timeout=20)
    assert wishes(till) == []
    stranger.session.close()
