"""A provider that nobody knew when this was written: registered, it is scanned, charged, refunded and
compared with its bill by everything else as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.money.payments import Payment
from pos_app.workflows import phone_paying
from pos_app.workflows.scanned_codes import read_code
from tests.fakes.aggregator import CODE, KEY, MERCHANT, NAME, PuhuiGateway, puhui_gateway, register
from tests.fakes.alipay import alipay_gateway
from tests.fakes.wechat import wechat_gateway
from tests.fakes.wechat_v2 import micropayments
from tests.pos_app.shop import Shop
from tests.pos_app.workflows.test_each_way import Gateways, Till
from tests.sync_server.test_owner import Browser


@pytest.fixture
def puhui() -> Iterator[PuhuiGateway]:
    with puhui_gateway() as found:
        yield found


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)
    monkeypatch.setattr(phone_paying, "LOOK_EVERY", 0.0)  # an account is told of at once


@pytest.fixture
def till(registered: None, puhui: PuhuiGateway, shop: Shop, tmp_path: Path) -> Iterator[Till]:
    with wechat_gateway() as wechat, alipay_gateway() as alipay, micropayments(tmp_path) as older:
        made = Till(shop, tmp_path, Gateways(wechat, alipay, older))
        puhui.now = lambda: made.home.time.clock.now() / 1000
        yield made
        made.close()


def charged(till: Till) -> str:
    till.seat()
    asked = till.asks(NAME)
    till.shop.till.charging.charge(asked, CODE).result()
    return asked.payment


def look_next_day(till: Till) -> None:
    till.home.time.pass_by(86_400_000)
    till.home.do(till.home.server.reconciling.look())


def test_it_is_scanned_charged_refunded_and_its_bill_of_the_day_agrees(
    till: Till, puhui: PuhuiGateway
) -> None:
    till.add(NAME, {"merchant": MERCHANT, "key": KEY, "gateway": puhui.url})
    assert read_code(till.shop.till.view, CODE).kind == "payment"
    payment = charged(till)
    till.settled(payment)
    assert till.shop.rows(Payment)[0].tender == NAME
    assert till.refunded(300).state == "gone"
    assert [one["amount"] for one in puhui.refunds.values()] == [300]
    till.agrees_next_day()


def test_what_its_bill_has_and_we_have_not_is_found(till: Till, puhui: PuhuiGateway) -> None:
    till.add(NAME, {"merchant": MERCHANT, "key": KEY, "gateway": puhui.url})
    till.settled(charged(till))
    puhui.charges["f" * 32] = {
        "number": "f" * 32,
        "amount": 5_000,
        "state": "paid",
        "trade": "P9",
        "day": puhui._today(),
    }
    look_next_day(till)
    (found,) = till.home.server.reconciling.differences(till.store)
    assert (found.theirs, found.ours) == (5_000, 0)


def test_the_owner_sets_it_up_by_its_own_fields_and_its_key_is_not_shown(
    till: Till, puhui: PuhuiGateway
) -> None:
    owner = Browser(till.home.url)
    owner.set_up(till.home)
    page = "/owner/accounts"
    assert 'name="merchant"' in owner.get(page).text
    told = owner.send(f"{page}#{page}/{NAME}", merchant=MERCHANT, key=KEY, gateway=puhui.url).text
    assert "Puhui" in told and MERCHANT in told and KEY not in told
    till.settled(charged(till))
    look_next_day(till)
    assert "Puhui" in owner.get("/owner/reconciliation").text
    owner.session.close()


def test_an_aggregator_charges_wechats_codes_until_the_store_has_an_account_of_its_own(
    till: Till, puhui: PuhuiGateway
) -> None:
    till.add(NAME, {"merchant": MERCHANT, "key": KEY, "gateway": puhui.url})
    till.seat()
    till.settled(till.scanned("wechat"))
    assert till.shop.rows(Payment)[0].tender == "wechat" and len(puhui.charges) == 1
    assert till.refunded(300).state == "gone" and len(puhui.refunds) == 1
    till.agrees_next_day()
    till.wechat()
    now = till.home.server.merchants.current(till.store, "wechat")
    assert now is not None and now.name == "wechat"


def test_a_house_without_it_has_no_such_tender_and_its_code_is_no_code(shop: Shop) -> None:
    assert NAME not in [one.id for one in shop.till.view.tenders]
    assert read_code(shop.till.view, CODE).kind != "payment"
