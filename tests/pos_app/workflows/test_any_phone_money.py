"""Any evening of guests who pay on their phones: whatever is lost, late or told twice, what was charged is
recorded or due back, and a gateway charges each attempt once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from domain.floor.openings import Opening
from domain.money.grants import DUE_BACK, OPEN, RETURNED, Grant
from domain.money.payments import Payment, Settlement
from domain.money.phone_pay import part_of_bill
from domain.money.seen_money import SeenMoney, see_bills, the_one
from pos_app.workflows import granting
from pos_app.workflows.granting import ChargeNow
from pos_app.workflows.phone_granting import PayPlace, hear_payment
from tests.pos_app.shop import BEER, RICE, TOFU, Shop, scratch

PLACE = PayPlace("home", {"wechat": ("jsapi",), "alipay": ("wap",)})
SEEDS, MANY, ACTS = 20, 10_000, 60
PARTS = (("all", 0), ("own", 0), ("share", 2), ("share", 3), ("sum", 0))


@dataclass
class Gateway:
    """What really happened to guests' money: ``orders``, ``charged`` and gone ``back``, sums by attempt."""

    orders: dict[str, int] = field(default_factory=dict)
    charged: dict[str, int] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    back: dict[str, int] = field(default_factory=dict)

    def pays(self, attempt: str, too_late: bool) -> None:
        """The guest agrees, if the order still stands; ``too_late``: her bank tells after it was closed."""
        if attempt not in self.closed or too_late:
            assert self.charged.setdefault(attempt, self.orders[attempt]) == self.orders[attempt]

    def says(self, attempt: str) -> ChargeNow:
        if attempt in self.back:
            return ChargeNow(attempt, "returned", amount=self.back[attempt])
        if attempt in self.charged:
            return ChargeNow(attempt, "paid", amount=self.charged[attempt], channel="wechat")
        return ChargeNow(attempt, "closed" if attempt in self.closed else "waiting", "charge_late")


