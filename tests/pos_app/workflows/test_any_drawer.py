"""Any evening at the drawer: what should be in it is what went in and out, by a plain sum beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.shifts import Shift
from tests.pos_app.shop import RICE, TOFU, Hand, Shop, scratch

acts = st.one_of(
    st.tuples(st.just("sell"), st.sampled_from(["cash", "cash", "wechat", "voucher"]), st.integers(0, 5_000)),
    st.tuples(st.just("part"), st.integers(1, 3_000), st.just(0)),
    st.tuples(st.sampled_from(["in", "out", "drop"]), st.integers(-1, 30_000), st.just(0)),
    st.tuples(st.just("count"), st.integers(0, 90_000), st.just(0)),
    st.tuples(st.just("hand over"), st.sampled_from(["zhou", "wang", "chen"]), st.integers(0, 60_000)),
    st.tuples(st.just("open"), st.integers(0, 60_000), st.just(0)),
    st.tuples(st.just("day"), st.just(0), st.just(0)),
)


class Drawer:
    """The model: one sum, and what each shift should end with."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.cash, self.shift = shop, 0, ""
        self.ends: dict[str, int] = {}

    def act(self, what: str, first: Any, second: int) -> None:
        self.shop.time.later(minutes=1)
        acts: dict[str, Callable[[Any, int], None]] = {
            "sell": self.sell,
            "part": self.part,
            "count": self.count,
            "hand over": self.hand_over,
            "open": self.open,
            "day": self.day,
        }
        if what in acts:
            acts[what](first, second)
        else:
            self.move(what, first)

    def sell(self, tender: str, more: int) -> None:
        shop = self.shop
        shop.open("A1")
        shop.send("A1", TOFU, RICE)
        due = shop.opening("A1").due
        shop.pay("A1", due + (more if tender == "cash" else 0), tender)
        shop.till.clear_table(shop.opening("A1").opening.id, "zhou").result()
        self.cash += due if tender == "cash" and self.shift else 0

    def part(self, amount: int, _other: int) -> None:
        """A part in cash, the rest by phone."""
        shop = self.shop
        shop.open("A2")
        shop.send("A2", TOFU, RICE)
        shop.pay("A2", amount)
        shop.pay("A2", tender="wechat")
        shop.till.clear_table(shop.opening("A2").opening.id, "zhou").result()
        self.cash += amount if self.shift else 0

    def move(self, kind: str, amount: int) -> None:
        try:
            self.shop.till.shifts.move_cash(self.shop.time.new_id(), kind, amount, "x", "zhou").result()
        except Refused:
            assert not self.shift or amount <= 0
            return
        assert self.shift and amount > 0
        self.cash += amount if kind == "in" else -amount

    def count(self, total: int, _other: int) -> None:
        if self.shift:
            found = self.shop.till.shifts.count(self.shift, total, {}, "zhou").result()
            assert (found.sum, found.expected) == (total, self.cash)

    def open(self, start: int, _other: int) -> None:
        shift = self.shop.time.new_id()
        try:
            self.shop.till.shifts.open(shift, start, {}, "zhou").result()
        except Refused:
            assert self.shift
            return
        assert not self.shift
        self.shift, self.cash = shift, start

    def hand_over(self, who: str, left: int) -> None:
        if not self.shift:
            return
        try:
            if who != "zhou":
                self.shop.till.shifts.relieve(self.shift, "ill", who).result()
            self.shop.till.shifts.hand_over(self.shift, "", left, False, who).result()
        except Refused:
            assert who == "chen"  # neither whose shift it is nor one who may end others'
            return
        assert who != "chen"
        self.ends[self.shift] = self.cash
        self.shift, self.cash = "", 0

    def day(self, _first: int, _second: int) -> None:
        self.shop.till.shifts.close_day(self.shop.time.new_id(), {}, False, "wang").result()
        self.shop.time.later(minutes=24 * 60)


@settings(max_examples=8)
@given(st.lists(acts, min_size=3, max_size=14))
def test_what_should_be_in_the_drawer_is_what_went_in_and_out(evening: list[tuple[str, Any, int]]) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store", Hand())
        try:
            drawer = Drawer(shop)
            drawer.open(50_000, 0)
            for act in evening:
                drawer.act(*act)
            drawer.count(0, 0)
            drawer.hand_over("zhou", 0)
            ended = {shift.id: shift.report["expected"] for shift in shop.rows(Shift, live=0)}
            assert ended == drawer.ends
            rebuilt = shop.rebuilt()
            assert not rebuilt.different and not rebuilt.broken
        finally:
            shop.close()
