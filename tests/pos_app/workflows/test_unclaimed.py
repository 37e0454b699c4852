"""A till burns before it has told of a charge: its home has the money, and the next till lists it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from pos_app.workflows.granting import ChargeAsked
from tests.pos_app.shop import BEER, Hand, Shop, scratch
from tests.pos_app.workflows.test_charging import Till, seated, until


class Burnt(Till):
    """Its till has charged a guest; nothing of that came home, and a backup of the days before goes on."""

    def __init__(self, folder: Path) -> None:
        time = Hand()
        before = Shop(folder / "store", time)
        seated(before)
        before.close()
        shutil.copytree(folder / "store", folder / "backup")
        (folder / "home").mkdir()
        super().__init__(Shop(folder / "store", time), folder / "home")
        self.due = self.shop.opening("A1").due
        self.payment = self.charge("A1")
        self.wait(self.payment, "paid")
        self.end()
        self.stand_at(Shop(folder / "backup", time))
        self.shop.till.phones.start()  # which asks from time to time
        until(lambda: self.shop.till.unclaimed.views)

    def stand_at(self, shop: Shop) -> None:
        super().stand_at(shop)
        shop.till.charging.ways = dict

    def wish(self, table: str) -> ChargeAsked:
        return self.asks(table, payment=self.payment)

    def carried(self) -> list[tuple[str, str, int]]:
        figures = self.shop.till.shifts.figures({}, "wang").result()
        return [
            (one.kind, one.of, one.amount) for one in figures.carried if one.kind in ("unclaimed", "late")
        ]

    def at_home(self) -> str:
        client = self.client()
        try:
            return str(client.charged(self.payment, 0)["state"])
        finally:
            client.close()

    def end(self) -> None:
        self.shop.till.phones.close()
        self.shop.close()


@pytest.fixture
def burnt() -> Iterator[Burnt]:
    with scratch() as folder:
        made = Burnt(folder)
        yield made
        made.end()
        made.home.close()


def test_it_is_listed_and_carried_over_and_put_on_the_bill_that_it_was_for(burnt: Burnt) -> None:
    (one,) = burnt.shop.till.unclaimed.views
    assert (one.payment, one.amount, one.channel) == (burnt.payment, burnt.due, "wechat")
    assert one.opening == burnt.shop.opening("A1").opening.id
    assert burnt.carried() == [("unclaimed", burnt.payment, burnt.due)]
    burnt.shop.till.unclaimed.put_on(burnt.wish("A1")).result()
    (paid,), (settled,) = burnt.shop.rows(Payment), burnt.shop.rows(Settlement)
    assert (paid.id, paid.amount, paid.tender) == (burnt.payment, burnt.due, "wechat")
    assert settled.total == burnt.due and burnt.carried() == []
    assert burnt.shop.till.unclaimed.views == () and burnt.at_home() == "paid"
    assert burnt.gateway.calls().count("charge") == 1
    assert burnt.shop.rebuilt().different == ()


def test_it_goes_back_to_who_paid_it(burnt: Burnt) -> None:
    burnt.shop.till.unclaimed.give_back(burnt.payment, "wang").result()
    burnt.shop.till.unclaimed.give_back(burnt.payment, "wang").result()
    until(lambda: burnt.grant(burnt.payment).state == "returned")
    assert burnt.at_home() == "returned" and burnt.gateway.known[burnt.payment] == "closed"
    with pytest.raises(Refused, match="unclaimed_done"):
        burnt.shop.till.unclaimed.put_on(burnt.wish("A1")).result()
    assert burnt.shop.till.unclaimed.views == () and burnt.carried() == []
    for kind in ("payment.granted", "grant.refund_due", "grant.returned"):
        assert len(burnt.shop.events(kind)) == 1
    assert burnt.shop.pay("A1").receipt and len(burnt.shop.rows(Payment)) == 1
    assert burnt.shop.rebuilt().different == ()


def test_a_till_that_never_had_its_table_gives_it_back_too(burnt: Burnt, tmp_path: Path) -> None:
    """Founded anew, or restored from a backup of before the guests came."""
    burnt.end()
    burnt.stand_at(Shop(tmp_path / "new", burnt.shop.time))
    burnt.shop.till.phones.start()
    until(lambda: burnt.shop.till.unclaimed.views)
    burnt.shop.till.unclaimed.give_back(burnt.payment, "wang").result()
    until(lambda: burnt.grant(burnt.payment).state == "returned")
    assert burnt.at_home() == "returned" and not burnt.shop.rows(Payment)
    assert burnt.shop.rebuilt().different == ()


def test_it_stays_listed_without_a_network_and_nobody_puts_it_where_less_is_due(burnt: Burnt) -> None:
    burnt.end()
    burnt.away = True
    burnt.stand_at(burnt.shop.again())
    assert [one.payment for one in burnt.shop.till.unclaimed.views] == [burnt.payment]
    burnt.shop.open("A2")
    burnt.shop.send("A2", BEER)
    with pytest.raises(Refused, match="too_much"):
        burnt.shop.till.unclaimed.put_on(burnt.wish("A2")).result()
    assert not burnt.shop.rows(Grant)
    burnt.shop.till.unclaimed.give_back(burnt.payment, "wang").result()
    assert burnt.carried() == [("late", burnt.payment, burnt.due)]
    burnt.away = False
    until(lambda: burnt.grant(burnt.payment).state == "returned")


def test_who_has_no_right_to_give_money_back_does_not(burnt: Burnt) -> None:
    with pytest.raises(Refused):
        burnt.shop.till.unclaimed.give_back(burnt.payment, "chen").result()
    assert not burnt.shop.rows(Grant)
