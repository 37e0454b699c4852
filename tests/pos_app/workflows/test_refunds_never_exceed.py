"""Whatever is asked again, lost on its way or killed: no guest gets back more than was paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.gateway_refunds import FAILED, GONE, ON_WAY, GatewayRefund
from domain.money.refunds import Refund
from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.workflows import granting, refunding, sending_back
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from tests.pos_app.shop import BEER, TOFU, Shop, scratch

T = TypeVar("T")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("refund", "ask", "ask", "ask_old", "again", "settle")),
        st.integers(1, 5_000),
        st.sampled_from(("heard", "lost_there", "lost_back", "killed")),
        st.sampled_from(("done", "failed", "waiting")),
    ),
    min_size=1,
    max_size=25,
)


@dataclass
class Home:
    """Keeps refunds by number as the real one does, and what the bank made of each."""

    charged: int
    kept: dict[str, tuple[int, str]] = field(default_factory=dict)
    way: str = "heard"
    bank: str = "done"

    def refund(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.way == "lost_there":
            raise Unreachable("story")
        number, amount = body["refund"], body["amount"]
        if number not in self.kept:
            if amount > self.charged - sum(sum_ for sum_, state in self.kept.values() if state != "failed"):
                raise ServerRefused(409, "refund_too_much", {})
            self.kept[number] = amount, self.bank
        if self.way == "lost_back":
            raise Unreachable("story")
        assert self.kept[number][0] == amount, "the same number for another sum"
        return {"refund": number, "payment": body["payment"], "amount": amount, "state": self.kept[number][1]}

    @property
    def back(self) -> int:
        return sum(amount for amount, state in self.kept.values() if state == "done")


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with scratch() as folder:
        made = Shop(folder / "store")
        for item in list(made.till.view.stock.remaining):
            made.till.set_stock(item, None, "he").result()
        yield made
        made.close()


def write(shop: Shop, work: Callable[[Entry], T]) -> T:
    return shop.parts.writer.submit(lambda: shop.parts.book.write(work)).result()


def paid_by_code(shop: Shop) -> tuple[str, int]:
    """A bill that a code paid, and what came."""
    opening = shop.open("A1")
    shop.send("A1", TOFU, BEER)
    view, payment = shop.opening("A1"), shop.time.new_id()
    asked = ChargeAsked(payment, opening, view.agreed.id, "wechat", view.due, view.version, False, "zhou")
    write(shop, lambda entry: granting.grant(entry, asked, "barcode", "http://home"))
    now = ChargeNow(payment, "paid", amount=view.due)
    write(shop, lambda entry: granting.came_to(entry, now))
    shop.till.clear_table(opening, "chen").result()
    return view.agreed.id, view.due


@settings(max_examples=40)
@given(STEPS)
def test_refunds_never_exceed_what_was_paid(shop: Shop, steps: list[tuple[str, int, str, str]]) -> None:
    bill, amount = paid_by_code(shop)
    home, old = Home(amount), list[GatewayRefund]()

    def rows() -> list[GatewayRefund]:
        return sorted(shop.rows(GatewayRefund, bill=bill), key=lambda one: one.id)

    def ask(row: GatewayRefund, kill: bool) -> None:
        try:
            now = sending_back.ask(home, row)  # type: ignore[arg-type]
        except (Unreachable, ServerRefused):
            return
        if now.state in sending_back.STATES and not kill:
            write(shop, lambda entry: sending_back.came_to(entry, row.id, now))

    for verb, sum_, home.way, home.bank in steps:
        found = rows()
        old += found
        picked = (old if verb == "ask_old" else found)[sum_ % max(1, len(found)) :][:1]
        try:
            if verb == "refund":
                act = Act(shop.time.new_id(), "wang", "complaint", "")
                write(shop, lambda entry: refunding.refund(entry, bill, sum_, {}, False, act))  # noqa: B023
            elif verb == "settle":  # the bank is done with what it worked on
                home.kept = {k: (a, home.bank if s == "waiting" else s) for k, (a, s) in home.kept.items()}
            elif picked and verb == "again":
                write(shop, lambda entry: sending_back.again(entry, picked[0].id, "wang"))  # noqa: B023
            elif picked and (verb == "ask_old" or picked[0].state == ON_WAY):
                ask(picked[0], home.way == "killed")
        except Refused:
            pass
        assert home.back <= sum(one.amount for one in shop.rows(Refund, bill=bill)) <= amount
    home.way, home.bank = "heard", "done"
    home.kept = {k: (a, "done" if s == "waiting" else s) for k, (a, s) in home.kept.items()}
    for row in rows():
        if row.state == ON_WAY:
            ask(row, False)
    gone = sum(row.amount for row in rows() if row.state == GONE)
    assert {row.state for row in rows()} <= {GONE, FAILED} and home.back == gone <= amount
