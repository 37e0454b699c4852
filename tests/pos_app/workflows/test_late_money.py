"""Money that comes when all was over: its home hears of it first, and the till lists it until it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from domain.money.grants import Grant
from domain.money.payments import Payment
from pos_app.workflows.views import ChargeView
from tests.fakes.wechat import WeChatGateway, wechat_gateway
from tests.pos_app.shop import Shop
from tests.pos_app.workflows.test_charging import Till, seated, until
from tests.sync_server.payments.test_wechat import account


class LateTill(Till):
    """Its guests scan a code of WeChat Pay's, and what WeChat Pay tells comes when the story says so."""

    def __init__(self, shop: Shop, folder: Path, wechat: WeChatGateway) -> None:
        super().__init__(shop, folder, real=True)
        self.wechat = wechat
        shop.time.at = self.home.time.clock.now()
        wechat.now = lambda: self.home.time.clock.now() / 1000
        told = asdict(replace(account(wechat), callback=self.home.url))
        asyncio.run(self.home.server.merchants.add("5" * 32, "wechat", told))

    def stand_at(self, shop: Shop) -> None:
        super().stand_at(shop)
        shop.till.charging.ways = lambda: {"wechat": ["native"]}

    def shows_code(self) -> str:
        """A bill's code stands on the guest's screen; its payment."""
        asked = self.asks("A1")
        self.shop.till.charging.show_code(asked, "wechat").result()
        until(lambda: self.view(asked.payment).scannable)
        return asked.payment

    def view(self, payment: str) -> ChargeView:
        return self.shop.till.charging.views[payment]

    def is_paid_after_all(self, payment: str) -> None:
        """The guest paid in the moment in which it was closed, and the gateway tells it now."""
        order = self.wechat.phones.orders[payment]
        order.state, order.paid_at = "SUCCESS", self.wechat.now()
        body = self.wechat.notices.sealed("TRANSACTION.SUCCESS", self.wechat.phones.told(order))
        assert self.wechat.notices.send(str(order.asked["notify_url"]), body) == 204

    def carried(self) -> list[tuple[str, str, int]]:
        """What money the day that is open now would carry over."""
        figures = self.shop.till.shifts.figures({}, "wang").result()
        kinds = ("charge", "aside", "late")
        return [(one.kind, one.of, one.amount) for one in figures.carried if one.kind in kinds]

    def end(self) -> None:
        self.shop.till.phones.close()
        self.shop.till.charging.close()


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[LateTill]:
    with wechat_gateway() as wechat:
        made = LateTill(shop, tmp_path, wechat)
        yield made
        made.end()
        made.home.close()


def became(till: LateTill, payment: str, state: str) -> Grant:
    until(lambda: till.grant(payment).state == state)
    return till.grant(payment)


def test_the_till_hears_of_it_lists_it_and_the_day_carries_it_over(till: LateTill) -> None:
    seated(till.shop)
    payment, due = till.shows_code(), till.shop.opening("A1").due
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "closed")
    assert till.grant(payment).state == "ended" and till.shop.pay("A1").receipt
    till.wechat.phones.bank = "PROCESSING"
    till.is_paid_after_all(payment)
    till.shop.till.phones.start()  # which asks from time to time
    assert became(till, payment, "due_back").why == "charge_paid_late"
    until(lambda: till.view(payment).since > 0)
    assert till.view(payment).state == "returning" and not till.view(payment).over
    assert till.carried() == [("late", payment, due)]
    until(lambda: till.wechat.phones.refunds)
    (refund,) = till.wechat.phones.refunds
    till.wechat.bank_says(refund, "SUCCESS")
    became(till, payment, "returned")
    till.wait(payment, "returned")
    assert till.carried() == [] and len(till.shop.rows(Payment)) == 1
    assert till.shop.rebuilt().different == ()


def test_it_is_told_as_often_as_it_is_asked_and_noted_once(till: LateTill) -> None:
    seated(till.shop)
    payment = till.shows_code()
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "closed")
    till.is_paid_after_all(payment)
    with_home = till.client()
    for _ in range(3):
        till.shop.till.charging.hear_late(with_home.came_late())
    became(till, payment, "returned")
    till.shop.till.charging.hear_late(with_home.came_late())
    till.shop.caught_up()
    for kind in ("grant.refund_due", "grant.returned"):
        assert len(till.shop.events(kind)) == 1
    with_home.close()


def test_a_till_that_was_cut_off_all_the_while_has_it_in_its_journal(till: LateTill) -> None:
    """The home closed it, heard that it was paid, and gave it back, before the till was there again."""
    seated(till.shop)
    payment = till.shows_code()
    till.away = True
    with_home = till.client()
    with_home.cancel_charge(payment, "wechat", "native")
    until(lambda: with_home.charged(payment, 0)["state"] == "closed")
    till.is_paid_after_all(payment)
    until(lambda: with_home.charged(payment, 0)["state"] == "returned")
    with_home.close()
    assert till.carried()[0][0] == "charge"
    till.away = False
    assert became(till, payment, "returned").why == "charge_paid_late"
    assert [len(till.shop.events(kind)) for kind in ("grant.refund_due", "grant.returned")] == [1, 1]
    till.wait(payment, "returned")
    assert till.carried() == [] and till.shop.pay("A1").receipt


def test_a_till_that_is_started_anew_hears_of_it_too(till: LateTill) -> None:
    seated(till.shop)
    payment = till.shows_code()
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "closed")
    till.end()
    till.is_paid_after_all(payment)
    till.stand_at(till.shop.again())
    till.shop.till.charging.start()
    till.shop.till.phones.start()
    became(till, payment, "returned")
    till.wait(payment, "returned")
