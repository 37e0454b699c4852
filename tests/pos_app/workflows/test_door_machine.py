"""Whoever waits, sits down, feasts and goes: each in its turn, and each bill is its heads and its tables.

A machine of the host's and the banquet's verbs on the real till beside a plain model.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.queue import QueueNumber, QueueSetup, in_turn
from domain.money.billing import figures_of
from domain.money.bills import bill_row
from domain.money.fees import PerHead
from domain.record.plain import to_plain
from domain.selling.banquets import Banquet
from domain.selling.price import Rules
from tests.pos_app.shop import Hand, Shop, scratch
from tests.pos_app.wedding import PRICE, offer, wish

TABLES = ("A1", "A2", "A3")
TEA = 300
BACK, LEAST = QueueSetup().back, {one.id: one.least for one in QueueSetup().groups}
pick = st.integers(0, 63)


@dataclass
class Party:
    id: str
    group: str
    number: int


@dataclass
class Guests:
    """At a table; ``tables`` of a banquet, 0: none, and ``spare`` ones."""

    opening: str
    table: str
    count: int
    tables: int = 0
    spare: int = 0

    @property
    def total(self) -> int:
        return self.count * TEA + self.tables * PRICE


class Door(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.kept = ExitStack()
        self.shop = Shop(self.kept.enter_context(scratch()) / "store", Hand())
        self.waiting: dict[str, list[Party]] = {}
        self.given: dict[str, int] = {}
        self.seated: list[Guests] = []

    @initialize()
    def the_house_opens(self) -> None:
        offer(self.shop)
        heads = (PerHead("tea", {"zh-Hans": "茶位", "en": "Tea"}, TEA),)
        self.shop.publish("rules", cover=0, promotions=[], heads=to_plain(heads))
        for guests in (2, 1, 2, 2, 1, 2):
            self.join(guests)

    # ------------------------------------------------------------------ the queue

    @rule(guests=st.integers(1, 12))
    def join(self, guests: int) -> None:
        id, group = self.shop.time.new_id(), [one for one, least in LEAST.items() if least <= guests][-1]
        self._does("", lambda: self.shop.till.queue.join(id, guests, "chen").result())
        self.shop.till.queue.join(id, guests, "chen").result()  # a second tap
        self.given[group] = self.given.get(group, 0) + 1
        self.waiting.setdefault(group, []).append(Party(id, group, self.given[group]))

    @precondition(lambda self: any(self.waiting.values()))
    @rule(place=pick)
    def pass_over(self, place: int) -> None:
        """Nobody came: behind the next three of its class."""
        party = self._party(place)
        line = self.waiting[party.group]
        at = line.index(party)
        self._does("", lambda: self.shop.till.queue.pass_over(party.id, "chen").result())
        line.remove(party)
        line.insert(at + BACK, party)

    @precondition(lambda self: any(self.waiting.values()))
    @rule(place=pick, table=st.sampled_from(TABLES))
    def seat(self, place: int, table: str) -> None:
        party = self._party(place)
        (row,) = self.shop.rows(QueueNumber, id=party.id)
        taken = any(one.table == table for one in self.seated)
        verb = self.shop.till.queue.seat
        if self._does("table_taken" if taken else "", lambda: verb(party.id, table, "chen").result()):
            opening = verb(party.id, table, "chen").result()  # a lost answer
            self.waiting[party.group].remove(party)
            self.seated.append(Guests(opening, table, row.guests))

    @precondition(lambda self: any(self.waiting.values()))
    @rule(place=pick)
    def leave(self, place: int) -> None:
        party = self._party(place)
        self._does("", lambda: self.shop.till.queue.leave(party.id, "chen").result())
        self._does("queue_over", lambda: self.shop.till.queue.call(party.id, "chen").result())
        self.waiting[party.group].remove(party)

    # ------------------------------------------------------------------ at the tables

    @precondition(lambda self: self.seated)
    @rule(place=pick, guests=st.sampled_from([1, 3, 99, 100, 400]))
    def guests_change(self, place: int, guests: int) -> None:
        one = self._guests(place)
        code = "" if guests < 100 or one.tables else "bad_guests"
        if self._does(code, lambda: self.shop.till.set_guests(one.opening, guests, "zhou").result()):
            one.count = guests

    @precondition(lambda self: self.seated)
    @rule(place=pick, tables=st.integers(1, 12), spare=st.integers(0, 2), held=st.booleans())
    def feast(self, place: int, tables: int, spare: int, held: bool) -> None:
        one, id = self._guests(place), self.shop.time.new_id()
        verb, wanted = self.shop.till.banquets.begin, wish(tables, spare, held)
        code = "banquet_there" if one.tables else ""
        if self._does(code, lambda: verb(one.opening, id, wanted, "zhou").result()):
            verb(one.opening, id, wanted, "zhou").result()
            one.tables, one.spare = tables, spare

    @precondition(lambda self: any(one.tables for one in self.seated))
    @rule(place=pick, tables=st.integers(1, 3), spare=st.booleans())
    def more(self, place: int, tables: int, spare: bool) -> None:
        one, act = self._feasting(place), self.shop.time.new_id()
        verb, code = self.shop.till.banquets.more, "banquet_no_spare" if spare and tables > one.spare else ""
        if self._does(code, lambda: verb(one.opening, tables, spare, "zhou", act).result()):
            verb(one.opening, tables, spare, "zhou", act).result()
            one.tables += tables
            one.spare -= tables if spare else 0

    @precondition(lambda self: any(one.tables for one in self.seated))
    @rule(place=pick, tables=st.integers(1, 3), cooked=st.booleans())
    def fewer(self, place: int, tables: int, cooked: bool) -> None:
        one, act = self._feasting(place), self.shop.time.new_id()
        verb, code = self.shop.till.banquets.fewer, "" if tables < one.tables else "banquet_tables"
        if self._does(code, lambda: verb(one.opening, tables, cooked, "rain", "wang", act).result()):
            verb(one.opening, tables, cooked, "rain", "wang", act).result()
            one.tables -= tables

    @precondition(lambda self: self.seated)
    @rule(place=pick)
    def pay_and_go(self, place: int) -> None:
        one = self._guests(place)
        self.shop.pay(one.table, tender="wechat")
        self.shop.till.clear_table(one.opening, "zhou").result()
        self.seated.remove(one)

    # ------------------------------------------------------------------ what must always be so

    @invariant()
    def each_waits_in_its_turn_under_its_own_number(self) -> None:
        rows = in_turn(self.shop.rows(QueueNumber))
        for group in LEAST:
            found = [(row.id, row.number) for row in rows if row.group == group]
            assert found == [(one.id, one.number) for one in self.waiting.get(group, [])], group

    @invariant()
    def each_bill_is_its_heads_and_its_tables(self) -> None:
        live = {one.id: one for one in self.shop.rows(Opening, live=1)}
        assert {(one.id, one.table, one.guests) for one in live.values()} == {
            (one.opening, one.table, one.count) for one in self.seated
        }
        feasts = {one.opening: (one.tables, one.spare) for one in self.shop.rows(Banquet)}
        for one in self.seated:
            assert self._shown(live[one.opening]) == one.total
            assert feasts.get(one.opening, (0, 0)) == (one.tables, one.spare)

    def teardown(self) -> None:
        try:
            rebuilt = self.shop.rebuilt()
            assert (rebuilt.different, rebuilt.broken) == ((), "")
        finally:
            self.shop.close()
            self.kept.close()

    # ------------------------------------------------------------------ inside

    def _party(self, place: int) -> Party:
        """Mostly one who is early in the line."""
        lines = [line for line in self.waiting.values() if line]
        line = lines[place % len(lines)]
        return line[place // 8 % len(line)]

    def _guests(self, place: int) -> Guests:
        return self.seated[place % len(self.seated)]

    def _feasting(self, place: int) -> Guests:
        found = [one for one in self.seated if one.tables]
        return found[place % len(found)]

    def _shown(self, opening: Opening) -> int:
        def look(tables: Any) -> int:
            rules = tables.document(Rules, "rules")
            return figures_of(tables, opening, bill_row(tables, opening.id), rules).total

        return self.shop.read(look)

    def _does(self, code: str, verb: Callable[[], Any]) -> bool:
        """Run a verb that shall be refused with ``code``, "": not at all; whether it was done."""
        self.shop.time.later(seconds=1)
        try:
            verb()
        except Refused as no:
            assert code == no.code, (code, no.code)
            return False
        assert not code, f"not refused: {code}"
        return True


TestDoor = Door.TestCase
TestDoor.settings = settings(
    max_examples=10, stateful_step_count=25, phases=[Phase.generate], report_multiple_bugs=False
)


@pytest.mark.soak
class TestManyDoors(Door.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(settings.get_profile("soak"), max_examples=200, stateful_step_count=60)
