"""Any evening in a house where phones pay first: whatever is lost, late or told twice, nothing is cooked
without money or twice, what was charged is recorded or due back, and in the end no order waits."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from domain import failpoints
from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.seen import see_table
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import DUE_BACK, OPEN, RETURNED, Grant, reserved
from domain.money.payments import Payment, Settlement, is_paid
from domain.money.refunds import Refund
from domain.selling.orders import Heard, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.unpaid import RELEASED, TAKEN, WAITING, PayFirst
from domain.supply.counted import Counted
from pos_app.workflows import granting
from pos_app.workflows.floor import bill_named, bill_of
from pos_app.workflows.granting import ChargeAsked
from pos_app.workflows.phone_granting import hear_payment
from tests.pos_app.shop import BEER, RICE, TOFU, Shop, scratch
from tests.pos_app.workflows.test_any_phone_money import PLACE, Gateway
from tests.pos_app.workflows.test_any_phone_money import Evening as MoneyEvening

SEEDS, MANY, ACTS = 12, 2_000, 50
TABLES = ("A1", "A2")
PLENTY = 40  # portions of tofu in the morning
DISHES = (TOFU, RICE, BEER)


def grant_part(entry: Any, line: OrderLine, part: int, payment: str, phone: str) -> Grant:
    """A phone may be charged for what is due of the bill of an order's line, or for one of so many parts."""
    live = entry.tables.get(Opening, line.opening)
    bill = bill_named(entry, live, line.bill)
    due = bill_of(entry, live, bill=bill).total
    due -= sum(one.amount for one in entry.tables.where(Payment, bill=bill.id))
    due -= reserved(entry.tables, live.id, bill.id)
    asked = ChargeAsked(payment, live.id, bill.id, "wechat", due // part, live.version, False, "phone")
    return granting.grant(entry, asked, "jsapi", "home", {"phone": phone, "channel": "wechat"})


class PowerCut(BaseException):
    """The till dies in the middle of a transaction."""


class Evening(MoneyEvening):
    """Two tables, three phones, a cashier and a gateway, all by one seed."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.chance, self.gateway = shop, random.Random(seed), Gateway()
        self.phones = [f"{name:032x}" for name in range(1, 4)]
        self.orders: list[str] = []
        self.requests: list[Any] = []
        self.asked: set[str] = set()
        shop.publish("floor", pay_first=True, pay_minutes=5, admit_phones=self.chance.random() < 0.5)
        shop.till.set_stock("mapo-tofu", PLENTY * 1_000, "zhou").result()

    def act(self) -> None:
        often = (self.order, self.wish, self.agree, self.hear)
        seldom = (
            self.together,
            self.merge,
            self.again,
            self.close,
            self.counter,
            self.staff,
            self.release,
            self.stop,
            self.later,
            self.die,
        )
        act = self.chance.choice((*often, *often, *seldom))
        with suppress(Refused):
            act()
        self.holds()

    def order(self) -> None:
        phone = self.shop.phone(self.chance.choice(TABLES), self.chance.choice(self.phones))
        cart = self.chance.sample(DISHES, self.chance.randint(1, 2))
        request = phone.request(*cart)
        self.requests.append((phone, request))
        if phone.send(request).state in ("accepted", "partly"):
            self.orders.append(request.id)

    def again(self) -> None:
        """The same request once more: it has the same answer, and orders nothing."""
        if self.requests:
            phone, request = self.chance.choice(self.requests)
            phone._shop = self.shop
            before, verdict = len(self.shop.rows(OrderLine)), phone.send(request)
            (heard,) = self.shop.rows(Heard, id=request.id)
            assert verdict == heard.verdict and len(self.shop.rows(OrderLine)) == before

    def wish(self) -> None:
        """Somebody begins to pay an order on a phone: all of it, or a part."""
        if not self.orders:
            return
        order, payment = self.chance.choice(self.orders[-4:]), self.shop.time.new_id()
        rows = self.shop.rows(OrderLine, order=order)
        phone = self.chance.choice(self.phones)
        part = self.chance.choice((1, 1, 1, 2))

        self.write(lambda entry: grant_part(entry, rows[0], part, payment, phone))
        for one in self.shop.rows(Grant):
            self.gateway.orders.setdefault(one.id, one.amount)

    def together(self) -> None:
        """Somebody pays all unpaid orders of a table in one payment."""
        table = self.chance.choice(TABLES)
        opening = self.shop.read(lambda tables: see_table(tables, table)).opening
        if opening is None or opening.together is None:
            return
        money = opening.together
        wish: dict[str, Any] = {
            "id": self.shop.time.new_id(),
            "table": table,
            "phone": self.chance.choice(self.phones),
            "opening": opening.id,
            "secret": opening.secret,
            "total": money.total,
            "amount": money.total,
            "bill": money.bill,
            "also": list(money.also),
            "browser": "wechat",
        }
        assert self.write(lambda entry: hear_payment(entry, wish, 0, PLACE)).facts["state"] == "open"
        self.gateway.orders[wish["id"]] = money.total

    def merge(self) -> None:
        """The cashier puts a table's bills together."""
        opening = self.shop.till.view.tables[self.chance.choice(TABLES)].opening
        if opening and self.chance.random() < 0.5:
            self.shop.till.bills.merge(opening, "zhou").result()

    def counter(self) -> None:
        """The cashier takes what is due of a table's first open bill."""
        table = self.chance.choice(TABLES)
        if self.shop.till.view.tables[table].opening and (due := self.shop.opening(table).due) > 0:
            self.shop.pay(table, due, tender=self.chance.choice(("cash", "card")))

    def staff(self) -> None:
        table = self.chance.choice(TABLES)
        if self.shop.till.view.tables[table].opening:
            self.shop.send(table, self.chance.choice((RICE, BEER)))

    def release(self) -> None:
        if self.orders:
            self.shop.till.unpaid.release(self.chance.choice(self.orders), "zhou").result()

    def stop(self) -> None:
        """Rice goes off sale, or is there again."""
        if self.chance.random() < 0.6:
            self.shop.till.supply.off_sale("steamed-rice", "zhou").result()
        else:
            self.shop.till.set_stock("steamed-rice", None, "zhou").result()

    def later(self) -> None:
        self.shop.time.later(seconds=self.chance.randint(10, 240))
        self.lapse()

    def lapse(self) -> None:
        """The till looks; what it has to close first is closed at the gateway, unless it was paid."""
        self.shop.till.unpaid.look()
        for grant in self.shop.rows(Grant, state=OPEN):
            rows = self.shop.rows(OrderLine, bill=grant.bill)
            ended = [one for one in self.shop.rows(PayFirst) if one.ends <= self.shop.time.at]
            if any(row.order == one.id for row in rows for one in ended) and self.chance.random() < 0.7:
                self.gateway.closed.add(grant.id)

    def die(self) -> None:
        """The next transaction that cooks or lets go is lost; then the till is started again."""

        def cut(name: str) -> None:
            if name == "payfirst.before_commit":
                raise PowerCut

        failpoints.hook, before = cut, failpoints.hook
        try:
            with suppress(PowerCut, Refused):
                self.chance.choice((self.hear, self.counter, self.lapse))()
        finally:
            failpoints.hook = before
        self.shop = self.shop.again()

    def holds(self) -> None:
        """At any moment: cooked is paid, and cooked once."""
        rows = {row.id: row for row in self.shop.rows(PayFirst)}
        jobs = [job for job in self.shop.rows(PrintJob) if job.kind == "kitchen" and job.order in rows]
        assert max(Counter((job.order, job.station) for job in jobs).values(), default=1) == 1
        for order in {job.order for job in jobs}:
            assert rows[order].state == TAKEN
            lines = [line for line in self.shop.rows(OrderLine, order=order) if line.quantity]
            assert self.shop.read(lambda tables: all(is_paid(tables, line) for line in lines))  # noqa: B023
        for row in rows.values():
            if row.state == RELEASED:
                assert not [line for line in self.shop.rows(OrderLine, order=row.id) if line.quantity]

    def check(self) -> None:
        """All is heard and all time is over: no order waits but one that was paid in part at the counter."""
        for _ in range(2):
            for attempt in sorted(self.gateway.orders):
                if attempt not in self.gateway.charged:
                    self.gateway.closed.add(attempt)
                self.learn(attempt)
            self.shop.time.later(minutes=6)
            self.shop.till.unpaid.look()
            self.shop.till.unpaid.look()
        self.holds()
        assert not self.shop.rows(PayFirst, state=WAITING)
        grants = {one.id: one for one in self.shop.rows(Grant)}
        recorded = {one.id: one.amount for one in self.shop.rows(Payment) if one.id in grants}
        back = {id: one.amount for id, one in grants.items() if one.state in (DUE_BACK, RETURNED)}
        assert self.gateway.charged == recorded | back and not recorded.keys() & back.keys()
        for settled in self.shop.rows(Settlement):
            paid = sum(one.amount for one in self.shop.rows(Payment, bill=settled.id))
            assert paid == settled.total + settled.over
        self.keeps_no_money_for_nothing()
        cooked = [row for row in self.shop.rows(OrderLine) if row.dish == "mapo-tofu" and row.quantity]
        (tofu,) = self.shop.rows(Counted, item="mapo-tofu")
        assert tofu.left == PLENTY * 1_000 - sum(row.quantity for row in cooked)
        assert self.shop.rebuilt().different == ()

    def keeps_no_money_for_nothing(self) -> None:
        """What gateways charged for dishes that the kitchen never got has gone back by itself, once."""
        refunds = self.shop.rows(Refund)
        for row in self.shop.rows(PayFirst):
            lines = {line.id: line for line in self.shop.rows(OrderLine, order=row.id)}
            for id in row.refused:
                told = [one.lines.get(id, 0) for one in refunds if id in one.lines]
                assert told == [lines[id].quantity]
            if row.state == RELEASED:
                bills = {line.bill for line in lines.values()}
                for bill in bills:
                    if any(one.quantity for one in self.shop.rows(OrderLine, bill=bill)):
                        continue  # somebody ordered on it later
                    paid = sum(one.amount for one in self.shop.rows(Payment, bill=bill))
                    assert paid == sum(one.amount for one in refunds if one.bill == bill)
        for one in self.shop.rows(GatewayRefund):
            assert one.charge in self.gateway.charged


def run(seed: int, folder: Path) -> None:
    evening = Evening(Shop(folder), seed)
    try:
        for _ in range(ACTS):
            evening.act()
        evening.check()
    finally:
        evening.shop.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_cooked_is_paid_and_charged_is_recorded_or_due_back(seed: int) -> None:
    with scratch() as folder:
        run(seed, folder / "store")


@pytest.mark.soak
def test_cooked_is_paid_in_two_thousand_evenings() -> None:
    for seed in range(SEEDS, MANY):
        with scratch() as folder:
            run(seed, folder / "store")