class Evening:
    """One table, some phones, a cashier and a gateway, all by one seed."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.chance, self.gateway = shop, random.Random(seed), Gateway()
        self.phones = [f"{name:032x}" for name in range(1, 4)]
        self.opening = shop.open("A1", 3)
        shop.send("A1", TOFU, BEER)
        self.seen: list[tuple[SeenMoney, str]] = []  # what pages show, also old ones
        self.sent: list[dict[str, Any]] = []

    def write(self, work: Any) -> Any:
        return self.shop.parts.writer.submit(lambda: self.shop.parts.book.write(work)).result()

    def act(self) -> None:
        often = (self.look, self.wish, self.agree, self.hear)
        seldom = (self.again, self.close, self.hear, self.more, self.counter, self.aside, self.later)
        self.chance.choice((*often, *often, *seldom))()

    def look(self) -> None:
        """A page shows the bill."""
        row = self.shop.rows(Opening, id=self.opening)[0]
        money = self.shop.read(lambda tables: the_one(see_bills(tables, row)))
        if money is not None and row.live:
            self.seen.append((money, row.secret))

    def wish(self) -> None:
        if not self.seen:
            return
        money, secret = self.chance.choice(self.seen[-3:])
        part, of = self.chance.choice(PARTS)
        phone = self.chance.choice(self.phones)
        amount = part_of_bill(money, part, of, self.phones.index(phone) + 1, self.chance.randint(1, 3_000))
        wish: dict[str, Any] = {
            "id": self.shop.time.new_id(),
            "table": "A1",
            "phone": phone,
            "opening": self.opening,
            "secret": secret,
            "total": money.total,
            "amount": amount or 1,
            "part": part,
            "of": of,
            "channel": self.chance.choice(("", "", "wechat")),
            "browser": self.chance.choice(("wechat", "alipay")),
        }
        self.send(wish)

    def again(self) -> None:
        """The same request once more, or its id for another sum."""
        if self.sent:
            wish = self.chance.choice(self.sent)
            self.send({**wish, "amount": wish["amount"] + self.chance.choice((0, 0, 1))})

    def send(self, wish: dict[str, Any]) -> None:
        self.sent.append(wish)
        age = 0 if self.chance.random() < 0.9 else 500_000
        self.write(lambda entry: hear_payment(entry, wish, age, PLACE))
        for grant in self.shop.rows(Grant):  # its order is made once the grant is durable
            self.gateway.orders.setdefault(grant.id, grant.amount)

    def agree(self) -> None:
        if self.gateway.orders:
            late = self.chance.random() < 0.2
            self.gateway.pays(self.chance.choice(sorted(self.gateway.orders)), late)

    def close(self) -> None:
        """The home closes an order that is not paid: it is late or given up."""
        waiting = sorted(set(self.gateway.orders) - set(self.gateway.charged))
        if waiting:
            self.gateway.closed.add(self.chance.choice(waiting))

    def hear(self) -> None:
        """The till hears of an attempt, perhaps of one that it knows all about."""
        if self.gateway.orders:
            self.learn(self.chance.choice(sorted(self.gateway.orders)))

    def learn(self, attempt: str) -> None:
        now = self.gateway.says(attempt)
        if now.final:
            self.write(lambda entry: granting.came_to(entry, now))
            (grant,) = self.shop.rows(Grant, id=attempt)
            if grant.state == DUE_BACK and self.chance.random() < 0.7:
                self.gateway.back[attempt] = self.gateway.charged[attempt]

    def more(self) -> None:
        if self.shop.rows(Opening, id=self.opening)[0].live and self.chance.random() < 0.4:
            self.shop.send("A1", self.chance.choice((RICE, BEER)))

    def counter(self) -> None:
        """The cashier takes what nobody pays on a phone, sometimes."""
        if self.chance.random() < 0.3:
            self.look()
            left = self.seen[-1][0].left if self.seen else 0
            view = self.shop.opening("A1")
            if left and view.due and left <= view.due:
                self.shop.pay("A1", left, tender="card")

    def aside(self) -> None:
        waiting = self.shop.rows(Grant, state=OPEN)
        if waiting and self.chance.random() < 0.3:
            one = self.chance.choice(sorted(waiting, key=lambda grant: grant.id))
            self.write(lambda entry: granting.set_aside(entry, one.id, "zhou"))

    def later(self) -> None:
        self.shop.time.later(seconds=self.chance.randint(1, 90))

    def check(self) -> None:
        """Nothing is charged that is neither on a bill nor on its way back, once all is heard."""
        for attempt in sorted(self.gateway.orders):
            if attempt not in self.gateway.charged:
                self.gateway.closed.add(attempt)
            for _ in range(2):
                self.learn(attempt)
        grants = {one.id: one for one in self.shop.rows(Grant)}
        recorded = {one.id: one.amount for one in self.shop.rows(Payment) if one.id in grants}
        back = {id: one.amount for id, one in grants.items() if one.state in (DUE_BACK, RETURNED)}
        assert self.gateway.charged == recorded | back and not recorded.keys() & back.keys()
        assert not [one for one in grants.values() if one.state == OPEN]
        for settled in self.shop.rows(Settlement):
            paid = sum(one.amount for one in self.shop.rows(Payment, bill=settled.id))
            assert paid == settled.total + settled.over
        assert self.shop.rebuilt().different == ()


def run(seed: int, folder: Path) -> None:
    shop = Shop(folder)
    try:
        evening = Evening(shop, seed)
        for _ in range(ACTS):
            evening.act()
        evening.check()
    finally:
        shop.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_charged_is_recorded_or_due_back(seed: int) -> None:
    with scratch() as folder:
        run(seed, folder / "store")


@pytest.mark.soak
def test_charged_is_recorded_or_due_back_in_ten_thousand_evenings() -> None:
    for seed in range(SEEDS, MANY):
        with scratch() as folder:
            run(seed, folder / "store")
